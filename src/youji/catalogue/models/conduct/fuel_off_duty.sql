/*---
id: fuel_off_duty
title: {zh: 公务油卡非公务使用, en: Duty fuel card used off duty}
question:
  zh: 公务车是否多次在休息日、节假日加油，而前后都没有派车记录？
  en: "Was an official car filled again and again on days off, with no dispatch near those days?"
category: conduct
entry: thing
status: active
risk_points: [official_car]
legal_basis:
  - article: 机关事务管理条例#26
    note:
      zh: 公务用车集中管理、统一调度，实行使用登记，油耗单车核算。
      en: "Official cars are managed and dispatched centrally, their use is recorded, fuel is accounted by car."
  - article: 公职人员政务处分法#35
    note: {zh: 公务交通等方面超标准、超范围，或者违反规定公款消费的，给予政务处分。, en: "Discipline for official transport beyond scope, and for consuming at public cost."}
purpose: conduct_supervision
kind: aggregate
inputs:
  fuel_record: [fuel_id, vehicle_id, person_id, organisation_id, filled_on, amount, currency]
  calendar_day: [day, kind]
  vehicle_dispatch: [dispatch_id, vehicle_id, from_on, to_on]
optional:
  fuel_record: [organisation_id, currency]
  vehicle_dispatch: [to_on]
params:
  near_days:
    value: 1
    unit: days
    minimum: 0
    why:
      zh: "假设：加油最迟在出车前一天或者回来后一天。"
      en: "Assumption: a car is filled on the day before or after its journey at most."
  min_fillings:
    value: 2
    unit: fillings
    minimum: 1
    why:
      zh: "假设：一次没有派车单的加油可能是漏记，第二次就是习惯。"
      en: "Assumption: one filling without a dispatch may be a slip that was not recorded; a second one is a habit."
subject: {column: person_id, kind: person}
grain: [person_id, vehicle_id, in_year]
amount: amount
currency: currency
occurred_on: last_on
strength: strength
evidence:
  fuel_record: [{person_id: person_id, vehicle_id: vehicle_id, where: "year(d.filled_on) = a.in_year AND list_contains(a.fillings, d.fuel_id)"}]
increment: {by: person_id}
severity: medium
explain:
  zh: "{person_id:party}在{in_year}年有{n_fillings:number}次于休息日、节假日为公务车{vehicle_id}加油，共{amount:money}，前后没有派车记录。"
  en: "In {in_year} {person_id:party} filled official car {vehicle_id} {n_fillings:number} times on days off, {amount:money} in all, with no dispatch near them."
innocent_reasons:
  - {zh: 休息日有派车任务, en: The car was dispatched on the day off}
  - {zh: 出车前一日加油, en: It was filled the day before a journey}
  - {zh: 偶有一次漏登, en: One filling that nobody recorded}
first_steps:
  - {zh: 核对派车单、值班表和油卡授权, en: "Compare dispatches, roster and who may use the card"}
  - {zh: 核对单车油耗与登记里程, en: Compare fuel and recorded mileage of the car}
tags: [eight_point_rules]
---*/
-- A car of which no dispatch was ever delivered is not judged: then its log is what is missing.
WITH logged AS (
    SELECT DISTINCT vehicle_id FROM vehicle_dispatch
),
fillings AS (
    SELECT
        fuel_record.fuel_id,
        fuel_record.person_id,
        fuel_record.vehicle_id,
        fuel_record.filled_on,
        CAST(year(fuel_record.filled_on) AS INTEGER) AS in_year,
        fuel_record.amount,
        coalesce(fuel_record.currency, 'CNY') AS currency
    FROM fuel_record
    INNER JOIN calendar_day ON fuel_record.filled_on = calendar_day.day
    INNER JOIN logged ON fuel_record.vehicle_id = logged.vehicle_id
    WHERE
        calendar_day.kind IN ('weekend', 'holiday')
        AND fuel_record.person_id IS NOT NULL
        AND fuel_record.filled_on <= $as_of
        AND NOT EXISTS (
            SELECT 1
            FROM vehicle_dispatch
            WHERE
                vehicle_dispatch.vehicle_id = fuel_record.vehicle_id
                AND date_diff('day', fuel_record.filled_on, vehicle_dispatch.from_on) <= $near_days
                AND date_diff('day', coalesce(vehicle_dispatch.to_on, vehicle_dispatch.from_on), fuel_record.filled_on) <= $near_days
        )
)
SELECT
    person_id,
    vehicle_id,
    in_year,
    currency,
    CAST(count(fuel_id) AS INTEGER) AS n_fillings,
    coalesce(list_sort(list(fuel_id) FILTER (WHERE fuel_id IS NOT NULL)), []) AS fillings,
    CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
    max(filled_on) AS last_on,
    CAST(1 - CAST($min_fillings AS DOUBLE) / NULLIF(CAST(count(fuel_id) + 1 AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM fillings
GROUP BY person_id, vehicle_id, in_year, currency
HAVING count(fuel_id) >= $min_fillings

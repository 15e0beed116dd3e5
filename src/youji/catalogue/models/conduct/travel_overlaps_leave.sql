/*---
id: travel_overlaps_leave
title: {zh: 休假期间报销差旅, en: Travel claimed while on leave}
question:
  zh: 报销的出差，是否与本人的休假、请假重叠？
  en: Does a journey that was claimed overlap the traveller's own leave?
category: conduct
entry: person
status: active
risk_points: [official_travel, expense_claims]
legal_basis:
  - article: 公职人员政务处分法#35
    note: {zh: 违反规定公款消费的，给予政务处分。, en: Discipline for consuming at public cost against the rules.}
  - article: 公职人员政务处分法#39
    note: {zh: 弄虚作假、误导欺骗，造成不良后果的，给予政务处分。, en: Discipline for fraud and deception at work.}
  - article: 公务员法#59
    note: {zh: 不得违反财经纪律、浪费国家资财。, en: Officials keep to financial discipline and do not waste public means.}
purpose: conduct_supervision
kind: row
inputs:
  travel_order: [travel_id, person_id, from_on, to_on, destination, amount, currency]
  leave_record: [leave_id, person_id, from_on, to_on, cancelled_on]
optional:
  travel_order: [destination, amount, currency]
  leave_record: [cancelled_on]
params:
  min_days:
    value: 2
    unit: days
    minimum: 1
    why:
      zh: "假设：重合一天，可能半天在途、半天休假。"
      en: "Assumption: one common day may be half journey and half leave."
subject: {column: person_id, kind: person}
grain: [travel_id, leave_id]
amount: amount
currency: currency
occurred_on: from_on
strength: strength
evidence:
  travel_order: [{travel_id: travel_id}]
  leave_record: [{leave_id: leave_id}]
increment: {by: person_id}
severity: medium
explain:
  zh: "{person_id:party}自{from_on:date}起出差并报销{amount:money}，与其休假重叠{n_days:number}天。"
  en: "{person_id:party} claimed {amount:money} for a journey from {from_on:date} that overlaps leave by {n_days:number} days."
innocent_reasons:
  - {zh: 休假中途被召回并已销假, en: "Called back from leave, which was ended"}
  - {zh: 出差返回当日下午开始休假, en: The leave began on the afternoon of the return}
first_steps:
  - {zh: 核对考勤、请假审批和销假记录, en: "Compare attendance, approval of leave and its end"}
  - {zh: 查住宿票据、车票的姓名和地点, en: Look at names and places on hotel bills and tickets}
tags: [eight_point_rules]
---*/
-- Leave ends with the day before the person was called back.
WITH overlaps AS (
    SELECT
        travel_order.travel_id,
        leave_record.leave_id,
        travel_order.person_id,
        travel_order.destination,
        travel_order.amount,
        coalesce(travel_order.currency, 'CNY') AS currency,
        travel_order.from_on,
        greatest(travel_order.from_on, leave_record.from_on) AS since,
        least(travel_order.to_on, leave_record.to_on) AS until,
        leave_record.cancelled_on,
        date_diff('day', travel_order.from_on, travel_order.to_on) + 1 AS n_travel
    FROM travel_order
    INNER JOIN leave_record ON travel_order.person_id = leave_record.person_id
    WHERE
        travel_order.from_on <= leave_record.to_on
        AND travel_order.to_on >= leave_record.from_on
        AND travel_order.from_on <= $as_of
),
counted AS (
    SELECT
        travel_id, leave_id, person_id, destination, amount, currency, from_on, n_travel,
        least(
            date_diff('day', since, until) + 1,
            coalesce(date_diff('day', since, cancelled_on), date_diff('day', since, until) + 1)
        ) AS n_days
    FROM overlaps
)
SELECT
    travel_id,
    leave_id,
    person_id,
    destination,
    amount,
    currency,
    from_on,
    n_days,
    least(
        CAST(CAST(n_days AS DOUBLE) / NULLIF(CAST(n_travel AS DOUBLE), 0) AS DECIMAL(9, 6)), CAST(1 AS DECIMAL(9, 6))
    ) AS strength
FROM counted
WHERE n_days >= $min_days

/*---
id: meal_supplier_unlicensed
title: {zh: 供货单位许可证过期后继续供货, en: Deliveries after the supplier's licence ended}
question:
  zh: 供货单位的食品经营或者生产许可到期、被吊销之后，是否仍向学校供货？
  en: Did a supplier go on delivering to a school after its food licence ended or was revoked?
category: school_meals
entry: matter
status: active
risk_points: [meal_supplier_choice, food_receipt]
legal_basis:
  - article: 食品安全法#35
    note:
      zh: 食品生产经营实行许可制度；销售食用农产品和仅销售预包装食品的，不需要取得许可，后者应当备案。
      en: Food trade needs a licence; selling farm produce, or prepackaged food only, needs none, the latter a registration.
  - article: 食品安全法#53
    note:
      zh: 采购食品应当查验供货者的许可证。
      en: Who buys food checks the supplier's licence.
  - article: 食品安全法#57
    note:
      zh: 学校食堂应当严格遵守法律；订餐应当从取得许可的企业订购。
      en: School canteens keep the law; meals are ordered from licensed firms.
  - article: 食品安全法#126
    note:
      zh: 进货时未查验许可证的，责令改正、给予警告或者罚款。
      en: Failing to check the licence is corrected, warned or fined.
purpose: school_meal_supervision
kind: aggregate
inputs:
  school: [school_id, organisation_id]
  food_delivery: [delivery_id, school_id, supplier_id, delivered_on, amount]
  food_licence: [licence_id, organisation_id, licence_no, kind, valid_from, valid_to, revoked_on]
optional:
  school: all
  food_delivery: [amount]
  food_licence: [licence_no, kind, revoked_on]
params:
  grace_days:
    value: 30
    unit: days
    minimum: 0
    why:
      zh: "假设：按时申请的续证，可能晚一个月录入登记。"
      en: "Assumption: a renewal that was applied for in time may reach the register a month late."
  usual_days:
    value: 1826
    unit: days
    minimum: 1
    why:
      zh: "假设（许可证没有登记到期日时）：食品许可证一般五年有效。"
      en: "Assumption, for licences whose end is not on record: food licences usually run for five years."
  min_days:
    value: 3
    unit: days of delivery
    minimum: 1
    why:
      zh: "假设：到期后一两天，是原有订单送完；三天说明没有人查看。"
      en: "Assumption: on one or two days after the end, a standing order ran out; three show that nobody looked."
subject: {column: supplier_id, kind: organisation}
grain: [supplier_id, school_id, ended_on]
amount: amount
occurred_on: last_on
evidence:
  food_delivery:
    - supplier_id: supplier_id
      school_id: school_id
      where: "d.delivered_on >= a.first_on AND d.delivered_on <= a.last_on"
  food_licence: [{organisation_id: supplier_id}]
increment: {by: supplier_id}
severity: medium
explain:
  zh: >-
    {supplier_id:party}的食品许可于{ended_on:date}终止，此后自{first_on:date}至{last_on:date}仍在{n_days:number}天向
    {organisation_id:party}供货，金额{amount:money}。
  en: >-
    The food licence of {supplier_id:party} ended on {ended_on:date}; from {first_on:date} to {last_on:date} it still delivered to
    {organisation_id:party} on {n_days:number} days, {amount:money} in all.
innocent_reasons:
  - zh: 已经延续或者换发新证，新证从次日起有效
    en: The licence was renewed; the new one is valid from the next day
  - zh: 只销售预包装食品，依法备案即可
    en: It sells prepackaged food only, for which a registration is enough
  - zh: 到期前已申请延续，登记晚到几天
    en: A renewal was applied for in time and reached the register some days late
first_steps:
  - zh: 在许可公示系统核对许可证号、项目和有效期
    en: Check number, scope and dates in the public register of licences
  - zh: 查学校留存的资质复印件和进货查验记录是谁签的
    en: See which papers the school kept and who signed the check of goods
  - zh: 查该单位的准入、续签由谁决定
    en: See who admitted the supplier and prolonged its contract
tags: [licence]
---*/
-- Only a supplier that has had a licence is looked at: who never needed one, such as a farmer, has none on record. A licence
-- whose end is not on record is taken to run for the usual time; one without any date is taken to last.
WITH terms AS (
    SELECT
        organisation_id,
        valid_from,
        coalesce(valid_to, CAST(valid_from + INTERVAL ($usual_days) DAY AS DATE)) AS valid_to,
        revoked_on
    FROM food_licence
    WHERE coalesce(kind, 'trade') <> 'registration'
),
licences AS (
    SELECT
        organisation_id,
        valid_from,
        CASE WHEN revoked_on < coalesce(valid_to, $as_of) THEN revoked_on ELSE valid_to END AS ended_on
    FROM terms
),
registered AS (
    SELECT DISTINCT organisation_id FROM food_licence WHERE kind = 'registration'
),
lapsed AS (
    SELECT
        food_delivery.delivery_id,
        food_delivery.school_id,
        food_delivery.supplier_id,
        food_delivery.delivered_on,
        food_delivery.amount,
        max(licences.ended_on) AS ended_on,
        max(CASE WHEN licences.ended_on IS NULL OR food_delivery.delivered_on <= licences.ended_on THEN 1 ELSE 0 END) AS covered
    FROM food_delivery
    INNER JOIN licences
        ON
            food_delivery.supplier_id = licences.organisation_id
            AND (licences.valid_from IS NULL OR licences.valid_from <= food_delivery.delivered_on)
    WHERE food_delivery.delivered_on <= $as_of
    GROUP BY
        food_delivery.delivery_id, food_delivery.school_id, food_delivery.supplier_id, food_delivery.delivered_on,
        food_delivery.amount
),
late AS (
    SELECT
        lapsed.supplier_id,
        lapsed.school_id,
        lapsed.ended_on,
        min(lapsed.delivered_on) AS first_on,
        max(lapsed.delivered_on) AS last_on,
        CAST(count(DISTINCT lapsed.delivered_on) AS INTEGER) AS n_days,
        CAST(sum(coalesce(lapsed.amount, 0)) AS DECIMAL(18, 2)) AS amount
    FROM lapsed
    LEFT JOIN registered ON lapsed.supplier_id = registered.organisation_id
    WHERE
        lapsed.covered = 0
        AND registered.organisation_id IS NULL
        AND date_diff('day', lapsed.ended_on, lapsed.delivered_on) > $grace_days
    GROUP BY lapsed.supplier_id, lapsed.school_id, lapsed.ended_on
)
SELECT
    late.supplier_id,
    late.school_id,
    school.organisation_id,
    late.ended_on,
    late.first_on,
    late.last_on,
    late.n_days,
    late.amount
FROM late
LEFT JOIN school ON late.school_id = school.school_id
WHERE late.n_days >= $min_days

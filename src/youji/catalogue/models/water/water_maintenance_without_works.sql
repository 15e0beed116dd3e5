/*---
id: water_maintenance_without_works
title: {zh: 维修养护资金没有对应的工程, en: Maintenance money without maintenance}
question:
  zh: 某供水工程一年内支付的维修养护资金，是否大部分没有维修记录支持？
  en: Over a year, was most of the maintenance money paid for a water works without any record of repairs?
category: water
entry: money
status: active
risk_points: [water_maintenance]
legal_basis:
  - article: 会计法#14
    note:
      zh: 经济业务必须取得原始凭证并审核其真实、合法。
      en: Each transaction rests on an original voucher whose truth is checked.
  - article: 预算法#57
    note:
      zh: 支出必须按照预算执行，不得虚假列支。
      en: Spending follows the budget; false expenses are forbidden.
  - article: 财政违法行为处罚处分条例#6
    note:
      zh: 以虚报、冒领等手段骗取财政资金的，追回并处分。
      en: Public money obtained by false claims is recovered and disciplined.
  - article: 乡村振兴促进法#52
    note:
      zh: 统筹规划、建设、管护供水等公共基础设施，保障农村饮用水安全。
      en: Water supply is planned, built and kept so that rural drinking water is safe.
purpose: rural_water_supervision
kind: aggregate
inputs:
  water_works: [works_id, name, operator_id]
  water_maintenance_payment: [payment_no, works_id, operator_id, payee_id, amount, paid_on, repair_id]
  water_repair: [repair_id, works_id, done_on, cost]
optional:
  water_works: all
  water_maintenance_payment: [operator_id, payee_id, repair_id]
  water_repair: [cost]
params:
  margin_days:
    value: 120
    unit: days
    minimum: 0
    why:
      zh: "假设：维修款在四个月内支付，或者至多提前四个月。"
      en: "Assumption: a repair is paid within four months, or up to four months ahead."
  min_amount:
    value: 5000.00
    unit: CNY a year
    minimum: 0.01
    why:
      zh: "假设：一年不到五千元的小配件，不用派工单。"
      en: "Assumption: small parts below five thousand yuan a year are bought without a work order."
  min_share:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：结算与初步估算会有差异；一半以上没有对应工作量的，就不是计量差异。"
      en: >-
        Assumption: settlements differ from the first estimate; where more than half has no work behind it, it
        is no difference of measure.
subject: {column: operator_id, kind: organisation}
grain: [works_id, operator_id, year_on]
amount: unsupported
occurred_on: last_on
strength: strength
evidence:
  water_maintenance_payment:
    - works_id: works_id
      where: "d.paid_on >= a.year_on AND d.paid_on <= a.last_on"
increment: {by: works_id}
severity: high
explain:
  zh: >-
    自{year_on:date}起的一年，{operator_id:party}为供水工程{works_id}列支维修养护资金{n_payments:number}笔共{paid:money}，前后登记的维修只有
    {n_repairs:number}次、费用{cost:money}，{unsupported:money}没有工程对应。
  en: >-
    In the year from {year_on:date} {operator_id:party} spent {paid:money} in {n_payments:number} payments on upkeep of water works {works_id};
    {n_repairs:number} repairs of {cost:money} are recorded around that time. {unsupported:money} has no work behind it.
innocent_reasons:
  - zh: 年底维修、次年付款
    en: Repaired late in the year and paid in the next
  - zh: 维修记录没有填费用
    en: The record of repairs does not tell the cost
  - zh: 零星材料，没有工单
    en: Small parts without a work order
  - zh: 结算价比工单估价高一些
    en: The settlement was somewhat above the estimate
first_steps:
  - zh: 查工单、照片、领料单、用工签字
    en: Look at work orders, photographs, material and signatures
  - zh: 到现场看维修部位，问管水员
    en: See the repaired part and ask the keeper
  - zh: 追查收款方与管护单位的关系
    en: Follow the payee's ties with the operator
tags: [false_expense]
---*/
-- Repairs count for a year when they were done in it or within the margin before or after; one without a cost supports what was
-- paid in full. Where no repair of any works is on record there is nothing to compare, and no alert.
WITH payments AS (
    SELECT
        water_maintenance_payment.payment_no,
        water_maintenance_payment.works_id,
        coalesce(water_maintenance_payment.operator_id, water_works.operator_id) AS operator_id,
        CAST(date_trunc('year', water_maintenance_payment.paid_on) AS DATE) AS year_on,
        water_maintenance_payment.amount,
        water_maintenance_payment.paid_on
    FROM water_maintenance_payment
    LEFT JOIN water_works ON water_maintenance_payment.works_id = water_works.works_id
    WHERE water_maintenance_payment.works_id IS NOT NULL AND water_maintenance_payment.paid_on <= $as_of
),
years AS (
    SELECT
        works_id,
        operator_id,
        year_on,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS paid,
        CAST(count(payment_no) AS INTEGER) AS n_payments,
        max(paid_on) AS last_on
    FROM payments
    WHERE operator_id IS NOT NULL
    GROUP BY works_id, operator_id, year_on
),
recorded AS (
    SELECT min(done_on) AS recorded_from FROM water_repair
),
supported AS (
    SELECT
        years.works_id,
        years.operator_id,
        years.year_on,
        CAST(sum(coalesce(water_repair.cost, years.paid)) AS DECIMAL(18, 2)) AS support,
        CAST(sum(coalesce(water_repair.cost, 0)) AS DECIMAL(18, 2)) AS cost,
        CAST(count(water_repair.repair_id) AS INTEGER) AS n_repairs
    FROM years
    INNER JOIN water_repair ON years.works_id = water_repair.works_id
    WHERE
        water_repair.done_on >= CAST(years.year_on - INTERVAL ($margin_days) DAY AS DATE)
        AND water_repair.done_on
        <= CAST(CAST(years.year_on + INTERVAL 1 YEAR AS DATE) + INTERVAL ($margin_days) DAY AS DATE)
    GROUP BY years.works_id, years.operator_id, years.year_on
),
gaps AS (
    SELECT
        years.works_id, years.operator_id, years.year_on, years.paid, years.n_payments, years.last_on,
        coalesce(supported.cost, 0) AS cost,
        coalesce(supported.n_repairs, 0) AS n_repairs,
        CAST(years.paid - coalesce(supported.support, 0) AS DECIMAL(18, 2)) AS unsupported
    FROM years
    INNER JOIN recorded ON recorded.recorded_from <= years.last_on
    LEFT JOIN supported
        ON
            years.works_id = supported.works_id
            AND years.operator_id = supported.operator_id
            AND years.year_on = supported.year_on
)
SELECT
    works_id,
    operator_id,
    year_on,
    paid,
    n_payments,
    n_repairs,
    CAST(cost AS DECIMAL(18, 2)) AS cost,
    unsupported,
    last_on,
    CAST(round(CAST(unsupported AS DOUBLE) / NULLIF(CAST(paid AS DOUBLE), 0), 6) AS DECIMAL(9, 6)) AS strength
FROM gaps
WHERE
    unsupported >= CAST($min_amount AS DECIMAL(18, 2))
    AND unsupported > paid * CAST($min_share AS DECIMAL(9, 6))

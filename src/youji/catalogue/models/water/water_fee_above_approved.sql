/*---
id: water_fee_above_approved
title: {zh: 水费高于批准水价, en: Water billed above the approved price}
question:
  zh: 供水单位向某村收取的水费，折算单价是否高于批准的水价？
  en: Did an operator bill a village's users more by cubic metre than the approved price?
category: water
entry: money
status: active
risk_points: [water_fee]
legal_basis:
  - article: 价格法#12
    note:
      zh: 经营者应当执行依法制定的政府指导价、政府定价。
      en: Firms keep to prices that government guides or sets.
  - article: 价格法#39
    note:
      zh: 不执行政府指导价、政府定价的，没收违法所得，可以并处罚款。
      en: Who does not keep to them loses the unlawful gain and may be fined.
  - article: 价格法#41
    note:
      zh: 因价格违法多收的价款应当退还。
      en: What was overcharged is paid back.
  - article: 水法#55
    note:
      zh: 使用水工程供应的水应当缴纳水费，供水价格按照补偿成本、合理收益等原则确定。
      en: Users pay for water; its price covers cost and a fair return.
purpose: rural_water_supervision
kind: aggregate
inputs:
  water_bill: [bill_id, operator_id, village_id, billed_on, use, volume, amount]
  water_price_approval: [approval_id, operator_id, use, price, base_fee, valid_from, valid_to]
optional:
  water_price_approval: [base_fee, valid_from, valid_to]
params:
  tolerance:
    value: 0.03
    unit: ratio
    minimum: 0
    why:
      zh: "假设：半年内水表和金额的取整误差低于百分之三。"
      en: "Assumption: rounding of meters and of sums of money stays below three in a hundred over half a year."
  min_amount:
    value: 200.00
    unit: CNY in a half-year
    minimum: 0.01
    why:
      zh: "假设：一个村半年不到二百元是取整。"
      en: "Assumption: less than two hundred yuan over a village in half a year is rounding."
subject: {column: operator_id, kind: organisation}
grain: [operator_id, village_id, use, half_on]
amount: overcharge
occurred_on: last_on
strength: strength
evidence:
  water_bill:
    - operator_id: operator_id
      village_id: village_id
      use: use
      where: "d.billed_on >= a.half_on AND d.billed_on <= a.last_on"
  water_price_approval: [{operator_id: operator_id, use: use}]
increment: {by: operator_id}
severity: medium
explain:
  zh: >-
    自{half_on:date}起的半年，{operator_id:party}向{village_id:party}的用户收取水费{billed:money}，按批准水价应为{allowed:money}，多收
    {overcharge:money}（{strength:percent}）。
  en: >-
    In the half-year from {half_on:date} {operator_id:party} billed users in {village_id:party} {billed:money}; at the approved price it would be
    {allowed:money}: {overcharge:money} ({strength:percent}) too much.
innocent_reasons:
  - zh: 调价批复已经生效，按新价收取
    en: A new price had been approved and was in force
  - zh: 两部制水价含基本水费
    en: The two-part price contains a base fee
  - zh: 抄表取整造成的零星差额
    en: Odd sums from rounding of meters
  - zh: 经营用水执行非居民价格
    en: Business users pay the price approved for them
first_steps:
  - zh: 核对批复文件、公示的价格和实际收费单据
    en: Compare the approval, the published price and the bills
  - zh: 查有无搭车收费、代收费用混在水费里
    en: See whether other fees were mixed in
  - zh: 算清多收款项并核实去向，督促退还
    en: Reckon the overcharge, follow it and have it paid back
tags: [price]
---*/
-- Each bill is set against the approval in force on its day; where several are in force, the dearest counts, in favour of the
-- operator. A bill without an approval for its operator and use is left out.
WITH priced AS (
    SELECT
        water_bill.bill_id,
        water_bill.operator_id,
        water_bill.village_id,
        water_bill.use,
        water_bill.billed_on,
        water_bill.amount,
        max(
            CAST(
                water_bill.volume * water_price_approval.price + coalesce(water_price_approval.base_fee, 0) AS DECIMAL(18, 2)
            )
        ) AS allowed
    FROM water_bill
    INNER JOIN water_price_approval
        ON
            water_bill.operator_id = water_price_approval.operator_id
            AND water_bill.use = water_price_approval.use
            AND (water_price_approval.valid_from IS NULL OR water_price_approval.valid_from <= water_bill.billed_on)
            AND (water_price_approval.valid_to IS NULL OR water_price_approval.valid_to >= water_bill.billed_on)
    WHERE
        water_bill.amount IS NOT NULL AND water_bill.volume > 0 AND water_bill.billed_on <= $as_of
        AND water_bill.village_id IS NOT NULL AND water_price_approval.price > 0
    GROUP BY
        water_bill.bill_id, water_bill.operator_id, water_bill.village_id, water_bill.use, water_bill.billed_on, water_bill.amount
),
halves AS (
    SELECT
        operator_id,
        village_id,
        use,
        CASE
            WHEN quarter(billed_on) <= 2 THEN make_date(CAST(year(billed_on) AS INTEGER), 1, 1)
            ELSE make_date(CAST(year(billed_on) AS INTEGER), 7, 1)
        END AS half_on,
        billed_on,
        amount,
        allowed
    FROM priced
),
sums AS (
    SELECT
        operator_id,
        village_id,
        use,
        half_on,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS billed,
        CAST(sum(allowed) AS DECIMAL(18, 2)) AS allowed,
        max(billed_on) AS last_on
    FROM halves
    GROUP BY operator_id, village_id, use, half_on
),
shares AS (
    SELECT
        operator_id, village_id, use, half_on, billed, allowed, last_on,
        CAST(billed - allowed AS DOUBLE) / NULLIF(CAST(allowed AS DOUBLE), 0) AS excess
    FROM sums
    WHERE
        billed > allowed * (1 + CAST($tolerance AS DECIMAL(9, 6)))
        AND billed - allowed >= CAST($min_amount AS DECIMAL(18, 2))
)
SELECT
    operator_id,
    village_id,
    use,
    half_on,
    billed,
    allowed,
    CAST(billed - allowed AS DECIMAL(18, 2)) AS overcharge,
    last_on,
    CAST(CASE WHEN excess > 1 THEN 1 ELSE excess END AS DECIMAL(9, 6)) AS strength
FROM shares

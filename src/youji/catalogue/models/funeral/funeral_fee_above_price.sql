/*---
id: funeral_fee_above_price
title: {zh: 殡葬收费超过核定价格, en: Funeral fees above the approved price}
question:
  zh: 实行政府定价、指导价的殡葬项目，实收单价是否超过核定价格（含允许上浮）？
  en: Was a service with a government price charged above it, allowed margins included?
category: funeral
entry: money
status: active
risk_points: [funeral_charging]
legal_basis:
- article: 价格法#12
  note:
    zh: 经营者应当执行政府指导价、政府定价。
    en: Operators keep to government prices and guidance prices.
- article: 价格法#39
  note:
    zh: 不执行政府定价、政府指导价的，没收违法所得并可处罚款。
    en: Who disregards them loses the gain and may be fined.
- article: 殡葬管理条例#12
  note:
    zh: 殡仪服务人员不得利用工作之便索取财物。
    en: Funeral staff must not use their work to obtain money or goods.
purpose: funeral_supervision
kind: row
inputs:
  funeral_fee: [fee_id, home_id, item_code, item_name, charged_on, quantity, amount]
  funeral_price: [price_id, item_code, form, price, float_up, from_on, to_on]
optional:
  funeral_fee: [item_name]
  funeral_price: [float_up, to_on]
params:
  tolerance:
    value: 0.01
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：取整到元使单价变动不到百分之一。"
      en: "Assumption: rounding to whole yuan moves a price by less than one per cent."
subject: {column: home_id, kind: organisation}
grain: [fee_id]
amount: excess
currency: currency
occurred_on: charged_on
evidence:
  funeral_fee:
  - {fee_id: fee_id}
  funeral_price:
  - {price_id: price_id}
increment: full
severity: medium
explain:
  zh: '{home_id:party}于{charged_on:date}收取“{item_name}”单价{unit_price:money}，核定最高{ceiling:money}，多收{excess:money}。'
  en: 'On {charged_on:date} {home_id:party} charged {unit_price:money} a unit for “{item_name}”, where at most {ceiling:money}
    is approved: {excess:money} too much.'
innocent_reasons:
- zh: 指导价允许上浮
  en: The guidance price allows a margin
- zh: 四舍五入的尾差
  en: A difference of rounding
- zh: 市场调节价项目，不受核定价格约束
  en: An item with a market price
first_steps:
- zh: 对照价格批文和公示价目
  en: Compare with the approval and the posted prices
- zh: 看单据有无另行收取的捆绑服务
  en: See whether bundled services were charged beside
- zh: 核算应当退还的金额
  en: Work out what is to be given back
tags: [overcharging]
---*/
-- The price in force on the day counts, the latest where two overlap. Market prices are no business of this model.
-- Amounts on the forms of these offices are in yuan.
WITH charged AS (
    SELECT
        funeral_fee.fee_id,
        funeral_fee.home_id,
        coalesce(funeral_fee.item_name, funeral_fee.item_code) AS item_name,
        funeral_fee.charged_on,
        funeral_fee.quantity,
        funeral_fee.amount,
        funeral_price.price_id,
        CAST(
            funeral_price.price
            * (1 + CASE WHEN funeral_price.form = 'guided' THEN coalesce(funeral_price.float_up, 0) ELSE 0 END)
            AS DECIMAL(18, 2)
        ) AS ceiling,
        row_number() OVER (
            PARTITION BY funeral_fee.fee_id ORDER BY funeral_price.from_on DESC, funeral_price.price_id
        ) AS place
    FROM funeral_fee
    INNER JOIN funeral_price ON funeral_fee.item_code = funeral_price.item_code
    WHERE
        funeral_price.form IN ('fixed', 'guided')
        AND funeral_price.price IS NOT NULL
        AND funeral_price.from_on <= funeral_fee.charged_on
        AND (funeral_price.to_on IS NULL OR funeral_price.to_on >= funeral_fee.charged_on)
        AND funeral_fee.charged_on <= $as_of
        AND funeral_fee.quantity > 0
)
SELECT
    fee_id,
    home_id,
    item_name,
    charged_on,
    price_id,
    ceiling,
    CAST(round(CAST(amount AS DOUBLE) / NULLIF(CAST(quantity AS DOUBLE), 0), 2) AS DECIMAL(18, 2)) AS unit_price,
    CAST(amount - ceiling * quantity AS DECIMAL(18, 2)) AS excess,
    'CNY' AS currency
FROM charged
WHERE
    place = 1
    AND amount - ceiling * quantity > ceiling * quantity * CAST($tolerance AS DECIMAL(9, 6))

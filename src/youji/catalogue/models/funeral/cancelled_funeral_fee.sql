/*---
id: cancelled_funeral_fee
title: {zh: 收取已取消的殡葬费用, en: Funeral fees that were cancelled}
question:
  zh: 殡仪馆是否收取了当时已明令取消的费用？
  en: Did a funeral home charge a fee that had been cancelled?
category: funeral
entry: money
status: active
risk_points: [funeral_charging]
legal_basis:
- article: 价格法#12
  note:
    zh: 经营者应当执行政府指导价、政府定价。
    en: Operators keep to government prices and guidance prices.
- article: 价格法#13
  note:
    zh: 不得在标价之外加价，不得收取任何未予标明的费用。
    en: Nothing may be charged above or beside the marked price.
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
  funeral_fee: [fee_id, home_id, item_code, item_name, charged_on, amount]
  funeral_price: [price_id, item_code, name, form, from_on, to_on]
optional:
  funeral_fee: [item_name]
  funeral_price: [name, to_on]
params:
  grace_days:
    value: 7
    unit: days
    minimum: 0
    why:
      zh: "假设：取消之前开始的丧事，一周内结算。"
      en: "Assumption: a funeral that began before the cancellation is settled within a week."
subject: {column: home_id, kind: organisation}
grain: [fee_id]
amount: amount
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
  zh: '{home_id:party}于{charged_on:date}收取“{item_name}”{amount:money}，该项目已自{cancelled_on:date}起取消收费。'
  en: On {charged_on:date} {home_id:party} charged {amount:money} for “{item_name}”, which was cancelled on {cancelled_on:date}.
innocent_reasons:
- zh: 取消之前提供的服务，取消后数日内结账
  en: The service was given before the cancellation and settled some days after
- zh: 后来重新批准收费
  en: The fee was approved again later
first_steps:
- zh: 对照价格主管部门文件的取消日期
  en: Compare with the day in the price office’s document
- zh: 核对服务日期与收费单据
  en: Compare the day of the service with the receipt
- zh: 核算应当退还的金额
  en: Work out what is to be given back
tags: [overcharging]
---*/
-- The price list keeps cancelled items with the day from which they may not be charged. Amounts on the forms of these
-- offices are in yuan.
WITH cancelled AS (
    SELECT
        price_id,
        item_code,
        from_on
    FROM funeral_price
    WHERE form = 'cancelled' AND from_on IS NOT NULL
),
approved AS (
    SELECT
        item_code,
        from_on,
        to_on
    FROM funeral_price
    WHERE form <> 'cancelled' AND from_on IS NOT NULL
)
SELECT
    funeral_fee.fee_id,
    funeral_fee.home_id,
    funeral_fee.item_code,
    coalesce(funeral_fee.item_name, funeral_fee.item_code) AS item_name,
    funeral_fee.charged_on,
    cancelled.from_on AS cancelled_on,
    cancelled.price_id,
    funeral_fee.amount,
    'CNY' AS currency
FROM funeral_fee
INNER JOIN cancelled ON funeral_fee.item_code = cancelled.item_code
WHERE
    funeral_fee.charged_on <= $as_of
    AND funeral_fee.amount > 0
    AND date_diff('day', cancelled.from_on, funeral_fee.charged_on) > $grace_days
    AND NOT EXISTS (
        SELECT 1 AS found
        FROM approved
        WHERE
            approved.item_code = funeral_fee.item_code
            AND approved.from_on > cancelled.from_on
            AND approved.from_on <= funeral_fee.charged_on
            AND (approved.to_on IS NULL OR approved.to_on >= funeral_fee.charged_on)
    )

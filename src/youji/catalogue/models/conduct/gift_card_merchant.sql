/*---
id: gift_card_merchant
title: {zh: 公款购买购物卡、烟酒礼品, en: "Gift cards, liquor or jewellery at public cost"}
question:
  zh: 是否以公款报销购物卡、烟酒、珠宝礼品？
  en: "Were gift cards, liquor and tobacco, or jewellery claimed as public expenses?"
category: conduct
entry: thing
status: active
risk_points: [expense_claims]
legal_basis:
  - article: 公职人员政务处分法#35
    note: {zh: 违反规定公款消费的，给予政务处分。, en: Discipline for consuming at public cost against the rules.}
  - article: 公职人员政务处分法#34
    note: {zh: 收受、赠送可能影响公正行使公权力的礼品、礼金、有价证券的，给予政务处分。, en: "Discipline for taking or giving gifts, money or vouchers that may affect fair office."}
  - article: 国家行政机关及其工作人员在国内公务活动中不得赠送和接受礼品的规定#2
    note: {zh: 国内公务活动中不得赠送和接受礼品。, en: No gifts are given or taken in official business at home.}
purpose: conduct_supervision
kind: row
inputs:
  expense_receipt: [receipt_id, person_id, organisation_id, kind, merchant_id, merchant_kind, amount, currency, issued_on, duty_order]
optional:
  expense_receipt: [organisation_id, kind, merchant_id, currency, issued_on, duty_order]
params:
  min_amount:
    value: 500
    unit: yuan
    minimum: 0
    why:
      zh: "假设：低于此数，这类商店的票据可能是单位买水、茶或者小件用品。"
      en: "Assumption: below this a receipt of such a shop may be water, tea or small goods for the office."
subject: {column: person_id, kind: person}
grain: [receipt_id]
amount: amount
currency: currency
occurred_on: issued_on
strength: strength
evidence:
  expense_receipt: [{receipt_id: receipt_id}]
increment: {by: person_id}
severity: high
explain:
  zh: "{person_id:party}于{issued_on:date}报销{merchant_id:party}（{kind_zh}）票据{amount:money}，没有公务函件。"
  en: "{person_id:party} claimed {amount:money} from {merchant_id:party} ({kind_en}) of {issued_on:date}, without any duty order."
innocent_reasons:
  - {zh: 有审批的外事礼品、慰问品, en: Approved gifts in foreign affairs or to the needy}
  - {zh: 在此类商户购买少量办公用水、茶叶, en: A little water or tea for the office from such a shop}
first_steps:
  - {zh: 向商户调取销售清单和领用签收, en: Get the shop's list of what was sold and who signed for it}
  - {zh: 查票据科目是否以办公用品、会议费掩盖, en: See whether it was booked as office supplies or a meeting}
tags: [eight_point_rules]
---*/
WITH receipts AS (
    SELECT
        receipt_id, person_id, organisation_id, merchant_id, merchant_kind, amount,
        coalesce(currency, 'CNY') AS currency, issued_on
    FROM expense_receipt
    WHERE
        merchant_kind IN ('gift_card', 'liquor_tobacco', 'jewellery')
        AND amount >= $min_amount
        AND duty_order IS NULL
        AND (issued_on IS NULL OR issued_on <= $as_of)
)
SELECT
    receipt_id,
    person_id,
    organisation_id,
    merchant_id,
    amount,
    currency,
    issued_on,
    CASE merchant_kind WHEN 'gift_card' THEN '购物卡' WHEN 'liquor_tobacco' THEN '烟酒' ELSE '珠宝礼品' END AS kind_zh,
    CASE merchant_kind
        WHEN 'gift_card' THEN 'gift cards' WHEN 'liquor_tobacco' THEN 'liquor and tobacco' ELSE 'jewellery and gifts'
    END AS kind_en,
    CAST(1 - CAST($min_amount AS DOUBLE) / NULLIF(CAST(amount AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM receipts

/*---
id: holiday_receipts
title: {zh: 节假日公款消费, en: Receipts of public holidays}
question:
  zh: 报销的餐饮、礼品、烟酒、旅游票据，是否开在法定节假日，又没有公务安排？
  en: "Were meals, gifts, liquor or leisure of a public holiday claimed without any duty on that day?"
category: conduct
entry: money
status: active
risk_points: [expense_claims]
legal_basis:
  - article: 公职人员政务处分法#35
    note:
      zh: 违反规定公款消费，或者公务接待等超标准、超范围的，给予政务处分。
      en: "Discipline for consuming at public cost against the rules, and for receptions beyond standard or scope."
  - article: 国家行政机关及其工作人员在国内公务活动中不得赠送和接受礼品的规定#3
    note: {zh: 不得以祝贺春节、国庆节、中秋节等节假日的名义赠送和接受礼品。, en: "No gifts given or taken in the name of festivals."}
  - article: 机关事务管理条例#28
    note: {zh: 公务接待简化礼仪、务实节俭，严格执行制度和标准。, en: "Official receptions are plain and thrifty, and keep to the standards."}
purpose: conduct_supervision
kind: row
inputs:
  expense_receipt: [receipt_id, person_id, organisation_id, merchant_id, merchant_kind, amount, currency, issued_on, duty_order]
  calendar_day: [day, kind, name]
  travel_order: [travel_id, person_id, from_on, to_on]
optional:
  expense_receipt: [organisation_id, merchant_id, currency, duty_order]
  calendar_day: [name]
  travel_order: all
params:
  min_amount:
    value: 300
    unit: yuan
    minimum: 0
    why:
      zh: "假设：低于此数是一两人的工作餐；法律没有规定数额。"
      en: "Assumption: below this a receipt is a working meal of one or two; the law names no figure."
subject: {column: person_id, kind: person}
grain: [receipt_id]
amount: amount
currency: currency
occurred_on: issued_on
strength: strength
evidence:
  expense_receipt: [{receipt_id: receipt_id}]
increment: {by: person_id}
severity: medium
explain:
  zh: "{person_id:party}报销了{issued_on:date}（{holiday}）的{kind_zh}票据{amount:money}，当日没有公务函件、值班或者出差记录。"
  en: "{person_id:party} claimed {amount:money} of {kind_en} of {issued_on:date} (holiday: {holiday}); no duty, letter or journey of that day is on record."
innocent_reasons:
  - {zh: 节日期间值班、应急或者有公函的接待, en: "Duty, an emergency or an announced reception on the holiday"}
  - {zh: 节日期间因公出差, en: A journey on duty over the holiday}
  - {zh: 小额工作餐, en: A small working meal}
first_steps:
  - {zh: 查票据背后的菜单、清单和在场人员, en: "Get menu, list of goods and who was there"}
  - {zh: 核对值班表、公函和审批单, en: "Compare with roster, letter and approval"}
tags: [eight_point_rules]
---*/
WITH receipts AS (
    SELECT
        expense_receipt.receipt_id,
        expense_receipt.person_id,
        expense_receipt.organisation_id,
        expense_receipt.merchant_id,
        expense_receipt.merchant_kind,
        expense_receipt.amount,
        coalesce(expense_receipt.currency, 'CNY') AS currency,
        expense_receipt.issued_on,
        coalesce(calendar_day.name, '-') AS holiday
    FROM expense_receipt
    INNER JOIN calendar_day ON expense_receipt.issued_on = calendar_day.day
    WHERE
        calendar_day.kind = 'holiday'
        AND expense_receipt.merchant_kind IN ('restaurant', 'gift_card', 'liquor_tobacco', 'jewellery', 'tourism')
        AND expense_receipt.amount >= $min_amount
        AND expense_receipt.issued_on <= $as_of
        AND expense_receipt.duty_order IS NULL
)
SELECT
    receipt_id,
    person_id,
    organisation_id,
    merchant_id,
    amount,
    currency,
    issued_on,
    holiday,
    CASE merchant_kind
        WHEN 'restaurant' THEN '餐饮' WHEN 'gift_card' THEN '购物卡' WHEN 'liquor_tobacco' THEN '烟酒'
        WHEN 'jewellery' THEN '珠宝礼品' ELSE '旅游娱乐'
    END AS kind_zh,
    CASE merchant_kind
        WHEN 'restaurant' THEN 'meals' WHEN 'gift_card' THEN 'gift cards' WHEN 'liquor_tobacco' THEN 'liquor and tobacco'
        WHEN 'jewellery' THEN 'jewellery and gifts' ELSE 'tourism and leisure'
    END AS kind_en,
    CAST(1 - CAST($min_amount AS DOUBLE) / NULLIF(CAST(amount AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM receipts
WHERE NOT EXISTS (
    SELECT 1
    FROM travel_order
    WHERE
        travel_order.person_id = receipts.person_id
        AND travel_order.from_on <= receipts.issued_on
        AND travel_order.to_on >= receipts.issued_on
)

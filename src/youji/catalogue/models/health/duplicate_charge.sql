/*---
id: duplicate_charge
title: {zh: 重复收费, en: Double charges}
question:
  zh: 同一次就医同一天的同一项目是否收取了两次以上，超过每日上限？
  en: Was one item charged twice on one day of a stay, above its daily limit?
category: health
entry: money
status: active
risk_points: [charging]
legal_basis:
- article: 医疗保障基金使用监督管理条例#15
  note:
    zh: 定点医药机构核验凭证、合理诊疗、如实出具单据，不得分解住院、挂床住院、重复收费、串换项目。
    en: Providers check the card, treat as needed and bill truly; no split or empty stays, double charges or swapped
      items.
- article: 医疗保障基金使用监督管理条例#38
  note:
    zh: 分解住院、挂床住院、过度检查、超量重复开药、重复收费、串换项目的，责令改正、退回并罚款。
    en: Split and empty stays, needless tests, excess drugs, double charges and swaps are corrected, repaid and fined.
purpose: medical_insurance_supervision
kind: aggregate
inputs:
  health_claim: [claim_id, provider_id, person_id]
  claim_line: [line_id, claim_id, item_id, charged_on, quantity, amount]
  medical_item: [item_id, name, daily_limit]
optional:
  claim_line: [amount]
subject: {column: provider_id, kind: organisation}
grain: [claim_id, item_id, charged_on]
amount: excess
occurred_on: charged_on
evidence:
  health_claim:
  - {claim_id: claim_id}
  claim_line:
  - {claim_id: claim_id, item_id: item_id, charged_on: charged_on}
increment: {by: claim_id}
severity: medium
explain:
  zh: '{provider_id:party}在结算{claim_id}中于{charged_on:date}将“{item_name}”重复收取{n_lines:number}次、共{quantity:number}，每日上限{daily_limit:number}，多收约{excess:money}。'
  en: '{provider_id:party} charged “{item_name}” {n_lines:number} times on {charged_on:date} in claim {claim_id},
    {quantity:number} units where {daily_limit:number} a day are allowed; about {excess:money} too much.'
innocent_reasons:
- zh: 一天内确有多次且未超过每日上限
  en: It was given several times a day, within the daily limit
- zh: 冲红更正：一笔正数一笔负数
  en: One entry was reversed by a negative one
first_steps:
- zh: 核对医嘱、执行单和操作记录次数
  en: Compare orders and records of execution
- zh: 查收费系统是否自动套餐重复计费
  en: See whether the billing system charges packages twice
- zh: 核算全部病例的多收金额
  en: Work out the excess over all cases
tags: [overcharging]
---*/
-- The catalogue says how many units a day can be charged (a bed once, an infusion set twice). Reversals have negative
-- quantities and are taken off.
WITH daily AS (
    SELECT
        claim_id,
        item_id,
        charged_on,
        CAST(sum(CASE WHEN quantity > 0 THEN 1 ELSE 0 END) AS INTEGER) AS n_lines,
        CAST(sum(quantity) AS DECIMAL(18, 2)) AS quantity,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount
    FROM claim_line
    WHERE charged_on <= $as_of AND quantity IS NOT NULL
    GROUP BY claim_id, item_id, charged_on
)
SELECT
    daily.claim_id,
    daily.item_id,
    daily.charged_on,
    health_claim.provider_id,
    health_claim.person_id,
    medical_item.name AS item_name,
    daily.n_lines,
    daily.quantity,
    medical_item.daily_limit,
    CAST(
        round(
            CAST(daily.amount AS DOUBLE)
            * CAST(daily.quantity - medical_item.daily_limit AS DOUBLE)
            / NULLIF(CAST(daily.quantity AS DOUBLE), 0), 2
        ) AS DECIMAL(18, 2)
    ) AS excess
FROM daily
INNER JOIN health_claim ON daily.claim_id = health_claim.claim_id
INNER JOIN medical_item ON daily.item_id = medical_item.item_id
WHERE daily.n_lines > 1 AND daily.quantity > medical_item.daily_limit

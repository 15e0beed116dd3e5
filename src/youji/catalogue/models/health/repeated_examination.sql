/*---
id: repeated_examination
title: {zh: 互认期内重复检查, en: Examinations repeated within recognition}
question:
  zh: 互认期限内，患者是否在另一机构重复做了同一检查？
  en: Was an examination repeated by another provider while the first was still to be recognised?
category: health
entry: thing
status: active
risk_points: [treatment_orders, charging]
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
- article: 医师法#31
  note:
    zh: 医师不得对患者实施不必要的检查、治疗。
    en: Physicians must not give needless tests or treatment.
purpose: medical_insurance_supervision
kind: window
inputs:
  health_claim: [claim_id, person_id, provider_id, admitted_on, admission]
  claim_line: [line_id, claim_id, item_id, charged_on, quantity, amount]
  medical_item: [item_id, name, generic_name, kind, recognised_days]
optional:
  health_claim: [admission]
params:
  min_amount:
    value: 50
    unit: yuan
    minimum: 0
    why:
      zh: "假设：小额常规检查，问询的代价比它还高。"
      en: "Assumption: small routine tests are cheaper than asking."
subject: {column: provider_id, kind: organisation}
grain: [line_id]
amount: amount
currency: currency
occurred_on: charged_on
evidence:
  claim_line:
  - {line_id: line_id}
  - {line_id: previous_line_id}
increment: full
severity: low
explain:
  zh: '{person_id:party}于{previous_on:date}在{previous_provider_id:party}已做“{item_name}”，{gap_days:number}天后（互认期{recognised_days:number}天）{provider_id:party}再次收取{amount:money}。'
  en: '{person_id:party} had “{item_name}” at {previous_provider_id:party} on {previous_on:date}; {gap_days:number}
    days later, within {recognised_days:number} days of recognition, {provider_id:party} charged it again: {amount:money}.'
innocent_reasons:
- zh: 急诊、病情变化需要复查
  en: An emergency, or the condition changed
- zh: 治疗后在同一机构复查疗效
  en: A check of the therapy by the same provider
- zh: 金额小的常规检查
  en: A small routine test
first_steps:
- zh: 查病历是否写明重复检查的理由
  en: See whether the record gives the reason
- zh: 查首次检查的质量和是否可调阅
  en: See whether the first examination was good and could be called up
- zh: 统计该机构同类重复的比例
  en: Count how often the provider does this
tags: [needless tests]
---*/
-- Which examinations are recognised, and for how long, is the catalogue’s to say: each region publishes its own list.
-- Amounts on the forms of these offices are in yuan.
WITH examined AS (
    SELECT
        claim_line.line_id,
        claim_line.claim_id,
        health_claim.person_id,
        health_claim.provider_id,
        coalesce(health_claim.admission, 'planned') AS admission,
        medical_item.name AS item_name,
        medical_item.recognised_days,
        claim_line.charged_on,
        claim_line.amount,
        lag(claim_line.line_id) OVER (
            PARTITION BY health_claim.person_id, coalesce(medical_item.generic_name, medical_item.item_id)
            ORDER BY claim_line.charged_on, claim_line.line_id
        ) AS previous_line_id,
        lag(health_claim.provider_id) OVER (
            PARTITION BY health_claim.person_id, coalesce(medical_item.generic_name, medical_item.item_id)
            ORDER BY claim_line.charged_on, claim_line.line_id
        ) AS previous_provider_id,
        lag(claim_line.charged_on) OVER (
            PARTITION BY health_claim.person_id, coalesce(medical_item.generic_name, medical_item.item_id)
            ORDER BY claim_line.charged_on, claim_line.line_id
        ) AS previous_on
    FROM claim_line
    INNER JOIN health_claim ON claim_line.claim_id = health_claim.claim_id
    INNER JOIN medical_item ON claim_line.item_id = medical_item.item_id
    WHERE
        medical_item.kind = 'examination'
        AND medical_item.recognised_days > 0
        AND claim_line.charged_on <= $as_of
)
SELECT
    line_id,
    claim_id,
    previous_line_id,
    person_id,
    provider_id,
    previous_provider_id,
    item_name,
    recognised_days,
    previous_on,
    charged_on,
    date_diff('day', previous_on, charged_on) AS gap_days,
    amount,
    'CNY' AS currency
FROM examined
WHERE
    provider_id <> previous_provider_id
    AND admission <> 'emergency'
    AND date_diff('day', previous_on, charged_on) <= recognised_days
    AND amount >= $min_amount

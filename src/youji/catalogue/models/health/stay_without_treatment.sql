/*---
id: stay_without_treatment
title: {zh: 挂床住院, en: Stays without treatment}
question:
  zh: 住院期间大多数日子是否只有床位费，没有任何诊疗？
  en: Were most days of a stay charged with the bed only, without any treatment?
category: health
entry: matter
status: active
risk_points: [admission, treatment_orders]
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
  health_claim: [claim_id, person_id, provider_id, kind, admitted_on, discharged_on, fund_amount]
  claim_line: [claim_id, item_id, charged_on]
  medical_item: [item_id, kind]
optional:
  health_claim: [fund_amount]
params:
  min_days:
    value: 5
    unit: days
    minimum: 2
    why:
      zh: "假设：更短的住院可能是留观。"
      en: "Assumption: shorter stays may be observation."
  max_share:
    value: 0.4
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：需要住院的病人，五天里接受治疗的不止两天。"
      en: "Assumption: a patient in need of a bed is treated on more than two days in five."
subject: {column: provider_id, kind: organisation}
grain: [claim_id]
amount: fund_amount
currency: currency
occurred_on: discharged_on
evidence:
  health_claim:
  - {claim_id: claim_id}
  claim_line:
  - {claim_id: claim_id}
increment: full
severity: high
explain:
  zh: '{provider_id:party}的住院{claim_id}（{admitted_on:date}至{discharged_on:date}，共{n_days:number}天）中，只有{active_days:number}天有床位费以外的诊疗记录，基金支付{fund_amount:money}。'
  en: In stay {claim_id} at {provider_id:party} ({admitted_on:date} to {discharged_on:date}, {n_days:number} days)
    only {active_days:number} days have any charge but the bed; the fund paid {fund_amount:money}.
innocent_reasons:
- zh: 短期观察住院，天数少
  en: A short stay for observation
- zh: 请假离院已登记且费用停计，明细日期集中补录
  en: Days were entered together afterwards, and the lines bear no day of their own
first_steps:
- zh: 查护理记录、体温单、查房和用餐记录
  en: Read nursing notes, temperature charts, rounds and meals
- zh: 现场核查或者查当晚在院人数与床位
  en: Count patients and beds on the spot at night
- zh: 向患者和家属核实是否住在医院
  en: Ask patient and family whether the patient slept there
tags: [empty stay]
---*/
-- A day counts as treated when any item but the bed is charged on it. Stays with undated lines are left out: what was
-- entered together afterwards says nothing about single days. Amounts on the forms of these offices are in yuan.
WITH dated AS (
    SELECT
        claim_line.claim_id,
        CAST(count(claim_line.item_id) AS INTEGER) AS n_lines,
        CAST(count(claim_line.charged_on) AS INTEGER) AS n_dated
    FROM claim_line
    GROUP BY claim_line.claim_id
),
active AS (
    SELECT
        claim_line.claim_id,
        CAST(count(DISTINCT claim_line.charged_on) AS INTEGER) AS active_days
    FROM claim_line
    INNER JOIN medical_item ON claim_line.item_id = medical_item.item_id
    WHERE medical_item.kind <> 'bed'
    GROUP BY claim_line.claim_id
),
stays AS (
    SELECT
        health_claim.claim_id,
        health_claim.person_id,
        health_claim.provider_id,
        health_claim.admitted_on,
        health_claim.discharged_on,
        health_claim.fund_amount,
        date_diff('day', health_claim.admitted_on, health_claim.discharged_on) AS n_days,
        coalesce(active.active_days, 0) AS active_days
    FROM health_claim
    INNER JOIN dated ON health_claim.claim_id = dated.claim_id AND dated.n_lines = dated.n_dated
    LEFT JOIN active ON health_claim.claim_id = active.claim_id
    WHERE health_claim.kind = 'inpatient' AND health_claim.discharged_on <= $as_of
)
SELECT
    claim_id,
    person_id,
    provider_id,
    admitted_on,
    discharged_on,
    n_days,
    active_days,
    fund_amount,
    'CNY' AS currency
FROM stays
WHERE
    n_days >= $min_days
    AND active_days <= n_days * CAST($max_share AS DECIMAL(9, 6))

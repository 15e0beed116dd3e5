/*---
id: split_stays
title: {zh: 分解住院, en: Split stays}
question:
  zh: 同一病人因同一诊断出院后，是否立即又在同一家机构办理住院？
  en: Was a patient admitted again to the same hospital right after discharge, for the same diagnosis?
category: health
entry: matter
status: active
risk_points: [admission, claim_settlement]
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
kind: window
inputs:
  health_claim: [claim_id, person_id, provider_id, kind, admitted_on, discharged_on, diagnosis_code, admission, fund_amount]
optional:
  health_claim: [admission, fund_amount]
params:
  max_gap_days:
    value: 2
    unit: days
    minimum: 0
    maximum: 30
    why:
      zh: "假设：能够回家、两天内又因同一疾病计划住院的，多半没有到可以出院的时候。"
      en: >-
        Assumption: who could go home and needs planned care of the same disease within two days was hardly
        ready to be discharged.
subject: {column: provider_id, kind: organisation}
grain: [claim_id]
amount: fund_amount
currency: currency
occurred_on: admitted_on
evidence:
  health_claim:
  - {claim_id: claim_id}
  - {claim_id: previous_claim_id}
increment: full
severity: medium
explain:
  zh: '{provider_id:party}将{person_id:party}于{previous_discharged_on:date}出院后{gap_days:number}天再次收治（诊断{diagnosis_code}），形成结算{previous_claim_id}、{claim_id}，后一次基金支付{fund_amount:money}。'
  en: '{provider_id:party} discharged {person_id:party} on {previous_discharged_on:date} and admitted the patient
    again {gap_days:number} days later for the same diagnosis {diagnosis_code}: claims {previous_claim_id} and {claim_id};
    the fund paid {fund_amount:money} for the second.'
innocent_reasons:
- zh: 出院后病情变化，急诊再次入院
  en: The condition changed after discharge and the patient came as an emergency
- zh: 化疗、放疗、透析等按疗程分次住院
  en: Chemotherapy, radiotherapy or dialysis is given in courses
first_steps:
- zh: 对照两次病历的诊疗计划和出院指征
  en: Compare the plans of treatment and the signs for discharge of both stays
- zh: 查该机构同类再入院的集中程度和病组结算收益
  en: See how often this happens there and what it earned under case payment
- zh: 询问患者是否实际离院
  en: Ask the patient whether the hospital was really left
tags: [split stay]
sources:
- ICD-10 chapter XXI (Z00–Z99), World Health Organization
---*/
-- ICD-10 Z49 is care involving dialysis, Z51 other medical care such as chemotherapy and radiotherapy: both are given
-- in courses. An emergency is no plan of the hospital. Amounts on the forms of these offices are in yuan.
WITH stays AS (
    SELECT
        claim_id,
        person_id,
        provider_id,
        diagnosis_code,
        admitted_on,
        discharged_on,
        coalesce(admission, 'planned') AS admission,
        fund_amount,
        lag(claim_id) OVER (
            PARTITION BY person_id, provider_id ORDER BY admitted_on, discharged_on, claim_id
        ) AS previous_claim_id,
        lag(discharged_on) OVER (
            PARTITION BY person_id, provider_id ORDER BY admitted_on, discharged_on, claim_id
        ) AS previous_discharged_on,
        lag(diagnosis_code) OVER (
            PARTITION BY person_id, provider_id ORDER BY admitted_on, discharged_on, claim_id
        ) AS previous_diagnosis
    FROM health_claim
    WHERE
        kind = 'inpatient'
        AND discharged_on IS NOT NULL
        AND diagnosis_code IS NOT NULL
        AND admitted_on <= $as_of
)
SELECT
    claim_id,
    previous_claim_id,
    provider_id,
    person_id,
    diagnosis_code,
    previous_discharged_on,
    admitted_on,
    date_diff('day', previous_discharged_on, admitted_on) AS gap_days,
    fund_amount,
    'CNY' AS currency
FROM stays
WHERE
    diagnosis_code = previous_diagnosis
    AND date_diff('day', previous_discharged_on, admitted_on) >= 0
    AND date_diff('day', previous_discharged_on, admitted_on) <= $max_gap_days
    AND admission <> 'emergency'
    AND left(diagnosis_code, 3) NOT IN ('Z49', 'Z51')

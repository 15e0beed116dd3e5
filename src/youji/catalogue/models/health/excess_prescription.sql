/*---
id: excess_prescription
title: {zh: 超量开药, en: Prescriptions above the longest supply}
question:
  zh: 处方的用药天数是否超过该药品允许的最长天数？
  en: Was a drug prescribed for more days than are allowed for it?
category: health
entry: thing
status: active
risk_points: [treatment_orders]
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
kind: row
inputs:
  prescription: [prescription_id, claim_id, person_id, provider_id, physician_id, item_id, prescribed_on, days, amount]
  medical_item: [item_id, name, days_limit]
optional:
  prescription: [claim_id, physician_id, amount]
params:
  tolerance_days:
    value: 7
    unit: days
    minimum: 0
    why:
      zh: "假设：包装很少正好对上天数；超出限额一周可能是凑整。"
      en: "Assumption: packages seldom fit the days; a week above the limit may be rounding."
subject: {column: provider_id, kind: organisation}
grain: [prescription_id]
amount: amount
currency: currency
occurred_on: prescribed_on
evidence:
  prescription:
  - {prescription_id: prescription_id}
increment: full
severity: medium
explain:
  zh: '{provider_id:party}于{prescribed_on:date}为{person_id:party}开具“{item_name}”{days:number}天用量，目录允许最长{days_limit:number}天，金额{amount:money}。'
  en: On {prescribed_on:date} {provider_id:party} prescribed “{item_name}” to {person_id:party} for {days:number}
    days, where {days_limit:number} are allowed; {amount:money}.
innocent_reasons:
- zh: 按包装取整，略超天数
  en: Whole packages exceed the limit a little
- zh: 长期处方病种，目录允许更长用量
  en: A chronic disease for which the catalogue allows long prescriptions
first_steps:
- zh: 查处方和病历记载的理由
  en: Read the reason in the prescription and the record
- zh: 查患者实际领取和剩余药量
  en: See what the patient collected and still has
- zh: 查同一医师、同一药品的集中程度
  en: See how often the physician does this with the drug
tags: [drugs]
---*/
-- The limit is the catalogue’s own for each drug; what counts as a long prescription is said there, not here. Amounts
-- on the forms of these offices are in yuan.
SELECT
    prescription.prescription_id,
    prescription.claim_id,
    prescription.person_id,
    prescription.provider_id,
    prescription.physician_id,
    medical_item.name AS item_name,
    prescription.prescribed_on,
    prescription.days,
    medical_item.days_limit,
    prescription.amount,
    'CNY' AS currency
FROM prescription
INNER JOIN medical_item ON prescription.item_id = medical_item.item_id
WHERE
    prescription.prescribed_on <= $as_of
    AND prescription.provider_id IS NOT NULL
    AND prescription.days > medical_item.days_limit + $tolerance_days

/*---
id: duplicate_prescribing
title: {zh: 多头重复开药, en: The same drug from several providers}
question:
  zh: 同一人是否多次从不同机构取得同一通用名药品，用药期大量重叠？
  en: Did one person get the same drug from different providers again and again, with supplies that overlap?
category: health
entry: person
status: active
risk_points: [treatment_orders, insured_identity]
legal_basis:
- article: 医疗保障基金使用监督管理条例#15
  note:
    zh: 定点医药机构核验凭证、合理诊疗、如实出具单据，不得分解住院、挂床住院、重复收费、串换项目。
    en: Providers check the card, treat as needed and bill truly; no split or empty stays, double charges or swapped
      items.
- article: 医疗保障基金使用监督管理条例#19
  note:
    zh: 参保人员不得利用医保待遇转卖药品。
    en: The insured must not resell drugs they got through insurance.
- article: 医疗保障基金使用监督管理条例#41
  note:
    zh: 出借凭证、重复享受待遇、转卖药品的，责令退回并暂停联网结算。
    en: Lending the card, drawing benefits twice and reselling drugs are repaid, and direct settlement is suspended.
purpose: medical_insurance_supervision
kind: window
inputs:
  prescription: [prescription_id, person_id, provider_id, item_id, prescribed_on, days, amount]
  medical_item: [item_id, generic_name]
optional:
  prescription: [amount]
params:
  min_overlap_days:
    value: 7
    unit: days
    minimum: 0
    why:
      zh: "假设：处方最多提前一周续开。"
      en: "Assumption: a prescription is renewed up to a week early."
  min_times:
    value: 3
    unit: count
    minimum: 1
    why:
      zh: "假设：一两次重叠来自更换机构。"
      en: "Assumption: an overlap or two comes from a change of provider."
subject: {column: person_id, kind: person}
grain: [person_id, generic_name]
amount: amount
currency: currency
occurred_on: last_on
evidence:
  prescription:
  - person_id: person_id
    where: list_contains(a.prescription_ids, d.prescription_id)
increment: full
severity: medium
explain:
  zh: '{person_id:party}于{first_on:date}至{last_on:date}间{n_overlaps:number}次在前一处方尚余药量时，从另一机构再次取得“{generic_name}”，重叠合计{overlap_days:number}天，金额{amount:money}。'
  en: Between {first_on:date} and {last_on:date} {person_id:party} got “{generic_name}” {n_overlaps:number} times
    from another provider while the last supply still lasted; {overlap_days:number} days overlap; {amount:money}.
innocent_reasons:
- zh: 提前几天续方
  en: The prescription was renewed a few days early
- zh: 更换就诊机构，偶有一两次重叠
  en: A change of provider brought an overlap or two
- zh: 同一机构内调整用量
  en: The dose was changed within one provider
first_steps:
- zh: 核对各机构处方、领药签字与患者病情
  en: Compare prescriptions, receipts and the patient’s condition
- zh: 询问药品去向，查有无转卖
  en: Ask where the drugs went; look for resale
- zh: 查各机构是否查询了既往用药记录
  en: See whether the providers looked at the earlier prescriptions
tags: [drugs, resale]
---*/
-- Each prescription is held against the one before it of the same drug by generic name, whoever made or sold it. Only
-- a change of provider counts. Amounts on the forms of these offices are in yuan.
WITH ordered AS (
    SELECT
        prescription.person_id,
        medical_item.generic_name,
        prescription.prescription_id,
        prescription.provider_id,
        prescription.prescribed_on,
        prescription.amount,
        lag(prescription.provider_id) OVER (
            PARTITION BY prescription.person_id, medical_item.generic_name
            ORDER BY prescription.prescribed_on, prescription.prescription_id
        ) AS previous_provider,
        lag(prescription.days) OVER (
            PARTITION BY prescription.person_id, medical_item.generic_name
            ORDER BY prescription.prescribed_on, prescription.prescription_id
        ) AS previous_days,
        lag(prescription.prescribed_on) OVER (
            PARTITION BY prescription.person_id, medical_item.generic_name
            ORDER BY prescription.prescribed_on, prescription.prescription_id
        ) AS previous_on
    FROM prescription
    INNER JOIN medical_item ON prescription.item_id = medical_item.item_id
    WHERE
        prescription.prescribed_on <= $as_of
        AND prescription.days IS NOT NULL
        AND medical_item.generic_name IS NOT NULL
),
overlaps AS (
    SELECT
        person_id,
        generic_name,
        prescription_id,
        prescribed_on,
        previous_on,
        amount,
        previous_days - date_diff('day', previous_on, prescribed_on) AS overlap_days
    FROM ordered
    WHERE
        provider_id <> previous_provider
        AND previous_days - date_diff('day', previous_on, prescribed_on) > $min_overlap_days
)
SELECT
    person_id,
    generic_name,
    CAST(count(prescription_id) AS INTEGER) AS n_overlaps,
    CAST(sum(overlap_days) AS BIGINT) AS overlap_days,
    CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
    min(previous_on) AS first_on,
    max(prescribed_on) AS last_on,
    coalesce(
        list_sort(list(prescription_id) FILTER (WHERE prescription_id IS NOT NULL)), []
    ) AS prescription_ids,
    'CNY' AS currency
FROM overlaps
GROUP BY person_id, generic_name
HAVING count(prescription_id) >= $min_times

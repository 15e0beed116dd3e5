/*---
id: visit_during_stay
title: {zh: 住院期间仍记录上门服务, en: Home visits during a hospital stay}
question:
  zh: 老人住院期间，是否仍被记录接受上门养老服务？
  en: Was home care recorded for somebody who was in hospital?
category: elderly_care
entry: matter
status: active
risk_points: [care_service]
legal_basis:
- article: 老年人权益保障法#37
  note:
    zh: 对经济困难的老年人逐步给予养老服务补贴。
    en: Old people in need get subsidies for care services.
- article: 老年人权益保障法#79
  note:
    zh: 养老机构未按照约定提供服务的，依法承担责任，有关部门给予行政处罚。
    en: Care homes that do not give the agreed service are liable and punished.
- article: 财政违法行为处罚处分条例#14
  note:
    zh: 企业和个人骗取财政资金的，追回资金并处罚。
    en: Firms and persons who obtain public money by deceit repay it and are fined.
purpose: elderly_care_supervision
purpose_ground:
  medical_insurance_supervision:
    article: 监察法#18
    note:
      zh: 监察机关有权调取住院起止日期；医保部门自身不得将所知资料用于基金监管以外的目的（医疗保障基金使用监督管理条例第三十二条）。
      en: Supervisory organs may obtain the days of admission and discharge; the insurance office itself may not use
        its data beyond supervision of the fund (article 32 of its regulation).
kind: row
inputs:
  care_visit: [visit_id, provider_id, person_id, served_on, service, minutes, amount]
  health_claim: [claim_id, person_id, provider_id, kind, admitted_on, discharged_on]
optional:
  care_visit: [minutes, amount, service]
params:
  edge_days:
    value: 1
    unit: days
    minimum: 1
    maximum: 10
    why:
      zh: "入院或者出院当天，两处都在。"
      en: "A day of admission or discharge is spent at both places."
subject: {column: provider_id, kind: organisation}
grain: [visit_id]
amount: amount
currency: currency
occurred_on: served_on
evidence:
  care_visit:
  - {visit_id: visit_id}
  health_claim:
  - {claim_id: claim_id}
increment: full
severity: high
explain:
  zh: '{provider_id:party}记录于{served_on:date}上门服务{person_id:party}{minutes:number}分钟（补贴{amount:money}），而该老人{admitted_on:date}至{discharged_on:date}在{hospital_id:party}住院。'
  en: '{provider_id:party} recorded {minutes:number} minutes of home service to {person_id:party} on {served_on:date}
    (subsidy {amount:money}), while the person was in {hospital_id:party} from {admitted_on:date} to {discharged_on:date}.'
innocent_reasons:
- zh: 入院当日或者出院当日的服务
  en: A service on the day of admission or discharge
- zh: 医院内陪护，服务项目已注明
  en: Attendance in the hospital, recorded as such and not as a home visit
first_steps:
- zh: 核对签到地点和服务对象签字
  en: Compare the place of check-in and the signature
- zh: 向家属核实
  en: Ask the family
- zh: 查该护理员其他工单
  en: Look at the carer’s other orders
tags: [invented service]
---*/
-- Only days well inside a stay count: on the first and the last day the person may have been at home. Amounts on the
-- forms of these offices are in yuan.
SELECT
    care_visit.visit_id,
    care_visit.provider_id,
    care_visit.person_id,
    care_visit.served_on,
    care_visit.minutes,
    care_visit.amount,
    health_claim.claim_id,
    health_claim.provider_id AS hospital_id,
    health_claim.admitted_on,
    health_claim.discharged_on,
    'CNY' AS currency
FROM care_visit
INNER JOIN health_claim ON care_visit.person_id = health_claim.person_id
WHERE
    health_claim.kind = 'inpatient'
    AND care_visit.served_on <= $as_of
    AND coalesce(care_visit.service, 'home') <> '院内陪护'
    AND date_diff('day', health_claim.admitted_on, care_visit.served_on) >= $edge_days
    AND date_diff('day', care_visit.served_on, health_claim.discharged_on) >= $edge_days

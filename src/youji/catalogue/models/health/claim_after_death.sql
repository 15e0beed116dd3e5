/*---
id: claim_after_death
title: {zh: 死亡后仍结算医保, en: Insurance claims after death}
question:
  zh: 参保人死亡之后，其医保凭证是否仍发生结算？
  en: Was a person’s insurance charged after the person had died?
category: health
entry: person
status: active
risk_points: [insured_identity, claim_settlement]
legal_basis:
- article: 医疗保障基金使用监督管理条例#17
  note:
    zh: 参保人员持本人凭证就医购药，防止他人冒名使用，不得重复享受待遇。
    en: The insured use their own card, keep it from others and do not draw benefits twice.
- article: 医疗保障基金使用监督管理条例#40
  note:
    zh: 诱导、协助冒名或者虚假就医、虚构服务项目骗取基金的，退回并处二倍以上五倍以下罚款。
    en: Whoever defrauds the fund by false identities, false stays or invented services repays it and is fined two
      to five times.
- article: 社会保险法#88
  note:
    zh: 以欺诈等手段骗取社会保险待遇的，退回并处二倍以上五倍以下罚款。
    en: Benefits drawn by deceit are repaid with a fine of two to five times.
purpose: medical_insurance_supervision
purpose_ground:
  civil_registration:
    article: 社会保险经办条例#8
    note:
      zh: 公安、民政、卫生健康等部门应当将个人的死亡信息与社会保险经办机构共享。
      en: Police, civil affairs and health offices share deaths with the insurance agencies.
kind: row
inputs:
  health_claim: [claim_id, person_id, resident_id, provider_id, admitted_on, discharged_on, fund_amount]
  death: [death_id, resident_id, died_on]
optional:
  health_claim: [discharged_on, fund_amount]
params:
  grace_days:
    value: 3
    unit: days
    minimum: 0
    why:
      zh: "假设：在院死亡后三天内（含周末）办理出院登记。"
      en: "Assumption: after a death in hospital the discharge is booked within three days, weekends included."
subject: {column: person_id, kind: person}
grain: [claim_id]
amount: fund_amount
currency: currency
occurred_on: last_on
evidence:
  health_claim:
  - {claim_id: claim_id}
  death:
  - {death_id: death_id}
increment: {by: claim_id}
severity: critical
explain:
  zh: 参保人{person_id:party}登记死亡日期为{died_on:date}，此后{n_days:number}天（{last_on:date}）在{provider_id:party}仍有结算{claim_id}，基金支付{fund_amount:money}。
  en: '{person_id:party} is registered as dead since {died_on:date}; claim {claim_id} at {provider_id:party} reaches
    {n_days:number} days beyond ({last_on:date}), and the fund paid {fund_amount:money}.'
innocent_reasons:
- zh: 院内死亡后数日内补办出院结算
  en: The discharge after a death in hospital was booked some days later
- zh: 死亡登记日期有误，后来已更正为较晚日期
  en: The date of death was entered wrongly and later corrected to a later day
first_steps:
- zh: 核对死亡证明、户籍注销与火化记录
  en: Compare the certificate of death, the civil register and the cremation record
- zh: 调取结算时的刷卡、签字、取药和监控记录，查明持卡人
  en: 'See card, signature, collection and camera records of the settlement: who used the card'
- zh: 查明机构是否知情，核算应追回金额
  en: Find out whether the provider knew, and what is to be repaid
tags: [identity]
---*/
-- The last day of a stay or visit is held against the latest registered day of death, in favour of the provider.
-- Records are joined by resident number only: a name alone accuses nobody. Amounts on the forms of these offices are
-- in yuan.
WITH registered AS (
    SELECT
        resident_id,
        died_on,
        death_id,
        row_number() OVER (PARTITION BY resident_id ORDER BY died_on DESC, death_id) AS place
    FROM death
    WHERE resident_id IS NOT NULL
),
deaths AS (
    SELECT
        resident_id,
        died_on,
        death_id
    FROM registered
    WHERE place = 1
),
late_claims AS (
    SELECT
        health_claim.claim_id,
        health_claim.person_id,
        health_claim.provider_id,
        health_claim.fund_amount,
        deaths.died_on,
        deaths.death_id,
        greatest(health_claim.admitted_on, coalesce(health_claim.discharged_on, health_claim.admitted_on)) AS last_on
    FROM health_claim
    INNER JOIN deaths ON health_claim.resident_id = deaths.resident_id
    WHERE health_claim.admitted_on <= $as_of
)
SELECT
    claim_id,
    person_id,
    provider_id,
    fund_amount,
    died_on,
    death_id,
    last_on,
    date_diff('day', died_on, last_on) AS n_days,
    'CNY' AS currency
FROM late_claims
WHERE date_diff('day', died_on, last_on) > $grace_days

/*---
id: card_at_two_places
title: {zh: 一卡同时两地使用, en: One card at two places}
question:
  zh: 同一医保凭证是否在几分钟内于两个区县的机构先后结算？
  en: Was one card used at providers of two districts within minutes?
category: health
entry: person
status: active
risk_points: [insured_identity]
legal_basis:
- article: 医疗保障基金使用监督管理条例#15
  note:
    zh: 定点医药机构核验凭证、合理诊疗、如实出具单据，不得分解住院、挂床住院、重复收费、串换项目。
    en: Providers check the card, treat as needed and bill truly; no split or empty stays, double charges or swapped
      items.
- article: 医疗保障基金使用监督管理条例#17
  note:
    zh: 参保人员持本人凭证就医购药，防止他人冒名使用，不得重复享受待遇。
    en: The insured use their own card, keep it from others and do not draw benefits twice.
- article: 医疗保障基金使用监督管理条例#41
  note:
    zh: 出借凭证、重复享受待遇、转卖药品的，责令退回并暂停联网结算。
    en: Lending the card, drawing benefits twice and reselling drugs are repaid, and direct settlement is suspended.
purpose: medical_insurance_supervision
kind: window
inputs:
  health_claim: [claim_id, person_id, provider_id, kind, admitted_on, settled_at, fund_amount]
  health_provider: [provider_id, division_code]
optional:
  health_claim: [fund_amount]
params:
  max_minutes:
    value: 20
    unit: minutes
    minimum: 1
    why:
      zh: "假设：离开一家机构、到另一区县再次结算，需要更长时间。"
      en: "Assumption: leaving one provider, travelling to another district and settling again takes longer."
subject: {column: person_id, kind: person}
grain: [claim_id]
amount: fund_amount
currency: currency
occurred_on: used_on
evidence:
  health_claim:
  - {claim_id: claim_id}
  - {claim_id: previous_claim_id}
increment: full
severity: high
explain:
  zh: '{person_id:party}的凭证于{used_on:date}在{previous_provider_id:party}结算（{previous_claim_id}）后{minutes:number}分钟，又在另一区县的{provider_id:party}结算（{claim_id}），基金支付{fund_amount:money}。'
  en: On {used_on:date} the card of {person_id:party} was used at {previous_provider_id:party} (claim {previous_claim_id})
    and {minutes:number} minutes later at {provider_id:party} in another district (claim {claim_id}); the fund paid
    {fund_amount:money}.
innocent_reasons:
- zh: 医院与门前药店同在一区
  en: The pharmacy stands in front of the hospital, in one district
- zh: 机构事后批量上传结算，时间不是就诊时间
  en: The provider settles in batches on a later day, and the time is not that of the visit
first_steps:
- zh: 调取两处的刷卡终端、监控和签字
  en: Obtain terminal data, camera records and signatures of both
- zh: 询问本人凭证由谁保管
  en: Ask the person who keeps the card
- zh: 查两家机构的同类结算
  en: Look for more of the kind at the two providers
tags: [identity]
---*/
-- Places are districts, not coordinates: the contract of a claim knows no more, and needs no trace of a person.
-- Settlements on another day than the visit are batches and left out. Amounts on the forms of these offices are in
-- yuan.
WITH timed AS (
    SELECT
        health_claim.claim_id,
        health_claim.person_id,
        health_claim.provider_id,
        health_provider.division_code,
        health_claim.admitted_on AS used_on,
        hour(health_claim.settled_at) * 60 + minute(health_claim.settled_at) AS clock_minutes,
        health_claim.fund_amount
    FROM health_claim
    INNER JOIN health_provider ON health_claim.provider_id = health_provider.provider_id
    WHERE
        health_claim.kind <> 'inpatient'
        AND health_claim.admitted_on <= $as_of
        AND CAST(health_claim.settled_at AS DATE) = health_claim.admitted_on
        AND health_provider.division_code IS NOT NULL
),
ordered AS (
    SELECT
        claim_id,
        person_id,
        provider_id,
        division_code,
        used_on,
        clock_minutes,
        fund_amount,
        lag(claim_id) OVER (PARTITION BY person_id, used_on ORDER BY clock_minutes, claim_id) AS previous_claim_id,
        lag(provider_id) OVER (
            PARTITION BY person_id, used_on ORDER BY clock_minutes, claim_id
        ) AS previous_provider_id,
        lag(division_code) OVER (PARTITION BY person_id, used_on ORDER BY clock_minutes, claim_id) AS previous_division,
        lag(clock_minutes) OVER (PARTITION BY person_id, used_on ORDER BY clock_minutes, claim_id) AS previous_minutes
    FROM timed
)
SELECT
    claim_id,
    previous_claim_id,
    person_id,
    provider_id,
    previous_provider_id,
    used_on,
    CAST(clock_minutes - previous_minutes AS INTEGER) AS minutes,
    fund_amount,
    'CNY' AS currency
FROM ordered
WHERE
    provider_id <> previous_provider_id
    AND division_code <> previous_division
    AND clock_minutes - previous_minutes < $max_minutes

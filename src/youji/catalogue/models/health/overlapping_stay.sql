/*---
id: overlapping_stay
title: {zh: 住院期间在别处就医, en: Treated elsewhere during a stay}
question:
  zh: 一人住院期间，是否又在另一家机构住院或者就诊？
  en: While a person was in one hospital, was the person also treated in another?
category: health
entry: person
status: active
risk_points: [insured_identity, admission]
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
- article: 医疗保障基金使用监督管理条例#40
  note:
    zh: 诱导、协助冒名或者虚假就医、虚构服务项目骗取基金的，退回并处二倍以上五倍以下罚款。
    en: Whoever defrauds the fund by false identities, false stays or invented services repays it and is fined two
      to five times.
purpose: medical_insurance_supervision
kind: window
inputs:
  health_claim: [claim_id, person_id, provider_id, kind, admitted_on, discharged_on, admission, fund_amount]
optional:
  health_claim: [admission, fund_amount]
params:
  edge_days:
    value: 1
    unit: days
    minimum: 1
    maximum: 10
    why:
      zh: "转院当天两家医院都算；住院期间完整的一天只属于一家。"
      en: "A day of transfer belongs to both hospitals; a full day inside the stay belongs to one."
subject: {column: person_id, kind: person}
grain: [claim_id, other_claim_id]
amount: other_amount
currency: currency
occurred_on: other_on
evidence:
  health_claim:
  - {claim_id: claim_id}
  - {claim_id: other_claim_id}
increment: full
severity: high
explain:
  zh: '{person_id:party}在{provider_id:party}住院（{admitted_on:date}至{discharged_on:date}，结算{claim_id}）期间，{other_on:date}又在{other_provider_id:party}发生结算{other_claim_id}，基金支付{other_amount:money}。'
  en: '{person_id:party} was in {provider_id:party} from {admitted_on:date} to {discharged_on:date} (claim {claim_id});
    on {other_on:date} claim {other_claim_id} at {other_provider_id:party} was paid with {other_amount:money}.'
innocent_reasons:
- zh: 家属持卡代购药品
  en: A relative bought drugs with the card, as the law allows
- zh: 转院当日或者次日，两院记录首尾相接
  en: The person was moved from one hospital to the other within a day
- zh: 经住院机构安排转往外院检查、会诊
  en: The hospital sent the person out for an examination or consultation
first_steps:
- zh: 调取两家机构的病历、护理记录和签字
  en: Obtain the records, nursing notes and signatures of both
- zh: 核实本人在哪里，另一方凭证由谁使用
  en: Establish where the person was and who used the card in the other place
- zh: 查另一家机构同日有无批量同类结算
  en: See whether the other provider has more such claims on the day
tags: [identity, false stay]
---*/
-- Only days well inside the stay count: on the first and last day a person may lawfully be in both places. A
-- reception marked as a transfer is the other hospital’s answer to a referral. Amounts on the forms of these offices
-- are in yuan.
WITH stays AS (
    SELECT
        claim_id,
        person_id,
        provider_id,
        admitted_on,
        discharged_on
    FROM health_claim
    WHERE kind = 'inpatient' AND discharged_on IS NOT NULL AND admitted_on <= $as_of
),
others AS (
    SELECT
        claim_id,
        person_id,
        provider_id,
        admitted_on,
        fund_amount
    FROM health_claim
    WHERE
        kind <> 'pharmacy'
        AND coalesce(admission, 'planned') <> 'transfer'
        AND admitted_on <= $as_of
)
SELECT
    stays.claim_id,
    others.claim_id AS other_claim_id,
    stays.person_id,
    stays.provider_id,
    stays.admitted_on,
    stays.discharged_on,
    others.provider_id AS other_provider_id,
    others.admitted_on AS other_on,
    others.fund_amount AS other_amount,
    'CNY' AS currency
FROM stays
INNER JOIN others
    ON
        stays.person_id = others.person_id
        AND stays.provider_id <> others.provider_id
WHERE
    date_diff('day', stays.admitted_on, others.admitted_on) >= $edge_days
    AND date_diff('day', others.admitted_on, stays.discharged_on) >= $edge_days

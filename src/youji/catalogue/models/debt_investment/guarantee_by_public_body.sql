/*---
id: guarantee_by_public_body
title: {zh: 机关、公益单位违规担保, en: Guarantee given by an office or public-benefit body}
question:
  zh: 机关或者公益性事业单位是否为他人债务提供担保（包括承诺函、公益资产抵押、回购承诺）？
  en: Did an office or a public-benefit institution stand in for somebody's debt, by guarantee, letter, pledge or promise to buy back?
category: debt_investment
entry: matter
status: active
risk_points: [guarantee]
legal_basis:
  - article: 预算法#35
    note:
      zh: 除法律另有规定外，地方政府及其所属部门不得为任何单位和个人的债务以任何方式提供担保。
      en: Local governments and their offices guarantee nobody's debt in any form, unless a law says otherwise.
  - article: 民法典#683
    note:
      zh: 机关法人不得为保证人（经国务院批准的转贷除外）；以公益为目的的非营利法人不得为保证人。
      en: An office may not be a guarantor, but for on-lending the State Council approved; nor may a non-profit body for public benefit.
  - article: 财政违法行为处罚处分条例#10
    note: {zh: 国家机关擅自提供担保的，责令改正并给予处分。, en: Offices that guarantee without right are made to mend it and disciplined.}
purpose: debt_investment_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；单位登记和股权只用于判断单位性质和控制关系。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; the registers are read only to see what a body is and who controls it.
kind: row
inputs:
  guarantee: [guarantee_id, guarantor_id, debtor_id, creditor_id, form, amount, currency, signed_on, approved_onlending]
  organisation: [organisation_id, kind]
optional:
  guarantee: [debtor_id, creditor_id, form, currency, signed_on, approved_onlending]
subject: {column: guarantor_id, kind: organisation}
grain: [guarantee_id]
amount: amount
currency: currency
occurred_on: signed_on
evidence:
  guarantee: [{guarantee_id: guarantee_id}]
increment: {by: guarantor_id}
severity: critical
explain:
  zh: "{guarantor_id:party}（{kind_zh}）于{signed_on:date}以{form_zh}为{debtor_id:party}的债务提供担保，金额{amount:money}。"
  en: "On {signed_on:date} {guarantor_id:party}, {kind_en}, stood in for {amount:money} of debt of {debtor_id:party} by {form_en}."
innocent_reasons:
  - {zh: 经国务院批准为使用外国政府或者国际组织贷款转贷的担保, en: On-lending of foreign loans that the State Council approved}
  - {zh: 担保人是国有担保公司等企业法人, en: "The guarantor is a company, such as a state-owned guarantee company"}
first_steps:
  - {zh: 调取担保文件原件，看用印审批和会议记录, en: "Get the paper itself, the approval of the seal and the minutes"}
  - {zh: 查债务资金去向和债务人与单位负责人的关系, en: Follow the money and look for ties between the debtor and the head of the body}
tags: [guarantee]
---*/
WITH given AS (
    SELECT
        guarantee_id, guarantor_id, debtor_id, creditor_id, form, amount, coalesce(currency, 'CNY') AS currency, signed_on
    FROM guarantee
    WHERE NOT coalesce(approved_onlending, FALSE) AND (signed_on IS NULL OR signed_on <= $as_of)
)
SELECT
    given.guarantee_id,
    given.guarantor_id,
    given.debtor_id,
    given.creditor_id,
    given.amount,
    given.currency,
    given.signed_on,
    CASE organisation.kind WHEN 'government' THEN '机关法人' ELSE '事业单位' END AS kind_zh,
    CASE organisation.kind WHEN 'government' THEN 'a government body' ELSE 'a public institution' END AS kind_en,
    CASE given.form
        WHEN 'commitment' THEN '承诺函' WHEN 'comfort' THEN '安慰函' WHEN 'pledge' THEN '资产抵押'
        WHEN 'repurchase' THEN '回购承诺' ELSE '保证合同'
    END AS form_zh,
    CASE given.form
        WHEN 'commitment' THEN 'a letter of commitment' WHEN 'comfort' THEN 'a comfort letter' WHEN 'pledge' THEN 'a pledge'
        WHEN 'repurchase' THEN 'a promise to buy back' ELSE 'a guarantee contract'
    END AS form_en
FROM given
INNER JOIN organisation ON given.guarantor_id = organisation.organisation_id
WHERE organisation.kind IN ('government', 'public_institution')

/*---
id: hidden_borrowing
title: {zh: 变相举债, en: Borrowing kept out of the debt register}
question:
  zh: 政府部门是否在债券之外举债，或者平台公司、事业单位是否以财政资金、土地收入偿还未纳入债务监测的融资？
  en: Did an office borrow otherwise than by bonds, or does public money repay a company's or institution's debt that no register shows?
category: debt_investment
entry: money
status: active
risk_points: [borrowing]
legal_basis:
  - article: 预算法#35
    note:
      zh: 除依法发行地方政府债券外，地方政府及其所属部门不得以任何方式举借债务。
      en: But for local government bonds, local governments and their offices borrow in no form.
  - article: 预算法#94
    note: {zh: 违法举债的，对直接责任人员给予撤职、开除处分。, en: Those responsible for unlawful borrowing are removed or dismissed.}
  - article: 政府投资条例#33
    note: {zh: 违法违规举债筹措政府投资资金的，追究责任。, en: Unlawful borrowing to pay for government investment is held to account.}
purpose: debt_investment_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；单位登记和股权只用于判断单位性质和控制关系。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; the registers are read only to see what a body is and who controls it.
kind: row
inputs:
  debt_instrument: [instrument_id, borrower_id, lender_id, kind, principal, currency, signed_on, repayment_source, on_register]
  organisation: [organisation_id, kind]
optional:
  debt_instrument: [lender_id, currency, signed_on]
params:
  min_principal:
    value: 500000
    unit: yuan
    minimum: 0
    why:
      zh: "假设：低于五十万元的租赁是复印机或者车辆，不是融资。法律没有规定数额。"
      en: "Assumption: below half a million a lease is one of copiers or cars, not of money. The law names no figure."
subject: {column: borrower_id, kind: organisation}
grain: [instrument_id]
amount: principal
currency: currency
occurred_on: signed_on
strength: strength
evidence:
  debt_instrument: [{instrument_id: instrument_id}]
increment: {by: borrower_id}
severity: high
explain:
  zh: "{borrower_id:party}于{signed_on:date}以{kind_zh}方式融资{principal:money}，{why_zh}。"
  en: "On {signed_on:date} {borrower_id:party} took {principal:money} by way of {kind_en}; {why_en}."
innocent_reasons:
  - {zh: 该笔债务已纳入债务监测并有化债计划, en: The debt is on the register and in the plan of repayment}
  - {zh: 市场化主体以自身经营收入偿还, en: A company repays it from its own income}
  - {zh: 小额设备租赁，不具融资性质, en: "A small lease of equipment, not of money"}
first_steps:
  - {zh: 调取融资合同、资金用途和还款流水，看钱用在哪里、由谁偿还, en: "Get the contract, the use of the money and who pays it back"}
  - {zh: 查有无财政承诺、纳入预算的函件或者回购协议, en: "Look for letters that promise budget money, or agreements to buy back"}
  - {zh: 与债务监测系统、审计台账核对, en: Compare with the debt monitoring system and audit ledgers}
tags: [hidden_debt]
---*/
-- An office may borrow by bonds alone, so its other debts need no further sign. For companies and institutions the sign is
-- that public money repays what no register shows. A null in on_register counts as not known, and does not accuse them.
WITH debts AS (
    SELECT
        debt_instrument.instrument_id,
        debt_instrument.borrower_id,
        debt_instrument.lender_id,
        debt_instrument.kind,
        debt_instrument.principal,
        coalesce(debt_instrument.currency, 'CNY') AS currency,
        debt_instrument.signed_on,
        debt_instrument.repayment_source,
        CASE WHEN organisation.kind = 'government' THEN 1 ELSE 0 END AS by_office
    FROM debt_instrument
    INNER JOIN organisation ON debt_instrument.borrower_id = organisation.organisation_id
    WHERE
        debt_instrument.kind <> 'government_bond'
        AND debt_instrument.principal >= $min_principal
        AND (debt_instrument.signed_on IS NULL OR debt_instrument.signed_on <= $as_of)
        AND NOT coalesce(debt_instrument.on_register, organisation.kind <> 'government')
)
SELECT
    instrument_id,
    borrower_id,
    lender_id,
    principal,
    currency,
    signed_on,
    CASE kind
        WHEN 'financial_lease' THEN '融资租赁'
        WHEN 'trust' THEN '信托'
        WHEN 'factoring' THEN '保理'
        WHEN 'private_fund' THEN '私募、定向融资'
        WHEN 'contractor_advance' THEN '施工方垫资'
        WHEN 'bank_loan' THEN '银行贷款'
        WHEN 'corporate_bond' THEN '企业债券'
        ELSE '其他融资'
    END AS kind_zh,
    replace(kind, '_', ' ') AS kind_en,
    CASE WHEN by_office = 1 THEN '机关不得以债券以外的方式举债' ELSE '未纳入债务监测，却以财政资金或者土地收入偿还' END AS why_zh,
    CASE
        WHEN by_office = 1 THEN 'an office may borrow by bonds only'
        ELSE 'no register shows it, yet public money repays it'
    END AS why_en,
    CAST(1 - CAST($min_principal AS DOUBLE) / NULLIF(CAST(principal AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM debts
WHERE by_office = 1 OR repayment_source IN ('budget', 'land')

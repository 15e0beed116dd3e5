/*---
id: payment_above_contract
title: {zh: 超合同付款, en: Payments above the contract}
question:
  zh: 一份合同的累计付款是否超过合同金额（含已登记的变更）？
  en: Do the payments under a contract exceed its amount, recorded changes included?
category: tendering
entry: money
status: active
risk_points: [payment, contract_change]
legal_basis:
  - article: 政府采购法#49
    note:
      zh: 追加与合同标的相同的采购，须签补充合同，且全部补充合同合计不得超过原合同金额的百分之十。
      en: More of the same may be bought by supplementary contracts only, and all of them together stay within ten per cent of the original contract.
  - article: 政府采购法实施条例#51
    note:
      zh: 采购人应当按照合同约定支付采购资金。
      en: The buyer pays as the contract says.
  - article: 政府采购法实施条例#67
    note:
      zh: 追加采购超过原合同金额百分之十的、擅自变更合同的，责令改正、给予警告，并对责任人员依法处分。
      en: Additions of more than ten per cent, and changes without authority, bring an order to correct, a warning and discipline for those responsible.
purpose: procurement_supervision
kind: aggregate
inputs:
  contract: [contract_id, buyer_id, supplier_id, amount, currency, procedure]
  payment: [contract_id, payee_id, amount, currency, paid_on]
  contract_change: [contract_id, changed_on, amount_after, currency]
optional:
  contract: [buyer_id, currency]
  payment: [payee_id, currency, paid_on]
  contract_change: all
params:
  tolerance:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "政府采购法#49 允许补充合同合计增加十分之一；已作补充但没有记录，或者数量、税费使结算变动的，付到这里不需要其他理由。已记录的补充已计入这里比较的金额；补充全部有记录的，可以调低。"
      en: >-
        政府采购法#49 lets supplementary contracts add a tenth in all; where they were made but not recorded, or
        quantities and taxes moved the settlement, payments up to there need no other ground. A recorded
        supplement has already raised the amount compared here; where all of them are on record, set a lower
        figure.
  min_amount:
    value: 1000
    unit: contract currency
    minimum: 0
    why:
      zh: "假设：更小的合同金额是单价，或者为填表而写，不是上限。"
      en: >-
        Assumption: a smaller contract amount stands for a unit price or was filled in to satisfy a form, so
        it is no ceiling.
subject: {column: subject_id, kind: organisation}
grain: [contract_id]
amount: excess
currency: currency
occurred_on: last_paid_on
strength: strength
evidence:
  contract: [{contract_id: contract_id}]
  contract_change: [{contract_id: contract_id}]
  payment:
    - contract_id: contract_id
      where: "coalesce(d.currency, 'CNY') = a.currency AND (d.paid_on IS NULL OR d.paid_on <= a.last_paid_on)"
increment: {by: contract_id}
severity: medium
explain:
  zh: >-
    合同{contract_id}金额{contract_amount:money}，经{n_changes:number}次登记变更后为{current_amount:money}，
    截至{last_paid_on:date}已付款{n_payments:number}笔共{paid_amount:money}，超出{excess:money}（{excess_share:percent}）。
  en: >-
    Contract {contract_id} was signed for {contract_amount:money} and stands at {current_amount:money} after
    {n_changes:number} recorded changes; by {last_paid_on:date} {n_payments:number} payments came to
    {paid_amount:money}, {excess:money} ({excess_share:percent}) above it.
innocent_reasons:
  - zh: 已依法签订补充合同或者办理变更，并登记了变更后的金额
    en: A supplementary contract or change was made lawfully and its new amount is recorded
  - zh: 框架协议、单价合同没有总价上限，按实际数量结算
    en: A framework or unit-price contract has no total; it is settled by quantity
  - zh: 按实计量、税率调整等结算差额，未超过容许比例
    en: Measured quantities or a change of tax rate leave a small settlement difference within the tolerance
first_steps:
  - zh: 调取合同、补充合同、变更审批和结算审核报告，确认应付总额
    en: Obtain the contract, supplements, change approvals and settlement audit, and establish what was due
  - zh: 逐笔核对支付凭证的收款人、账户、用途，排除重复录入和张冠李戴
    en: Check payee, account and purpose of every payment voucher; rule out double entry and payments booked to the wrong contract
  - zh: 查有无先付款后补变更手续的情形，以及审批人、经办人和验收人
    en: See whether changes were papered over after payment, and who approved, handled and accepted
tags: [overpayment]
---*/
-- Payments are summed per contract and currency before anything is joined, so money is counted once. The ceiling is
-- the amount after the latest recorded change; where two changes share a date the higher amount counts, in favour of
-- the parties. A change without an amount after it (a longer term, say) changes no ceiling. Payments in another
-- currency than the contract's are left out, not converted. The subject is who received the money: the supplier, or
-- where the contract does not name one, the payee; without either nobody can be asked, and no alert is raised.
WITH ceilings AS (
    SELECT
        contract_id,
        buyer_id,
        supplier_id,
        amount,
        coalesce(currency, 'CNY') AS currency
    FROM contract
    WHERE amount >= $min_amount AND coalesce(procedure, 'unstated') <> 'framework'
),
paid AS (
    SELECT
        contract_id,
        coalesce(currency, 'CNY') AS currency,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS paid_amount,
        CAST(count(amount) AS INTEGER) AS n_payments,
        max(paid_on) AS last_paid_on,
        min(payee_id) AS payee_id
    FROM payment
    WHERE contract_id IS NOT NULL AND (paid_on IS NULL OR paid_on <= $as_of)
    GROUP BY contract_id, coalesce(currency, 'CNY')
),
ordered AS (
    SELECT
        contract_id,
        coalesce(currency, 'CNY') AS currency,
        amount_after,
        row_number() OVER (
            PARTITION BY contract_id, coalesce(currency, 'CNY')
            ORDER BY changed_on DESC NULLS LAST, amount_after DESC
        ) AS place,
        count(amount_after) OVER (PARTITION BY contract_id, coalesce(currency, 'CNY')) AS n_changes
    FROM contract_change
    WHERE contract_id IS NOT NULL AND amount_after IS NOT NULL AND (changed_on IS NULL OR changed_on <= $as_of)
),
current_terms AS (
    SELECT
        ceilings.contract_id,
        coalesce(ceilings.supplier_id, paid.payee_id) AS subject_id,
        ceilings.buyer_id,
        ceilings.supplier_id,
        ceilings.amount AS contract_amount,
        coalesce(ordered.amount_after, ceilings.amount) AS current_amount,
        CAST(coalesce(ordered.n_changes, 0) AS INTEGER) AS n_changes,
        ceilings.currency,
        paid.paid_amount,
        paid.n_payments,
        paid.last_paid_on
    FROM ceilings
    INNER JOIN paid ON ceilings.contract_id = paid.contract_id AND ceilings.currency = paid.currency
    LEFT JOIN ordered
        ON
            ceilings.contract_id = ordered.contract_id
            AND ceilings.currency = ordered.currency
            AND ordered.place = 1
),
overpaid AS (
    SELECT
        contract_id,
        subject_id,
        buyer_id,
        supplier_id,
        contract_amount,
        current_amount,
        n_changes,
        currency,
        paid_amount,
        n_payments,
        last_paid_on,
        paid_amount - current_amount AS excess,
        CAST(paid_amount - current_amount AS DOUBLE) / NULLIF(CAST(current_amount AS DOUBLE), 0) AS excess_ratio
    FROM current_terms
    WHERE
        subject_id IS NOT NULL
        AND current_amount > 0
        -- in decimals: a payment exactly at the tolerance is not above it
        AND paid_amount - current_amount > current_amount * CAST($tolerance AS DECIMAL(9, 6))
)
SELECT
    contract_id,
    subject_id,
    buyer_id,
    supplier_id,
    contract_amount,
    current_amount,
    n_changes,
    currency,
    paid_amount,
    n_payments,
    last_paid_on,
    CAST(excess AS DECIMAL(18, 2)) AS excess,
    -- a payment a million times the contract is a keying error; capped so that it fits its column
    CAST(CASE WHEN excess_ratio > 100 THEN 100 ELSE excess_ratio END AS DECIMAL(9, 6)) AS excess_share,
    CAST(CASE WHEN excess_ratio > 1 THEN 1 ELSE excess_ratio END AS DECIMAL(9, 6)) AS strength
FROM overpaid

/*---
id: debt_reborrowed
title: {zh: 还后即借、虚假化债, en: Repaid for the report and borrowed again}
question:
  zh: 申报偿还的债务，是否在还款前后数日内又借入了金额相近的新债？
  en: Was a debt reported as repaid borrowed again, in about the same amount, within days of the repayment?
category: debt_investment
entry: money
status: active
risk_points: [debt_reporting, borrowing]
legal_basis:
  - article: 预算法#35
    note: {zh: 举借债务应当有偿还计划和稳定的偿还资金来源。, en: Debt has a plan and a steady source of repayment.}
  - article: 公职人员政务处分法#39
    note: {zh: 工作中弄虚作假、误导欺骗，造成不良后果的，给予政务处分。, en: Discipline for fraud and deception at work.}
purpose: debt_investment_supervision
kind: window
inputs:
  debt_reduction: [reduction_id, instrument_id, reporter_id, method, amount, currency, reported_on]
  debt_flow: [flow_id, instrument_id, kind, amount, flow_on]
  debt_instrument: [instrument_id, borrower_id, lender_id, kind, principal, currency, signed_on, approved_refinancing]
optional:
  debt_reduction: [reporter_id, currency, reported_on]
  debt_instrument: [lender_id, currency, approved_refinancing]
params:
  max_days:
    value: 15
    unit: days
    minimum: 0
    why:
      zh: "假设：过桥资金按天计算；超过半个月就是另一笔贷款。"
      en: "Assumption: bridge money is lent by the day; after half a month it is a loan of its own."
  max_gap:
    value: 0.2
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：新贷款与旧贷款相差不超过五分之一（手续费和利息）的，视为借新还旧。"
      en: >-
        Assumption: the new loan replaces the old one if it differs from it by no more than a fifth (fees and
        interest).
subject: {column: borrower_id, kind: organisation}
grain: [reduction_id]
amount: amount
currency: currency
occurred_on: repaid_on
strength: strength
evidence:
  debt_reduction: [{reduction_id: reduction_id}]
  debt_flow: [{instrument_id: instrument_id, where: "d.kind = 'principal'"}]
  debt_instrument: [{instrument_id: instrument_id}, {instrument_id: new_instrument_id}]
increment: {by: borrower_id}
severity: high
explain:
  zh: "{borrower_id:party}于{repaid_on:date}偿还并申报化债{amount:money}，前后{n_days:number}日内又借入{new_principal:money}（{new_instrument_id}）。"
  en: "{borrower_id:party} repaid and reported {amount:money} on {repaid_on:date}, and within {n_days:number} days borrowed {new_principal:money} ({new_instrument_id})."
innocent_reasons:
  - {zh: 经批准的借新还旧、置换, en: An approved refinancing}
  - {zh: 新债金额与所还债务无关（另有项目）, en: "The new loan is of another size, for another project"}
  - {zh: 新债时隔较久, en: The new loan came long after}
first_steps:
  - {zh: 比对还款与放款的账户流水，看资金是否一进一出, en: "Follow the accounts: did the money only pass through?"}
  - {zh: 查过桥资金的提供方、费用和合同, en: "Find who lent the bridge money, at what fee"}
  - {zh: 核对化债申报材料与批准文件, en: Compare the report with its approvals}
tags: [false_debt_reduction]
---*/
-- The last repayment of principal stands for the day of repaying. Of several new loans the nearest in time is named.
WITH claims AS (
    SELECT
        reduction_id,
        instrument_id,
        amount,
        coalesce(currency, 'CNY') AS currency
    FROM debt_reduction
    WHERE method = 'repaid' AND amount > 0 AND (reported_on IS NULL OR reported_on <= $as_of)
),
repayments AS (
    SELECT
        instrument_id,
        max(flow_on) AS repaid_on
    FROM debt_flow
    WHERE kind = 'principal' AND flow_on <= $as_of
    GROUP BY instrument_id
),
pairs AS (
    SELECT
        claims.reduction_id,
        claims.instrument_id,
        claims.amount,
        claims.currency,
        repayments.repaid_on,
        old_debt.borrower_id,
        new_debt.instrument_id AS new_instrument_id,
        new_debt.principal AS new_principal,
        abs(date_diff('day', repayments.repaid_on, new_debt.signed_on)) AS n_days,
        row_number() OVER (
            PARTITION BY claims.reduction_id
            ORDER BY abs(date_diff('day', repayments.repaid_on, new_debt.signed_on)), new_debt.instrument_id
        ) AS place
    FROM claims
    INNER JOIN repayments ON claims.instrument_id = repayments.instrument_id
    INNER JOIN debt_instrument AS old_debt ON claims.instrument_id = old_debt.instrument_id
    INNER JOIN debt_instrument AS new_debt ON old_debt.borrower_id = new_debt.borrower_id
    WHERE
        new_debt.instrument_id <> claims.instrument_id
        AND new_debt.signed_on <= $as_of
        AND new_debt.kind <> 'government_bond'
        AND NOT coalesce(new_debt.approved_refinancing, FALSE)
        AND coalesce(new_debt.currency, 'CNY') = claims.currency
        AND abs(date_diff('day', repayments.repaid_on, new_debt.signed_on)) <= $max_days
        AND abs(new_debt.principal - claims.amount) <= $max_gap * claims.amount
)
SELECT
    reduction_id,
    borrower_id,
    instrument_id,
    new_instrument_id,
    amount,
    currency,
    new_principal,
    repaid_on,
    n_days,
    -- nearer in time is plainer
    CAST(1 - CAST(n_days AS DOUBLE) / NULLIF(CAST($max_days + 1 AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM pairs
WHERE place = 1

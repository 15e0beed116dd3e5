/*---
id: repayment_without_cash
title: {zh: 无资金流水的“偿还”, en: Repayment without money}
question:
  zh: 申报已偿还的债务，是否没有相应的还本资金流水？
  en: Does a debt that was reported as repaid lack the flow of money that repaid it?
category: debt_investment
entry: money
status: active
risk_points: [debt_reporting]
legal_basis:
  - article: 公职人员政务处分法#39
    note: {zh: 工作中弄虚作假、误导欺骗，造成不良后果的，给予政务处分。, en: Discipline for fraud and deception at work.}
  - article: 预算法#35
    note: {zh: 举借的债务应当有偿还计划和稳定的偿还资金来源。, en: Debt has a plan and a steady source of repayment.}
purpose: debt_investment_supervision
kind: aggregate
inputs:
  debt_reduction: [reduction_id, instrument_id, method, amount, currency, reported_on]
  debt_flow: [flow_id, instrument_id, kind, settlement, amount, flow_on]
  debt_instrument: [instrument_id, borrower_id, lender_id]
optional:
  debt_reduction: [currency]
  debt_flow: [settlement, flow_on]
  debt_instrument: [lender_id]
params:
  min_covered:
    value: 0.9
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：报表与账面之间，手续费、汇兑和四舍五入可差到十分之一。"
      en: "Assumption: up to a tenth may be fees, exchange and rounding between report and ledger."
  grace_days:
    value: 30
    unit: days
    minimum: 0
    why:
      zh: "假设：报表按月编制，资金可在报表后一个月内到位。"
      en: "Assumption: reports are made by the month, so that money may follow the report within a month."
subject: {column: borrower_id, kind: organisation}
grain: [instrument_id]
amount: uncovered
currency: currency
occurred_on: last_on
strength: strength
evidence:
  debt_reduction: [{instrument_id: instrument_id, where: "d.method = 'repaid'"}]
  debt_flow: [{instrument_id: instrument_id}]
  debt_instrument: [{instrument_id: instrument_id}]
increment: {by: instrument_id}
severity: high
explain:
  zh: "{borrower_id:party}就{instrument_id}申报偿还{claimed:money}，账上还本资金仅{paid:money}，相差{uncovered:money}。"
  en: "{borrower_id:party} reported {claimed:money} of {instrument_id} as repaid; the ledger shows {paid:money} of principal paid, {uncovered:money} less."
innocent_reasons:
  - {zh: 国库直接支付给债权人, en: The treasury paid the creditor directly}
  - {zh: 分期偿还，各期合计相符, en: Repaid in parts that add up}
  - {zh: 申报略早于付款, en: The report came a little before the payment}
first_steps:
  - {zh: 向债权人函证余额, en: Ask the creditor to confirm the balance}
  - {zh: 查银行回单、抵账协议和往来科目, en: "Check bank slips, set-off agreements and current accounts"}
tags: [false_debt_reduction]
---*/
-- Only money counts: transfers of debt and set-offs reduce nothing. A debt without any flow in the ledger is not judged, since
-- then the ledger is what is missing. The days between are added up per debt, so that parts may be reported in any order.
WITH claims AS (
    SELECT
        instrument_id,
        coalesce(currency, 'CNY') AS currency,
        CAST(sum(amount) AS DECIMAL(20, 2)) AS claimed,
        max(reported_on) AS last_on
    FROM debt_reduction
    WHERE method = 'repaid' AND reported_on <= $as_of AND date_diff('day', reported_on, $as_of) >= $grace_days
    GROUP BY instrument_id, coalesce(currency, 'CNY')
),
money AS (
    SELECT
        claims.instrument_id,
        CAST(sum(
            CASE
                WHEN
                    coalesce(debt_flow.kind, 'principal') = 'principal'
                    AND coalesce(debt_flow.settlement, 'cash') IN ('cash', 'treasury', 'bill')
                    AND (
                        debt_flow.flow_on IS NULL OR date_diff('day', claims.last_on, debt_flow.flow_on) <= $grace_days
                    )
                    THEN debt_flow.amount
                ELSE 0
            END
        ) AS DECIMAL(20, 2)) AS paid
    FROM claims
    INNER JOIN debt_flow ON claims.instrument_id = debt_flow.instrument_id
    GROUP BY claims.instrument_id
)
SELECT
    claims.instrument_id,
    debt_instrument.borrower_id,
    debt_instrument.lender_id,
    claims.claimed,
    money.paid,
    CAST(claims.claimed - money.paid AS DECIMAL(20, 2)) AS uncovered,
    claims.currency,
    claims.last_on,
    CAST(1 - CAST(money.paid AS DOUBLE) / NULLIF(CAST(claims.claimed AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM claims
INNER JOIN money ON claims.instrument_id = money.instrument_id
INNER JOIN debt_instrument ON claims.instrument_id = debt_instrument.instrument_id
WHERE money.paid < $min_covered * claims.claimed

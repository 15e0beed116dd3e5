/*---
id: major_deal_without_decision
title: {zh: 重大融资、担保、投资未经集体决策, en: "Great borrowing, guarantee or investment without a decision"}
question:
  zh: 国有企业、单位的大额借款、担保或者投资，是否没有在签订之前的集体决策？
  en: Did a state-owned body borrow, guarantee or invest a large sum with no decision of its board or group beforehand?
category: debt_investment
entry: matter
status: active
risk_points: [collective_decision, guarantee, borrowing]
legal_basis:
  - article: 企业国有资产法#30
    note: {zh: 发行债券、重大投资、大额担保等重大事项应当遵守法律和章程，不得损害出资人权益。, en: "Bonds, large investments and guarantees follow law and charter."}
  - article: 企业国有资产法#32
    note: {zh: 上述事项由企业负责人集体讨论或者董事会决定。, en: Such matters are decided by the managers together or by the board.}
  - article: 公司法#15
    note: {zh: 公司对外投资、担保，按照章程由董事会或者股东会决议。, en: A company's investments and guarantees need a resolution of board or shareholders.}
  - article: 公职人员政务处分法#30
    note: {zh: 个人或者少数人决定重大事项的，给予政务处分。, en: Discipline for deciding great matters alone or among a few.}
purpose: debt_investment_supervision
kind: row
inputs:
  debt_instrument: [instrument_id, borrower_id, principal, currency, signed_on]
  guarantee: [guarantee_id, guarantor_id, amount, currency, signed_on]
  fund_investment: [investment_id, fund_id, decision_id, amount, currency, invested_on]
  decision: [decision_id, organisation_id, matter, reference_id, amount, decided_on]
optional:
  debt_instrument: all
  guarantee: all
  fund_investment: all
  decision: [matter, amount]
params:
  min_amount:
    value: 10000000
    unit: yuan
    minimum: 0
    why:
      zh: "假设：一千万元对任何县级平台公司都算大额；出资人在章程中自定数额。"
      en: >-
        Assumption: ten million is large for any county's platform company; each owner sets its own figure in
        the charter.
  plan_days:
    value: 366
    unit: days
    minimum: 0
    why:
      zh: "一般授权（年度融资计划）以一年为期。"
      en: "A general authorisation (annual financing plan) is made for one year."
subject: {column: organisation_id, kind: organisation}
grain: [deal_kind, deal_id]
amount: amount
currency: currency
occurred_on: signed_on
evidence:
  debt_instrument: [{instrument_id: deal_id, where: "a.deal_kind = 'borrowing'"}]
  guarantee: [{guarantee_id: deal_id, where: "a.deal_kind = 'guarantee'"}]
  fund_investment: [{investment_id: deal_id, where: "a.deal_kind = 'investment'"}]
  decision: [{reference_id: deal_id}]
increment: {by: organisation_id}
severity: high
explain:
  zh: "{organisation_id:party}于{signed_on:date}{deal_zh}{amount:money}（{deal_id}），{how_zh}。"
  en: "On {signed_on:date} {organisation_id:party} {deal_en} {amount:money} ({deal_id}); {how_en}."
innocent_reasons:
  - {zh: 年度融资计划等概括授权已经集体决策, en: A general authorisation such as the year's financing plan was decided}
  - {zh: 金额不属于重大, en: The sum is not a great one}
first_steps:
  - {zh: 查章程、“三重一大”目录规定的限额和程序, en: Look up the limits and the procedure in the charter and the body's own list}
  - {zh: 调取会议记录和用印审批，看谁签的字, en: "Get minutes and the approval of the seal, and see who signed"}
tags: [collective_decision]
---*/
-- A body of which no decision was delivered at all is not judged: then its minutes are what is missing.
WITH deals AS (
    SELECT
        'borrowing' AS deal_kind,
        instrument_id AS deal_id,
        CAST(NULL AS VARCHAR) AS decision_id,
        borrower_id AS organisation_id,
        principal AS amount,
        coalesce(currency, 'CNY') AS currency,
        signed_on
    FROM debt_instrument
    UNION ALL
    SELECT
        'guarantee' AS deal_kind,
        guarantee_id AS deal_id,
        CAST(NULL AS VARCHAR) AS decision_id,
        guarantor_id AS organisation_id,
        amount,
        coalesce(currency, 'CNY') AS currency,
        signed_on
    FROM guarantee
    UNION ALL
    SELECT
        'investment' AS deal_kind,
        investment_id AS deal_id,
        decision_id,
        fund_id AS organisation_id,
        amount,
        coalesce(currency, 'CNY') AS currency,
        invested_on AS signed_on
    FROM fund_investment
),
bodies AS (
    SELECT
        organisation_id,
        min(decided_on) AS first_on
    FROM decision
    WHERE decided_on IS NOT NULL
    GROUP BY organisation_id
),
great AS (
    SELECT
        deals.deal_kind, deals.deal_id, deals.decision_id, deals.organisation_id, deals.amount, deals.currency, deals.signed_on
    FROM deals
    INNER JOIN bodies ON deals.organisation_id = bodies.organisation_id
    WHERE deals.amount >= $min_amount AND deals.signed_on <= $as_of AND deals.signed_on >= bodies.first_on
),
own AS (
    SELECT
        great.deal_kind,
        great.deal_id,
        min(decision.decided_on) AS decided_on
    FROM great
    INNER JOIN decision
        ON
            great.organisation_id = decision.organisation_id
            AND (decision.reference_id = great.deal_id OR decision.decision_id = great.decision_id)
    WHERE decision.decided_on <= $as_of
    GROUP BY great.deal_kind, great.deal_id
),
undated AS (
    -- a decision that names the deal but no day leaves the question open
    SELECT DISTINCT reference_id AS deal_id FROM decision WHERE decided_on IS NULL
)
SELECT
    great.deal_kind,
    great.deal_id,
    great.organisation_id,
    great.amount,
    great.currency,
    great.signed_on,
    own.decided_on,
    CASE great.deal_kind WHEN 'borrowing' THEN '借款' WHEN 'guarantee' THEN '担保' ELSE '投资' END AS deal_zh,
    CASE great.deal_kind WHEN 'borrowing' THEN 'borrowed' WHEN 'guarantee' THEN 'guaranteed' ELSE 'invested' END AS deal_en,
    CASE WHEN own.decided_on IS NULL THEN '没有集体决策记录' ELSE '集体决策在其后' END AS how_zh,
    CASE WHEN own.decided_on IS NULL THEN 'no decision is on record' ELSE 'the decision came only later' END AS how_en
FROM great
LEFT JOIN own ON great.deal_kind = own.deal_kind AND great.deal_id = own.deal_id
LEFT JOIN undated ON great.deal_id = undated.deal_id
WHERE
    undated.deal_id IS NULL
    AND (own.decided_on IS NULL OR own.decided_on > great.signed_on)
    AND NOT EXISTS (
        SELECT 1
        FROM decision
        WHERE
            decision.organisation_id = great.organisation_id
            AND coalesce(decision.matter, great.deal_kind) = great.deal_kind
            AND decision.reference_id IS NULL
            AND coalesce(decision.amount, great.amount) >= great.amount
            AND decision.decided_on <= great.signed_on
            AND date_diff('day', decision.decided_on, great.signed_on) <= $plan_days
    )

/*---
id: fund_invests_in_insider
title: {zh: 基金投向决策人或其亲属的企业, en: Fund invests in a company of a decision maker or of kin}
question:
  zh: 政府基金、国有资本投资的企业，是否由参加该项决策的人或者其亲属持股、任法定代表人？
  en: Does somebody who voted on the investment, or a relative, own or head the company that got the money?
category: debt_investment
entry: person
status: active
risk_points: [fund_decision]
legal_basis:
  - article: 企业国有资产法#43
    note:
      zh: 关联方（董事、监事、高管及其近亲属及其控制的企业）不得利用与国家出资企业的交易谋取不当利益。
      en: Related parties - directors, managers, near relatives and their firms - must not profit from dealings with a state-owned body.
  - article: 公司法#182
    note: {zh: 董事、高管及其近亲属控制的企业与公司交易的，应当报告并经决议通过。, en: "Dealings with a director's or manager's relatives and their firms are reported and resolved upon."}
  - article: 公职人员政务处分法#33
    note: {zh: 利用职权为本人、他人谋利，或者纵容特定关系人谋利的，给予政务处分。, en: "Discipline for using office to profit oneself, others or connected persons."}
purpose: debt_investment_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；任职、亲属、股权登记只用于核对利益冲突。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; posts, kinship and shares are read only to find conflicts of interest.
kind: graph
inputs:
  fund_investment: [investment_id, fund_id, target_id, decision_id, amount, currency, invested_on]
  decision_member: [decision_id, person_id, vote]
  kinship: [kinship_id, person_id, relative_id, relation, from_on, to_on]
  shareholding: [shareholding_id, organisation_id, holder_id, share, from_on, to_on]
  organisation: [organisation_id, legal_representative_id]
optional:
  fund_investment: [currency]
  kinship: all
  shareholding: [from_on, to_on]
  organisation: all
params:
  min_share:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：出资十分之一以上是有利益，不再是储蓄。法律没有规定数额。"
      en: "Assumption: from a tenth of the capital on, an interest is more than savings. The law names no figure."
subject: {column: target_id, kind: organisation}
grain: [investment_id, member_id]
amount: amount
currency: currency
occurred_on: invested_on
strength: strength
evidence:
  fund_investment: [{investment_id: investment_id}]
  decision_member: [{decision_id: decision_id, person_id: member_id}]
  kinship: [{kinship_id: kinship_id}]
  shareholding: [{shareholding_id: shareholding_id}]
  organisation: [{organisation_id: target_id, legal_representative_id: holder_id}]
increment: {by: target_id}
severity: critical
explain:
  zh: "{fund_id:party}于{invested_on:date}向{target_id:party}投资{amount:money}；参加决策的{member_id:party}{relation_zh}{path_zh}该企业。"
  en: "On {invested_on:date} {fund_id:party} put {amount:money} into {target_id:party}; {member_id:party} took part in the decision, and {relation_en} {path_en} the company."
innocent_reasons:
  - {zh: 该决策人已回避, en: The member withdrew from the decision}
  - {zh: 投资之前已退出持股, en: The shares had been given up before the investment}
  - {zh: 持股很少，属于一般理财, en: "The stake is small, as savings are"}
first_steps:
  - {zh: 调取投决会记录、尽职调查和估值报告, en: "Get minutes, due diligence and valuation"}
  - {zh: 核对决策人的个人有关事项报告, en: Compare with the member's declared interests}
  - {zh: 查投后资金去向和企业实际控制人, en: Follow the money after the investment and find who controls the firm}
tags: [conflict_of_interest]
---*/
-- The member counts as kin of degree nought. Kinship is read both ways; 'other' may lie outside the statutory degrees.
WITH kin AS (
    SELECT person_id AS member_id, relative_id AS holder_id, kinship_id, relation, from_on, to_on
    FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
    UNION ALL
    SELECT relative_id AS member_id, person_id AS holder_id, kinship_id, relation, from_on, to_on
    FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
),
votes AS (
    SELECT
        fund_investment.investment_id,
        fund_investment.fund_id,
        fund_investment.target_id,
        fund_investment.decision_id,
        fund_investment.amount,
        coalesce(fund_investment.currency, 'CNY') AS currency,
        fund_investment.invested_on,
        decision_member.person_id AS member_id
    FROM fund_investment
    INNER JOIN decision_member ON fund_investment.decision_id = decision_member.decision_id
    WHERE
        decision_member.vote IN ('for', 'against', 'abstained')
        AND fund_investment.invested_on <= $as_of
),
near AS (
    SELECT DISTINCT member_id, member_id AS holder_id, CAST(NULL AS VARCHAR) AS kinship_id, 'self' AS relation,
        CAST(NULL AS DATE) AS from_on, CAST(NULL AS DATE) AS to_on
    FROM votes
    UNION ALL
    SELECT DISTINCT kin.member_id, kin.holder_id, kin.kinship_id, kin.relation, kin.from_on, kin.to_on
    FROM kin
    INNER JOIN votes ON kin.member_id = votes.member_id
),
interests AS (
    SELECT
        near.member_id, near.holder_id, near.kinship_id, near.relation, near.from_on AS kin_from, near.to_on AS kin_to,
        shareholding.organisation_id AS target_id,
        shareholding.shareholding_id,
        shareholding.share,
        shareholding.from_on,
        shareholding.to_on
    FROM near
    INNER JOIN shareholding ON near.holder_id = shareholding.holder_id
    WHERE shareholding.share >= $min_share
    UNION ALL
    SELECT
        near.member_id, near.holder_id, near.kinship_id, near.relation, near.from_on AS kin_from, near.to_on AS kin_to,
        organisation.organisation_id AS target_id,
        CAST(NULL AS VARCHAR) AS shareholding_id,
        CAST(1 AS DECIMAL(9, 6)) AS share,
        CAST(NULL AS DATE) AS from_on,
        CAST(NULL AS DATE) AS to_on
    FROM near
    INNER JOIN organisation ON near.holder_id = organisation.legal_representative_id
),
ranked AS (
    SELECT
        votes.investment_id, votes.fund_id, votes.target_id, votes.decision_id, votes.amount, votes.currency,
        votes.invested_on, votes.member_id, interests.holder_id, interests.kinship_id, interests.relation,
        interests.shareholding_id, interests.share,
        row_number() OVER (
            PARTITION BY votes.investment_id, votes.member_id
            ORDER BY interests.share DESC, interests.holder_id, interests.shareholding_id, interests.kinship_id
        ) AS place
    FROM votes
    INNER JOIN interests ON votes.member_id = interests.member_id AND votes.target_id = interests.target_id
    WHERE
        coalesce(interests.from_on, votes.invested_on) <= votes.invested_on
        AND coalesce(interests.to_on, votes.invested_on) >= votes.invested_on
        AND coalesce(interests.kin_from, votes.invested_on) <= votes.invested_on
        AND coalesce(interests.kin_to, votes.invested_on) >= votes.invested_on
)
SELECT
    investment_id,
    fund_id,
    target_id,
    decision_id,
    amount,
    currency,
    invested_on,
    member_id,
    holder_id,
    kinship_id,
    shareholding_id,
    CASE WHEN relation = 'self' THEN '本人' ELSE '的亲属' END AS relation_zh,
    CASE WHEN relation = 'self' THEN 'the member' ELSE 'a relative' END AS relation_en,
    CASE WHEN shareholding_id IS NULL THEN '担任法定代表人于' ELSE '持股于' END AS path_zh,
    CASE WHEN shareholding_id IS NULL THEN 'heads' ELSE 'owns part of' END AS path_en,
    CAST(share AS DECIMAL(9, 6)) AS strength
FROM ranked
WHERE place = 1

/*---
id: decision_without_quorum
title: {zh: 集体决策不足法定人数或者没有记录, en: Collective decision without quorum or minutes}
question:
  zh: “三重一大”事项的集体决策，是否出席人数不过半，或者没有会议记录？
  en: Was a great matter decided by no more than half of the members, or without minutes?
category: debt_investment
entry: matter
status: active
risk_points: [collective_decision]
legal_basis:
  - article: 公司法#73
    note:
      zh: 董事会会议应当有过半数的董事出席方可举行，对所议事项的决定应当作成会议记录。
      en: A board meets only if more than half of the directors are present, and minutes its decisions.
  - article: 企业国有资产法#32
    note: {zh: 重大事项由企业负责人集体讨论或者董事会决定。, en: Great matters are decided by the managers together or by the board.}
  - article: 公职人员政务处分法#30
    note: {zh: 违反民主集中制，个人或者少数人决定重大事项的，给予政务处分。, en: Discipline for deciding great matters alone or among a few.}
  - article: 国有企业管理人员处分条例#18
    note: {zh: 规避、破坏集体决策的，给予处分。, en: Discipline for evading or breaking collective decision.}
purpose: debt_investment_supervision
kind: row
inputs:
  decision: [decision_id, organisation_id, matter, amount, currency, decided_on, n_entitled, n_present, has_minutes]
  decision_member: [decision_id, person_id, vote]
optional:
  decision: [currency, n_entitled, n_present, has_minutes]
  decision_member: all
params:
  quorum:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "公司法#73：须有过半数董事出席。领导班子议事规则另有更高要求的，在此设定。"
      en: >-
        公司法#73: more than half of the directors must be present. Leading groups with a higher quorum in their
        own rules set it here.
  min_amount:
    value: 500000
    unit: yuan
    minimum: 0
    why:
      zh: "假设：多大算大额由各单位自定；低于五十万元，很少有单位称为大额。"
      en: "Assumption: what counts as a large sum is set by each body; below half a million few bodies call it one."
subject: {column: organisation_id, kind: organisation}
grain: [decision_id]
amount: amount
currency: currency
occurred_on: decided_on
evidence:
  decision: [{decision_id: decision_id}]
  decision_member: [{decision_id: decision_id}]
increment: {by: organisation_id}
severity: medium
explain:
  zh: "{organisation_id:party}于{decided_on:date}就{matter_zh}（{amount:money}）作出决策：应到{n_counted:number}人，实到{n_present:number}人，{how_zh}。"
  en: "On {decided_on:date} {organisation_id:party} decided on {matter_en} ({amount:money}) with {n_present:number} of {n_counted:number} members; {how_en}."
innocent_reasons:
  - {zh: 依规定回避的人员不计入应到人数, en: Members who withdrew because of an interest do not count}
  - {zh: 日常小额事项，不属于“三重一大”, en: "A small everyday matter, not a great one"}
first_steps:
  - {zh: 调取会议签到、记录原件和用印记录, en: "Get the attendance list, the original minutes and the seal record"}
  - {zh: 询问未到会人员是否知情、有无传签补签, en: Ask absent members whether they knew and whether they signed afterwards}
tags: [collective_decision]
---*/
WITH withdrawn AS (
    SELECT
        decision_id,
        CAST(count(person_id) AS BIGINT) AS n_withdrawn
    FROM decision_member
    WHERE vote = 'withdrew'
    GROUP BY decision_id
),
counted AS (
    SELECT
        decision.decision_id,
        decision.organisation_id,
        decision.matter,
        decision.amount,
        coalesce(decision.currency, 'CNY') AS currency,
        decision.decided_on,
        decision.n_entitled - coalesce(withdrawn.n_withdrawn, 0) AS n_counted,
        decision.n_present,
        decision.has_minutes
    FROM decision
    LEFT JOIN withdrawn ON decision.decision_id = withdrawn.decision_id
    WHERE decision.matter <> 'other' AND decision.amount >= $min_amount AND decision.decided_on <= $as_of
)
SELECT
    decision_id,
    organisation_id,
    CASE matter
        WHEN 'borrowing' THEN '融资' WHEN 'guarantee' THEN '担保' WHEN 'investment' THEN '投资' WHEN 'project' THEN '项目安排'
        WHEN 'large_payment' THEN '大额资金使用' ELSE '人事任免'
    END AS matter_zh,
    replace(matter, '_', ' ') AS matter_en,
    amount,
    currency,
    decided_on,
    CAST(n_counted AS BIGINT) AS n_counted,
    n_present,
    CASE WHEN n_present <= $quorum * n_counted THEN '不足法定人数' ELSE '没有会议记录' END AS how_zh,
    CASE WHEN n_present <= $quorum * n_counted THEN 'no quorum' ELSE 'no minutes' END AS how_en
FROM counted
WHERE n_present <= $quorum * n_counted OR NOT has_minutes

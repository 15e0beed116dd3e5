/*---
id: fines_track_quota
title: {zh: 罚没收入贴合指标, en: Fine income that keeps to a target}
question:
  zh: 某机关各期罚没收入是否几乎每期都恰好等于计划数？
  en: Does an office's fine income meet its planned figure almost to the yuan, period after period?
category: enterprise_enforcement
entry: money
status: active
risk_points: [fine_income]
legal_basis:
  - article: 行政处罚法#74
    note:
      zh: 罚款不得同处罚机关及其工作人员的考核、考评直接或者变相挂钩。
      en: "Fines must not be tied, openly or not, to the assessment of the office or its people."
  - article: 违反行政事业性收费和罚没收入收支两条线管理规定行政处分暂行规定#8
    note: {zh: 下达或者变相下达罚没指标的，给予降级或者撤职处分。, en: "Whoever sets targets for fines, openly or not, is demoted or removed."}
purpose: enterprise_enforcement_supervision
kind: aggregate
inputs:
  fine_plan: [plan_id, office_id, from_on, to_on, amount, currency]
  penalty: [penalty_id, office_id, fine, currency, decided_on]
optional:
  fine_plan: [currency]
  penalty: [currency]
params:
  tolerance:
    value: 0.05
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：收入由执法行为而不是指标产生时，季度之间会有几成的波动；十个季度里至多有一个碰巧落在任一数字的二十分之一以内。"
      en: >-
        Assumption: income of a quarter strays by tens of per cent where acts, not targets, make it; one in
        ten quarters at most falls within a twentieth of any figure by chance.
  min_periods:
    value: 6
    unit: periods
    minimum: 3
    why:
      zh: "单个时期碰巧的概率为十分之一时，六期中五期命中，约两万个单位里碰巧出现一次（二项分布）。"
      en: >-
        With a chance of one in ten for a single period, five hits out of six come about by chance about once
        in twenty thousand offices (binomial).
  min_share:
    value: 0.75
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：四期中三期足以看出规律，又给专项行动或者大案留出余地。"
      en: "Assumption: three periods in four show the rule and leave room for a campaign or a large case."
subject: {column: office_id, kind: organisation}
grain: [office_id]
amount: amount
currency: currency
occurred_on: last_on
strength: share
evidence:
  fine_plan: [{office_id: office_id}]
increment: {by: office_id}
severity: high
explain:
  zh: "{office_id:party}的{n_periods:number}个计划期中，{n_met:number}期的罚没收入与计划数相差不足二十分之一（{share:percent}），合计{amount:money}。"
  en: "In {n_met:number} of {n_periods:number} periods the fine income of {office_id:party} came within a twentieth of the planned figure ({share:percent}); {amount:money} in all."
innocent_reasons:
  - {zh: 计划数只是预测，实际收入与之并不贴合, en: "The plan is a forecast, and income strays from it"}
  - {zh: 期数太少，偶然相近, en: "Few periods, close by chance"}
first_steps:
  - {zh: 查有无下达指标、考核办法和返还比例的文件, en: "Look for papers that set targets, assessments or shares returned"}
  - {zh: 看期末突击处罚的案件质量和案由, en: Examine the cases that were decided in a rush at the end of periods}
tags: [quota]
---*/
WITH periods AS (
    SELECT
        fine_plan.plan_id,
        fine_plan.office_id,
        fine_plan.to_on,
        fine_plan.amount AS planned,
        coalesce(fine_plan.currency, 'CNY') AS currency,
        CAST(coalesce(sum(penalty.fine), 0) AS DECIMAL(20, 2)) AS earned
    FROM fine_plan
    INNER JOIN penalty
        ON
            fine_plan.office_id = penalty.office_id
            AND penalty.decided_on >= fine_plan.from_on
            AND penalty.decided_on <= fine_plan.to_on
            AND coalesce(penalty.currency, 'CNY') = coalesce(fine_plan.currency, 'CNY')
    WHERE fine_plan.to_on <= $as_of AND fine_plan.amount > 0
    GROUP BY
        fine_plan.plan_id, fine_plan.office_id, fine_plan.to_on, fine_plan.amount, coalesce(fine_plan.currency, 'CNY')
),
offices AS (
    SELECT
        office_id,
        currency,
        CAST(count(plan_id) AS INTEGER) AS n_periods,
        CAST(sum(CASE WHEN abs(earned - planned) <= $tolerance * planned THEN 1 ELSE 0 END) AS INTEGER) AS n_met,
        CAST(sum(earned) AS DECIMAL(20, 2)) AS amount,
        max(to_on) AS last_on
    FROM periods
    GROUP BY office_id, currency
)
SELECT
    office_id,
    currency,
    n_periods,
    n_met,
    amount,
    last_on,
    CAST(CAST(n_met AS DOUBLE) / NULLIF(CAST(n_periods AS DOUBLE), 0) AS DECIMAL(9, 6)) AS share
FROM offices
WHERE n_periods >= $min_periods AND n_met >= $min_share * n_periods

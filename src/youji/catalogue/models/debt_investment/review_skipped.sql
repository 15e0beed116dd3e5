/*---
id: review_skipped
title: {zh: 未评审先签批, en: Project approved before its joint review}
question:
  zh: 应当联合评审的政府投资项目，是否在评审通过之前（或者没有评审）就签发批复？
  en: Was an investment project that needs a joint review approved before it passed, or without one?
category: debt_investment
entry: matter
status: active
risk_points: [project_approval, collective_decision]
legal_basis:
  - article: 政府投资条例#11
    note:
      zh: 审批部门应当在审查、评估的基础上作出是否批准的决定。
      en: The approving office decides on the ground of its review and, for large projects, of expert appraisal.
  - article: 政府投资条例#32
    note: {zh: 超越权限审批或者批准不符合规定的项目的，给予处分。, en: "Discipline for approving beyond competence, or what does not meet the rules."}
  - article: 公职人员政务处分法#30
    note: {zh: 个人或者少数人决定重大事项的，给予政务处分。, en: Discipline for deciding great matters alone or among a few.}
purpose: debt_investment_supervision
kind: row
inputs:
  investment_project: [project_id, owner_id, review_required, emergency, amount, currency, approved_on, approved_by]
  project_review: [review_id, project_id, reviewed_on, result]
optional:
  investment_project: [emergency, amount, currency, approved_by]
subject: {column: owner_id, kind: organisation}
grain: [project_id]
amount: amount
currency: currency
occurred_on: approved_on
evidence:
  investment_project: [{project_id: project_id}]
  project_review: [{project_id: project_id}]
increment: {by: project_id}
severity: high
explain:
  zh: "{owner_id:party}的项目{project_id}（{amount:money}）于{approved_on:date}签发批复，{how_zh}。"
  en: "Project {project_id} of {owner_id:party} ({amount:money}) was approved on {approved_on:date}; {how_en}."
innocent_reasons:
  - {zh: 抢险救灾等应急项目，可以简化程序, en: "An emergency project, whose procedure may be shortened"}
  - {zh: 建设内容单一、规模较小，规定不要求联合评审, en: "A small, plain project that needs no joint review"}
  - {zh: 评审与签批在同一天，先评后批, en: "Reviewed and approved on one day, in that order"}
first_steps:
  - {zh: 调取批复原件、呈批单和评审会签到、意见, en: "Get the approval, its routing slip, and the review's attendance and opinions"}
  - {zh: 核实签发日期与用印日期是否倒签, en: Compare dates of signature and seal; look for back-dating}
tags: [procedure]
---*/
-- A review that only asked for completion, or rejected, is not one that passed.
WITH passed AS (
    SELECT
        project_id,
        min(reviewed_on) AS passed_on
    FROM project_review
    WHERE result = 'passed' AND reviewed_on <= $as_of
    GROUP BY project_id
),
undated AS (
    -- a review without a date or without a result leaves the question open
    SELECT DISTINCT project_id
    FROM project_review
    WHERE result IS NULL OR (result = 'passed' AND reviewed_on IS NULL)
)
SELECT
    investment_project.project_id,
    investment_project.owner_id,
    investment_project.approved_by,
    investment_project.amount,
    coalesce(investment_project.currency, 'CNY') AS currency,
    investment_project.approved_on,
    passed.passed_on,
    CASE WHEN passed.passed_on IS NULL THEN '没有通过的联合评审' ELSE '评审通过在其后' END AS how_zh,
    CASE WHEN passed.passed_on IS NULL THEN 'no joint review passed it' ELSE 'the joint review passed it only later' END AS how_en
FROM investment_project
LEFT JOIN passed ON investment_project.project_id = passed.project_id
LEFT JOIN undated ON investment_project.project_id = undated.project_id
WHERE
    investment_project.review_required
    AND NOT coalesce(investment_project.emergency, FALSE)
    AND investment_project.approved_on <= $as_of
    AND undated.project_id IS NULL
    AND (passed.passed_on IS NULL OR passed.passed_on > investment_project.approved_on)

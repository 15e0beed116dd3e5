/*---
id: repeated_inspections
title: {zh: 同一机关对同一企业重复检查, en: One office inspects one company again and again}
question:
  zh: 同一机关一年之内是否多次对同一企业作计划性检查？
  en: Did one office inspect one company by plan or draw more often in a year than the rule allows?
category: enterprise_enforcement
entry: matter
status: active
risk_points: [company_inspection]
legal_basis:
  - article: 控制对企业进行经济检查的规定#6
    note:
      zh: 同一行政机关对同一企业的经济检查每年一般不得超过一次。
      en: One office as a rule inspects one company no more than once a year.
  - article: 控制对企业进行经济检查的规定#7
    note: {zh: 税务检查、质量抽查每年不得超过两次。, en: Tax inspections and quality checks are limited to two a year.}
  - article: 控制对企业进行经济检查的规定#12
    note: {zh: 超过规定次数检查的，给予处分。, en: Discipline for inspecting more often than allowed.}
  - article: 优化营商环境条例#54
    note: {zh: 推行双随机监管，多个检查事项应当尽可能合并。, en: "Supervision by random draw; matters to inspect are joined where possible."}
purpose: enterprise_enforcement_supervision
kind: aggregate
inputs:
  inspection: [inspection_id, office_id, company_id, cause, started_on]
params:
  max_per_year:
    value: 2
    unit: inspections
    minimum: 1
    why:
      zh: "控制对企业进行经济检查的规定#6、#7：一般一年一次，税务和质量两次；因此超过两次对任何机关都过多。"
      en: >-
        控制对企业进行经济检查的规定#6 and #7: one a year as a rule, two for tax and for quality; so more than two is too
        many for any office.
subject: {column: office_id, kind: organisation}
grain: [office_id, company_id, in_year]
occurred_on: last_on
strength: strength
evidence:
  inspection:
    - {office_id: office_id, company_id: company_id, where: "year(d.started_on) = a.in_year"}
increment: {by: office_id}
severity: medium
explain:
  zh: "{office_id:party}在{in_year}年内对{company_id:party}作了{n_inspections:number}次计划检查或者抽查（不含投诉、复查、专项和立案调查）。"
  en: "{office_id:party} inspected {company_id:party} {n_inspections:number} times in {in_year} by plan or draw, complaints, re-checks, campaigns and investigations left out."
innocent_reasons:
  - {zh: 投诉举报核查, en: Complaints were followed up}
  - {zh: 整改复查, en: The repair of a fault was checked}
  - {zh: 上级部署的专项检查, en: A special campaign ordered from above}
  - {zh: 有违法嫌疑，依法立案调查, en: An investigation on suspicion}
first_steps:
  - {zh: 核对年度检查计划和检查通知书, en: Compare with the year's plan and the inspection notices}
  - {zh: 询问企业每次检查的由头和有无吃拿卡要, en: "Ask the company what each visit was for, and whether favours were asked"}
tags: [inspection]
---*/
WITH visits AS (
    SELECT
        office_id,
        company_id,
        CAST(year(started_on) AS INTEGER) AS in_year,
        -- several records of one day are one visit
        started_on
    FROM inspection
    WHERE cause IN ('planned', 'random') AND started_on <= $as_of
    GROUP BY office_id, company_id, started_on
)
SELECT
    office_id,
    company_id,
    in_year,
    CAST(count(started_on) AS INTEGER) AS n_inspections,
    max(started_on) AS last_on,
    CAST(1 - CAST($max_per_year AS DOUBLE) / NULLIF(CAST(count(started_on) AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM visits
GROUP BY office_id, company_id, in_year
HAVING count(started_on) > $max_per_year

/*---
id: water_accepted_without_supply
title: {zh: 饮水工程验收付款后没有供水, en: "Water works accepted and paid, but no water"}
question:
  zh: 饮水工程已经验收并付款，验收后的供水月报是否长期没有供水？
  en: After a water project was accepted and paid, do the monthly records show that no water came?
category: water
entry: thing
status: active
risk_points: [water_acceptance]
legal_basis:
  - article: 建设工程质量管理条例#16
    note:
      zh: 建设单位应当组织竣工验收，完成设计和合同约定的各项内容是验收的条件。
      en: The owner holds the acceptance; that everything designed and agreed is complete is its condition.
  - article: 政府投资条例#25
    note:
      zh: 政府投资项目建成后应当按照规定进行竣工验收。
      en: A public investment project is accepted by rule when it is complete.
  - article: 水法#54
    note:
      zh: 各级人民政府应当积极采取措施，改善城乡居民的饮用水条件。
      en: Governments improve people's drinking water.
  - article: 乡村振兴促进法#52
    note:
      zh: 保障农村饮用水安全，统筹供水设施的建设和管护。
      en: Rural drinking water is made safe; water supply is built and kept.
purpose: rural_water_supervision
kind: aggregate
inputs:
  water_project: [project_id, title, owner_id, contractor_id, works_id, paid_amount, accepted_on]
  water_supply_record: [record_id, works_id, month_on, supplied, days_supplied, reason]
optional:
  water_project: [title, owner_id]
  water_supply_record: [days_supplied, reason]
params:
  lag_days:
    value: 60
    unit: days
    minimum: 0
    why:
      zh: "假设：新管道注水、冲洗和检验至多两个月。"
      en: "Assumption: filling, flushing and testing of new mains take up to two months."
  look_days:
    value: 365
    unit: days
    minimum: 30
    why:
      zh: "假设：工程是否供水，一年内看得出；更晚的停水另有原因。"
      en: "Assumption: whether works deliver shows within a year; later stops have other causes."
  min_months:
    value: 4
    unit: months
    minimum: 1
    why:
      zh: "假设：三个月以内没水是停水；第一年有四个月没水就是没有供水。"
      en: "Assumption: up to three dry months are an outage; four in the first year are no supply."
  min_share:
    value: 0.6
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：五个月中供水不足两个月的工程，没有起到作用。"
      en: "Assumption: works that supply in less than two months of five do not serve their purpose."
  min_days:
    value: 5
    unit: days of supply a month
    minimum: 0
    why:
      zh: "假设：一个月供水不足五天是试水，不是供水。"
      en: "Assumption: water on fewer than five days of a month is a trial, not a supply."
  min_reporting:
    value: 5
    unit: works
    minimum: 1
    why:
      zh: "某月上报的工程不足五处，不能说明未上报的那处有问题：可能是报表缺失。"
      en: >-
        A month in which fewer than five works reported proves nothing about one that did not: the reports may
        be missing.
  min_amount:
    value: 20000.00
    unit: CNY
    minimum: 0.01
    why:
      zh: "假设：更小的工程是维修。"
      en: "Assumption: smaller works are repairs."
subject: {column: subject_id, kind: organisation}
grain: [project_id]
amount: paid_amount
occurred_on: accepted_on
strength: strength
evidence:
  water_project: [{project_id: project_id}]
  water_supply_record:
    - works_id: works_id
      where: "d.month_on >= a.first_month AND d.month_on <= a.last_month"
increment: {by: full}
severity: high
explain:
  zh: >-
    项目{project_id}由{subject_id:party}施工，{accepted_on:date}验收，已付{paid_amount:money}；此后{n_months:number}个月中有{n_dry:number}个月
    没有供水，月报也没有说明停供原因。
  en: >-
    Project {project_id}, built by {subject_id:party}, was accepted on {accepted_on:date} and {paid_amount:money} paid; in {n_dry:number} of the
    {n_months:number} months that followed no water came, and no reason is recorded.
innocent_reasons:
  - zh: 月报写明停供原因，例如干旱、停电、检修
    en: The record names a cause, such as drought, power cut or repair
  - zh: 刚验收，还在冲洗调试
    en: It was accepted a short while ago and is being flushed and tested
  - zh: 当月各水厂都没有上报
    en: In those months no works reported at all
  - zh: 个别月份停水
    en: Supply stopped in single months
first_steps:
  - zh: 到村入户拧开水龙头，问清何时通水、何时停水
    en: Go to the village, open the tap, and ask since when water has come or stopped
  - zh: 查验收记录、水压水质检测和签字人
    en: Look at the acceptance record, tests of pressure and quality, and who signed
  - zh: 查付款依据和施工单位的实际工程量
    en: Look at what the payment was based on and what was built
tags: [acceptance]
---*/
-- The months looked at are those that begin after the lag and within the first year, in which enough works reported. A works
-- that is missing among them counts as dry, as does one that reported next to nothing without saying why.
WITH reporting AS (
    SELECT month_on
    FROM water_supply_record
    WHERE month_on <= $as_of AND supplied IS NOT NULL
    GROUP BY month_on
    HAVING count(DISTINCT works_id) >= $min_reporting
),
projects AS (
    SELECT
        project_id,
        title,
        coalesce(contractor_id, owner_id) AS subject_id,
        works_id,
        paid_amount,
        accepted_on,
        CAST(accepted_on + INTERVAL ($lag_days) DAY AS DATE) AS from_on,
        CAST(accepted_on + INTERVAL ($look_days) DAY AS DATE) AS until_on
    FROM water_project
    WHERE
        accepted_on <= $as_of
        AND works_id IS NOT NULL
        AND paid_amount >= CAST($min_amount AS DECIMAL(18, 2))
        AND coalesce(contractor_id, owner_id) IS NOT NULL
),
months AS (
    SELECT
        projects.project_id,
        reporting.month_on,
        CASE
            WHEN coalesce(trim(water_supply_record.reason), '') <> '' THEN 0
            WHEN water_supply_record.supplied IS NULL AND water_supply_record.days_supplied IS NULL THEN 1
            WHEN coalesce(water_supply_record.supplied, 0) = 0 THEN 1
            WHEN coalesce(water_supply_record.days_supplied, $min_days) < $min_days THEN 1
            ELSE 0
        END AS is_dry
    FROM projects
    INNER JOIN reporting ON reporting.month_on >= projects.from_on AND reporting.month_on <= projects.until_on
    LEFT JOIN water_supply_record
        ON projects.works_id = water_supply_record.works_id AND reporting.month_on = water_supply_record.month_on
),
counted AS (
    SELECT
        project_id,
        CAST(count(DISTINCT month_on) AS INTEGER) AS n_months,
        CAST(count(DISTINCT CASE WHEN is_dry = 1 THEN month_on END) AS INTEGER) AS n_dry,
        min(month_on) AS first_month,
        max(month_on) AS last_month
    FROM months
    GROUP BY project_id
)
SELECT
    projects.project_id,
    projects.title,
    projects.subject_id,
    projects.works_id,
    projects.paid_amount,
    projects.accepted_on,
    counted.n_months,
    counted.n_dry,
    counted.first_month,
    counted.last_month,
    CAST(round(CAST(counted.n_dry AS DOUBLE) / NULLIF(CAST(counted.n_months AS DOUBLE), 0), 6) AS DECIMAL(9, 6)) AS strength
FROM projects
INNER JOIN counted ON projects.project_id = counted.project_id
WHERE counted.n_dry >= $min_months AND counted.n_dry >= counted.n_months * CAST($min_share AS DECIMAL(9, 6))

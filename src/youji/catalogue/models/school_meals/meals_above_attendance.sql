/*---
id: meals_above_attendance
title: {zh: 结算就餐份数超过出勤人数, en: More meals billed than pupils present}
question:
  zh: 学校某月结算的学生餐份数，是否明显多于当日实际出勤的学生数？
  en: Over a month, were clearly more pupils' meals billed than pupils came to school on those days?
category: school_meals
entry: matter
status: active
risk_points: [meal_headcount]
legal_basis:
  - article: 反食品浪费法#9
    note:
      zh: 学校应当对用餐人员数量、结构进行监测、分析和评估，按需供餐。
      en: A school monitors how many people eat and has meals served by need.
  - article: 教育法#61
    note:
      zh: 国家财政性教育经费必须用于教育，不得挪用、克扣。
      en: Public money for education must be used for education.
  - article: 财政违法行为处罚处分条例#6
    note:
      zh: 以虚报、冒领等手段骗取财政资金的，追回资金并给予处分。
      en: Public money obtained by false claims is recovered and those responsible are disciplined.
purpose: school_meal_supervision
kind: aggregate
inputs:
  school: [school_id, organisation_id]
  school_attendance: [school_id, attended_on, present]
  meal_claim: [claim_id, school_id, meal_on, meal, n_pupils, unit_price, fund]
optional:
  meal_claim: [meal, unit_price, fund]
params:
  tolerance:
    value: 0.05
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：点名后到校的学生和偶尔的来客，一个月不超过二十分之一。"
      en: >-
        Assumption: pupils who come after the roll was called, and the odd visitor, stay below one in twenty
        over a month.
  min_meals:
    value: 30
    unit: meals
    minimum: 1
    why:
      zh: "假设：一个月少于三十餐，是点数误差，不是钱的问题。"
      en: "Assumption: fewer than thirty meals a month are errors of counting, not money."
  min_days:
    value: 3
    unit: days
    minimum: 1
    why:
      zh: "假设：一两天异常是活动或者笔误；形成做法的，一个月至少有三天。"
      en: >-
        Assumption: one or two odd days are an event or a slip; a practice shows on at least three days of the
        month.
subject: {column: organisation_id, kind: organisation}
grain: [school_id, month_on]
amount: amount
occurred_on: last_on
strength: strength
evidence:
  meal_claim:
    - school_id: school_id
      where: "d.meal_on >= a.month_on AND d.meal_on <= a.last_on"
  school_attendance:
    - school_id: school_id
      where: "d.attended_on >= a.month_on AND d.attended_on <= a.last_on"
increment: {by: school_id}
severity: high
explain:
  zh: >-
    {organisation_id:party}自{month_on:date}起的一个月中，有{n_days:number}天结算的学生餐多于出勤学生，多结{excess:number}份
    （出勤应供{entitled:number}份，超出{excess_share:percent}），涉及金额{amount:money}。
  en: >-
    In the month from {month_on:date}, {organisation_id:party} was billed for more pupils' meals than pupils were present on
    {n_days:number} days: {excess:number} meals beyond {entitled:number} ({excess_share:percent}), worth {amount:money}.
innocent_reasons:
  - zh: 点名之后到校的学生、个别来访学生也用了餐，差额很小
    en: Pupils who came after the roll call ate as well; the difference is small
  - zh: 同一餐由补助和家长缴费共同负担，分两行结算
    en: One meal is paid from the subsidy and from parents' fees and is billed in two rows
  - zh: 运动会、研学等个别活动日有外校学生用餐
    en: On a day or two of an event, pupils of other schools ate here
first_steps:
  - zh: 调取班级点名册、请假条、门禁或者晨午检记录，核实出勤人数
    en: Compare with class registers, notes of absence and the morning check
  - zh: 调取配餐单、留样记录、打餐签字表，核实实际供餐份数
    en: Obtain serving lists, sample records and signatures to see how many meals were served
  - zh: 查结算单由谁填报、谁审核，款项付给了谁
    en: See who filled in and checked the bill, and who received the money
tags: [false_claim]
---*/
-- A day without an attendance report proves nothing and is left out. Meals are compared fund by fund, since one meal may
-- be paid from two funds; days below the head count do not offset days above it, since a meal cannot be eaten later.
WITH billed AS (
    SELECT
        school_id,
        meal_on,
        coalesce(meal, 'lunch') AS meal,
        coalesce(fund, 'other') AS fund,
        CAST(sum(n_pupils) AS BIGINT) AS n_billed,
        max(coalesce(unit_price, 0)) AS unit_price
    FROM meal_claim
    WHERE n_pupils IS NOT NULL AND meal_on <= $as_of
    GROUP BY school_id, meal_on, coalesce(meal, 'lunch'), coalesce(fund, 'other')
),
compared AS (
    SELECT
        billed.school_id,
        billed.meal_on,
        CAST(date_trunc('month', billed.meal_on) AS DATE) AS month_on,
        school_attendance.present,
        CASE WHEN billed.n_billed > school_attendance.present THEN billed.n_billed - school_attendance.present ELSE 0 END
            AS excess,
        billed.unit_price
    FROM billed
    INNER JOIN school_attendance
        ON billed.school_id = school_attendance.school_id AND billed.meal_on = school_attendance.attended_on
    WHERE school_attendance.present IS NOT NULL
),
months AS (
    SELECT
        school_id,
        month_on,
        CAST(sum(present) AS BIGINT) AS entitled,
        CAST(sum(excess) AS BIGINT) AS excess,
        CAST(count(DISTINCT CASE WHEN excess > 0 THEN meal_on END) AS INTEGER) AS n_days,
        max(CASE WHEN excess > 0 THEN meal_on END) AS last_on,
        sum(CAST(excess * unit_price AS DECIMAL(18, 2))) AS amount
    FROM compared
    GROUP BY school_id, month_on
),
shares AS (
    SELECT
        school_id, month_on, entitled, excess, n_days, last_on, amount,
        CAST(excess AS DOUBLE) / NULLIF(CAST(entitled AS DOUBLE), 0) AS excess_ratio
    FROM months
    WHERE excess >= $min_meals AND n_days >= $min_days AND excess > entitled * CAST($tolerance AS DECIMAL(9, 6))
)
SELECT
    shares.school_id,
    school.organisation_id,
    shares.month_on,
    shares.entitled,
    shares.excess,
    shares.n_days,
    shares.last_on,
    CAST(shares.amount AS DECIMAL(18, 2)) AS amount,
    CAST(CASE WHEN shares.excess_ratio > 100 THEN 100 ELSE shares.excess_ratio END AS DECIMAL(9, 6)) AS excess_share,
    CAST(CASE WHEN shares.excess_ratio > 1 THEN 1 ELSE shares.excess_ratio END AS DECIMAL(9, 6)) AS strength
FROM shares
INNER JOIN school ON shares.school_id = school.school_id
WHERE school.organisation_id IS NOT NULL

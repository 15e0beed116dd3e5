/*---
id: food_quantity_above_headcount
title: {zh: 食材采购量远超就餐人数, en: Far more food bought than the pupils can eat}
question:
  zh: 学校半年内每人每餐的食材采购量，是否远超同学段学校？
  en: Over half a year, did a school buy far more food for each meal served than schools of the same level?
category: school_meals
entry: thing
status: active
risk_points: [food_receipt, meal_headcount]
legal_basis:
  - article: 反食品浪费法#8
    note:
      zh: 单位食堂应当根据用餐人数采购、做餐、配餐。
      en: A canteen buys and cooks by the number of people who eat.
  - article: 反食品浪费法#9
    note:
      zh: 学校应当监测用餐人数，按需供餐。
      en: A school monitors the number who eat and serves by need.
  - article: 财政违法行为处罚处分条例#6
    note:
      zh: 以虚报、冒领等手段骗取财政资金的，追回并处分。
      en: Public money obtained by false claims is recovered and disciplined.
purpose: school_meal_supervision
kind: aggregate
inputs:
  school: [school_id, organisation_id, level]
  school_attendance: [school_id, attended_on, present]
  meal_claim: [claim_id, school_id, meal_on, meal, n_pupils, fund]
  food_delivery: [delivery_id, school_id, delivered_on, unit, quantity, amount]
optional:
  school_attendance: all
  meal_claim: [meal, fund]
params:
  fence:
    value: 4.4478
    unit: median absolute deviations
    minimum: 0
    why:
      zh: "高于同一学段学校半年中位数三倍的 1.4826×MAD：正态数据下即三个标准差。整个半年的合计可以抹平米油库存。"
      en: >-
        Three times 1.4826 median absolute deviations above the median of the schools of one level in one
        half-year: for normal data, three standard deviations. The sums of a whole half-year even out stocks
        of rice and oil.
  min_ratio:
    value: 1.25
    unit: times the median
    minimum: 1.0
    why:
      zh: "假设：比一般学校多四分之一，菜品更丰富也解释不了；低于此数，不应打扰任何人。"
      en: >-
        Assumption: a quarter more than the usual school is more than richer menus explain; below it no person
        should be asked.
  min_peers:
    value: 8
    unit: schools
    minimum: 2
    why:
      zh: "假设：不足八所学校的中位数不能当尺子。"
      en: "Assumption: a median over fewer than eight schools is no yardstick."
  min_served:
    value: 1000
    unit: meals
    minimum: 1
    why:
      zh: "假设：半年不足一千餐，库存影响过大。"
      en: "Assumption: below a thousand meals in the half-year stocks weigh too much."
subject: {column: organisation_id, kind: organisation}
grain: [school_id, half_on]
amount: amount
occurred_on: last_on
strength: strength
evidence:
  food_delivery:
    - school_id: school_id
      where: "d.delivered_on >= a.half_on AND d.delivered_on <= a.last_on"
increment: {by: full}
severity: medium
explain:
  zh: >-
    自{half_on:date}起的半年，{organisation_id:party}共进食材{kilograms:number}公斤，平均每份餐{per_meal:number}公斤；同学段
    {n_peers:number}所学校的中位数为{median_per_meal:number}公斤。超出部分约值{amount:money}。
  en: >-
    In the half-year from {half_on:date}, {organisation_id:party} took in {kilograms:number} kg of food, {per_meal:number} kg for each
    meal; the median of {n_peers:number} schools of its level is {median_per_meal:number} kg. What is above it is worth about {amount:money}.
innocent_reasons:
  - zh: 寄宿制学校一日三餐，按餐次折算后并不高
    en: A boarding school serves three meals a day; counted by meals it is not high
  - zh: 学期初集中购入米面油，半年内用完
    en: Rice, flour and oil for the whole term were bought at its start
  - zh: 菜谱用料稍多，高出不到四分之一
    en: The menu takes somewhat more, less than a quarter above
first_steps:
  - zh: 核对进货单、验收签字、出库单和库存盘点
    en: Compare delivery notes, signatures, issues from stock and stock counts
  - zh: 对照菜谱和带量食谱测算应耗食材
    en: Reckon from the menu how much should have been used
  - zh: 查食材有无流向校外或者教职工个人
    en: See whether food went elsewhere or to members of staff
tags: [quantity]
sources:
  - "C. Leys et al. (2013), Detecting outliers: do not use standard deviation around the mean, use absolute deviation around the median"
---*/
-- Meals served are the smaller of meals billed and pupils present, for each meal; a meal paid from two funds counts once.
-- Only what is measured by weight is added up: kilograms, and jin as half a kilogram.
WITH billed AS (
    SELECT school_id, meal_on, coalesce(meal, 'lunch') AS meal, coalesce(fund, 'other') AS fund,
        CAST(sum(n_pupils) AS BIGINT) AS n_pupils
    FROM meal_claim
    WHERE n_pupils IS NOT NULL AND meal_on <= $as_of
    GROUP BY school_id, meal_on, coalesce(meal, 'lunch'), coalesce(fund, 'other')
),
meals AS (
    SELECT school_id, meal_on, meal, max(n_pupils) AS n_pupils
    FROM billed
    GROUP BY school_id, meal_on, meal
),
served AS (
    SELECT
        meals.school_id,
        CASE
            WHEN quarter(meals.meal_on) <= 2 THEN make_date(CAST(year(meals.meal_on) AS INTEGER), 1, 1)
            ELSE make_date(CAST(year(meals.meal_on) AS INTEGER), 7, 1)
        END AS half_on,
        CAST(
            sum(
                CASE
                    WHEN school_attendance.present < meals.n_pupils THEN school_attendance.present ELSE meals.n_pupils
                END
            ) AS BIGINT
        ) AS n_served
    FROM meals
    LEFT JOIN school_attendance
        ON meals.school_id = school_attendance.school_id AND meals.meal_on = school_attendance.attended_on
    GROUP BY
        meals.school_id,
        CASE
            WHEN quarter(meals.meal_on) <= 2 THEN make_date(CAST(year(meals.meal_on) AS INTEGER), 1, 1)
            ELSE make_date(CAST(year(meals.meal_on) AS INTEGER), 7, 1)
        END
),
weighed AS (
    SELECT
        school_id,
        CASE
            WHEN quarter(delivered_on) <= 2 THEN make_date(CAST(year(delivered_on) AS INTEGER), 1, 1)
            ELSE make_date(CAST(year(delivered_on) AS INTEGER), 7, 1)
        END AS half_on,
        delivered_on,
        CASE WHEN unit IN ('斤', '市斤') THEN CAST(quantity / 2 AS DECIMAL(18, 3)) ELSE quantity END AS kilograms,
        amount
    FROM food_delivery
    WHERE unit IN ('公斤', '千克', 'kg', 'KG', '斤', '市斤') AND quantity > 0 AND delivered_on <= $as_of
),
bought AS (
    SELECT
        school_id,
        half_on,
        CAST(sum(kilograms) AS DECIMAL(18, 3)) AS kilograms,
        CAST(sum(coalesce(amount, 0)) AS DECIMAL(18, 2)) AS cost,
        max(delivered_on) AS last_on
    FROM weighed
    GROUP BY school_id, half_on
),
rates AS (
    SELECT
        bought.school_id,
        school.organisation_id,
        coalesce(school.level, 'unknown') AS level,
        bought.half_on,
        bought.kilograms,
        bought.cost,
        bought.last_on,
        served.n_served,
        CAST(
            round(CAST(bought.kilograms AS DOUBLE) / NULLIF(CAST(served.n_served AS DOUBLE), 0), 4) AS DECIMAL(18, 4)
        ) AS per_meal
    FROM bought
    INNER JOIN served ON bought.school_id = served.school_id AND bought.half_on = served.half_on
    INNER JOIN school ON bought.school_id = school.school_id
    WHERE served.n_served >= $min_served AND school.organisation_id IS NOT NULL
),
placed AS (
    SELECT
        level,
        half_on,
        per_meal,
        row_number() OVER (PARTITION BY level, half_on ORDER BY per_meal, school_id) AS place,
        count(school_id) OVER (PARTITION BY level, half_on) AS n_peers
    FROM rates
),
medians AS (
    SELECT
        level,
        half_on,
        n_peers,
        CAST(
            (
                max(CASE WHEN place * 2 <= n_peers + 1 THEN per_meal END)
                + min(CASE WHEN place * 2 >= n_peers + 1 THEN per_meal END)
            ) / 2 AS DECIMAL(18, 4)
        ) AS median_per_meal
    FROM placed
    WHERE n_peers >= $min_peers
    GROUP BY level, half_on, n_peers
),
deviations AS (
    SELECT
        rates.level,
        rates.half_on,
        medians.n_peers,
        abs(rates.per_meal - medians.median_per_meal) AS off,
        row_number() OVER (
            PARTITION BY rates.level, rates.half_on
            ORDER BY abs(rates.per_meal - medians.median_per_meal), rates.school_id
        ) AS place
    FROM rates
    INNER JOIN medians ON rates.level = medians.level AND rates.half_on = medians.half_on
),
spreads AS (
    SELECT
        level,
        half_on,
        CAST(
            (
                max(CASE WHEN place * 2 <= n_peers + 1 THEN off END)
                + min(CASE WHEN place * 2 >= n_peers + 1 THEN off END)
            ) / 2 AS DECIMAL(18, 4)
        ) AS mad
    FROM deviations
    GROUP BY level, half_on
),
outliers AS (
    SELECT
        rates.school_id, rates.organisation_id, rates.level, rates.half_on, rates.kilograms, rates.cost, rates.last_on,
        rates.n_served, rates.per_meal, medians.median_per_meal, medians.n_peers, spreads.mad,
        1 - CAST(medians.median_per_meal AS DOUBLE) / NULLIF(CAST(rates.per_meal AS DOUBLE), 0) AS excess_share
    FROM rates
    INNER JOIN medians ON rates.level = medians.level AND rates.half_on = medians.half_on
    INNER JOIN spreads ON rates.level = spreads.level AND rates.half_on = spreads.half_on
    WHERE
        rates.per_meal > medians.median_per_meal + spreads.mad * CAST($fence AS DECIMAL(9, 6))
        AND rates.per_meal > medians.median_per_meal * CAST($min_ratio AS DECIMAL(9, 6))
)
SELECT
    school_id,
    organisation_id,
    level,
    half_on,
    kilograms,
    n_served,
    per_meal,
    median_per_meal,
    mad,
    CAST(n_peers AS INTEGER) AS n_peers,
    last_on,
    CAST(round(CAST(cost AS DOUBLE) * excess_share, 2) AS DECIMAL(18, 2)) AS amount,
    CAST(round(excess_share, 6) AS DECIMAL(9, 6)) AS strength
FROM outliers

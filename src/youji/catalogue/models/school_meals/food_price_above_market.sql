/*---
id: food_price_above_market
title: {zh: 食材进价高于市场价和同类学校, en: Food bought above the market and above other schools}
question:
  zh: 某供货单位供给某学校的食材，是否既高于同期市场监测价，又明显高于其他学校的购进水平？
  en: Did a supplier's food cost a school clearly more than the published market price, and more than other schools pay?
category: school_meals
entry: money
status: active
risk_points: [food_purchase]
legal_basis:
  - article: 教育法#61
    note:
      zh: 国家财政性教育经费、捐赠必须用于教育，不得挪用、克扣。
      en: Public money and gifts for education must be used for education.
  - article: 反食品浪费法#8
    note:
      zh: 单位食堂应当加强食品采购的动态管理。
      en: A canteen keeps its food purchases under constant control.
  - article: 财政违法行为处罚处分条例#6
    note:
      zh: 违反规定使用、骗取财政资金的，追回并给予处分。
      en: Misused public money is recovered and those responsible are disciplined.
  - article: 公职人员政务处分法#33
    note:
      zh: 利用职权为他人谋取私利的，给予政务处分。
      en: Discipline for using office to profit others.
purpose: school_meal_supervision
kind: aggregate
inputs:
  school: [school_id, organisation_id]
  food_delivery: [delivery_id, school_id, supplier_id, delivered_on, item, unit, quantity, amount]
  market_price: [item, unit, published_on, price]
params:
  max_age_days:
    value: 31
    unit: days
    minimum: 1
    why:
      zh: "假设：价格至少每月公布；更早的价格说明不了生鲜食品。"
      en: "Assumption: prices are published at least monthly; an older one says little about fresh food."
  allowance:
    value: 0.15
    unit: ratio
    minimum: 0
    why:
      zh: "假设：送到学校、分拣和赊账的成本，至多高出市价七分之一；许多合同还要求低于市价。与市价的差距和与各校中位数的差距都按此要求。"
      en: >-
        Assumption: delivery to the school, sorting and credit cost up to a seventh above the market price;
        many contracts even ask for a discount on it. It is asked of the distance to the market price and to
        the median of the schools.
  fence:
    value: 4.4478
    unit: median absolute deviations
    minimum: 0
    why:
      zh: "高于该季度全部学校和供应商价格比中位数三倍的 1.4826×MAD：正态数据下即三个标准差。中位数和 MAD 不受要找的少数影响；市价涨得比公布快时，大家一起变。"
      en: >-
        Three times 1.4826 median absolute deviations above the median of all schools' and suppliers' price
        ratios of the quarter: for normal data, three standard deviations. Median and MAD are not moved by the
        few one is looking for, and a market that rises faster than its publication moves them all.
  min_peers:
    value: 8
    unit: pairs of school and supplier
    minimum: 2
    why:
      zh: "假设：不足八个的中位数不能当尺子。"
      en: "Assumption: a median over fewer than eight is no yardstick."
  min_lines:
    value: 10
    unit: deliveries
    minimum: 1
    why:
      zh: "假设：一个季度不足十行，可能只是某一品种不顺的一周。"
      en: "Assumption: fewer than ten lines in a quarter may be one bad week of one item."
subject: {column: supplier_id, kind: organisation}
grain: [supplier_id, school_id, quarter_on]
amount: overpaid
occurred_on: last_on
strength: strength
evidence:
  food_delivery:
    - supplier_id: supplier_id
      school_id: school_id
      where: "d.delivered_on >= a.quarter_on AND d.delivered_on <= a.last_on"
increment: {by: full}
severity: high
explain:
  zh: >-
    自{quarter_on:date}起的一个季度，{supplier_id:party}供给{organisation_id:party}的{n_lines:number}笔食材，总价为同期市场价的
    {price_ratio:percent}，而各校中位水平为{median_ratio:percent}，比市场价多付{overpaid:money}。
  en: >-
    In the quarter from {quarter_on:date}, {n_lines:number} deliveries of {supplier_id:party} to {organisation_id:party} cost
    {price_ratio:percent} of the market price, where the median of all schools is {median_ratio:percent}: {overpaid:money} more.
innocent_reasons:
  - zh: 学校偏远，配送费用计入单价，加价不大
    en: The school is remote and delivery is part of the price; the extra is moderate
  - zh: 行情上涨快于监测发布，各校都买得贵
    en: The market rose faster than its publication; all schools paid more
  - zh: 只有少数几笔临时零星采购
    en: Only a few stray purchases
first_steps:
  - zh: 核对采购合同的定价条款（下浮率）和每期报价、询价记录
    en: Check the terms of pricing in the contract, discounts, quotations and inquiries
  - zh: 抽查同日同品种其他学校、批发市场的价格和规格等级
    en: Compare grade and price of the same item on the same day elsewhere
  - zh: 查确定价格的经办人与供货单位的往来
    en: Look at ties between those who agreed the price and the supplier
tags: [price]
sources:
  - "C. Leys et al. (2013), Detecting outliers: do not use standard deviation around the mean, use absolute deviation around the median"
---*/
-- Each line is set against the latest published price of the same item and unit. The statistic is the ratio of two sums
-- for one school, one supplier and one quarter; items without a published price are left out on both sides.
WITH priced AS (
    SELECT
        food_delivery.delivery_id,
        food_delivery.school_id,
        food_delivery.supplier_id,
        food_delivery.delivered_on,
        CAST(date_trunc('quarter', food_delivery.delivered_on) AS DATE) AS quarter_on,
        food_delivery.amount,
        CAST(food_delivery.quantity * market_price.price AS DECIMAL(18, 2)) AS market_amount,
        row_number() OVER (PARTITION BY food_delivery.delivery_id ORDER BY market_price.published_on DESC) AS place
    FROM food_delivery
    INNER JOIN market_price
        ON
            food_delivery.item = market_price.item
            AND food_delivery.unit = market_price.unit
            AND market_price.published_on <= food_delivery.delivered_on
            AND market_price.published_on >= CAST(food_delivery.delivered_on - INTERVAL ($max_age_days) DAY AS DATE)
    WHERE
        food_delivery.amount > 0
        AND food_delivery.quantity > 0
        AND market_price.price > 0
        AND food_delivery.supplier_id IS NOT NULL
        AND food_delivery.delivered_on <= $as_of
),
pairs AS (
    SELECT
        school_id,
        supplier_id,
        quarter_on,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS paid,
        CAST(sum(market_amount) AS DECIMAL(18, 2)) AS market_amount,
        CAST(count(delivery_id) AS INTEGER) AS n_lines,
        max(delivered_on) AS last_on
    FROM priced
    WHERE place = 1
    GROUP BY school_id, supplier_id, quarter_on
),
ratios AS (
    SELECT
        school_id, supplier_id, quarter_on, paid, market_amount, n_lines, last_on,
        CAST(
            round(CAST(paid AS DOUBLE) / NULLIF(CAST(market_amount AS DOUBLE), 0), 6) AS DECIMAL(18, 6)
        ) AS price_ratio
    FROM pairs
    WHERE n_lines >= $min_lines AND market_amount > 0
),
placed AS (
    SELECT
        quarter_on,
        price_ratio,
        row_number() OVER (PARTITION BY quarter_on ORDER BY price_ratio, school_id, supplier_id) AS place,
        count(school_id) OVER (PARTITION BY quarter_on) AS n_peers
    FROM ratios
),
medians AS (
    SELECT
        quarter_on,
        n_peers,
        CAST(
            (
                max(CASE WHEN place * 2 <= n_peers + 1 THEN price_ratio END)
                + min(CASE WHEN place * 2 >= n_peers + 1 THEN price_ratio END)
            ) / 2 AS DECIMAL(18, 6)
        ) AS median_ratio
    FROM placed
    WHERE n_peers >= $min_peers
    GROUP BY quarter_on, n_peers
),
deviations AS (
    SELECT
        ratios.quarter_on,
        medians.n_peers,
        abs(ratios.price_ratio - medians.median_ratio) AS off,
        row_number() OVER (
            PARTITION BY ratios.quarter_on
            ORDER BY abs(ratios.price_ratio - medians.median_ratio), ratios.school_id, ratios.supplier_id
        ) AS place
    FROM ratios
    INNER JOIN medians ON ratios.quarter_on = medians.quarter_on
),
spreads AS (
    SELECT
        quarter_on,
        CAST(
            (
                max(CASE WHEN place * 2 <= n_peers + 1 THEN off END)
                + min(CASE WHEN place * 2 >= n_peers + 1 THEN off END)
            ) / 2 AS DECIMAL(18, 6)
        ) AS mad
    FROM deviations
    GROUP BY quarter_on
)
SELECT
    ratios.supplier_id,
    ratios.school_id,
    school.organisation_id,
    ratios.quarter_on,
    ratios.n_lines,
    ratios.paid,
    ratios.market_amount,
    CAST(ratios.paid - ratios.market_amount AS DECIMAL(18, 2)) AS overpaid,
    ratios.price_ratio,
    medians.median_ratio,
    spreads.mad,
    ratios.last_on,
    CAST(CASE WHEN ratios.price_ratio - 1 > 1 THEN 1 ELSE ratios.price_ratio - 1 END AS DECIMAL(9, 6)) AS strength
FROM ratios
INNER JOIN medians ON ratios.quarter_on = medians.quarter_on
INNER JOIN spreads ON ratios.quarter_on = spreads.quarter_on
LEFT JOIN school ON ratios.school_id = school.school_id
WHERE
    ratios.price_ratio > 1 + CAST($allowance AS DECIMAL(9, 6))
    AND ratios.price_ratio > medians.median_ratio * (1 + CAST($allowance AS DECIMAL(9, 6)))
    AND ratios.price_ratio > medians.median_ratio + spreads.mad * CAST($fence AS DECIMAL(9, 6))

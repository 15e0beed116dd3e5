/*---
id: tender_price_pattern
title: {zh: 报价形态与陪标特征, en: Price pattern of a rigged tender}
question:
  zh: 该项目的报价是否异常集中、最低价与其余报价拉开、最低价贴近预算（控制价）、投标人又总是同场？
  en: >-
    Do the bids in this tender lie unusually close together, with the lowest set apart from the rest
    and near the estimate, from bidders who keep meeting each other?
category: tendering
entry: matter
status: trial
risk_points: [bid_evaluation]
legal_basis: [{article: 招标投标法#32}, {article: 招标投标法实施条例#39}]
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, bidder_id, amount, status, _row]
  tender: [tender_id, estimate, _row]
optional:
  bid: [bidder_id, status]
  tender: all
params:
  min_bids:
    value: 3
    unit: count
    why:
      zh: "相对距离和偏度至少需要两个落标报价；更少时，一半的价格证据不存在。"
      en: >-
        Relative distance and skewness need at least two losing bids; with fewer, half of the price evidence
        does not exist.
  min_strength:
    value: 0.75
    unit: ratio
    why:
      zh: "未用标注数据选定。如果四种表现相互独立且各项目相同，四个均匀位次的平均值达到0.75的，24个项目中有1个（4.2%，Irwin-Hall 分布）。三种表现时为7.0%，两种时为12.5%。"
      en: >-
        Chosen without labels. Were the four behaviours independent and every tender alike, the mean of four
        uniform ranks would reach 0.75 in 1 tender of 24 (4.2 %, Irwin-Hall distribution). With three
        behaviours it is 7.0 %, with two 12.5 %.
  max_variation:
    value: 0.06
    unit: ratio
    minimum: 0
    why:
      zh: "Imhof、Karagök 和 Rutz（2018）《Screening for bid rigging: does it work?》：变异系数至多6%且相对距离大于1，是显眼的项目；仅凭位次，任何市场都会报出一部分。"
      en: >-
        Imhof, Karagök and Rutz (2018), Screening for bid rigging: does it work? A coefficient of variation of
        at most 6 % and a relative distance above 1 mark a conspicuous tender; positions alone would report a
        part of any market.
  wide_field:
    value: 20
    unit: count
    minimum: 0
    why:
      zh: "假设：二十多家投标人不是狭窄行业；其中每两家平均又在另外二十多个项目相遇，要么有安排，要么投标人名单是封闭的。"
      en: >-
        Assumption: twenty and more bidders are no narrow trade; that each two of them met in twenty and more
        other tenders on average takes arrangement, or a closed list of bidders.
  neutral:
    value: 0.5
    unit: ratio
    why:
      zh: "本项目测不出、而别的项目测得出的表现，按中间位次计：两边都不算证据，缺数据不会把项目抬到前面。"
      en: >-
        Where a behaviour cannot be measured for this tender but can for others, it counts as the middle rank:
        no evidence either way, so missing data never lifts a tender to the top.
  largest_value:
    value: 99999
    unit: ratio
    why:
      zh: "限制一个量的上限（一次录入错误可使一个报价变成百万倍），使它放得进输出列；上限以下的位次不受影响。"
      en: >-
        Caps a measure (a keying error can make one bid a million times another) so that it fits its output
        column; ranks below the cap are untouched.
subject: {column: tender_id, kind: tender}
grain: [tender_id]
amount: amount
strength: strength
evidence: {bid: [{tender_id: tender_id}]}
increment: {by: full}
severity: low
explain:
  zh: >-
    该项目共有{n_bids:number}份有效报价，最低报价{amount:money}。报价离散程度、最低价与其余报价的间隔、
    最低价与预算（控制价）的比值以及投标人共同投标的频次合并排序，强度为{strength:percent}。
    以上仅为统计特征，不等于串通投标。
  en: >-
    {n_bids} priced bids, the lowest {amount:money}. Ranked on how close the bids lie, how far the
    lowest stands from the others, how near it is to the estimate and how often the bidders meet,
    the strength is {strength:percent}. A statistical pattern is not proof of collusion.
innocent_reasons:
  - {zh: 材料、人工价格公开透明或执行统一定额，报价自然接近, en: "Published prices or a common cost norm bring honest bids close together"}
  - {zh: 评标办法采用平均价或基准价得分，投标人都向预期均价靠拢, en: "An average-price or benchmark rule rewards bids near the expected mean"}
  - {zh: 专业领域供应商少，同一批企业经常同场投标, en: "A narrow trade in which the same few firms always meet"}
  - {zh: 预算（控制价）编制偏低，最低报价接近预算属正常, en: "The estimate was set low, so even a keen bid comes near it"}
  - {zh: 中标人有现场、设备或技术优势，报价明显低于其他人, en: "The lowest bidder has a plant, site or technical advantage that sets its price apart"}
first_steps:
  - {zh: 调取全部投标文件，比对分项报价、错别字、编制人、文件创建信息和上传地址, en: "Obtain all bid files; compare itemised prices, errors, authors, file metadata and upload addresses"}
  - {zh: 核对投标保证金的付款账户和缴纳时间, en: "Check the accounts that paid the bid bonds and when"}
  - {zh: 查这些投标人近三年的共同投标记录，看中标是否轮流、落标者是否总是相同, en: "List three years of joint bids by these firms; see whether wins rotate and who always loses"}
  - {zh: 查中标后是否向落标人分包、转包或付款, en: "Look for subcontracts or payments from the winner to the losers"}
tags: [collusion]
---*/
-- Four behaviours, one vote each: close prices, a lowest bid set apart, a price near the estimate,
-- bidders who keep meeting. Every measure is a ratio, so the currency unit does not matter.
-- Exact decimals carry all sums; doubles appear only in single divisions and square roots that are
-- rounded at once, so the result is the same on every run and on both engines.
WITH priced AS (
    SELECT
        tender_id,
        bidder_id,
        amount,
        max(amount) OVER (PARTITION BY tender_id) AS high,
        row_number() OVER (PARTITION BY tender_id ORDER BY amount, _row) AS place
    FROM bid
    WHERE
        tender_id IS NOT NULL
        AND amount > 0
        -- a disqualified bid stays: cover bids are often made to be thrown out
        AND coalesce(status, 'valid') <> 'withdrawn'
),
discounted AS (
    -- discount = how far a bid lies below the highest, as a share of it: always in [0, 1), so its
    -- powers cannot overflow, and variation and skewness can be had from three exact sums
    SELECT
        tender_id,
        amount,
        high,
        place,
        CAST(
            CAST(high - amount AS DOUBLE) / NULLIF(CAST(high AS DOUBLE), 0) AS DECIMAL(9, 8)
        ) AS discount
    FROM priced
),
powers AS (
    SELECT
        tender_id,
        amount,
        high,
        place,
        discount,
        CAST(discount * discount AS DECIMAL(18, 16)) AS square,
        CAST(
            CAST(discount * discount AS DECIMAL(18, 16)) * discount AS DECIMAL(18, 16)
        ) AS cube
    FROM discounted
),
sums AS (
    SELECT
        tender_id,
        CAST(count(amount) AS INTEGER) AS n_bids,
        min(amount) AS low,
        max(high) AS high,
        CAST(sum(discount) AS DECIMAL(17, 8)) AS s1,
        CAST(sum(square) AS DECIMAL(27, 16)) AS s2,
        CAST(sum(cube) AS DECIMAL(27, 16)) AS s3,
        CAST(sum(CASE WHEN place > 1 THEN discount END) AS DECIMAL(17, 8)) AS losing_s1,
        CAST(sum(CASE WHEN place > 1 THEN square END) AS DECIMAL(27, 16)) AS losing_s2,
        max(CASE WHEN place = 1 THEN discount END) AS first_discount,
        max(CASE WHEN place = 2 THEN discount END) AS second_discount
    FROM powers
    GROUP BY tender_id
),
squares AS (
    -- n * sum of squares - square of the sum, in exact decimals: zero means identical prices.
    -- One factor has 19 digits because DuckDB keeps products of up to 18 digits in 18.
    SELECT
        tender_id,
        n_bids,
        low,
        high,
        CAST(n_bids AS DOUBLE) AS n,
        CAST(s1 AS DOUBLE) AS s1,
        CAST(s2 AS DOUBLE) AS s2,
        CAST(s3 AS DOUBLE) AS s3,
        CAST(s2 * CAST(n_bids AS DECIMAL(9, 0)) - CAST(s1 AS DECIMAL(19, 8)) * s1 AS DOUBLE) AS ss,
        CAST(
            losing_s2 * CAST(n_bids - 1 AS DECIMAL(9, 0)) - CAST(losing_s1 AS DECIMAL(19, 8)) * losing_s1
            AS DOUBLE
        ) AS losing_ss,
        CAST(first_discount - second_discount AS DOUBLE) AS gap
    FROM sums
),
estimated AS (
    SELECT
        tender_id,
        max(estimate) AS estimate
    FROM tender
    WHERE estimate > 0
    GROUP BY tender_id
),
attended AS (
    SELECT DISTINCT
        tender_id,
        bidder_id
    FROM priced
    WHERE bidder_id IS NOT NULL
),
pairs AS (
    -- how many other tenders each pair of bidders shares; < only keeps each pair once
    SELECT
        one.tender_id,
        count(one.tender_id) OVER (PARTITION BY one.bidder_id, two.bidder_id) - 1 AS shared
    FROM attended AS one
    INNER JOIN attended AS two
        ON one.tender_id = two.tender_id AND one.bidder_id < two.bidder_id
),
meetings AS (
    SELECT
        tender_id,
        CAST(sum(shared) AS DOUBLE) / NULLIF(CAST(count(shared) AS DOUBLE), 0) AS co_bidding
    FROM pairs
    GROUP BY tender_id
),
measured AS (
    SELECT
        squares.tender_id,
        squares.n_bids,
        squares.low,
        sqrt(squares.ss / NULLIF(squares.n * (squares.n - 1), 0))
        / NULLIF(1 - squares.s1 / NULLIF(squares.n, 0), 0) AS variation,
        CASE
            WHEN squares.n_bids > 1
                THEN
                    CAST(squares.high - squares.low AS DOUBLE)
                    / NULLIF(CAST(squares.low AS DOUBLE), 0)
        END AS spread,
        squares.gap
        / NULLIF(
            sqrt(squares.losing_ss / NULLIF((squares.n - 1) * (squares.n - 2), 0)), 0
        ) AS relative_distance,
        (
            3 * squares.n * squares.s1 * squares.s2
            - squares.n * squares.n * squares.s3
            - 2 * squares.s1 * squares.s1 * squares.s1
        )
        / NULLIF(squares.ss * sqrt(squares.ss), 0)
        * sqrt(squares.n * (squares.n - 1))
        / NULLIF(squares.n - 2, 0) AS skewness,
        CAST(squares.low AS DOUBLE) / NULLIF(CAST(estimated.estimate AS DOUBLE), 0) AS price_level,
        meetings.co_bidding
    FROM squares
    LEFT JOIN estimated ON squares.tender_id = estimated.tender_id
    LEFT JOIN meetings ON squares.tender_id = meetings.tender_id
),
rounded AS (
    SELECT
        tender_id,
        n_bids,
        low,
        CAST(
            CASE WHEN variation > $largest_value THEN $largest_value ELSE variation END
            AS DECIMAL(11, 6)
        ) AS variation,
        CAST(
            CASE WHEN spread > $largest_value THEN $largest_value ELSE spread END
            AS DECIMAL(11, 6)
        ) AS spread,
        CAST(
            CASE
                WHEN relative_distance > $largest_value THEN $largest_value
                ELSE relative_distance
            END AS DECIMAL(11, 6)
        ) AS relative_distance,
        CAST(skewness AS DECIMAL(11, 6)) AS skewness,
        CAST(
            CASE WHEN price_level > $largest_value THEN $largest_value ELSE price_level END
            AS DECIMAL(11, 6)
        ) AS price_level,
        CAST(
            CASE WHEN co_bidding > $largest_value THEN $largest_value ELSE co_bidding END
            AS DECIMAL(11, 6)
        ) AS co_bidding
    FROM measured
),
screens AS (
    -- the six measures and the behaviour each speaks for
    SELECT 'closeness' AS behaviour, 'variation' AS screen
    UNION ALL
    SELECT 'closeness' AS behaviour, 'spread' AS screen
    UNION ALL
    SELECT 'separation' AS behaviour, 'relative_distance' AS screen
    UNION ALL
    SELECT 'separation' AS behaviour, 'skewness' AS screen
    UNION ALL
    SELECT 'price' AS behaviour, 'price_level' AS screen
    UNION ALL
    SELECT 'contact' AS behaviour, 'co_bidding' AS screen
),
directed AS (
    -- the one place where signs are set: a higher value is always the more suspicious one
    SELECT
        rounded.tender_id,
        screens.behaviour,
        screens.screen,
        CASE screens.screen
            WHEN 'variation' THEN -rounded.variation
            WHEN 'spread' THEN -rounded.spread
            WHEN 'relative_distance' THEN rounded.relative_distance
            WHEN 'skewness' THEN -rounded.skewness
            WHEN 'price_level' THEN rounded.price_level
            WHEN 'co_bidding' THEN rounded.co_bidding
        END AS suspicion
    FROM rounded
    CROSS JOIN screens
),
ordered AS (
    -- place from below minus place from above is symmetric: equal values share their middle rank
    SELECT
        tender_id,
        behaviour,
        rank() OVER (PARTITION BY screen ORDER BY suspicion)
        - rank() OVER (PARTITION BY screen ORDER BY suspicion DESC) AS balance,
        count(suspicion) OVER (PARTITION BY screen) - 1 AS others
    FROM directed
    WHERE suspicion IS NOT NULL
),
votes AS (
    -- mean position of a behaviour's measures: 0 the least, 1 the most suspicious tender
    SELECT
        tender_id,
        behaviour,
        CAST(
            CAST(sum(CAST(
                CAST(balance + others AS DOUBLE) / NULLIF(CAST(2 * others AS DOUBLE), 0)
                AS DECIMAL(9, 8)
            )) AS DOUBLE) / NULLIF(CAST(count(balance) AS DOUBLE), 0) AS DECIMAL(9, 8)
        ) AS vote
    FROM ordered
    WHERE others > 0
    GROUP BY tender_id, behaviour
),
electorate AS (
    -- behaviours that can be measured for at least two tenders here; the rest are left out
    SELECT CAST(count(DISTINCT behaviour) AS DOUBLE) AS behaviours
    FROM votes
),
tallies AS (
    SELECT
        tender_id,
        CAST(sum(vote - CAST($neutral AS DECIMAL(9, 8))) AS DOUBLE) AS tally
    FROM votes
    GROUP BY tender_id
),
scored AS (
    SELECT
        rounded.tender_id,
        rounded.n_bids,
        rounded.low,
        rounded.variation,
        rounded.spread,
        rounded.relative_distance,
        rounded.skewness,
        rounded.price_level,
        rounded.co_bidding,
        CAST(
            CAST($neutral AS DOUBLE)
            + coalesce(tallies.tally / NULLIF(electorate.behaviours, 0), 0) AS DECIMAL(9, 6)
        ) AS strength
    FROM rounded
    CROSS JOIN electorate
    LEFT JOIN tallies ON rounded.tender_id = tallies.tender_id
)
-- Positions alone would report a part of any market, however honest. So a tender is told only on an absolute ground besides:
-- close and separate prices above the estimate, or a wide field in which everybody keeps meeting everybody.
SELECT
    tender_id,
    n_bids,
    CAST(low AS DECIMAL(18, 2)) AS amount,
    CAST(variation AS DECIMAL(9, 4)) AS variation,
    CAST(spread AS DECIMAL(9, 4)) AS spread,
    CAST(relative_distance AS DECIMAL(9, 4)) AS relative_distance,
    CAST(skewness AS DECIMAL(9, 4)) AS skewness,
    CAST(price_level AS DECIMAL(9, 4)) AS price_level,
    CAST(co_bidding AS DECIMAL(9, 4)) AS co_bidding,
    strength
FROM scored
WHERE
    strength >= $min_strength
    AND n_bids >= $min_bids
    AND coalesce(variation, 0) <= $max_variation
    AND (
        -- the lowest bid farther from the next than the losing bids from each other, and not below the estimate
        (relative_distance > 1 AND price_level >= 1)
        OR (n_bids >= $wide_field AND coalesce(co_bidding, 0) >= $wide_field)
    )

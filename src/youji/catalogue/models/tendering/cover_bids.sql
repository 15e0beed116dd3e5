/*---
id: cover_bids
title: {zh: 陪标报价（中标价远离抱团的落标价）, en: Cover bids that keep clear of the winner}
question:
  zh: 同样的投标人一起参加时，最低价是否总与其余报价明显拉开，而其余报价彼此紧挨？
  en: When the same firms meet, does the lowest price stand far apart while the other prices huddle, again and again?
category: tendering
entry: matter
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法#32
    note: {zh: 投标人之间不得串通报价、排挤公平竞争。, en: "Bidders must not collude on prices or shut out fair competition."}
  - article: 招标投标法实施条例#39
    note: {zh: 投标人之间约定中标人，或者约定部分投标人放弃中标的，属于串通投标。, en: "Agreeing on who wins, or that some give up winning, is collusion."}
  - article: 政府采购法实施条例#74
    note: {zh: 供应商事先约定由特定供应商中标的，属于恶意串通。, en: "Suppliers who settle beforehand who wins collude with intent."}
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, lot_id, bidder_id, amount, currency, submitted_at, status]
optional:
  bid: [lot_id, currency, submitted_at, status]
params:
  min_surprise:
    value: 5
    unit: powers of ten
    minimum: 1
    why:
      zh: "给定的误判率：十万对诚实企业中至多一对。用切尔诺夫界估计独立试验的成功次数，同时覆盖每一个异常程度。"
      en: >-
        Stated error rate: one honest pair in a hundred thousand. The bound is Chernoff's for the number of
        successes in independent trials, over every level of unusualness at once.
  min_gap_share:
    value: 0.5
    unit: ratio
    minimum: 0.01
    maximum: 1
    why:
      zh: "定义：中标价与次低价的距离不小于其余报价全部的跨度（全部范围的一半）时，算是单独在一边。Imhof、Karagök 和 Rutz（2018）的要求相近：相对距离大于1。"
      en: >-
        Definition: the winner stands apart when its distance from the next price is at least as wide as all
        other prices together (half of the whole range). Imhof, Karagök and Rutz (2018) ask the like: a
        relative distance above 1.
  max_chance:
    value: 0.2
    unit: ratio
    minimum: 0.01
    maximum: 1
    why:
      zh: "同样多报价的项目中，至多五分之一与它一样异常，才计入一对；更常见的，再多次相遇也累积不到误判率。"
      en: >-
        A tender counts towards a pair when at most one tender in five with as many bids is as odd; commoner
        ones cannot add up to the error rate in any realistic number of meetings.
  max_bidders:
    value: 20
    unit: bidders
    minimum: 2
    why:
      zh: "假设：投标人更多时，一群陪标的会淹没在生人之中；也避免配对数随投标人数的平方增长。"
      en: >-
        Assumption: in a wider field a huddle of covers is lost among strangers; it also keeps the pairs from
        growing with the square of the field.
subject: {column: bidder_id, kind: organisation}
grain: [bidder_id, tender_id, lot_key]
amount: amount
currency: currency
occurred_on: submitted_on
strength: strength
evidence:
  bid: [{tender_id: tender_id, where: "coalesce(d.lot_id, '') = a.lot_key"}]
increment: {by: full}
severity: medium
explain:
  zh: >-
    {bidder_id:party}与{other_id:party}同场的{n_meetings:number}个项目（标段）中，{n_odd:number}个呈陪标形态。
    在{tender_id:tender}的{n_bids:number}份报价中，{winner_id:party}的最低价{amount:money}与次低价的差距占全部价差的{gap_share:percent}，
    其余报价之间只差{huddle:percent}。偶然如此的可能性不到10的负{surprise:number}次方。
  en: >-
    {bidder_id:party} and {other_id:party} met in {n_meetings:number} tenders or lots, {n_odd:number} of which look like
    cover bidding. Of the {n_bids:number} prices in {tender_id:tender} the lowest, {amount:money} by {winner_id:party}, keeps
    {gap_share:percent} of the whole range to the next one, while the others lie within {huddle:percent}. Chance explains it
    less than once in 10 to the power {surprise:number}.
innocent_reasons:
  - {zh: 中标人有现场、设备或技术优势，报价总是明显偏低，但其余报价并不抱团, en: "The winner has a plant, site or technical advantage; its price stands apart, but the others do not huddle"}
  - {zh: 行业报价普遍接近，拉开差距的只是个别项目, en: "Prices in the trade lie close anyway; a gap comes up now and then"}
  - {zh: 市场窄，同一批企业总是同场，但价格形态正常, en: "A narrow trade in which the same firms always meet, with ordinary prices"}
first_steps:
  - {zh: 列出双方共同投标的项目，看落标者是否总以相近的高价陪同, en: "List the tenders they share; see whether the losers always escort with like high prices"}
  - {zh: 比对落标文件的完整性、错漏和编制痕迹，看是否敷衍投标, en: "Look at the losing bids for carelessness, gaps and traces of one author"}
  - {zh: 查中标后对落标人的分包、借款、付款, en: "Look for subcontracts, loans and payments from the winner to the losers"}
tags: [collusion, cover_bidding, prices]
sources:
  - "Imhof, Karagök, Rutz (2018), Screening for bid rigging: does it work? Journal of Competition Law and Economics 14(2): relative distance and variance as mutually reinforcing screens"
---*/
-- Two measures at once: the winner's distance (as a share of the whole range) and the huddle of the others (their range over
-- the second price). Each is ranked among all tenders here with as many bids; the worse of the two ranks is the chance of an
-- honest tender, so neither an able winner nor a crowded market is enough.
WITH priced AS (
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        bidder_id,
        amount,
        coalesce(currency, 'CNY') AS currency,
        CAST(submitted_at AS DATE) AS submitted_on
    FROM bid
    WHERE
        amount > 0
        -- a disqualified bid stays: cover bids are often made to be thrown out
        AND coalesce(status, 'valid') <> 'withdrawn'
        AND (submitted_at IS NULL OR CAST(submitted_at AS DATE) <= $as_of)
),
prices AS (
    -- one row a price: the two lines of a consortium are one price and no huddle
    SELECT DISTINCT tender_id, lot_key, amount
    FROM priced
),
steps AS (
    SELECT
        tender_id,
        lot_key,
        amount,
        row_number() OVER (PARTITION BY tender_id, lot_key ORDER BY amount) AS place
    FROM prices
),
fields AS (
    SELECT
        tender_id,
        lot_key,
        count(amount) AS n_bids,
        min(amount) AS low,
        max(amount) AS high,
        max(CASE WHEN place = 2 THEN amount END) AS second
    FROM steps
    GROUP BY tender_id, lot_key
    HAVING count(amount) > 2 AND count(amount) <= $max_bidders
),
measured AS (
    SELECT
        tender_id,
        lot_key,
        n_bids,
        low,
        CAST(CAST(second - low AS DOUBLE) / NULLIF(CAST(high - low AS DOUBLE), 0) AS DECIMAL(18, 12)) AS gap_share,
        CAST(CAST(high - second AS DOUBLE) / NULLIF(CAST(second AS DOUBLE), 0) AS DECIMAL(38, 12)) AS huddle
    FROM fields
),
ranked AS (
    SELECT
        tender_id,
        lot_key,
        n_bids,
        low,
        gap_share,
        huddle,
        CAST(cume_dist() OVER (PARTITION BY n_bids ORDER BY gap_share DESC) AS DECIMAL(18, 12)) AS gap_chance,
        CAST(cume_dist() OVER (PARTITION BY n_bids ORDER BY huddle) AS DECIMAL(18, 12)) AS huddle_chance
    FROM measured
),
judged AS (
    SELECT
        tender_id,
        lot_key,
        n_bids,
        low,
        gap_share,
        huddle,
        CASE WHEN gap_share >= $min_gap_share THEN greatest(gap_chance, huddle_chance) ELSE 1 END AS chance
    FROM ranked
),
entries AS (
    SELECT DISTINCT
        priced.tender_id,
        priced.lot_key,
        priced.bidder_id,
        judged.chance
    FROM priced
    INNER JOIN judged ON priced.tender_id = judged.tender_id AND priced.lot_key = judged.lot_key
    WHERE priced.bidder_id IS NOT NULL
),
odd AS (
    SELECT tender_id, lot_key, bidder_id
    FROM entries
    WHERE chance <= $max_chance
),
suspects AS (
    SELECT
        one.bidder_id,
        two.bidder_id AS other_id
    FROM odd AS one
    INNER JOIN odd AS two
        ON one.tender_id = two.tender_id AND one.lot_key = two.lot_key AND one.bidder_id < two.bidder_id
    GROUP BY one.bidder_id, two.bidder_id
    HAVING count(one.tender_id) > 2
),
meetings AS (
    SELECT
        suspects.bidder_id,
        suspects.other_id,
        one.tender_id,
        one.lot_key,
        one.chance
    FROM suspects
    INNER JOIN entries AS one ON suspects.bidder_id = one.bidder_id
    INNER JOIN entries AS two
        ON suspects.other_id = two.bidder_id AND one.tender_id = two.tender_id AND one.lot_key = two.lot_key
),
ordered AS (
    SELECT
        bidder_id,
        other_id,
        chance,
        CAST(row_number() OVER (PARTITION BY bidder_id, other_id ORDER BY chance, tender_id, lot_key) AS DOUBLE) AS k,
        CAST(count(chance) OVER (PARTITION BY bidder_id, other_id) AS DOUBLE) AS n
    FROM meetings
),
tails AS (
    -- Chernoff: k of n trials at chance p or less have at most probability exp(-n * KL(k/n, p)); n levels tried
    SELECT
        bidder_id,
        other_id,
        chance,
        CAST(round(n) AS BIGINT) AS n_meetings,
        CAST(round(k) AS BIGINT) AS n_odd,
        CAST(
            (
                k * log10(k / NULLIF(n * CAST(chance AS DOUBLE), 0))
                + coalesce((n - k) * log10(NULLIF(n - k, 0) / NULLIF(n * (1 - CAST(chance AS DOUBLE)), 0)), 0)
            ) - log10(n) AS DECIMAL(12, 4)
        ) AS surprise
    FROM ordered
    WHERE chance <= $max_chance AND chance < 1 AND CAST(k / NULLIF(n, 0) AS DECIMAL(18, 12)) > chance
),
best AS (
    SELECT
        bidder_id,
        other_id,
        chance,
        n_meetings,
        n_odd,
        surprise,
        row_number() OVER (PARTITION BY bidder_id, other_id ORDER BY surprise DESC, n_odd) AS place
    FROM tails
    WHERE surprise >= $min_surprise
),
found AS (
    SELECT
        best.bidder_id,
        best.other_id,
        meetings.tender_id,
        meetings.lot_key,
        best.n_meetings,
        best.n_odd,
        best.surprise
    FROM best
    INNER JOIN meetings
        ON
            best.bidder_id = meetings.bidder_id AND best.other_id = meetings.other_id
            AND meetings.chance <= best.chance
    WHERE best.place = 1
),
both_ways AS (
    SELECT bidder_id, other_id, tender_id, lot_key, n_meetings, n_odd, surprise
    FROM found
    UNION ALL
    SELECT other_id AS bidder_id, bidder_id AS other_id, tender_id, lot_key, n_meetings, n_odd, surprise
    FROM found
),
told AS (
    -- of several partners the one that proves most
    SELECT
        bidder_id,
        other_id,
        tender_id,
        lot_key,
        n_meetings,
        n_odd,
        surprise,
        row_number() OVER (PARTITION BY bidder_id, tender_id, lot_key ORDER BY surprise DESC, other_id) AS place
    FROM both_ways
),
winners AS (
    SELECT
        priced.tender_id,
        priced.lot_key,
        min(priced.bidder_id) AS winner_id,
        min(priced.currency) AS currency,
        max(priced.submitted_on) AS submitted_on
    FROM priced
    INNER JOIN judged
        ON priced.tender_id = judged.tender_id AND priced.lot_key = judged.lot_key AND priced.amount = judged.low
    WHERE judged.chance <= $max_chance
    GROUP BY priced.tender_id, priced.lot_key
)
SELECT
    told.bidder_id,
    told.tender_id,
    told.lot_key,
    told.other_id,
    winners.winner_id,
    CAST(judged.low AS DECIMAL(18, 2)) AS amount,
    winners.currency,
    winners.submitted_on,
    CAST(judged.n_bids AS INTEGER) AS n_bids,
    CAST(judged.gap_share AS DECIMAL(9, 6)) AS gap_share,
    CAST(judged.huddle AS DECIMAL(9, 6)) AS huddle,
    CAST(told.n_meetings AS INTEGER) AS n_meetings,
    CAST(told.n_odd AS INTEGER) AS n_odd,
    CAST(floor(told.surprise) AS INTEGER) AS surprise,
    -- the part of the evidence that the threshold did not ask for
    CAST(1 - CAST($min_surprise AS DOUBLE) / NULLIF(CAST(told.surprise AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM told
INNER JOIN judged ON told.tender_id = judged.tender_id AND told.lot_key = judged.lot_key
INNER JOIN winners ON told.tender_id = winners.tender_id AND told.lot_key = winners.lot_key
WHERE told.place = 1

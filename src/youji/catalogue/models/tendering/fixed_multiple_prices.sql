/*---
id: fixed_multiple_prices
title: {zh: 报价呈规律性差异, en: Prices that differ by a fixed step or multiple}
question:
  zh: 同一项目（标段）的报价是否按固定差额或者固定比例排列，或者两家企业的报价比例反复不变？
  en: Do the prices in a tender stand at a fixed step or multiple, or do two firms keep the same ratio again and again?
category: tendering
entry: matter
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法#32
    note: {zh: 投标人之间不得串通报价、排挤公平竞争。, en: "Bidders must not collude on prices or shut out fair competition."}
  - article: 招标投标法实施条例#40
    note: {zh: 不同投标人的投标报价呈规律性差异的，视为相互串通投标。, en: "Prices of different bidders that differ in a regular way are deemed collusion."}
  - article: 政府采购法实施条例#74
    note: {zh: 供应商之间协商报价等实质性内容的，属于恶意串通。, en: "Suppliers who settle prices or other substance among themselves collude with intent."}
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, lot_id, bidder_id, amount, currency, submitted_at, status]
  tender: [tender_id, estimate]
  lot: [lot_id, tender_id, estimate]
optional:
  bid: [lot_id, currency, submitted_at, status]
  tender: all
  lot: all
params:
  min_surprise:
    value: 6
    unit: powers of ten
    minimum: 1
    why:
      zh: "给定的误判率：一个项目报价（按各自的取整程度稀释后）的等差、一对企业全部相遇、或者一对的比值，碰巧的概率至多百万分之一。"
      en: "Stated error rate: a chance of at most one in a million, for the steps of one tender with prices thinned out to their own rounding, for one pair over all its meetings, or for one pair's ratio."
  max_deviation:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：各间距与平均值相差不超过十分之一，算作等差。三个诚实报价约十个项目出现一次，四个约一百个出现一次；只有上面的次数才构成预警。"
      en: "Assumption: gaps count as steps while none strays from their mean by more than a tenth of it. Three honest bids do so once in ten tenders, four once in a hundred; only the count above makes an alert."
  ratio_window:
    value: 1000
    unit: millionths
    minimum: 1
    why:
      zh: "假设：比值相差不超过千分之一，算作相同。"
      en: "Assumption: ratios that differ by no more than a tenth of a per cent count as the same."
  ratio_floor:
    value: 100
    unit: millionths
    minimum: 1
    why:
      zh: "假设：相差不到万分之一，比值就是同一个；取整更粗的报价不比较，因为可能的比值太少。"
      en: "Assumption: closer than a ten-thousandth, ratios are one and the same; prices rounded more coarsely than that are not compared, because their ratios are few."
  ratio_band:
    value: 100000
    unit: millionths
    minimum: 1
    why:
      zh: "两家诚实企业的比值视为落在自身十分之一的范围内；数据中所有配对的比值更集中的地方，按更可能计算。"
      en: "Two honest firms' ratio is taken to fall within a tenth of itself, and is counted as likelier where the ratios of all pairs in the data crowd more than that."
  max_bidders:
    value: 20
    unit: bidders
    minimum: 2
    why:
      zh: "假设：投标企业更多时，报价拥挤，生人之间比值也会重复；也避免配对数随投标人数的平方增长。"
      en: "Assumption: where more firms bid, prices crowd and ratios repeat among strangers; it also keeps the pairs from growing with the square of the field."
  rate_steps:
    value: 1000
    unit: steps
    minimum: 1
    why:
      zh: "假设：按公布的限价报下浮率时，精确到0.1、0.01或者0.001个百分点；这类报价之间的间距按该费率的单位计算。"
      en: "Assumption: where bidders name a discount off the published ceiling, they name it to a tenth, hundredth or thousandth of a per cent; steps between such prices are counted in units of that rate."
subject: {column: bidder_id, kind: organisation}
grain: [bidder_id, tender_id, lot_key]
amount: amount
currency: currency
occurred_on: submitted_on
strength: strength
evidence:
  bid: [{tender_id: tender_id, where: "coalesce(d.lot_id, '') = a.lot_key"}]
increment: {by: full}
severity: high
explain:
  zh: >-
    {bidder_id:party}在{tender_id:tender}报价{amount:money}，与其他投标人（含{other_id:party}）的报价按固定差额或者固定比例排列：
    共{n_bids:number}份报价，相邻差额偏离平均差额至多{deviation:percent}；双方有{n_regular:number}个项目（标段）如此。偶然如此的可能性不到10的负{surprise:number}次方。
  en: >-
    {bidder_id:party} offered {amount:money} in {tender_id:tender}, at a fixed step or multiple from others, among them
    {other_id:party}: of {n_bids:number} bids the gaps stray from their mean by at most
    {deviation:percent}; the two did so in {n_regular:number} tender(s) or lot(s). Chance explains it less than once in 10 to the power {surprise:number}.
innocent_reasons:
  - {zh: 只有三份报价，间隔碰巧相近, en: "Three bids whose gaps happen to be alike"}
  - {zh: 投标人都按最高限价的整数折扣报价，或者都取整报价，差额自然成倍, en: "Round prices, or round discounts off the ceiling, whose gaps are multiples by nature"}
  - {zh: 投标人众多或者按统一定额、信息价计价，各家报价本就密集, en: "Many bidders, or a common cost norm, so that prices crowd and ratios repeat among strangers"}
  - {zh: 两家成本结构相近，价差大致稳定但并不固定, en: "Two firms of like costs keep roughly, but not exactly, the same distance"}
first_steps:
  - {zh: 调取全部投标文件，比对分项报价是否也按同一比例或者差额排列, en: "Obtain all bids; see whether the item prices follow the same ratio or step"}
  - {zh: 核对编制人、设备标识、上传地址和投标保证金来源, en: "Compare authors, device marks, upload addresses and the source of the bid bonds"}
  - {zh: 列出这些投标人近三年共同参加的项目，逐一计算报价比例, en: "List three years of tenders these firms share and work out the ratio in each"}
tags: [collusion, prices]
sources:
  - "World Bank, Most common red flags of fraud and corruption in procurement: bids an exact percentage apart"
  - Gaps of an even sample are uniform on the simplex (Dirichlet), so the chance that all n - 1 gaps lie within t of their mean is at most t to the power n - 2
---*/
-- Two ways to be regular: equal steps, in money or in per cent, across all bids of a tender, and one ratio between two firms
-- over several tenders. Identical prices are another model's matter.
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
        bidder_id IS NOT NULL
        AND amount > 0
        AND coalesce(status, 'valid') <> 'withdrawn'
        AND (submitted_at IS NULL OR CAST(submitted_at AS DATE) <= $as_of)
),
prices AS (
    -- one row a price: the two lines of a consortium are one price
    SELECT
        tender_id,
        lot_key,
        amount,
        CAST(ln(amount) AS DECIMAL(18, 12)) AS logarithm
    FROM priced
    GROUP BY tender_id, lot_key, amount
),
gaps AS (
    SELECT
        tender_id,
        lot_key,
        amount,
        amount - lag(amount) OVER (PARTITION BY tender_id, lot_key ORDER BY amount) AS gap,
        logarithm - lag(logarithm) OVER (PARTITION BY tender_id, lot_key ORDER BY amount) AS log_gap
    FROM prices
),
fields AS (
    SELECT
        tender_id,
        lot_key,
        min(amount) AS low,
        max(amount) AS high,
        CAST(count(amount) AS INTEGER) AS n_bids,
        CAST(max(amount) - min(amount) AS DOUBLE) / NULLIF(CAST(count(gap) AS DOUBLE), 0) AS mean_gap,
        CAST(sum(log_gap) AS DOUBLE) / NULLIF(CAST(count(gap) AS DOUBLE), 0) AS mean_log_gap,
        CAST(max(gap) AS DOUBLE) AS wide_gap,
        CAST(min(gap) AS DOUBLE) AS narrow_gap,
        CAST(max(log_gap) AS DOUBLE) AS wide_log_gap,
        CAST(min(log_gap) AS DOUBLE) AS narrow_log_gap
    FROM gaps
    GROUP BY tender_id, lot_key
    HAVING count(amount) > 2 AND count(amount) <= $max_bidders
),
measured AS (
    -- how far a gap strays from the mean gap at most, as a share of it, in money and in per cent
    SELECT
        tender_id,
        lot_key,
        low,
        n_bids,
        mean_gap,
        mean_log_gap,
        greatest(
            CAST((wide_gap - mean_gap) / NULLIF(mean_gap, 0) AS DECIMAL(38, 9)),
            CAST((mean_gap - narrow_gap) / NULLIF(mean_gap, 0) AS DECIMAL(38, 9))
        ) AS step_deviation,
        greatest(
            CAST((wide_log_gap - mean_log_gap) / NULLIF(mean_log_gap, 0) AS DECIMAL(38, 9)),
            CAST((mean_log_gap - narrow_log_gap) / NULLIF(mean_log_gap, 0) AS DECIMAL(38, 9))
        ) AS ratio_deviation
    FROM fields
),
promising AS (
    SELECT
        tender_id,
        lot_key
    FROM measured
    WHERE least(step_deviation, ratio_deviation) <= $max_deviation
),
estimates AS (
    SELECT
        promising.tender_id,
        promising.lot_key,
        max(coalesce(lot.estimate, tender.estimate)) AS estimate
    FROM promising
    LEFT JOIN tender ON promising.tender_id = tender.tender_id
    LEFT JOIN lot ON promising.tender_id = lot.tender_id AND promising.lot_key = lot.lot_id
    GROUP BY promising.tender_id, promising.lot_key
),
rounded AS (
    -- zeros at the end of the amount in cents: the number read backwards loses them
    SELECT
        prices.tender_id,
        prices.lot_key,
        prices.amount,
        CAST(estimates.estimate AS DOUBLE) AS estimate,
        pow(
            10,
            length(CAST(CAST(round(prices.amount * 100) AS BIGINT) AS VARCHAR))
            - length(CAST(
                TRY_CAST(reverse(CAST(CAST(round(prices.amount * 100) AS BIGINT) AS VARCHAR)) AS DECIMAL(18, 0)) AS VARCHAR
            ))
        ) / 100 AS unit
    FROM prices
    INNER JOIN estimates ON prices.tender_id = estimates.tender_id AND prices.lot_key = estimates.lot_key
),
rates AS (
    SELECT CAST($rate_steps AS DOUBLE) * pow(10, places.place) AS rate
    FROM (SELECT unnest(generate_series(0, 2)) AS place) AS places
),
grains AS (
    -- the widest step on which the price lies: its own round unit, or a named rate of the estimate rounded to that unit
    SELECT
        rounded.tender_id,
        rounded.lot_key,
        rounded.amount,
        max(CAST(
            CASE
                WHEN
                    CAST(
                        abs(
                            CAST(rounded.amount AS DOUBLE)
                            - round(CAST(rounded.amount AS DOUBLE) * rates.rate / NULLIF(rounded.estimate, 0))
                            * rounded.estimate / NULLIF(rates.rate, 0)
                        ) AS DECIMAL(20, 4)
                    ) <= CAST(rounded.unit / 2 AS DECIMAL(20, 4))
                    AND CAST(rounded.estimate / NULLIF(rates.rate, 0) AS DECIMAL(20, 4))
                    > CAST(rounded.unit AS DECIMAL(20, 4))
                    THEN rounded.estimate / NULLIF(rates.rate, 0)
                ELSE rounded.unit
            END AS DECIMAL(20, 4)
        )) AS grain
    FROM rounded
    CROSS JOIN rates
    GROUP BY rounded.tender_id, rounded.lot_key, rounded.amount
),
coarseness AS (
    SELECT
        tender_id,
        lot_key,
        CAST(min(grain) AS DOUBLE) AS fine,
        CAST(max(grain) AS DOUBLE) AS coarse
    FROM grains
    GROUP BY tender_id, lot_key
),
forms AS (
    SELECT
        measured.tender_id,
        measured.lot_key,
        measured.n_bids,
        measured.step_deviation,
        measured.ratio_deviation,
        CAST(greatest(measured.step_deviation, CAST(coarseness.fine / NULLIF(measured.mean_gap, 0) AS DECIMAL(38, 9)))
            AS DOUBLE) AS step_fine,
        CAST(greatest(measured.step_deviation, CAST(coarseness.coarse / NULLIF(measured.mean_gap, 0) AS DECIMAL(38, 9)))
            AS DOUBLE) AS step_coarse,
        CAST(greatest(
            measured.ratio_deviation,
            CAST(coarseness.fine / NULLIF(CAST(measured.low AS DOUBLE) * measured.mean_log_gap, 0) AS DECIMAL(38, 9))
        ) AS DOUBLE) AS ratio_fine,
        CAST(greatest(
            measured.ratio_deviation,
            CAST(coarseness.coarse / NULLIF(CAST(measured.low AS DOUBLE) * measured.mean_log_gap, 0) AS DECIMAL(38, 9))
        ) AS DOUBLE) AS ratio_coarse
    FROM measured
    INNER JOIN coarseness ON measured.tender_id = coarseness.tender_id AND measured.lot_key = coarseness.lot_key
),
regular AS (
    -- one gap is free to fall, each further one has to meet it, the first at the fine, the rest at the coarse rounding;
    -- two forms were tried, so each counts a half
    SELECT
        tender_id,
        lot_key,
        greatest(
            CAST(-log10(step_fine) - (n_bids - 1 - 2) * log10(step_coarse) - log10(2) AS DECIMAL(12, 4)),
            CAST(-log10(ratio_fine) - (n_bids - 1 - 2) * log10(ratio_coarse) - log10(2) AS DECIMAL(12, 4))
        ) AS surprise
    FROM forms
),
entries AS (
    SELECT priced.tender_id, priced.lot_key, priced.bidder_id, priced.amount, priced.currency, priced.submitted_on
    FROM priced
    INNER JOIN measured ON priced.tender_id = measured.tender_id AND priced.lot_key = measured.lot_key
),
marked AS (
    SELECT
        regular.tender_id,
        regular.lot_key,
        regular.surprise,
        entries.bidder_id,
        entries.amount
    FROM regular
    INNER JOIN entries ON regular.tender_id = entries.tender_id AND regular.lot_key = entries.lot_key
    WHERE regular.surprise > 0
),
step_pairs AS (
    SELECT
        one.bidder_id,
        two.bidder_id AS other_id,
        one.tender_id,
        one.lot_key,
        one.surprise
    FROM marked AS one
    INNER JOIN marked AS two
        ON one.tender_id = two.tender_id AND one.lot_key = two.lot_key AND one.amount <> two.amount
    WHERE one.bidder_id < two.bidder_id
),
meetings AS (
    SELECT
        one.bidder_id,
        two.bidder_id AS other_id,
        one.tender_id,
        one.lot_key,
        least(one.amount, two.amount) AS amount,
        CAST(round(CAST(greatest(one.amount, two.amount) AS DOUBLE) * 1000000
            / NULLIF(CAST(least(one.amount, two.amount) AS DOUBLE), 0)) AS BIGINT) AS ratio
    FROM entries AS one
    INNER JOIN entries AS two
        ON one.tender_id = two.tender_id AND one.lot_key = two.lot_key AND one.bidder_id < two.bidder_id
    WHERE
        one.amount <> two.amount
        AND one.amount < two.amount * 100 AND two.amount < one.amount * 100
),
bins AS (
    SELECT
        bidder_id,
        other_id,
        ratio // $ratio_window AS bin,
        count(ratio) AS n_meetings
    FROM meetings
    GROUP BY bidder_id, other_id, ratio // $ratio_window
),
crowding AS (
    -- every pair counts once in a bin, so that a pair's own habit is no excuse for it
    SELECT
        count(bidder_id) AS n_here,
        sum(count(bidder_id)) OVER () AS n_all
    FROM bins
    GROUP BY bin
),
likelihood AS (
    -- chance that another meeting falls into a given window: twice the fullest one, at least the window's part of the band
    SELECT CAST(log10(CAST(least(
        greatest(
            CAST(2 * CAST(max(n_here) AS DOUBLE) / NULLIF(CAST(max(n_all) AS DOUBLE), 0) AS DECIMAL(12, 9)),
            CAST(CAST($ratio_window AS DOUBLE) / $ratio_band AS DECIMAL(12, 9))
        ),
        CAST(1 AS DECIMAL(12, 9))
    ) AS DOUBLE)) AS DECIMAL(9, 4)) AS chance
    FROM crowding
),
close_pairs AS (
    -- three ratios within a window lie in two neighbouring bins, so one bin holds two of them
    SELECT DISTINCT bidder_id, other_id
    FROM bins
    WHERE n_meetings >= 2
),
comparable AS (
    -- the remainder is zero where a price is rounded so coarsely that equal ratios come by themselves
    SELECT
        meetings.bidder_id,
        meetings.other_id,
        meetings.ratio,
        concat(meetings.tender_id, '|', meetings.lot_key, '|', CAST(meetings.amount AS VARCHAR)) AS meeting,
        meetings.amount % NULLIF(
            CAST(pow(10, ceil(log10(CAST(meetings.amount AS DOUBLE) * $ratio_floor / 1000000))) AS DECIMAL(18, 2)), 0
        ) AS remainder
    FROM meetings
    INNER JOIN close_pairs ON meetings.bidder_id = close_pairs.bidder_id AND meetings.other_id = close_pairs.other_id
),
placed AS (
    SELECT
        bidder_id,
        other_id,
        ratio,
        count(ratio) OVER (PARTITION BY bidder_id, other_id) AS n_meetings,
        row_number() OVER (PARTITION BY bidder_id, other_id ORDER BY ratio, meeting) AS place
    FROM comparable
    WHERE remainder > 0
),
runs AS (
    -- from each ratio on, every run of at least three that keeps within the window
    SELECT
        one.bidder_id,
        one.other_id,
        one.ratio AS low_ratio,
        two.ratio AS high_ratio,
        one.n_meetings,
        two.place - one.place + 1 AS n_same,
        CAST(log10(
            CAST(greatest(two.ratio - one.ratio, $ratio_floor) AS DOUBLE) / CAST($ratio_window AS DOUBLE)
        ) AS DECIMAL(9, 4)) AS narrowness
    FROM placed AS one
    INNER JOIN placed AS two
        ON
            one.bidder_id = two.bidder_id AND one.other_id = two.other_id
            AND two.ratio BETWEEN one.ratio AND one.ratio + $ratio_window
            AND two.place >= one.place + 2
),
judged_runs AS (
    -- any of the meetings could have begun the run, and any others could have joined it
    SELECT
        runs.bidder_id,
        runs.other_id,
        runs.low_ratio,
        runs.high_ratio,
        runs.n_same,
        CAST(
            -log10(runs.n_meetings)
            - least(runs.n_same - 1, runs.n_meetings - runs.n_same) * log10(NULLIF(runs.n_meetings - 1, 0))
            - (runs.n_same - 1) * (likelihood.chance + runs.narrowness) AS DECIMAL(12, 4)
        ) AS surprise
    FROM runs
    CROSS JOIN likelihood
),
totals AS (
    -- several regular tenders of one pair: any of its meetings could have been among them
    SELECT
        steps.bidder_id,
        steps.other_id,
        steps.n_regular,
        CAST(CASE
            WHEN steps.n_regular > 1 THEN CAST(steps.surprise AS DOUBLE) - steps.n_regular * log10(count(meetings.ratio))
            ELSE 0
        END AS DECIMAL(12, 4)) AS surprise
    FROM (
        SELECT
            bidder_id,
            other_id,
            count(surprise) AS n_regular,
            CAST(sum(surprise) AS DECIMAL(18, 4)) AS surprise
        FROM step_pairs
        GROUP BY bidder_id, other_id
    ) AS steps
    INNER JOIN meetings ON steps.bidder_id = meetings.bidder_id AND steps.other_id = meetings.other_id
    GROUP BY steps.bidder_id, steps.other_id, steps.n_regular, steps.surprise
),
findings AS (
    SELECT
        step_pairs.bidder_id,
        step_pairs.other_id,
        step_pairs.tender_id,
        step_pairs.lot_key,
        totals.n_regular,
        greatest(CAST(step_pairs.surprise AS DECIMAL(12, 4)), totals.surprise) AS surprise
    FROM step_pairs
    INNER JOIN totals ON step_pairs.bidder_id = totals.bidder_id AND step_pairs.other_id = totals.other_id
    UNION ALL
    SELECT
        meetings.bidder_id,
        meetings.other_id,
        meetings.tender_id,
        meetings.lot_key,
        judged_runs.n_same AS n_regular,
        judged_runs.surprise
    FROM judged_runs
    INNER JOIN meetings
        ON
            judged_runs.bidder_id = meetings.bidder_id AND judged_runs.other_id = meetings.other_id
            AND meetings.ratio BETWEEN judged_runs.low_ratio AND judged_runs.high_ratio
),
told AS (
    SELECT bidder_id, other_id, tender_id, lot_key, n_regular, surprise
    FROM findings
    WHERE surprise >= $min_surprise
    UNION ALL
    SELECT other_id AS bidder_id, bidder_id AS other_id, tender_id, lot_key, n_regular, surprise
    FROM findings
    WHERE surprise >= $min_surprise
)
SELECT
    told.bidder_id,
    told.tender_id,
    told.lot_key,
    min(told.other_id) AS other_id,
    CAST(max(entries.amount) AS DECIMAL(18, 2)) AS amount,
    min(entries.currency) AS currency,
    max(entries.submitted_on) AS submitted_on,
    CAST(max(measured.n_bids) AS INTEGER) AS n_bids,
    CAST(max(least(measured.step_deviation, measured.ratio_deviation)) AS DECIMAL(9, 6)) AS deviation,
    CAST(max(told.n_regular) AS INTEGER) AS n_regular,
    CAST(floor(max(told.surprise)) AS INTEGER) AS surprise,
    -- the part of the evidence that the threshold did not ask for
    CAST(1 - CAST($min_surprise AS DOUBLE) / NULLIF(CAST(max(told.surprise) AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM told
INNER JOIN entries
    ON told.bidder_id = entries.bidder_id AND told.tender_id = entries.tender_id AND told.lot_key = entries.lot_key
INNER JOIN measured ON told.tender_id = measured.tender_id AND told.lot_key = measured.lot_key
GROUP BY told.bidder_id, told.tender_id, told.lot_key

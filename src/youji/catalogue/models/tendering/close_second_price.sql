/*---
id: close_second_price
title: {zh: 中标价总是略低于次低价, en: A winner who keeps landing just below the second price}
question:
  zh: 某中标人是否屡屡以极小的差距压过次低报价，次数远超偶然？
  en: Does one winner keep undercutting the second lowest bid by a hair, far more often than chance allows?
category: tendering
entry: matter
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法#32
    note: {zh: 投标人不得与招标人串通投标，投标人之间不得串通报价。, en: "Bidders must not collude with the buyer or with each other."}
  - article: 招标投标法实施条例#41
    note: {zh: 招标人在开标前开启投标文件并把有关信息泄露给其他投标人的，属于招标人与投标人串通投标。, en: "Opening bids early and passing on what they say is collusion between buyer and bidder."}
  - article: 政府采购法实施条例#74
    note: {zh: 供应商从采购人处获得其他供应商的情况并据以修改投标文件的，属于恶意串通。, en: "Learning of other bids from the buyer and changing one's own is collusion with intent."}
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, lot_id, bidder_id, amount, currency, submitted_at, status]
  tender: [tender_id, buyer_id]
  award: [tender_id, lot_id, supplier_id]
optional:
  bid: [lot_id, currency, submitted_at, status]
  tender: all
  award: all
params:
  min_surprise:
    value: 4
    unit: powers of ten
    minimum: 1
    why:
      zh: "给定的误判率：一万个诚实的中标人中至多一个。用切尔诺夫界估计独立试验的成功次数，同时覆盖每一个接近程度。"
      en: >-
        Stated error rate: one honest winner in ten thousand. The bound is Chernoff's for the number of
        successes in independent trials, over every level of closeness at once.
  max_gap:
    value: 0.05
    unit: ratio
    minimum: 0.0001
    maximum: 1
    why:
      zh: "Cardinal 红旗 R024 的默认值：第二名报价比中标价高5%以上就不算接近，不论其他各家怎样。"
      en: >-
        Cardinal's default for its red flag R024: a second price more than 5 % above the winner's is not
        close, whatever the others do.
subject: {column: winner_id, kind: organisation}
grain: [winner_id, tender_id, lot_key]
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
    {winner_id:party}以{amount:money}中得{tender_id:tender}，只比次低报价低{gap:percent}，仅占全部价差的{closeness:percent}；
    其最低价取胜且可比的{n_wins:number}次中，{n_close:number}次至少同样贴近。偶然如此的可能性不到10的负{surprise:number}次方。
  en: >-
    {winner_id:party} took {tender_id:tender} at {amount:money}, only {gap:percent} below the second price,
    {closeness:percent} of the whole range of bids. Of its {n_wins:number} comparable wins at the lowest price {n_close:number}
    were at least as close. Chance explains it less than once in 10 to the power {surprise:number}.
innocent_reasons:
  - {zh: 投标人报价普遍密集（统一定额、公开价格），各家差距都同样小, en: "Prices crowd in this market (cost norms, published prices): all gaps are as small"}
  - {zh: 竞争激烈，个别项目差距很小属正常, en: "Keen competition: a narrow win now and then is normal"}
  - {zh: 中标人多数项目的差距正常，仅少数贴近, en: "Most of the winner's wins keep an ordinary distance"}
first_steps:
  - {zh: 核对开标前投标文件的保管、上传、解密和接触记录, en: "Check who held, opened or could decrypt the bids before the opening"}
  - {zh: 比对中标人投标文件的最后修改时间与其他投标人递交时间, en: "Compare the last change of the winner's bid with the times at which others submitted"}
  - {zh: 查中标人与采购人、代理机构经办人员的通讯、资金和亲属关系, en: "Look for calls, money and kinship between the winner and the staff of the buyer or agent"}
tags: [collusion, leak, prices]
sources:
  - Cardinal red flag R024, price close to winning bid (Open Contracting Partnership); here only repeated closeness counts
  - "For n evenly spread prices the first gap's share of the range exceeds u with chance (1 - u) to the power n - 2; in a bell-shaped market, where low prices thin out, small shares are rarer still"
---*/
-- Closeness is measured inside the tender: the gap between the two lowest prices as a share of the whole range. So a crowded
-- market is not suspicious. How rare a share is, is known for evenly spread prices, and read from the rank among the tenders
-- here with as many bids; the larger chance of the two counts.
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
        AND coalesce(status, 'valid') = 'valid'
        AND (submitted_at IS NULL OR CAST(submitted_at AS DATE) <= $as_of)
),
placed AS (
    SELECT
        tender_id,
        lot_key,
        bidder_id,
        amount,
        currency,
        submitted_on,
        lead(amount) OVER (PARTITION BY tender_id, lot_key ORDER BY amount, bidder_id) AS second_amount,
        max(amount) OVER (PARTITION BY tender_id, lot_key) AS high,
        row_number() OVER (PARTITION BY tender_id, lot_key ORDER BY amount, bidder_id) AS place,
        count(amount) OVER (PARTITION BY tender_id, lot_key) AS n_bids
    FROM priced
),
lowest AS (
    SELECT
        tender_id,
        lot_key,
        bidder_id AS winner_id,
        amount,
        currency,
        submitted_on,
        n_bids,
        CAST(CAST(second_amount - amount AS DOUBLE) / NULLIF(CAST(amount AS DOUBLE), 0) AS DECIMAL(38, 6)) AS gap,
        CAST(
            CAST(second_amount - amount AS DOUBLE) / NULLIF(CAST(high - amount AS DOUBLE), 0) AS DECIMAL(18, 12)
        ) AS share
    FROM placed
    WHERE place = 1 AND bidder_id IS NOT NULL AND second_amount > amount AND n_bids > 2
),
counted AS (
    -- tenders of other winners with as many bids, and those of them that are at least as close
    SELECT
        tender_id,
        lot_key,
        winner_id,
        amount,
        currency,
        submitted_on,
        n_bids,
        gap,
        share,
        count(share) OVER (PARTITION BY n_bids ORDER BY share RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        - count(share) OVER (
            PARTITION BY n_bids, winner_id ORDER BY share RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS as_close,
        count(share) OVER (PARTITION BY n_bids) - count(share) OVER (PARTITION BY n_bids, winner_id) AS others
    FROM lowest
),
ranked AS (
    -- where one dear bid often stands alone, small shares are common: the rank among the others tells. One is added to both
    -- sides, so that few others never make a small chance.
    SELECT
        tender_id,
        lot_key,
        winner_id,
        amount,
        currency,
        submitted_on,
        gap,
        share,
        CAST(1 - pow(1 - CAST(share AS DOUBLE), n_bids - 2) AS DECIMAL(18, 12)) AS even_chance,
        CAST(CAST(as_close + 1 AS DOUBLE) / NULLIF(CAST(others + 1 AS DOUBLE), 0) AS DECIMAL(18, 12)) AS rank_chance
    FROM counted
),
decided AS (
    -- a tender that went to somebody else is no win; one whose award is not recorded is taken to follow the price
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        min(supplier_id) AS low_id,
        max(supplier_id) AS high_id
    FROM award
    WHERE supplier_id IS NOT NULL
    GROUP BY tender_id, coalesce(lot_id, '')
),
buyers AS (
    SELECT
        tender_id,
        max(buyer_id) AS buyer_id
    FROM tender
    GROUP BY tender_id
),
wins AS (
    SELECT
        lowest.tender_id,
        lowest.lot_key,
        lowest.winner_id,
        buyers.buyer_id,
        lowest.amount,
        lowest.currency,
        lowest.submitted_on,
        lowest.gap,
        lowest.share,
        CASE WHEN lowest.gap <= $max_gap THEN greatest(lowest.even_chance, lowest.rank_chance) ELSE 1 END AS chance
    FROM ranked AS lowest
    LEFT JOIN decided ON lowest.tender_id = decided.tender_id AND lowest.lot_key = decided.lot_key
    LEFT JOIN buyers ON lowest.tender_id = buyers.tender_id
    WHERE decided.low_id IS NULL OR lowest.winner_id IN (decided.low_id, decided.high_id)
),
scopes AS (
    -- a leak may sit at one buyer, or reach the winner wherever it bids: both are tried, so each counts half
    SELECT winner_id, '' AS buyer_key, tender_id, lot_key, chance
    FROM wins
    UNION ALL
    SELECT winner_id, concat('buyer ', buyer_id) AS buyer_key, tender_id, lot_key, chance
    FROM wins
    WHERE buyer_id IS NOT NULL
),
ordered AS (
    SELECT
        winner_id,
        buyer_key,
        chance,
        CAST(row_number() OVER (PARTITION BY winner_id, buyer_key ORDER BY chance, tender_id, lot_key) AS DOUBLE) AS k,
        CAST(count(chance) OVER (PARTITION BY winner_id, buyer_key) AS DOUBLE) AS n
    FROM scopes
),
tails AS (
    -- Chernoff: k of n trials at chance p or less have at most probability exp(-n * KL(k/n, p)); n levels and two scopes tried
    SELECT
        winner_id,
        buyer_key,
        chance,
        CAST(round(n) AS BIGINT) AS n_wins,
        CAST(round(k) AS BIGINT) AS n_close,
        CAST(
            (
                k * log10(k / NULLIF(n * CAST(chance AS DOUBLE), 0))
                + coalesce((n - k) * log10(NULLIF(n - k, 0) / NULLIF(n * (1 - CAST(chance AS DOUBLE)), 0)), 0)
            ) - log10(n) - log10(2) AS DECIMAL(12, 4)
        ) AS surprise
    FROM ordered
    WHERE chance < 1 AND CAST(k / NULLIF(n, 0) AS DECIMAL(18, 12)) > chance
),
best AS (
    SELECT
        winner_id,
        buyer_key,
        chance,
        n_wins,
        n_close,
        surprise,
        row_number() OVER (PARTITION BY winner_id ORDER BY surprise DESC, buyer_key, n_close) AS place
    FROM tails
    WHERE surprise >= $min_surprise
)
SELECT
    wins.winner_id,
    wins.tender_id,
    wins.lot_key,
    CAST(wins.amount AS DECIMAL(18, 2)) AS amount,
    wins.currency,
    wins.submitted_on,
    CAST(wins.gap AS DECIMAL(9, 6)) AS gap,
    CAST(wins.share AS DECIMAL(9, 6)) AS closeness,
    CAST(best.n_wins AS INTEGER) AS n_wins,
    CAST(best.n_close AS INTEGER) AS n_close,
    CAST(floor(best.surprise) AS INTEGER) AS surprise,
    -- the part of the evidence that the threshold did not ask for
    CAST(1 - CAST($min_surprise AS DOUBLE) / NULLIF(CAST(best.surprise AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM best
INNER JOIN wins ON best.winner_id = wins.winner_id AND wins.chance <= best.chance
WHERE best.place = 1 AND (best.buyer_key = '' OR best.buyer_key = concat('buyer ', wins.buyer_id))

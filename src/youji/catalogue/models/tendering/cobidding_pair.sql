/*---
id: cobidding_pair
title: {zh: 长期陪标, en: A pair in which the same one always loses}
question:
  zh: 两家企业是否经常同场投标、极少分开，而中标的总是其中一家？
  en: Do two firms keep bidding together, rarely apart, while only one of them ever wins?
category: tendering
entry: matter
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法#32
    note:
      zh: 投标人之间不得串通报价、排挤公平竞争。
      en: Bidders must not collude on prices or shut out fair competition.
  - article: 招标投标法实施条例#39
    note:
      zh: 投标人之间约定中标人，或者约定部分人放弃投标、中标的，属于串通投标。
      en: Agreeing on who wins, or that some give up bidding or winning, is collusion.
  - article: 政府采购法实施条例#74
    note:
      zh: 供应商事先约定由特定供应商中标，或者商定部分供应商放弃的，属于恶意串通。
      en: Suppliers who settle beforehand who wins, or who steps back, collude with intent.
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, bidder_id, submitted_at, status]
  tender: [tender_id, buyer_id, category_code]
  award: [tender_id, supplier_id, amount, currency, awarded_on]
  contract: [tender_id, supplier_id, amount, currency, signed_on]
optional:
  bid: [submitted_at, status]
  tender: [category_code]
  award: [amount, currency, awarded_on]
  contract: all
params:
  min_together:
    value: 5
    unit: tenders
    minimum: 2
    why:
      zh: "假设：相遇不足五次，互不相干的企业也可能碰巧如此。"
      en: >-
        Assumption: fewer than five meetings may be chance even among firms that have nothing to do with each
        other.
  min_wins:
    value: 4
    unit: tenders
    minimum: 1
    why:
      zh: "假设：得利一方应当反复得利。两个势均力敌的对手之间，四比零约八次中出现一次（2 × 0.5^4），不论其他人中多少；加上重合程度，就少见到值得一看。"
      en: >-
        Assumption: the winning side must profit repeatedly. Between two equal rivals, four wins to none come
        about once in eight times (2 × 0.5^4) whatever others win; together with the overlap that is rare
        enough to look at.
  min_overlap:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：两家都在的项目占任一家在的项目之比（Jaccard）。一半表示两家一起出现的次数不少于分开出现的次数。"
      en: >-
        Assumption: tenders with both among tenders with either (Jaccard). Half means that each is seen with
        the other at least as often as the two are seen apart.
  min_overlap_rare:
    value: 0.25
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：企业另有正当业务，部分投标也没有记录。中标一边倒到不可能是偶然时（max_chance_narrow），共同项目占四分之一即可。"
      en: >-
        Assumption: firms have honest business besides, and some of their bids are not on record. Where the
        wins are too one-sided for chance (max_chance_narrow), a quarter of their tenders in common is enough.
  min_winner_share:
    value: 0.9
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：由其中一家中标的共同项目，九成以上归同一家；让另一家中一次做样子，掩盖不了长长的一串。"
      en: >-
        Assumption: of the shared tenders won by either, nine in ten or more go to the same one; a single win
        of the other, thrown in for show, does not hide a long series.
  min_market_bidders:
    value: 10
    unit: bidders
    minimum: 2
    why:
      zh: "假设：同一采购人同一品类投标企业更少时，相遇的必然是同几家；这一对最大的共同市场至少要有这么多家。"
      en: >-
        Assumption: where fewer firms ever bid to a buyer in a category, the same ones must meet; the pair's
        largest shared market has to offer at least this many.
  min_field:
    value: 6
    unit: bidders
    minimum: 2
    why:
      zh: "假设：在这一对的共同项目中，先后至少要有这么多不同企业出现（含这一对）。总是同四五家相遇时，狭窄的行业与封闭的圈子看起来一样，除非中标一边倒到任何行业都不可能（max_chance_narrow）。"
      en: >-
        Assumption: at the pair's shared tenders at least this many different firms, the pair included, must
        have turned up over time. Where the same four or five always meet, a narrow trade and a closed ring
        look alike, unless the wins are too one-sided for any trade (max_chance_narrow).
  max_chance_narrow:
    value: 0.0005
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "给定的误判率，适用于所在项目企业数少于 min_field 或者常常分开出现的一对：如果每个项目由投标人之一随机中标，中标方拿到这么多的机会至多两千分之一。用切尔诺夫—霍夫丁界限定：exp(-n × KL(中标比例, 1/投标人数的平均))。对三个对手六战六胜达到，对两个对手六战六胜达不到。"
      en: >-
        Stated error rate, for pairs whose tenders saw fewer firms than min_field, or that are often seen
        apart: were each of these tenders won by one of its bidders at random, the winner would take so many
        of them at most once in two thousand times. Bounded from above by Chernoff and Hoeffding: exp(-n ×
        KL(share won, mean of 1/bidders)). Six of six against three rivals pass, six of six against two do not.
  max_bidders:
    value: 50
    unit: bidders
    minimum: 2
    why:
      zh: "假设：投标人更多的项目，相遇说明不了两家之间的事；也避免配对数随投标人数的平方增长。"
      en: >-
        Assumption: in a tender with more bidders, meeting there says nothing about two of them; it also keeps
        the pairs from growing with the square of the field.
subject: {column: winner_id, kind: organisation}
grain: [winner_id, loser_id]
amount: amount
currency: currency
occurred_on: last_on
strength: strength
evidence:
  bid:
    - bidder_id: winner_id
      where: "coalesce(d.status, 'valid') <> 'withdrawn' AND strpos(a.joint_tenders, concat('|', d.tender_id, '|')) > 0"
    - bidder_id: loser_id
      where: "coalesce(d.status, 'valid') <> 'withdrawn' AND strpos(a.joint_tenders, concat('|', d.tender_id, '|')) > 0"
  award:
    - supplier_id: winner_id
      where: "strpos(a.joint_tenders, concat('|', d.tender_id, '|')) > 0"
increment: {by: full}
severity: medium
explain:
  zh: >-
    {winner_id:party}与{loser_id:party}同场投标{n_together:number}次，占双方投标项目的{overlap:percent}；其中前者中标{n_won:number}次，
    后者中标{n_lost_wins:number}次，前者由此取得{amount:money}。这些项目先后有{field_bidders:number}家投标人，所在市场最多有{market_bidders:number}家。
  en: >-
    {winner_id:party} and {loser_id:party} met in {n_together:number} tenders, {overlap:percent} of all that either
    entered; the former won {n_won:number} of them worth {amount:money}, the latter {n_lost_wins:number}. In all
    {field_bidders:number} firms came to these tenders, and up to {market_bidders:number} bid in the same market.
innocent_reasons:
  - zh: 市场窄，该采购人该类项目或者双方参加的项目总共只有少数几家投标人，难免总是碰面
    en: A narrow market - the buyer's category, or the tenders they enter, see only a handful of bidders
  - zh: 双方各有中标，只是实力相近的经常对手
    en: Both win in turn; they are simply regular rivals of equal strength
  - zh: 败方另有大量独立投标，只是偶尔与胜方碰面
    en: The loser bids mostly elsewhere and meets the winner only now and then
first_steps:
  - zh: 列出双方共同投标的全部项目，比对报价差、废标原因和败方的响应质量，看是否有意失分
    en: List all shared tenders; compare price gaps, reasons for rejection and the quality of the loser's bids for deliberate failure
  - zh: 比对双方投标文件的编制人、设备标识、上传地址、保证金来源
    en: Compare authors, device marks, upload addresses and the source of bid bonds of both
  - zh: 查双方股东、负责人、社保缴纳人员、地址电话的交叉
    en: Look for common shareholders, heads, insured staff, addresses and phones
  - zh: 查胜方中标后对败方的分包、借款、付款
    en: Look for subcontracts, loans and payments from the winner to the loser after the awards
tags: [collusion, cover_bidding]
sources: ["W. Hoeffding (1963), Probability inequalities for sums of bounded random variables, theorem 1"]
---*/
-- The subject is the winner: it gains, it is where the money went, and several losers who cover for one winner then
-- gather in one lead; the loser is named in every alert.
-- Pairs are formed from wins, not from bids: a firm that never won a shared tender cannot be the winner of a pair, so
-- the join is (winner, other bidder) per tender instead of every two bidders.
-- How this differs from serial_loser: here two firms that hardly ever appear apart are looked at, with the winner as the
-- subject; there one firm that bids much and wins nothing, wherever it bids, and whoever else its winner meets.
-- Meetings are counted per tender; a tender of many lots is one meeting, since awards do not always name the lot.
WITH entries AS (
    SELECT DISTINCT
        tender_id,
        bidder_id
    FROM bid
    WHERE
        bidder_id IS NOT NULL
        AND coalesce(status, 'valid') <> 'withdrawn'
        AND (submitted_at IS NULL OR CAST(submitted_at AS DATE) <= $as_of)
),
fields AS (
    SELECT
        tender_id,
        CAST(CAST(1 AS DOUBLE) / NULLIF(CAST(count(bidder_id) AS DOUBLE), 0) AS DECIMAL(9, 6)) AS chance
    FROM entries
    GROUP BY tender_id
    HAVING count(bidder_id) BETWEEN 2 AND $max_bidders
),
contested AS (
    SELECT
        entries.tender_id,
        entries.bidder_id
    FROM entries
    INNER JOIN fields ON entries.tender_id = fields.tender_id
),
regulars AS (
    SELECT
        bidder_id,
        count(tender_id) AS n_bids
    FROM contested
    GROUP BY bidder_id
    HAVING count(tender_id) >= $min_together
),
regular_bids AS (
    SELECT
        contested.tender_id,
        contested.bidder_id
    FROM contested
    INNER JOIN regulars ON contested.bidder_id = regulars.bidder_id
),
decisions AS (
    -- who won: the awards, and the contracts of tenders whose award is not on record
    SELECT tender_id, supplier_id, amount, currency, awarded_on
    FROM award
    UNION ALL
    SELECT
        contract.tender_id, contract.supplier_id, contract.amount, contract.currency,
        contract.signed_on AS awarded_on
    FROM contract
    LEFT JOIN award ON contract.tender_id = award.tender_id
    WHERE
        contract.tender_id IS NOT NULL
        AND award.tender_id IS NULL
        AND (contract.signed_on IS NULL OR contract.signed_on <= $as_of)
),
victories AS (
    SELECT
        decisions.tender_id,
        decisions.supplier_id AS winner_id,
        CAST(sum(decisions.amount) AS DECIMAL(18, 2)) AS amount,
        min(coalesce(decisions.currency, 'CNY')) AS low_currency,
        max(coalesce(decisions.currency, 'CNY')) AS high_currency,
        max(decisions.awarded_on) AS last_on
    FROM decisions
    INNER JOIN regular_bids
        ON decisions.tender_id = regular_bids.tender_id AND decisions.supplier_id = regular_bids.bidder_id
    GROUP BY decisions.tender_id, decisions.supplier_id
),
repeat_winners AS (
    SELECT winner_id
    FROM victories
    GROUP BY winner_id
    HAVING count(tender_id) >= $min_wins
),
wins AS (
    SELECT
        victories.winner_id,
        regular_bids.bidder_id AS loser_id,
        count(victories.tender_id) AS n_won,
        CAST(sum(victories.amount) AS DECIMAL(18, 2)) AS amount,
        min(victories.low_currency) AS low_currency,
        max(victories.high_currency) AS high_currency,
        max(victories.last_on) AS last_on
    FROM victories
    INNER JOIN repeat_winners ON victories.winner_id = repeat_winners.winner_id
    INNER JOIN regular_bids
        ON victories.tender_id = regular_bids.tender_id AND victories.winner_id <> regular_bids.bidder_id
    GROUP BY victories.winner_id, regular_bids.bidder_id
    HAVING count(victories.tender_id) >= $min_wins
),
candidates AS (
    -- an upper bound of the overlap: two sets cannot share more than the smaller one
    SELECT
        wins.winner_id,
        wins.loser_id,
        wins.n_won,
        wins.amount,
        wins.low_currency,
        wins.high_currency,
        wins.last_on,
        one.n_bids AS winner_bids,
        two.n_bids AS loser_bids
    FROM wins
    INNER JOIN regulars AS one ON wins.winner_id = one.bidder_id
    INNER JOIN regulars AS two ON wins.loser_id = two.bidder_id
    WHERE least(one.n_bids, two.n_bids) >= greatest(one.n_bids, two.n_bids) * least($min_overlap, $min_overlap_rare)
),
meetings AS (
    SELECT
        candidates.winner_id,
        candidates.loser_id,
        one.tender_id
    FROM candidates
    INNER JOIN regular_bids AS one ON candidates.winner_id = one.bidder_id
    INNER JOIN regular_bids AS two
        ON candidates.loser_id = two.bidder_id AND one.tender_id = two.tender_id
),
close_pairs AS (
    SELECT
        candidates.winner_id,
        candidates.loser_id,
        candidates.n_won,
        candidates.amount,
        candidates.low_currency,
        candidates.high_currency,
        candidates.last_on,
        candidates.winner_bids,
        candidates.loser_bids,
        count(meetings.tender_id) AS n_together
    FROM candidates
    INNER JOIN meetings
        ON candidates.winner_id = meetings.winner_id AND candidates.loser_id = meetings.loser_id
    GROUP BY
        candidates.winner_id,
        candidates.loser_id,
        candidates.n_won,
        candidates.amount,
        candidates.low_currency,
        candidates.high_currency,
        candidates.last_on,
        candidates.winner_bids,
        candidates.loser_bids
    HAVING
        count(meetings.tender_id) >= $min_together
        AND count(meetings.tender_id)
        >= (candidates.winner_bids + candidates.loser_bids - count(meetings.tender_id))
        * least($min_overlap, $min_overlap_rare)
),
joint AS (
    SELECT
        meetings.winner_id,
        meetings.loser_id,
        meetings.tender_id,
        fields.chance,
        tender.buyer_id,
        coalesce(tender.category_code, 'unstated') AS category_code
    FROM meetings
    INNER JOIN close_pairs
        ON meetings.winner_id = close_pairs.winner_id AND meetings.loser_id = close_pairs.loser_id
    INNER JOIN fields ON meetings.tender_id = fields.tender_id
    LEFT JOIN tender ON meetings.tender_id = tender.tender_id
),
shared_tenders AS (
    SELECT
        joint.winner_id,
        joint.loser_id,
        concat('|', string_agg(joint.tender_id, '|' ORDER BY joint.tender_id), '|') AS joint_tenders,
        count(victories.tender_id) AS n_lost_wins,
        CAST(
            CAST(CAST(sum(joint.chance) AS DECIMAL(18, 6)) AS DOUBLE) / NULLIF(CAST(count(joint.chance) AS DOUBLE), 0)
            AS DECIMAL(9, 6)
        ) AS expected
    FROM joint
    LEFT JOIN victories ON joint.tender_id = victories.tender_id AND joint.loser_id = victories.winner_id
    GROUP BY joint.winner_id, joint.loser_id
),
field_sizes AS (
    SELECT
        joint.winner_id,
        joint.loser_id,
        count(DISTINCT entries.bidder_id) AS field_bidders
    FROM joint
    INNER JOIN entries ON joint.tender_id = entries.tender_id
    GROUP BY joint.winner_id, joint.loser_id
),
markets AS (
    SELECT DISTINCT
        buyer_id,
        category_code
    FROM joint
    WHERE buyer_id IS NOT NULL
),
market_sizes AS (
    SELECT
        markets.buyer_id,
        markets.category_code,
        count(DISTINCT entries.bidder_id) AS n_bidders
    FROM markets
    INNER JOIN tender
        ON
            markets.buyer_id = tender.buyer_id
            AND markets.category_code = coalesce(tender.category_code, 'unstated')
    INNER JOIN entries ON tender.tender_id = entries.tender_id
    GROUP BY markets.buyer_id, markets.category_code
),
widest_markets AS (
    SELECT
        joint.winner_id,
        joint.loser_id,
        max(market_sizes.n_bidders) AS market_bidders
    FROM joint
    INNER JOIN market_sizes
        ON joint.buyer_id = market_sizes.buyer_id AND joint.category_code = market_sizes.category_code
    GROUP BY joint.winner_id, joint.loser_id
),
judged AS (
    SELECT
        close_pairs.winner_id,
        close_pairs.loser_id,
        CAST(
            CAST(close_pairs.n_won AS DOUBLE) / NULLIF(CAST(close_pairs.n_together AS DOUBLE), 0) AS DECIMAL(9, 6)
        ) AS rate,
        shared_tenders.expected
    FROM close_pairs
    INNER JOIN shared_tenders
        ON close_pairs.winner_id = shared_tenders.winner_id AND close_pairs.loser_id = shared_tenders.loser_id
),
chances AS (
    -- the Kullback-Leibler divergence of what was won from what one bidder in so many would win
    SELECT
        winner_id,
        loser_id,
        CASE
            WHEN rate > expected
                THEN
                    CAST(
                        CAST(rate AS DOUBLE) * ln(CAST(rate AS DOUBLE) / NULLIF(CAST(expected AS DOUBLE), 0))
                        + coalesce(
                            CAST(1 - rate AS DOUBLE)
                            * ln(NULLIF(CAST(1 - rate AS DOUBLE), 0) / NULLIF(CAST(1 - expected AS DOUBLE), 0)), 0
                        ) AS DECIMAL(11, 8)
                    )
            ELSE 0
        END AS divergence
    FROM judged
),
one_sided AS (
    SELECT
        close_pairs.winner_id,
        close_pairs.loser_id,
        close_pairs.n_together,
        close_pairs.n_won,
        shared_tenders.n_lost_wins,
        close_pairs.winner_bids,
        close_pairs.loser_bids,
        widest_markets.market_bidders,
        field_sizes.field_bidders,
        shared_tenders.joint_tenders,
        close_pairs.last_on,
        close_pairs.low_currency,
        close_pairs.high_currency,
        close_pairs.amount,
        CAST(
            CAST(close_pairs.n_together AS DOUBLE)
            / NULLIF(CAST(close_pairs.winner_bids + close_pairs.loser_bids - close_pairs.n_together AS DOUBLE), 0)
            AS DECIMAL(9, 6)
        ) AS overlap
    FROM close_pairs
    INNER JOIN shared_tenders
        ON close_pairs.winner_id = shared_tenders.winner_id AND close_pairs.loser_id = shared_tenders.loser_id
    INNER JOIN field_sizes
        ON close_pairs.winner_id = field_sizes.winner_id AND close_pairs.loser_id = field_sizes.loser_id
    INNER JOIN widest_markets
        ON close_pairs.winner_id = widest_markets.winner_id AND close_pairs.loser_id = widest_markets.loser_id
    INNER JOIN chances
        ON close_pairs.winner_id = chances.winner_id AND close_pairs.loser_id = chances.loser_id
    WHERE
        widest_markets.market_bidders >= $min_market_bidders
        AND (
            (
                field_sizes.field_bidders >= $min_field
                AND close_pairs.n_together
                >= (close_pairs.winner_bids + close_pairs.loser_bids - close_pairs.n_together) * $min_overlap
            )
            OR CAST(exp(-CAST(close_pairs.n_together * chances.divergence AS DOUBLE)) AS DECIMAL(9, 6))
            <= $max_chance_narrow
        )
        AND close_pairs.n_won >= (close_pairs.n_won + shared_tenders.n_lost_wins) * $min_winner_share
)
SELECT
    winner_id,
    loser_id,
    CAST(n_together AS INTEGER) AS n_together,
    CAST(n_won AS INTEGER) AS n_won,
    CAST(n_lost_wins AS INTEGER) AS n_lost_wins,
    CAST(winner_bids AS INTEGER) AS winner_bids,
    CAST(loser_bids AS INTEGER) AS loser_bids,
    CAST(market_bidders AS INTEGER) AS market_bidders,
    CAST(field_bidders AS INTEGER) AS field_bidders,
    overlap,
    joint_tenders,
    last_on,
    -- money of different currencies is not added up
    CASE WHEN low_currency = high_currency THEN amount END AS amount,
    CASE WHEN low_currency = high_currency THEN low_currency END AS currency,
    -- the part of the way from the threshold to bidding in nothing but the same tenders
    CAST(
        greatest(CAST(overlap - $min_overlap AS DOUBLE) / NULLIF(CAST(1 - $min_overlap AS DOUBLE), 0), 0)
        AS DECIMAL(9, 6)
    ) AS strength
FROM one_sided

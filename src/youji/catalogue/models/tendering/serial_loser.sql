/*---
id: serial_loser
title: {zh: 陪标专业户, en: A firm that bids only to lose}
question:
  zh: 某企业是否频繁投标却几乎从不中标，而且其落败的项目绝大多数由同一家企业中标，远超偶然？
  en: Does a firm bid often and hardly ever win, while the tenders it loses go to one winner far more than chance would have it?
category: tendering
entry: person
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法#32
    note:
      zh: 投标人之间不得串通报价、排挤公平竞争。
      en: Bidders must not collude on prices or shut out fair competition.
  - article: 招标投标法实施条例#39
    note:
      zh: 投标人之间约定中标人，或者约定部分人放弃中标，属于串通投标。
      en: Agreeing on who wins, or that some give up winning, is collusion.
  - article: 政府采购法实施条例#74
    note:
      zh: 供应商事先约定由特定供应商中标，或者商定部分供应商放弃的，属于恶意串通。
      en: Suppliers who settle beforehand who wins, or who steps back, collude with intent.
  - article: 招标投标法#53
    note:
      zh: 串通投标的中标无效，并处罚款；情节严重的取消一定期限的投标资格，构成犯罪的追究刑事责任。
      en: Awards won by collusion are void and fined; grave cases lose the right to bid for a time, and crimes are prosecuted.
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, lot_id, bidder_id, bidder_name, submitted_at, status]
  award: [tender_id, lot_id, supplier_id, amount, currency, awarded_on]
  contract: [tender_id, supplier_id, amount, currency, signed_on]
optional:
  bid: [lot_id, bidder_name, submitted_at, status]
  award: [lot_id, amount, currency, awarded_on]
  contract: all
params:
  min_lost:
    value: 6
    unit: tenders
    minimum: 2
    why:
      zh: "假设：不足六次已定标的投标，谈不上记录。四家势均力敌时，六家中有一家六次全输（0.75^6 = 0.18），所以光是输从不构成预警。"
      en: >-
        Assumption: below six decided bids a firm has hardly a record. Among four equal bidders one firm in
        six loses all of six (0.75^6 = 0.18), which is why losing alone never raises an alert.
  max_success:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：“几乎不中”是十次投标至多中一次，使做样子的一次中标掩盖不了长长的一串。三到五家投标时，诚实企业三到五次中一次。"
      en: >-
        Assumption: "hardly ever" is a win in ten bids at most, so that a single win for show does not hide a
        long series. With three to five bidders an honest firm wins one in three to five.
  min_one_winner:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：该企业输掉的一半以上归这一个中标人；轮流为几个中标人陪标的，只有多数时间服务其中一个才会出现。"
      en: >-
        Assumption: half or more of what the firm loses goes to this one winner; a firm that serves several
        winners in turn shows once for each only if it serves one of them most of the time.
  max_chance:
    value: 0.005
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "给定的误判率：如果每个项目由投标人之一随机中标，或者按中标人在没有这类陪标者时自己的中标率（取高者），这么多次中标的机会至多二百分之一。用切尔诺夫—霍夫丁界限定，机会不等时也成立：exp(-n × KL(k/n, 平均机会))。"
      en: >-
        Stated error rate: were each tender won by one of its bidders at random, or by the winner at its own
        rate of success where no such loser takes part (whichever is higher), so many wins would come about at
        most once in two hundred times. Bounded from above by Chernoff and Hoeffding, which holds for unequal
        chances too: exp(-n × KL(k/n, mean chance)).
  min_field:
    value: 6
    unit: bidders
    minimum: 2
    why:
      zh: "假设：该企业输给中标人的项目，先后至少来过这么多不同企业。总是同四五家相遇时，狭窄行业里的弱企业看起来也一样。"
      en: >-
        Assumption: over time at least this many different firms came to the tenders that the firm lost to the
        winner. Where the same four or five always meet, a weak firm in a narrow trade looks the same.
  max_bidders:
    value: 50
    unit: bidders
    minimum: 2
    why:
      zh: "假设：投标人更多的项目，输给其中一家说明不了什么；也限定计算量。"
      en: "Assumption: in a tender with more bidders, losing to one of them says nothing; it also bounds the work."
subject: {column: loser_id, kind: organisation}
grain: [loser_id, winner_id]
amount: amount
currency: currency
occurred_on: last_on
strength: strength
evidence:
  bid:
    - bidder_id: loser_id
      where: "coalesce(d.status, 'valid') <> 'withdrawn' AND strpos(a.lost_keys, concat('|', d.tender_id, '|')) > 0"
    - bidder_id: winner_id
      where: "coalesce(d.status, 'valid') <> 'withdrawn' AND strpos(a.lost_keys, concat('|', d.tender_id, '|')) > 0"
  award:
    - supplier_id: winner_id
      where: "strpos(a.lost_keys, concat('|', d.tender_id, '|')) > 0"
increment: {by: full}
severity: medium
explain:
  zh: >-
    {loser_id:party}投标{n_bids:number}次只中标{n_won:number}次；落败的{n_lost:number}次中有{n_to_winner:number}次由{winner_id:party}中标，
    金额{amount:money}。按投标家数和该中标人平时的中标率，预计不过{expected:percent}，纯属偶然的可能性不超过{chance:percent}。
  en: >-
    {loser_id:party} bid {n_bids:number} times and won {n_won:number}; of the {n_lost:number} it lost, {n_to_winner:number} went
    to {winner_id:party}, worth {amount:money}. From the number of bidders and that winner's usual success one would expect
    {expected:percent}; chance accounts for {chance:percent} at most.
innocent_reasons:
  - zh: 新企业或者弱势企业屡投不中，但败给不同的对手
    en: A new or weak firm keeps losing, but to different rivals
  - zh: 中标人实力突出，无论与谁同场都常常中标
    en: The winner is simply strong and wins as often against anybody else
  - zh: 行业窄，总共只有几家企业，弱者难免总是败给强者
    en: A narrow trade of a handful of firms, in which the weak one always meets the strong one
  - zh: 双方是联合体成员，名义上一方“未中标”
    en: The two bid as a consortium, and only one of them is named as the winner
first_steps:
  - zh: 列出其全部投标，看报价是否总略高于中标人、文件是否粗糙雷同、是否屡犯同样的低级错误
    en: List all its bids; see whether its price is always a little above the winner's, and its files careless or copied
  - zh: 核实该企业有无实际经营：人员社保、业绩、纳税、办公场所
    en: Establish whether it does any business at all - insured staff, record, taxes, premises
  - zh: 查投标保证金来源以及中标人事后的付款、分包，是否存在“陪标费”
    en: Trace its bid bonds, and payments or subcontracts from the winner afterwards that may be a fee for cover
  - zh: 比对双方投标文件的编制人、设备、上传地址以及股东、负责人
    en: Compare authors, devices, upload addresses, shareholders and heads of the two
tags: [collusion, cover_bidding]
sources:
  - "W. Hoeffding (1963), Probability inequalities for sums of bounded random variables, theorem 1"
  - "OECD (2009), Guidelines for fighting bid rigging in public procurement: firms that regularly submit bids but never win"
---*/
-- How this differs from cobidding_pair: that model looks at two firms that hardly ever appear apart and asks how one-sided
-- their shared tenders are, with the winner as its subject. This one looks at one firm's whole record: it may bid in
-- many places, and its winner may win without it; what counts is that it hardly ever wins and that its losses fall to one
-- firm against the odds. A pair that is both raises both, and the alerts name the same two firms.
-- A lot is one competition; where a bid or an award does not name the lot it counts for the whole tender.
-- A bid under the name of a consortium is no loss of the member's own.
WITH entries AS (
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        bidder_id,
        max(CASE WHEN bidder_name LIKE '%联合体%' OR lower(bidder_name) LIKE '%consortium%' THEN 1 ELSE 0 END) AS joint
    FROM bid
    WHERE
        bidder_id IS NOT NULL
        AND coalesce(status, 'valid') <> 'withdrawn'
        AND (submitted_at IS NULL OR CAST(submitted_at AS DATE) <= $as_of)
    GROUP BY tender_id, coalesce(lot_id, ''), bidder_id
),
decisions AS (
    -- who won: the awards, and the contracts of tenders whose award is not on record
    SELECT tender_id, lot_id, supplier_id, amount, currency, awarded_on
    FROM award
    UNION ALL
    SELECT
        contract.tender_id, CAST(NULL AS VARCHAR) AS lot_id, contract.supplier_id, contract.amount, contract.currency,
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
        entries.tender_id,
        entries.lot_key,
        entries.bidder_id AS winner_id,
        CAST(sum(decisions.amount) AS DECIMAL(18, 2)) AS amount,
        min(coalesce(decisions.currency, 'CNY')) AS low_currency,
        max(coalesce(decisions.currency, 'CNY')) AS high_currency,
        max(decisions.awarded_on) AS last_on
    FROM entries
    INNER JOIN decisions
        ON
            entries.tender_id = decisions.tender_id
            AND entries.bidder_id = decisions.supplier_id
            AND (decisions.lot_id IS NULL OR entries.lot_key = '' OR decisions.lot_id = entries.lot_key)
    WHERE decisions.awarded_on IS NULL OR decisions.awarded_on <= $as_of
    GROUP BY entries.tender_id, entries.lot_key, entries.bidder_id
),
winners AS (
    SELECT
        tender_id,
        lot_key,
        count(winner_id) AS n_winners
    FROM victories
    GROUP BY tender_id, lot_key
),
sizes AS (
    SELECT
        tender_id,
        lot_key,
        count(bidder_id) AS n_bidders
    FROM entries
    GROUP BY tender_id, lot_key
    HAVING count(bidder_id) BETWEEN 2 AND $max_bidders
),
units AS (
    -- chance of any one of its bidders to be a winner; a decimal, so that its sums are the same on every run
    SELECT
        sizes.tender_id,
        sizes.lot_key,
        CAST(
            CAST(winners.n_winners AS DOUBLE) / NULLIF(CAST(sizes.n_bidders AS DOUBLE), 0) AS DECIMAL(9, 6)
        ) AS chance
    FROM sizes
    INNER JOIN winners ON sizes.tender_id = winners.tender_id AND sizes.lot_key = winners.lot_key
),
outcomes AS (
    SELECT
        entries.tender_id,
        entries.lot_key,
        entries.bidder_id,
        entries.joint,
        units.chance,
        CASE WHEN victories.winner_id IS NULL THEN 0 ELSE 1 END AS won
    FROM entries
    INNER JOIN units ON entries.tender_id = units.tender_id AND entries.lot_key = units.lot_key
    LEFT JOIN victories
        ON
            entries.tender_id = victories.tender_id
            AND entries.lot_key = victories.lot_key
            AND entries.bidder_id = victories.winner_id
),
losers AS (
    SELECT
        bidder_id AS loser_id,
        count(won) AS n_bids,
        sum(won) AS n_won,
        sum(CASE WHEN won = 0 AND joint = 0 THEN 1 ELSE 0 END) AS n_lost
    FROM outcomes
    GROUP BY bidder_id
    HAVING
        sum(CASE WHEN won = 0 AND joint = 0 THEN 1 ELSE 0 END) >= $min_lost
        AND sum(won) <= count(won) * CAST($max_success AS DECIMAL(9, 6))
),
losses AS (
    SELECT
        losers.loser_id,
        outcomes.tender_id,
        outcomes.lot_key,
        outcomes.chance
    FROM losers
    INNER JOIN outcomes ON losers.loser_id = outcomes.bidder_id
    WHERE outcomes.won = 0 AND outcomes.joint = 0
),
haunted AS (
    SELECT DISTINCT
        tender_id,
        lot_key
    FROM losses
),
elsewhere AS (
    -- each firm's success where none of these losers takes part, so that several who cover for one winner by turns do
    -- not make it look strong
    SELECT
        outcomes.bidder_id,
        count(outcomes.won) AS n_met,
        sum(outcomes.won) AS n_won
    FROM outcomes
    LEFT JOIN haunted ON outcomes.tender_id = haunted.tender_id AND outcomes.lot_key = haunted.lot_key
    WHERE haunted.tender_id IS NULL
    GROUP BY outcomes.bidder_id
),
beaten AS (
    SELECT
        losses.loser_id,
        victories.winner_id,
        count(victories.tender_id) AS n_to_winner,
        CAST(sum(victories.amount) AS DECIMAL(18, 2)) AS amount,
        min(victories.low_currency) AS low_currency,
        max(victories.high_currency) AS high_currency,
        max(victories.last_on) AS last_on
    FROM losses
    INNER JOIN victories ON losses.tender_id = victories.tender_id AND losses.lot_key = victories.lot_key
    GROUP BY losses.loser_id, victories.winner_id
),
candidates AS (
    SELECT
        beaten.loser_id,
        beaten.winner_id,
        beaten.n_to_winner,
        beaten.amount,
        beaten.low_currency,
        beaten.high_currency,
        beaten.last_on,
        losers.n_bids,
        losers.n_won,
        losers.n_lost
    FROM beaten
    INNER JOIN losers ON beaten.loser_id = losers.loser_id
    WHERE beaten.n_to_winner >= losers.n_lost * CAST($min_one_winner AS DECIMAL(9, 6))
),
shared AS (
    -- all that the loser lost while the winner was there, whoever won: the trials of the test
    SELECT
        candidates.loser_id,
        candidates.winner_id,
        losses.tender_id,
        losses.lot_key,
        losses.chance,
        CASE WHEN outcomes.won = 1 THEN 1 ELSE 0 END AS taken
    FROM candidates
    INNER JOIN losses ON candidates.loser_id = losses.loser_id
    INNER JOIN outcomes
        ON
            losses.tender_id = outcomes.tender_id
            AND losses.lot_key = outcomes.lot_key
            AND candidates.winner_id = outcomes.bidder_id
),
trials AS (
    SELECT
        loser_id,
        winner_id,
        CAST(count(taken) AS BIGINT) AS n_met,
        CAST(sum(taken) AS BIGINT) AS n_taken,
        CAST(sum(chance) AS DECIMAL(18, 6)) AS chances,
        concat('|', string_agg(CASE WHEN taken = 1 THEN tender_id END, '|' ORDER BY tender_id, lot_key), '|') AS lost_keys
    FROM shared
    GROUP BY loser_id, winner_id
),
fields AS (
    SELECT
        shared.loser_id,
        shared.winner_id,
        count(DISTINCT entries.bidder_id) AS field_bidders
    FROM shared
    INNER JOIN entries ON shared.tender_id = entries.tender_id AND shared.lot_key = entries.lot_key
    WHERE shared.taken = 1
    GROUP BY shared.loser_id, shared.winner_id
),
rated AS (
    SELECT
        candidates.loser_id,
        candidates.winner_id,
        candidates.n_bids,
        candidates.n_won,
        candidates.n_lost,
        candidates.n_to_winner,
        candidates.amount,
        candidates.low_currency,
        candidates.high_currency,
        candidates.last_on,
        trials.n_met,
        trials.lost_keys,
        fields.field_bidders,
        CAST(
            CAST(trials.n_taken AS DOUBLE) / NULLIF(CAST(trials.n_met AS DOUBLE), 0) AS DECIMAL(9, 6)
        ) AS rate,
        greatest(
            CAST(CAST(trials.chances AS DOUBLE) / NULLIF(CAST(trials.n_met AS DOUBLE), 0) AS DECIMAL(9, 6)),
            coalesce(
                CAST(
                    CAST(elsewhere.n_won AS DOUBLE) / NULLIF(CAST(elsewhere.n_met AS DOUBLE), 0) AS DECIMAL(9, 6)
                ), 0
            )
        ) AS expected
    FROM candidates
    INNER JOIN trials ON candidates.loser_id = trials.loser_id AND candidates.winner_id = trials.winner_id
    INNER JOIN fields ON candidates.loser_id = fields.loser_id AND candidates.winner_id = fields.winner_id
    LEFT JOIN elsewhere ON candidates.winner_id = elsewhere.bidder_id
    WHERE fields.field_bidders >= $min_field
),
judged AS (
    SELECT
        loser_id,
        winner_id,
        n_bids,
        n_won,
        n_lost,
        n_to_winner,
        amount,
        low_currency,
        high_currency,
        last_on,
        lost_keys,
        field_bidders,
        expected,
        CAST(
            CASE
                WHEN expected >= rate THEN 1
                ELSE
                    exp(
                        -CAST(n_met AS DOUBLE) * (
                            CAST(rate AS DOUBLE) * ln(CAST(rate AS DOUBLE) / NULLIF(CAST(expected AS DOUBLE), 0))
                            + coalesce(
                                CAST(1 - rate AS DOUBLE) * ln(
                                    NULLIF(CAST(1 - rate AS DOUBLE), 0) / NULLIF(CAST(1 - expected AS DOUBLE), 0)
                                ), 0
                            )
                        )
                    )
            END AS DECIMAL(9, 6)
        ) AS chance
    FROM rated
)
SELECT
    loser_id,
    winner_id,
    CAST(n_bids AS INTEGER) AS n_bids,
    CAST(n_won AS INTEGER) AS n_won,
    CAST(n_lost AS INTEGER) AS n_lost,
    CAST(n_to_winner AS INTEGER) AS n_to_winner,
    CAST(field_bidders AS INTEGER) AS field_bidders,
    expected,
    chance,
    lost_keys,
    last_on,
    CASE WHEN low_currency = high_currency THEN amount END AS amount,
    CASE WHEN low_currency = high_currency THEN low_currency END AS currency,
    -- the part of all losses that went to this winner
    CAST(CAST(n_to_winner AS DOUBLE) / NULLIF(CAST(n_lost AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM judged
WHERE chance <= $max_chance

/*---
id: lowest_bid_disqualified
title: {zh: 最低报价屡被否决, en: The lowest bid keeps being rejected}
question:
  zh: 同一采购人处，是否屡次否决最低报价，而由同一家企业以较高报价中标？
  en: Does one buyer keep rejecting the lowest bid, so that the same firm wins at a higher price?
category: tendering
entry: matter
status: active
risk_points: [bid_evaluation, award_decision]
legal_basis:
  - article: 招标投标法实施条例#51
    note:
      zh: 只有法定的七种情形才应当否决投标。
      en: Seven grounds, listed by law, lead to the rejection of a bid.
  - article: 招标投标法实施条例#49
    note:
      zh: 评标须按招标文件规定的标准和方法客观进行，不得接受倾向或者排斥特定投标人的要求。
      en: Evaluation follows the published criteria, and yields to no request to favour or shut out a bidder.
  - article: 招标投标法实施条例#41
    note:
      zh: 招标人与投标人为谋求特定投标人中标而串通的，属于串通投标。
      en: Acting together with a bidder so that this one wins is collusion between buyer and bidder.
  - article: 政府采购法实施条例#20
    note:
      zh: 对供应商采取不同的资格审查或者评审标准，属于差别待遇。
      en: Different measures of qualification or evaluation for different suppliers are discrimination.
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, lot_id, bidder_id, amount, currency, status]
  tender: [tender_id, buyer_id]
  award: [tender_id, lot_id, supplier_id, currency, awarded_on]
optional:
  bid: [lot_id, currency]
  award: [lot_id, currency, awarded_on]
params:
  min_count:
    value: 3
    unit: tenders
    minimum: 2
    why:
      zh: "假设：否决一个最低价是平常事，第二个也可能是；从第三个起都对一家有利，就有值得问的规律。"
      en: >-
        Assumption: a rejected lowest bid is normal, and a second one may be; from the third on in favour of
        one firm there is a pattern to ask about.
  max_chance:
    value: 0.005
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "给定的误判率：按其他全部中标（或者该采购人的其他中标，取高者）中这类否决的比率，该企业中标中出现这么多次的机会至多二百分之一。概率用切尔诺夫—霍夫丁界限定：exp(-n × KL(k/n, p))。"
      en: >-
        Stated error rate: at the rate of such rejections among all other awards (or the buyer's other awards,
        whichever is higher), this many among the firm's wins come about at most once in two hundred times.
        The probability is bounded from above by Chernoff and Hoeffding: exp(-n × KL(k/n, p)).
  max_gap:
    value: 0.4
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：比中标价低五分之二以上的报价，多半是笔误或者低于成本，法律本来就不允许（招标投标法#33、招标投标法实施条例#51）；这样的否决不计。"
      en: >-
        Assumption: an offer two fifths or more below the winner's is likely a slip or below cost, which the
        law itself has rejected (招标投标法#33, 招标投标法实施条例#51); such a rejection is not counted.
subject: {column: winner_id, kind: organisation}
grain: [buyer_id, winner_id]
amount: amount
currency: currency
occurred_on: last_on
strength: strength
evidence:
  bid:
    - bidder_id: winner_id
      where: "strpos(a.unit_keys, concat('|', d.tender_id, '/', coalesce(d.lot_id, ''), '|')) > 0"
    - status: rejected_status
      where: "strpos(a.unit_keys, concat('|', d.tender_id, '/', coalesce(d.lot_id, ''), '|')) > 0"
  award:
    - supplier_id: winner_id
      where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"
increment: {by: full}
severity: medium
explain:
  zh: >-
    {winner_id:party}在{buyer_id:party}中标{n_wins:number}次，其中{n_passed:number}次最低报价被否决而由其以较高报价中标，
    比被否决的最低报价合计多{amount:money}。其他项目的这一比例为{usual_rate:percent}，纯属偶然的可能性不超过{chance:percent}。
  en: >-
    {winner_id:party} won {n_wins:number} times at {buyer_id:party}; in {n_passed:number} of them the lowest bid was rejected
    and the firm won at a higher price, {amount:money} more in all. Elsewhere this happens in {usual_rate:percent} of awards;
    chance accounts for {chance:percent} at most.
innocent_reasons:
  - zh: 偶有最低报价因漏盖章、缺资质等法定情形被否决，次数不多
    en: Now and then the lowest bid lacks a seal or a licence; it happened once or twice
  - zh: 该采购人、该领域否决本来就多，别的中标人也同样受益
    en: This buyer or trade rejects many bids anyway, and other winners profit from it just as often
  - zh: 最低报价明显低于成本或者系笔误，依法应当否决
    en: The lowest price was plainly below cost or a slip, and the law required the rejection
  - zh: 综合评分法下最低报价未被否决，只是得分较低
    en: The lowest bid was not rejected at all; it scored lower on quality
first_steps:
  - zh: 列出各次被否决的最低报价及理由，看是否同一理由、同一评委、同一代理机构
    en: List each rejected lowest bid with its reason; see whether reason, evaluators or agent repeat
  - zh: 核对中标人的投标文件是否存在同样的缺陷而未被否决
    en: See whether the winner's bids had the same defects and passed
  - zh: 查中标人与采购人代表、评标专家的关系和往来
    en: Look for ties between the winner and the buyer's representatives or the evaluators
  - zh: 询问被否决者是否收到书面理由，有无质疑、投诉
    en: Ask the rejected bidders whether they were given written reasons, and whether they complained
tags: [exclusion]
sources:
  - "Open Contracting Partnership, Cardinal library, red flags R035 and R036 (lowest bid disqualified)"
  - "W. Hoeffding (1963), Probability inequalities for sums of bounded random variables, theorem 1"
---*/
-- Each lot is decided by itself. A rejected lowest price counts only when no bid that was let through is as low.
-- A consortium listed line by line is at the winner's own price, so it is never the rejected lower offer.
-- Prices in different currencies within one lot are not compared.
WITH lots AS (
    -- cheap first: few lots have their lowest price thrown out, and only those are looked at bid by bid
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        min(amount) AS low_price,
        min(coalesce(currency, 'CNY')) AS currency
    FROM bid
    WHERE bidder_id IS NOT NULL AND amount > 0 AND coalesce(status, 'valid') <> 'withdrawn'
    GROUP BY tender_id, coalesce(lot_id, '')
    HAVING
        min(CASE WHEN status = 'disqualified' THEN amount END)
        < min(CASE WHEN coalesce(status, 'valid') <> 'disqualified' THEN amount END)
        AND min(coalesce(currency, 'CNY')) = max(coalesce(currency, 'CNY'))
),
decisions AS (
    SELECT
        award.tender_id,
        award.supplier_id AS winner_id,
        award.lot_id,
        tender.buyer_id,
        award.awarded_on
    FROM award
    INNER JOIN tender ON award.tender_id = tender.tender_id
    WHERE
        tender.buyer_id IS NOT NULL
        AND award.supplier_id IS NOT NULL
        AND (award.awarded_on IS NULL OR award.awarded_on <= $as_of)
),
passes AS (
    -- the winner asked for more than the rejected lowest price, which is not absurdly low
    SELECT
        lots.tender_id,
        lots.lot_key,
        decisions.buyer_id,
        decisions.winner_id,
        min(bid.amount) - min(lots.low_price) AS more,
        min(lots.currency) AS currency,
        max(decisions.awarded_on) AS awarded_on
    FROM lots
    INNER JOIN decisions ON lots.tender_id = decisions.tender_id
    INNER JOIN bid
        ON
            lots.tender_id = bid.tender_id
            AND lots.lot_key = coalesce(bid.lot_id, '')
            AND decisions.winner_id = bid.bidder_id
    WHERE
        (decisions.lot_id IS NULL OR lots.lot_key = '' OR decisions.lot_id = lots.lot_key)
        AND coalesce(bid.status, 'valid') = 'valid'
        AND bid.amount > 0
    GROUP BY lots.tender_id, lots.lot_key, decisions.buyer_id, decisions.winner_id
    HAVING min(lots.low_price) > min(bid.amount) * (1 - CAST($max_gap AS DECIMAL(9, 6)))
),
won AS (
    SELECT
        buyer_id,
        winner_id,
        count(tender_id) AS n_awards
    FROM decisions
    GROUP BY buyer_id, winner_id
),
passed_over AS (
    SELECT
        buyer_id,
        winner_id,
        count(tender_id) AS n_passed,
        sum(more) AS amount,
        min(currency) AS low_currency,
        max(currency) AS high_currency,
        max(awarded_on) AS last_on,
        concat('|', string_agg(concat(tender_id, '/', lot_key), '|' ORDER BY tender_id, lot_key), '|') AS unit_keys,
        concat('|', string_agg(tender_id, '|' ORDER BY tender_id, lot_key), '|') AS tender_keys
    FROM passes
    GROUP BY buyer_id, winner_id
),
wins AS (
    -- an award for a tender that names no lot may stand for several lots
    SELECT
        won.buyer_id,
        won.winner_id,
        greatest(won.n_awards, coalesce(passed_over.n_passed, 0)) AS n_wins,
        coalesce(passed_over.n_passed, 0) AS n_passed
    FROM won
    LEFT JOIN passed_over ON won.buyer_id = passed_over.buyer_id AND won.winner_id = passed_over.winner_id
),
buyers AS (
    SELECT
        buyer_id,
        CAST(sum(n_wins) AS BIGINT) AS n_wins,
        CAST(sum(n_passed) AS BIGINT) AS n_passed
    FROM wins
    GROUP BY buyer_id
),
overall AS (
    SELECT
        CAST(sum(n_wins) AS BIGINT) AS n_wins,
        CAST(sum(n_passed) AS BIGINT) AS n_passed
    FROM buyers
),
pairs AS (
    SELECT
        wins.buyer_id,
        wins.winner_id,
        wins.n_wins,
        wins.n_passed,
        CAST(passed_over.amount AS DECIMAL(18, 2)) AS amount,
        passed_over.low_currency,
        passed_over.high_currency,
        passed_over.last_on,
        passed_over.unit_keys,
        passed_over.tender_keys
    FROM wins
    INNER JOIN passed_over ON wins.buyer_id = passed_over.buyer_id AND wins.winner_id = passed_over.winner_id
    WHERE wins.n_passed >= $min_count
),
rated AS (
    -- what is usual: the buyer's other winners, or all other winners of the data, whichever excuses more
    SELECT
        pairs.buyer_id,
        pairs.winner_id,
        pairs.n_wins,
        pairs.n_passed,
        pairs.amount,
        pairs.low_currency,
        pairs.high_currency,
        pairs.last_on,
        pairs.unit_keys,
        pairs.tender_keys,
        CAST(
            CAST(pairs.n_passed AS DOUBLE) / NULLIF(CAST(pairs.n_wins AS DOUBLE), 0) AS DECIMAL(9, 6)
        ) AS rate,
        greatest(
            coalesce(
                CAST(
                    CAST(buyers.n_passed - pairs.n_passed AS DOUBLE)
                    / NULLIF(CAST(buyers.n_wins - pairs.n_wins AS DOUBLE), 0) AS DECIMAL(9, 6)
                ), 0
            ),
            coalesce(
                CAST(
                    CAST(overall.n_passed - pairs.n_passed AS DOUBLE)
                    / NULLIF(CAST(overall.n_wins - pairs.n_wins AS DOUBLE), 0) AS DECIMAL(9, 6)
                ), 0
            )
        ) AS usual
    FROM pairs
    INNER JOIN buyers ON pairs.buyer_id = buyers.buyer_id
    CROSS JOIN overall
),
judged AS (
    SELECT
        buyer_id,
        winner_id,
        n_wins,
        n_passed,
        amount,
        low_currency,
        high_currency,
        last_on,
        unit_keys,
        tender_keys,
        rate,
        usual AS usual_rate,
        CAST(
            CASE
                WHEN usual >= rate THEN 1
                WHEN usual <= 0 THEN 0
                ELSE
                    exp(
                        -CAST(n_wins AS DOUBLE) * (
                            CAST(rate AS DOUBLE) * ln(CAST(rate AS DOUBLE) / NULLIF(CAST(usual AS DOUBLE), 0))
                            + coalesce(
                                CAST(1 - rate AS DOUBLE) * ln(
                                    NULLIF(CAST(1 - rate AS DOUBLE), 0) / NULLIF(CAST(1 - usual AS DOUBLE), 0)
                                ), 0
                            )
                        )
                    )
            END AS DECIMAL(9, 6)
        ) AS chance
    FROM rated
)
SELECT
    buyer_id,
    winner_id,
    'disqualified' AS rejected_status,
    CAST(n_wins AS INTEGER) AS n_wins,
    CAST(n_passed AS INTEGER) AS n_passed,
    usual_rate,
    chance,
    unit_keys,
    tender_keys,
    last_on,
    CASE WHEN low_currency = high_currency THEN amount END AS amount,
    CASE WHEN low_currency = high_currency THEN low_currency END AS currency,
    -- the share of the firm's wins at this buyer that came about this way
    rate AS strength
FROM judged
WHERE chance <= $max_chance

/*---
id: all_others_disqualified
title: {zh: 其余投标全部被否决, en: Every other bid was rejected}
question:
  zh: 竞争性采购中有三家以上参加，是否除中标人外全部被否决，而仍然定标？
  en: In a competitive procedure with three or more bids, were all but the winner's rejected, and the award made all the same?
category: tendering
entry: matter
status: active
risk_points: [bid_evaluation, award_decision]
legal_basis:
  - article: 政府采购法#36
    note:
      zh: 招标采购中符合条件或者作实质响应的供应商不足三家的，应予废标。
      en: In procurement by tender, fewer than three suppliers that qualify or respond in substance void the tender.
  - article: 政府采购法#38
    note:
      zh: 竞争性谈判须从符合资格条件的供应商中邀请不少于三家。
      en: A competitive negotiation takes at least three suppliers that meet the conditions.
  - article: 招标投标法#42
    note:
      zh: 评标委员会认为投标都不符合要求的可以全部否决，依法必须招标的应当重新招标。
      en: The committee may reject all bids that fall short; a project that must be tendered is then tendered again.
  - article: 招标投标法实施条例#51
    note:
      zh: 只有法定的七种情形才应当否决投标。
      en: Seven grounds, listed by law, lead to the rejection of a bid.
  - article: 招标投标法实施条例#49
    note:
      zh: 评标须按招标文件规定的标准和方法客观进行，不得接受倾向或者排斥特定投标人的要求。
      en: Evaluation follows the published criteria, and yields to no request to favour or shut out a bidder.
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, lot_id, bidder_id, bidder_name, amount, status]
  tender: [tender_id, buyer_id, category_code, procedure]
  award: [tender_id, lot_id, supplier_id, amount, currency, awarded_on]
optional:
  bid: [lot_id, bidder_name, amount]
  tender: [buyer_id, category_code, procedure]
  award: [lot_id, amount, currency, awarded_on]
params:
  min_bidders:
    value: 3
    unit: bidders
    minimum: 2
    why:
      zh: "招标投标法#28、政府采购法#38：投标人不足三家，本来就没有竞争，那是单一投标模型的问题。这里至少另有两家被否决。"
      en: >-
        招标投标法#28 and 政府采购法#38: fewer than three bidders are no competition to begin with; that is a matter for
        the question about single bids. At least two others must have been thrown out here.
  max_chance_void:
    value: 0.005
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "适用于货物和服务的公开、邀请招标：合格的不足三家，按政府采购法#36应予废标。给定的误判率：如果按数据中其他全部程序的比率逐家否决，全部被否决的机会至多二百分之一。通常比率为4%时，两家全被否决的概率为0.0016；十家否决一家时，须三家全被否决。"
      en: >-
        For open and invited tenders for goods and services, which 政府采购法#36 voids when fewer than three
        qualify. Stated error rate: were bids rejected one by one at the rate found in all other procedures of
        the data, all of these would be rejected at most once in two hundred times. At a usual rate of 4 % two
        rejections of two come to 0.0016; where one bid in ten is rejected, three of three are needed.
  max_chance:
    value: 0.0005
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "适用于工程和其他程序，评标委员会可以用剩下的一家继续（招标投标法#42）。取上面比率的十分之一：通常比率为4%时须有三次否决，可以在一个标段，也可以在该企业这样从该采购人中标的几个标段。"
      en: >-
        For works and the other procedures, where the committee may go on with the one bid left (招标投标法#42). A
        tenth of the rate above: at a usual rate of 4 % three rejections are needed, in one lot or in several
        that the firm won this way from the buyer.
subject: {column: winner_id, kind: organisation}
grain: [tender_id, lot_key, winner_id]
amount: amount
currency: currency
occurred_on: awarded_on
strength: strength
evidence:
  bid:
    - tender_id: tender_id
      where: "(a.lot_key = '' OR coalesce(d.lot_id, '') = a.lot_key) AND coalesce(d.status, 'valid') <> 'withdrawn'"
  award:
    - {tender_id: tender_id, supplier_id: winner_id}
increment: {by: full}
severity: medium
explain:
  zh: >-
    {tender_id:tender}共有{n_bidders:number}家投标，其中{n_rejected:number}家被否决，只剩{winner_id:party}一家并中标，金额{amount:money}。
    按其余数据的否决率{reject_rate:percent}，纯属偶然的可能性为{chance:percent}；{cheaper:number}家被否决者报价更低。该企业在这一采购人处如此中标{n_repeats:number}次。
  en: >-
    Of {n_bidders:number} bidders for {tender_id:tender}, {n_rejected:number} were rejected; {winner_id:party} alone was
    left and won {amount:money}. At the rate of rejection in all other data ({reject_rate:percent}) chance accounts for
    {chance:percent}; {cheaper:number} of the rejected had offered less. It won {n_repeats:number} times this way here.
innocent_reasons:
  - zh: 剩余有效投标仍有两家以上，竞争并未落空
    en: Two or more valid bids were left, so competition remained
  - zh: 依法重新招标、重新评审后才定标（原项目没有中标结果）
    en: The tender was declared void and run again; the first one has no award
  - zh: 否决普遍偏高的专业领域（资质门槛高、电子标文件易出错），两三家同时不合格并不罕见
    en: A trade in which rejections are common - high qualifications, files that fail to open - so that two at once are nothing rare
  - zh: 投标人自行撤回，并非被否决
    en: The others withdrew of their own accord and were not rejected
first_steps:
  - zh: 调取评标报告和否决意见，逐家核对否决理由是否属于法定情形、是否写入招标文件
    en: Obtain the evaluation report; check for each rejected bid whether the reason is one of the legal grounds and stood in the tender documents
  - zh: 把同样的标准用于中标人的投标文件，看是否双重标准
    en: Apply the same standards to the winner's bid, to see whether there were two measures
  - zh: 政府采购招标项目查合格供应商不足三家时为何没有废标，由谁决定继续评审
    en: For government procurement by tender, ask why it was not voided with fewer than three qualified bidders, and who decided to go on
  - zh: 询问被否决的供应商是否提出质疑、投诉，查其与中标人的关系
    en: Ask the rejected bidders whether they complained, and look for ties between them and the winner
tags: [exclusion]
sources: ["Open Contracting Partnership, Cardinal library, red flag R035 (all except winning bid disqualified)"]
---*/
-- A lot is decided by itself; where awards or bids do not name the lot they count for the tender as a whole.
-- Members of one consortium that are listed line by line under its name and at its price are one bidder, not rejected
-- rivals: a bid at exactly the winner's price and declared joint is left out.
-- The rate of rejection leaves out the procedure that is judged, so that it does not excuse itself.
WITH competitive AS (
    SELECT
        tender_id,
        buyer_id,
        CASE
            WHEN category_code IN ('goods', 'services') AND procedure IN ('open', 'invited') THEN 1
            ELSE 0
        END AS void
    FROM tender
    WHERE coalesce(procedure, 'open') IN ('open', 'invited', 'negotiation', 'consultation', 'inquiry')
),
fields AS (
    SELECT
        bid.tender_id,
        coalesce(bid.lot_id, '') AS lot_key,
        count(bid.bidder_id) AS n_bids,
        sum(CASE WHEN bid.status = 'disqualified' THEN 1 ELSE 0 END) AS n_rejected
    FROM bid
    INNER JOIN competitive ON bid.tender_id = competitive.tender_id
    WHERE bid.bidder_id IS NOT NULL AND coalesce(bid.status, 'valid') <> 'withdrawn'
    GROUP BY bid.tender_id, coalesce(bid.lot_id, '')
),
overall AS (
    SELECT
        sum(n_bids) AS n_bids,
        sum(n_rejected) AS n_rejected
    FROM fields
),
hard_hit AS (
    SELECT
        tender_id,
        lot_key,
        n_bids,
        n_rejected
    FROM fields
    WHERE n_rejected > 0 AND n_bids >= $min_bidders
),
bidders AS (
    -- only now one row a bidder: of several bids of one firm for one lot the best treated counts
    SELECT
        hard_hit.tender_id,
        hard_hit.lot_key,
        bid.bidder_id,
        min(CASE WHEN bid.status = 'disqualified' THEN 1 ELSE 0 END) AS rejected,
        min(bid.amount) AS amount,
        max(
            CASE WHEN bid.bidder_name LIKE '%联合体%' OR lower(bid.bidder_name) LIKE '%consortium%' THEN 1 ELSE 0 END
        ) AS joint
    FROM hard_hit
    INNER JOIN bid ON hard_hit.tender_id = bid.tender_id AND hard_hit.lot_key = coalesce(bid.lot_id, '')
    WHERE bid.bidder_id IS NOT NULL AND coalesce(bid.status, 'valid') <> 'withdrawn'
    GROUP BY hard_hit.tender_id, hard_hit.lot_key, bid.bidder_id
),
suspects AS (
    SELECT
        tender_id,
        lot_key,
        count(bidder_id) AS n_bidders,
        sum(rejected) AS n_rejected
    FROM bidders
    GROUP BY tender_id, lot_key
    HAVING count(bidder_id) >= $min_bidders AND sum(rejected) = count(bidder_id) - 1
),
winners AS (
    SELECT
        suspects.tender_id,
        suspects.lot_key,
        bidders.bidder_id AS winner_id,
        bidders.amount AS winning_bid,
        bidders.joint,
        suspects.n_bidders,
        suspects.n_rejected,
        min(award.amount) AS award_amount,
        min(award.currency) AS currency,
        max(award.awarded_on) AS awarded_on
    FROM suspects
    INNER JOIN bidders
        ON
            suspects.tender_id = bidders.tender_id
            AND suspects.lot_key = bidders.lot_key
            AND bidders.rejected = 0
    INNER JOIN award
        ON
            suspects.tender_id = award.tender_id
            AND bidders.bidder_id = award.supplier_id
            AND (award.lot_id IS NULL OR suspects.lot_key = '' OR award.lot_id = suspects.lot_key)
    WHERE award.awarded_on IS NULL OR award.awarded_on <= $as_of
    GROUP BY
        suspects.tender_id,
        suspects.lot_key,
        bidders.bidder_id,
        bidders.amount,
        bidders.joint,
        suspects.n_bidders,
        suspects.n_rejected
),
compared AS (
    SELECT
        winners.tender_id,
        winners.lot_key,
        winners.winner_id,
        winners.n_bidders,
        winners.n_rejected,
        winners.award_amount,
        winners.winning_bid,
        winners.currency,
        winners.awarded_on,
        sum(CASE WHEN others.amount < winners.winning_bid THEN 1 ELSE 0 END) AS cheaper,
        sum(CASE WHEN winners.joint = 1 AND others.joint = 1 AND others.amount = winners.winning_bid THEN 1 ELSE 0 END)
            AS partners
    FROM winners
    INNER JOIN bidders AS others
        ON
            winners.tender_id = others.tender_id
            AND winners.lot_key = others.lot_key
            AND winners.winner_id <> others.bidder_id
    GROUP BY
        winners.tender_id,
        winners.lot_key,
        winners.winner_id,
        winners.n_bidders,
        winners.n_rejected,
        winners.award_amount,
        winners.winning_bid,
        winners.currency,
        winners.awarded_on
),
rated AS (
    SELECT
        compared.tender_id,
        compared.lot_key,
        compared.winner_id,
        compared.n_bidders - compared.partners AS n_bidders,
        compared.n_rejected - compared.partners AS n_rejected,
        competitive.void,
        coalesce(competitive.buyer_id, compared.tender_id) AS buyer_key,
        compared.cheaper,
        coalesce(compared.award_amount, compared.winning_bid) AS amount,
        compared.currency,
        compared.awarded_on,
        coalesce(
            CAST(overall.n_rejected - hard_hit.n_rejected AS DOUBLE)
            / NULLIF(CAST(overall.n_bids - hard_hit.n_bids AS DOUBLE), 0), 0
        ) AS rate
    FROM compared
    INNER JOIN competitive ON compared.tender_id = competitive.tender_id
    INNER JOIN hard_hit ON compared.tender_id = hard_hit.tender_id AND compared.lot_key = hard_hit.lot_key
    CROSS JOIN overall
),
judged AS (
    SELECT
        tender_id,
        lot_key,
        winner_id,
        n_bidders,
        n_rejected,
        cheaper,
        amount,
        currency,
        awarded_on,
        void,
        CAST(rate AS DECIMAL(9, 6)) AS reject_rate,
        count(lot_key) OVER (PARTITION BY buyer_key, winner_id) AS n_repeats,
        -- lots that the same firm won in this way from the same buyer count together
        CAST(
            pow(rate, CAST(sum(n_rejected) OVER (PARTITION BY buyer_key, winner_id) AS DOUBLE)) AS DECIMAL(9, 6)
        ) AS chance
    FROM rated
    WHERE n_bidders >= $min_bidders
)
SELECT
    tender_id,
    lot_key,
    winner_id,
    CAST(n_bidders AS INTEGER) AS n_bidders,
    CAST(n_rejected AS INTEGER) AS n_rejected,
    CAST(cheaper AS INTEGER) AS cheaper,
    CAST(n_repeats AS INTEGER) AS n_repeats,
    reject_rate,
    chance,
    amount,
    coalesce(currency, 'CNY') AS currency,
    awarded_on,
    -- three bidders give a half, and every further one that was thrown out comes nearer to 1
    CAST(1 - CAST(1 AS DOUBLE) / NULLIF(CAST(n_rejected AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM judged
WHERE chance <= $max_chance OR (void = 1 AND chance <= $max_chance_void)

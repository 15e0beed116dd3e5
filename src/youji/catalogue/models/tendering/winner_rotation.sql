/*---
id: winner_rotation
title: {zh: 轮流坐庄, en: Winners in rotation}
question:
  zh: 一组企业是否长期同场投标、轮流中标，次序之整齐远超偶然？
  en: Do a few firms keep meeting and win in turn, in an order far more regular than chance?
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
      zh: 投标人之间约定中标人，或者约定部分人放弃中标，属于串通投标。
      en: Agreeing on who wins, or that some give up winning, is collusion.
  - article: 政府采购法实施条例#74
    note:
      zh: 供应商事先约定由特定供应商中标，或者商定部分供应商放弃的，属于恶意串通。
      en: Suppliers who settle beforehand who wins, or who steps back, collude with intent.
purpose: procurement_supervision
kind: graph
inputs:
  bid: [tender_id, lot_id, bidder_id, bidder_name, submitted_at, status]
  tender: [tender_id, procedure, published_on, opened_on]
  award: [tender_id, lot_id, supplier_id, amount, currency, awarded_on]
optional:
  bid: [lot_id, bidder_name, submitted_at, status]
  tender: all
  award: [lot_id, amount, currency]
params:
  min_together:
    value: 6
    unit: tenders
    minimum: 2
    why:
      zh: "假设：相遇不足六次的企业不是固定圈子，中标这么少，次序对三家也谈不上显著。"
      en: "Assumption: firms that met fewer than six times are no standing group, and no order of so few wins would be significant for three of them."
  min_overlap:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：两个成员中较少投标的一个，一半以上的项目遇到另一个（重叠系数）。成员完全可能另有正当业务。"
      en: "Assumption: the less busy of two members meets the other in half of its tenders or more (overlap coefficient). A member may well have honest business elsewhere."
  min_wins_each:
    value: 2
    unit: tenders
    minimum: 1
    why:
      zh: "轮流的人会再轮到；只中过一次的企业还没有显出轮次，不计为成员。"
      en: "Whoever takes turns comes round again; a firm with a single win has shown no turn yet and is not counted as a member."
  max_members:
    value: 8
    unit: firms
    minimum: 2
    maximum: 8
    why:
      zh: "假设：更多企业之间的约定守不住次序；证据至多列八家。"
      en: "Assumption: an agreement among more firms does not hold to an order; evidence is listed for up to eight."
  min_cover:
    value: 0.8
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：有半数成员相遇的项目，成员中标五分之四以上。常被外人胜出的企业之间，排次序没有用处。"
      en: "Assumption: members win four in five or more of the tenders in which half of them meet. An order among firms that outsiders often beat is no use to them."
  max_chance:
    value: 0.005
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "给定的误判率：势均力敌、各自独立中标的企业之间，次序如此接近轮流的，至多二百组中出现一次。命中是指由等待最久的一家中标；界为切尔诺夫—霍夫丁界 exp(-n × KL(命中/n, 平均机会))，再除以全体成员都中过标的最小概率。四家完全轮流八个项目达到，三家七个，两家十个。"
      en: "Stated error rate: among firms of equal strength that win independently of each other, a sequence so close to a rotation comes about at most once in two hundred groups. Hits are wins by whoever has waited longest; the bound is that of Chernoff and Hoeffding, exp(-n × KL(hits/n, mean chance)), divided by the least probability that all members win at all. Four firms in perfect turn reach it with eight tenders, three with seven, two with ten."
  max_bidders:
    value: 50
    unit: bidders
    minimum: 2
    why:
      zh: "假设：投标人更多的项目，相遇说明不了两家之间的事；也限定计算量。"
      en: "Assumption: in a tender with more bidders, meeting there says nothing about two of them; it also bounds the work."
subject: {column: leader_id, kind: organisation}
grain: [leader_id]
amount: amount
currency: currency
occurred_on: last_on
strength: strength
evidence:
  bid:
    - {bidder_id: member_1, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {bidder_id: member_2, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {bidder_id: member_3, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {bidder_id: member_4, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {bidder_id: member_5, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {bidder_id: member_6, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {bidder_id: member_7, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {bidder_id: member_8, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
  award:
    - {supplier_id: member_1, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {supplier_id: member_2, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {supplier_id: member_3, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {supplier_id: member_4, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {supplier_id: member_5, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {supplier_id: member_6, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {supplier_id: member_7, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
    - {supplier_id: member_8, where: "strpos(a.tender_keys, concat('|', d.tender_id, '|')) > 0"}
increment: {by: full}
severity: medium
explain:
  zh: >-
    {member_1:party}、{member_2:party}等{n_members:number}家企业同场投标，在{n_units:number}个项目中中标{n_won:number}个，合计{amount:money}，
    其中{leader_id:party}得益最多；有{n_in_turn:number}次由等待最久者中标，实力相当、各自独立的企业出现如此次序的可能性不超过{chance:percent}。
  en: >-
    {n_members:number} firms, among them {member_1:party} and {member_2:party}, keep meeting; they won {n_won:number} of
    {n_units:number} tenders worth {amount:money}, and {leader_id:party} gained most. {n_in_turn:number} times the winner was
    the one that had waited longest; among equal, independent firms such an order has a chance of {chance:percent} at most.
innocent_reasons:
  - zh: 行业窄，总是这几家碰面，但中标次序没有规律
    en: A narrow trade in which the same few always meet, but they win in no particular order
  - zh: 采购人依规则轮候、摇号或者按框架协议分派，次序由规则决定
    en: The buyer's own rule rotates - a queue, a draw, or call-offs under a framework
  - zh: 外部企业经常参加并且中标，这几家并不能左右结果
    en: Outsiders often take part and win, so the group decides nothing
  - zh: 产能所限，接到一单后暂时不投
    en: Limited capacity - a firm that has just won does not bid for a while
first_steps:
  - zh: 按时间列出各项目的中标人、报价和落败者报价，看落败者是否只高出少许
    en: List winner, price and losing prices of each tender by date; see whether the losers are only a little dearer
  - zh: 比对各家投标文件的编制人、设备、上传地址和保证金来源
    en: Compare authors, devices, upload addresses and bid bonds of the members
  - zh: 查成员之间的分包、转账和共同人员，看中标人是否补偿落败者
    en: Look for subcontracts, transfers and shared staff that compensate the losers
  - zh: 将中标价与控制价之比同有外部企业参加的项目比较
    en: Compare the ratio of price to estimate with tenders in which outsiders took part
tags: [collusion, rotation]
sources:
  - "OECD (2009), Guidelines for fighting bid rigging in public procurement: bid rotation"
  - "W. Hoeffding (1963), Probability inequalities for sums of bounded random variables, theorem 1"
---*/
-- Members are firms that win again and again. Each firm with all its close partners forms a candidate group, the same
-- group found from several members counts once, and of the groups with one leader (whoever won most money) the least
-- probable is shown. Firms that only lose belong to the questions about losers.
-- Turns are taken when a tender becomes known, so it is the announcements that are put in order.
-- A lot is one competition; where a bid or an award does not name the lot it counts for the whole tender. Two winners of
-- one competition give no order, so it is left out; so are framework call-offs, single sources and consortium bids.
WITH entries AS (
    SELECT
        concat(bid.tender_id, '/', coalesce(bid.lot_id, '')) AS unit,
        bid.tender_id,
        coalesce(bid.lot_id, '') AS lot_key,
        bid.bidder_id,
        min(coalesce(tender.published_on, tender.opened_on)) AS known_on
    FROM bid
    LEFT JOIN tender ON bid.tender_id = tender.tender_id
    WHERE
        bid.bidder_id IS NOT NULL
        AND coalesce(bid.status, 'valid') <> 'withdrawn'
        AND (bid.submitted_at IS NULL OR CAST(bid.submitted_at AS DATE) <= $as_of)
        AND coalesce(tender.procedure, 'open') NOT IN ('framework', 'single_source')
        AND coalesce(bid.bidder_name, '') NOT LIKE '%联合体%'
        AND lower(coalesce(bid.bidder_name, '')) NOT LIKE '%consortium%'
    GROUP BY bid.tender_id, bid.lot_id, bid.bidder_id
),
victories AS (
    SELECT
        entries.unit,
        entries.bidder_id AS winner_id,
        CAST(sum(award.amount) AS DECIMAL(18, 2)) AS amount,
        min(coalesce(award.currency, 'CNY')) AS low_currency,
        max(coalesce(award.currency, 'CNY')) AS high_currency,
        max(award.awarded_on) AS awarded_on,
        max(coalesce(entries.known_on, award.awarded_on)) AS known_on
    FROM entries
    INNER JOIN award
        ON
            entries.tender_id = award.tender_id
            AND entries.bidder_id = award.supplier_id
            AND (award.lot_id IS NULL OR entries.lot_key = '' OR award.lot_id = entries.lot_key)
    WHERE award.awarded_on <= $as_of
    GROUP BY entries.unit, entries.bidder_id
),
decided AS (
    SELECT
        unit,
        min(winner_id) AS winner_id
    FROM victories
    GROUP BY unit
    HAVING count(winner_id) = 1
),
fields AS (
    SELECT entries.unit
    FROM entries
    INNER JOIN decided ON entries.unit = decided.unit
    GROUP BY entries.unit
    HAVING count(entries.bidder_id) BETWEEN 2 AND $max_bidders
),
contested AS (
    SELECT
        entries.unit,
        entries.tender_id,
        entries.bidder_id,
        CASE WHEN decided.winner_id = entries.bidder_id THEN 1 ELSE 0 END AS won
    FROM entries
    INNER JOIN fields ON entries.unit = fields.unit
    INNER JOIN decided ON entries.unit = decided.unit
),
regulars AS (
    SELECT
        bidder_id,
        count(won) AS n_bids
    FROM contested
    GROUP BY bidder_id
    HAVING count(won) >= $min_together AND sum(won) >= $min_wins_each
),
regular_bids AS (
    SELECT
        contested.unit,
        contested.tender_id,
        contested.bidder_id,
        contested.won,
        regulars.n_bids
    FROM contested
    INNER JOIN regulars ON contested.bidder_id = regulars.bidder_id
),
partners AS (
    SELECT
        one.bidder_id AS anchor_id,
        two.bidder_id AS member_id
    FROM regular_bids AS one
    INNER JOIN regular_bids AS two ON one.unit = two.unit AND one.bidder_id <> two.bidder_id
    GROUP BY one.bidder_id, two.bidder_id, one.n_bids, two.n_bids
    HAVING
        count(one.unit) >= $min_together
        AND count(one.unit) >= least(one.n_bids, two.n_bids) * CAST($min_overlap AS DECIMAL(9, 6))
        -- they share the spoils: each won where the other lost
        AND sum(one.won) > 0
        AND sum(two.won) > 0
),
stars AS (
    SELECT anchor_id, member_id
    FROM partners
    UNION ALL
    SELECT DISTINCT anchor_id, anchor_id AS member_id
    FROM partners
),
lists AS (
    SELECT
        anchor_id,
        string_agg(member_id, '|' ORDER BY member_id) AS members,
        CAST(count(member_id) AS BIGINT) AS n_members
    FROM stars
    GROUP BY anchor_id
    HAVING count(member_id) BETWEEN 2 AND $max_members
),
named AS (
    -- the same list found from several members is one group, named by the first of them
    SELECT
        min(anchor_id) AS group_id,
        members,
        n_members
    FROM lists
    GROUP BY members, n_members
),
membership AS (
    SELECT
        named.group_id,
        named.n_members,
        stars.member_id
    FROM named
    INNER JOIN stars ON named.group_id = stars.anchor_id
),
meetings AS (
    SELECT
        membership.group_id,
        membership.n_members,
        regular_bids.unit,
        regular_bids.tender_id,
        sum(regular_bids.won) AS won_inside
    FROM membership
    INNER JOIN regular_bids ON membership.member_id = regular_bids.bidder_id
    GROUP BY membership.group_id, membership.n_members, regular_bids.unit, regular_bids.tender_id
    HAVING count(regular_bids.bidder_id) >= 2 AND count(regular_bids.bidder_id) * 2 >= membership.n_members
),
turns AS (
    SELECT
        meetings.group_id,
        meetings.n_members,
        meetings.unit,
        victories.winner_id,
        victories.amount,
        victories.low_currency,
        victories.high_currency,
        victories.awarded_on,
        -- of one day, by award and sum, so that the names of tenders decide nothing
        row_number() OVER (
            PARTITION BY meetings.group_id ORDER BY victories.known_on, victories.awarded_on, victories.amount, meetings.unit
        ) AS place
    FROM meetings
    INNER JOIN victories ON meetings.unit = victories.unit
    WHERE meetings.won_inside > 0
),
waits AS (
    SELECT
        group_id,
        n_members,
        winner_id,
        place,
        coalesce(lag(place) OVER (PARTITION BY group_id, winner_id ORDER BY place), 0) AS last_place
    FROM turns
),
steps AS (
    -- who else has won since this winner's last win, and who had won at all before
    SELECT
        waits.group_id,
        waits.n_members,
        waits.place,
        waits.last_place,
        count(DISTINCT CASE WHEN earlier.place > waits.last_place THEN earlier.winner_id END) AS n_since,
        count(DISTINCT earlier.winner_id) AS n_seen
    FROM waits
    INNER JOIN turns AS earlier ON waits.group_id = earlier.group_id AND earlier.place < waits.place
    GROUP BY waits.group_id, waits.n_members, waits.place, waits.last_place
),
judged_steps AS (
    -- until everybody has won once, the turn is that of any who has not; from then on of the one who waited longest
    SELECT
        group_id,
        n_members,
        CASE
            WHEN n_seen < n_members AND last_place = 0 THEN 1
            WHEN n_seen >= n_members AND n_since >= n_members - 1 THEN 1
            ELSE 0
        END AS in_turn,
        CAST(
            CAST(CASE WHEN n_seen < n_members THEN n_members - n_seen ELSE 1 END AS DOUBLE)
            / NULLIF(CAST(n_members AS DOUBLE), 0) AS DECIMAL(9, 6)
        ) AS chance
    FROM steps
),
orders AS (
    SELECT
        group_id,
        n_members,
        CAST(count(in_turn) AS BIGINT) AS n_steps,
        CAST(sum(in_turn) AS BIGINT) AS n_in_turn,
        CAST(CAST(sum(in_turn) AS DOUBLE) / NULLIF(CAST(count(in_turn) AS DOUBLE), 0) AS DECIMAL(9, 6)) AS rate,
        CAST(
            CAST(CAST(sum(chance) AS DECIMAL(18, 6)) AS DOUBLE) / NULLIF(CAST(count(chance) AS DOUBLE), 0)
            AS DECIMAL(9, 6)
        ) AS expected
    FROM judged_steps
    GROUP BY group_id, n_members
),
winnings AS (
    SELECT
        group_id,
        winner_id,
        CAST(coalesce(sum(amount), 0) AS DECIMAL(18, 2)) AS amount
    FROM turns
    GROUP BY group_id, winner_id
),
ranked_members AS (
    SELECT
        group_id,
        winner_id,
        row_number() OVER (PARTITION BY group_id ORDER BY amount DESC, winner_id) AS place
    FROM winnings
),
leaders AS (
    SELECT
        group_id,
        winner_id AS leader_id
    FROM ranked_members
    WHERE place = 1
),
totals AS (
    SELECT
        group_id,
        count(unit) AS n_won,
        count(DISTINCT winner_id) AS n_winners,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        min(low_currency) AS low_currency,
        max(high_currency) AS high_currency,
        max(awarded_on) AS last_on
    FROM turns
    GROUP BY group_id
),
places AS (
    SELECT
        group_id,
        count(unit) AS n_units,
        concat('|', string_agg(tender_id, '|' ORDER BY unit), '|') AS tender_keys
    FROM meetings
    GROUP BY group_id
),
judged AS (
    SELECT
        orders.group_id,
        leaders.leader_id,
        orders.n_members,
        orders.n_in_turn,
        places.n_units,
        places.tender_keys,
        totals.n_won,
        totals.amount,
        totals.low_currency,
        totals.high_currency,
        totals.last_on,
        orders.rate,
        orders.expected,
        CAST(
            CASE
                WHEN orders.expected >= orders.rate THEN 1
                ELSE
                    least(
                        exp(
                            -CAST(orders.n_steps AS DOUBLE) * (
                                CAST(orders.rate AS DOUBLE)
                                * ln(CAST(orders.rate AS DOUBLE) / NULLIF(CAST(orders.expected AS DOUBLE), 0))
                                + coalesce(
                                    CAST(1 - orders.rate AS DOUBLE) * ln(
                                        NULLIF(CAST(1 - orders.rate AS DOUBLE), 0)
                                        / NULLIF(CAST(1 - orders.expected AS DOUBLE), 0)
                                    ), 0
                                )
                            )
                        )
                        / NULLIF(
                            greatest(
                                1 - CAST(orders.n_members AS DOUBLE) * pow(
                                    1 - CAST(1 AS DOUBLE) / NULLIF(CAST(orders.n_members AS DOUBLE), 0),
                                    CAST(totals.n_won AS DOUBLE)
                                ), 0
                            ), 0
                        ), 1
                    )
            END AS DECIMAL(9, 6)
        ) AS chance
    FROM orders
    INNER JOIN leaders ON orders.group_id = leaders.group_id
    INNER JOIN places ON orders.group_id = places.group_id
    INNER JOIN totals ON orders.group_id = totals.group_id
    WHERE
        totals.n_winners = orders.n_members
        AND totals.n_won >= $min_together
        AND totals.n_won >= places.n_units * CAST($min_cover AS DECIMAL(9, 6))
),
ranked AS (
    SELECT
        group_id,
        leader_id,
        n_members,
        n_in_turn,
        n_units,
        n_won,
        tender_keys,
        amount,
        low_currency,
        high_currency,
        last_on,
        rate,
        expected,
        chance,
        row_number() OVER (PARTITION BY leader_id ORDER BY chance, n_members DESC, group_id) AS place
    FROM judged
    WHERE chance <= $max_chance
)
SELECT
    ranked.leader_id,
    NULLIF(split_part(named.members, '|', 1), '') AS member_1,
    NULLIF(split_part(named.members, '|', 2), '') AS member_2,
    NULLIF(split_part(named.members, '|', 3), '') AS member_3,
    NULLIF(split_part(named.members, '|', 4), '') AS member_4,
    NULLIF(split_part(named.members, '|', 5), '') AS member_5,
    NULLIF(split_part(named.members, '|', 6), '') AS member_6,
    NULLIF(split_part(named.members, '|', 7), '') AS member_7,
    NULLIF(split_part(named.members, '|', 8), '') AS member_8,
    CAST(ranked.n_members AS INTEGER) AS n_members,
    CAST(ranked.n_units AS INTEGER) AS n_units,
    CAST(ranked.n_won AS INTEGER) AS n_won,
    CAST(ranked.n_in_turn AS INTEGER) AS n_in_turn,
    ranked.chance,
    ranked.tender_keys,
    ranked.last_on,
    CASE WHEN ranked.low_currency = ranked.high_currency THEN ranked.amount END AS amount,
    CASE WHEN ranked.low_currency = ranked.high_currency THEN ranked.low_currency END AS currency,
    -- the part of the way from what chance gives to an unbroken rotation
    CAST(
        CAST(ranked.rate - ranked.expected AS DOUBLE) / NULLIF(CAST(1 - ranked.expected AS DOUBLE), 0) AS DECIMAL(9, 6)
    ) AS strength
FROM ranked
INNER JOIN named ON ranked.group_id = named.group_id
WHERE ranked.place = 1

/*---
id: identical_prices
title: {zh: 不同投标人报价完全相同, en: Identical prices from different bidders}
question:
  zh: 同一项目（标段）中，不同投标人的报价是否分毫不差，且巧合难以解释？
  en: Did different bidders in one tender or lot offer exactly the same price, beyond what chance explains?
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
      zh: 投标人之间协商投标报价等实质性内容的，属于相互串通投标。
      en: Settling prices or other substance of the bids among bidders is collusion.
  - article: 招标投标法实施条例#40
    note:
      zh: 不同投标人的投标文件异常一致的，视为相互串通投标。
      en: Abnormally alike bid documents of different bidders are deemed collusion.
  - article: 政府采购法实施条例#74
    note:
      zh: 供应商之间协商报价等实质性内容的，属于恶意串通。
      en: Suppliers who settle prices or other substance among themselves collude with intent.
purpose: procurement_supervision
kind: aggregate
inputs:
  bid: [tender_id, lot_id, bidder_id, bidder_name, amount, currency, submitted_at, status]
  tender: [tender_id, procedure, estimate]
  lot: [lot_id, tender_id, estimate]
optional:
  bid: [lot_id, bidder_name, currency, submitted_at, status]
  tender: all
  lot: all
params:
  min_surprise:
    value: 4
    unit: powers of ten
    minimum: 1
    why:
      zh: "给定的误判率：4 表示碰巧的概率至多万分之一，按项目中全部投标人配对计算（再次如此的一对，按其全部相遇计算），报价按各自的取整程度稀释。"
      en: >-
        Stated error rate: 4 means a chance of at most 1 in 10,000 for the coincidence, counted over all pairs
        of bidders in the tender (or over all meetings of a pair that does it again), with prices thinned out
        to their own rounding.
  price_band:
    value: 0.1
    unit: ratio
    minimum: 0.001
    maximum: 1
    why:
      zh: "诚实报价视为均匀落在价格的十分之一范围内，所以百万元级、取整到百元的两个报价碰巧相同的机会为千分之一。同一项目的报价通常更分散（工程投标的样本标准差为5%到10%），因此偶然性被高估，偏于稳妥。"
      en: >-
        Honest prices are taken to fall evenly into a tenth of the price, so two prices in whole hundreds out
        of a million agree by chance once in a thousand times. Bids of one tender usually spread wider (the
        sample deviation of construction bids is 5 % to 10 %), so the chance is overstated, on the safe side.
  rate_steps:
    value: 1000
    unit: steps
    minimum: 1
    why:
      zh: "假设：按公布的限价报下浮率时，精确到0.1、0.01或者0.001个百分点。由这种费率算出的报价，不论看起来多零碎，都按这么多种可能之一计算。"
      en: >-
        Assumption: where bidders name a discount off the published ceiling, they name it to a tenth,
        hundredth or thousandth of a per cent. A price that such a rate of the ceiling gives counts as one of
        so many, however crooked it looks.
  max_alike:
    value: 5
    unit: bidders
    minimum: 2
    why:
      zh: "假设：更多投标人报同一价，是按定价或者价目表，属于公开信息；串标圈很少有更多成员，全体抽签也得不到好处。"
      en: >-
        Assumption: more bidders at one price are following a tariff or a price list, which is public; a ring
        seldom has more members and gains nothing from a draw among all of them.
subject: {column: bidder_id, kind: organisation}
grain: [bidder_id, tender_id, lot_key, amount, currency]
amount: amount
currency: currency
occurred_on: submitted_on
strength: strength
evidence:
  bid:
    - {tender_id: tender_id, amount: amount}
increment: {by: full}
severity: high
explain:
  zh: >-
    {bidder_id:party}在{tender_id:tender}中的报价{amount:money}与另外{n_others:number}家投标人（含{other_id:party}）分毫不差；
    该项目共{n_bidders:number}家报价。按报价自身的取整程度推算，偶然相同的可能性不到10的负{surprise:number}次方。
    双方在{n_repeated:number}个项目（标段）中报价相同。
  en: >-
    {bidder_id:party} offered {amount:money} in {tender_id:tender}, to the cent the price of {n_others:number} other
    bidder(s), among them {other_id:party}; {n_bidders:number} bidders named a price. With prices as rounded as these, chance
    explains it less than once in 10 to the power {surprise:number}. The two did so in {n_repeated:number} tender(s) or lot(s).
innocent_reasons:
  - zh: 双方组成联合体，以一个投标人的身份共同投标，在系统中登记为两行
    en: A declared consortium that bids as one and is recorded on two lines
  - zh: 政府定价、指导价或者公开价目，多家报价自然相同，或者其他项目中无关企业也报同样价格
    en: A regulated price or public price list, so that many bidders, or strangers in other tenders, name the same price
  - zh: 投标人都按预算（最高限价）顶格报价
    en: Bidders went to the published estimate or ceiling
  - zh: 小额采购取整报价，或者按最高限价的整数折扣报价，偶然相同
    en: Round prices of a small purchase, or a round discount off the ceiling, agree by chance
  - zh: 框架协议采购，入围价格由采购人统一确定
    en: A framework agreement, in which the buyer sets one price for all
first_steps:
  - zh: 调取双方投标文件，逐项比对分项报价、算术错误、文字错误和版式
    en: Obtain both bids; compare item prices, arithmetic slips, wording and layout line by line
  - zh: 核对双方文件的编制人、设备标识、上传地址和投标保证金来源
    en: Compare authors, device marks, upload addresses and the source of the bid bonds
  - zh: 核实是否为联合体、政府定价项目，招标文件是否公布过固定价格
    en: Check for a consortium, a regulated price, or a price fixed in the tender documents
tags: [collusion, prices]
sources:
  - Cardinal red flag R028, identical bid prices (Open Contracting Partnership); here with a stated chance of coincidence
---*/
-- A price with many zeros is one of few that were open to the bidders, a price to the cent one of very many: the rounding
-- of the price itself says how much a coincidence proves.
WITH priced AS (
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        bidder_id,
        amount,
        coalesce(currency, 'CNY') AS currency,
        CAST(submitted_at AS DATE) AS submitted_on,
        bidder_name
    FROM bid
    WHERE
        bidder_id IS NOT NULL
        AND amount > 0
        AND coalesce(status, 'valid') <> 'withdrawn'
        AND (submitted_at IS NULL OR CAST(submitted_at AS DATE) <= $as_of)
),
repeated AS (
    SELECT
        tender_id,
        lot_key,
        currency,
        amount
    FROM priced
    GROUP BY tender_id, lot_key, currency, amount
    HAVING min(bidder_id) < max(bidder_id)
),
sharers AS (
    SELECT DISTINCT
        priced.tender_id,
        priced.lot_key,
        priced.currency,
        priced.amount,
        priced.bidder_id,
        priced.submitted_on,
        -- the members of a declared consortium are one party
        CASE
            WHEN priced.bidder_name LIKE '%联合体%' OR lower(priced.bidder_name) LIKE '%consortium%' THEN 'consortium'
            ELSE concat('bidder ', priced.bidder_id)
        END AS party
    FROM priced
    INNER JOIN repeated
        ON
            priced.tender_id = repeated.tender_id AND priced.lot_key = repeated.lot_key
            AND priced.currency = repeated.currency AND priced.amount = repeated.amount
),
alike AS (
    SELECT
        tender_id,
        lot_key,
        currency,
        amount,
        count(DISTINCT party) AS n_alike
    FROM sharers
    GROUP BY tender_id, lot_key, currency, amount
    HAVING count(DISTINCT party) BETWEEN 2 AND $max_alike
),
fields AS (
    SELECT
        priced.tender_id,
        priced.lot_key,
        count(DISTINCT priced.bidder_id) AS n_bidders
    FROM priced
    INNER JOIN (SELECT DISTINCT alike.tender_id AS tender_id, alike.lot_key AS lot_key FROM alike) AS places
        ON priced.tender_id = places.tender_id AND priced.lot_key = places.lot_key
    GROUP BY priced.tender_id, priced.lot_key
),
known AS (
    -- amounts that strangers to the group offered elsewhere: a price everybody knows
    SELECT DISTINCT
        priced.amount,
        priced.currency
    FROM priced
    INNER JOIN (SELECT DISTINCT alike.amount AS amount, alike.currency AS currency FROM alike) AS named
        ON priced.amount = named.amount AND priced.currency = named.currency
    LEFT JOIN sharers
        ON
            priced.amount = sharers.amount AND priced.currency = sharers.currency
            AND priced.bidder_id = sharers.bidder_id
    WHERE sharers.bidder_id IS NULL
),
tenders AS (
    SELECT
        tender_id,
        max(estimate) AS estimate,
        max(CASE WHEN procedure = 'framework' THEN 1 ELSE 0 END) AS framework
    FROM tender
    GROUP BY tender_id
),
lots AS (
    SELECT
        tender_id,
        lot_id AS lot_key,
        max(estimate) AS estimate
    FROM lot
    WHERE tender_id IS NOT NULL
    GROUP BY tender_id, lot_id
),
striking AS (
    SELECT
        alike.tender_id,
        alike.lot_key,
        alike.currency,
        alike.amount,
        alike.n_alike,
        fields.n_bidders,
        coalesce(lots.estimate, tenders.estimate) AS estimate,
        CAST(CAST(round(alike.amount * 100) AS BIGINT) AS VARCHAR) AS digits
    FROM alike
    INNER JOIN fields ON alike.tender_id = fields.tender_id AND alike.lot_key = fields.lot_key
    LEFT JOIN tenders ON alike.tender_id = tenders.tender_id
    LEFT JOIN lots ON alike.tender_id = lots.tender_id AND alike.lot_key = lots.lot_key
    LEFT JOIN known ON alike.amount = known.amount AND alike.currency = known.currency
    WHERE
        known.amount IS NULL
        AND coalesce(tenders.framework, 0) = 0
        AND alike.amount <> coalesce(lots.estimate, tenders.estimate, 0)
        AND alike.amount <> coalesce(tenders.estimate, 0)
),
rounded AS (
    -- zeros at the end of the amount in cents: the number read backwards loses them
    SELECT
        tender_id,
        lot_key,
        currency,
        amount,
        n_alike,
        n_bidders,
        CAST(estimate AS DOUBLE) AS estimate,
        pow(10, length(digits) - length(CAST(TRY_CAST(reverse(digits) AS DECIMAL(18, 0)) AS VARCHAR))) / 100 AS unit
    FROM striking
),
rates AS (
    SELECT CAST($rate_steps AS DOUBLE) AS rate
    UNION ALL
    SELECT CAST($rate_steps AS DOUBLE) * 10 AS rate
    UNION ALL
    SELECT CAST($rate_steps AS DOUBLE) * 100 AS rate
),
grained AS (
    -- the widest step on which the price lies: its own round unit, or a named rate of the estimate rounded to that unit
    SELECT
        rounded.tender_id,
        rounded.lot_key,
        rounded.currency,
        rounded.amount,
        rounded.n_alike,
        rounded.n_bidders,
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
    GROUP BY
        rounded.tender_id, rounded.lot_key, rounded.currency, rounded.amount, rounded.n_alike, rounded.n_bidders
),
chances AS (
    -- of how many open prices this was one, as a power of ten
    SELECT
        tender_id,
        lot_key,
        currency,
        amount,
        n_alike,
        n_bidders,
        CAST(greatest(
            CAST(log10(CAST(amount AS DOUBLE) * $price_band / NULLIF(CAST(grain AS DOUBLE), 0)) AS DECIMAL(9, 4)),
            CAST(0 AS DECIMAL(9, 4))
        ) AS DECIMAL(9, 4)) AS rarity,
        CAST(log10(n_bidders) AS DECIMAL(9, 4)) AS field,
        CAST(log10(CAST(n_bidders * (n_bidders - 1) AS DOUBLE) / 2) AS DECIMAL(9, 4)) AS pairs
    FROM grained
),
surprises AS (
    -- a first coincidence among all pairs, and each further bidder who joins it
    SELECT
        tender_id,
        lot_key,
        currency,
        amount,
        n_alike,
        n_bidders,
        rarity,
        CAST(
            rarity - pairs + (n_alike - 2) * greatest(rarity - field, CAST(0 AS DECIMAL(9, 4))) AS DECIMAL(12, 4)
        ) AS surprise
    FROM chances
),
members AS (
    SELECT
        surprises.tender_id,
        surprises.lot_key,
        surprises.currency,
        surprises.amount,
        surprises.n_alike,
        surprises.n_bidders,
        surprises.rarity,
        surprises.surprise,
        sharers.party,
        sharers.bidder_id,
        sharers.submitted_on
    FROM surprises
    INNER JOIN sharers
        ON
            surprises.tender_id = sharers.tender_id AND surprises.lot_key = sharers.lot_key
            AND surprises.currency = sharers.currency AND surprises.amount = sharers.amount
),
pairs AS (
    SELECT
        one.tender_id,
        one.lot_key,
        one.currency,
        one.amount,
        one.rarity,
        one.bidder_id,
        two.bidder_id AS other_id
    FROM members AS one
    INNER JOIN members AS two
        ON
            one.tender_id = two.tender_id AND one.lot_key = two.lot_key
            AND one.currency = two.currency AND one.amount = two.amount
    WHERE one.bidder_id <> two.bidder_id AND one.party <> two.party
),
repeats AS (
    SELECT
        bidder_id,
        other_id,
        count(amount) AS n_repeated,
        CAST(sum(rarity) AS DECIMAL(18, 4)) AS rarity
    FROM pairs
    GROUP BY bidder_id, other_id
),
attended AS (
    SELECT DISTINCT
        priced.tender_id,
        priced.lot_key,
        priced.bidder_id
    FROM priced
    INNER JOIN (SELECT DISTINCT members.bidder_id AS bidder_id FROM members) AS named ON priced.bidder_id = named.bidder_id
),
meetings AS (
    SELECT
        repeats.bidder_id,
        repeats.other_id,
        repeats.n_repeated,
        repeats.rarity,
        CAST(log10(count(one.tender_id)) AS DECIMAL(9, 4)) AS choices
    FROM repeats
    INNER JOIN attended AS one ON repeats.bidder_id = one.bidder_id
    INNER JOIN attended AS two
        ON repeats.other_id = two.bidder_id AND one.tender_id = two.tender_id AND one.lot_key = two.lot_key
    GROUP BY repeats.bidder_id, repeats.other_id, repeats.n_repeated, repeats.rarity
),
judged AS (
    -- for a pair that does it again: any of its meetings could have been the coincidence
    SELECT
        members.bidder_id,
        members.tender_id,
        members.lot_key,
        members.amount,
        members.currency,
        members.n_alike,
        members.n_bidders,
        members.submitted_on,
        pairs.other_id,
        meetings.n_repeated,
        greatest(
            members.surprise,
            CAST(CASE
                WHEN meetings.n_repeated > 1 THEN meetings.rarity - meetings.n_repeated * meetings.choices
                ELSE 0
            END AS DECIMAL(12, 4))
        ) AS surprise
    FROM members
    INNER JOIN pairs
        ON
            members.tender_id = pairs.tender_id AND members.lot_key = pairs.lot_key
            AND members.currency = pairs.currency AND members.amount = pairs.amount
            AND members.bidder_id = pairs.bidder_id
    INNER JOIN meetings ON pairs.bidder_id = meetings.bidder_id AND pairs.other_id = meetings.other_id
)
SELECT
    bidder_id,
    tender_id,
    lot_key,
    CAST(amount AS DECIMAL(18, 2)) AS amount,
    currency,
    min(other_id) AS other_id,
    max(submitted_on) AS submitted_on,
    CAST(max(n_alike) - 1 AS INTEGER) AS n_others,
    CAST(max(n_bidders) AS INTEGER) AS n_bidders,
    CAST(max(n_repeated) AS INTEGER) AS n_repeated,
    CAST(floor(max(surprise)) AS INTEGER) AS surprise,
    -- the part of the evidence that the threshold did not ask for
    CAST(1 - CAST($min_surprise AS DOUBLE) / NULLIF(CAST(max(surprise) AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM judged
WHERE surprise >= $min_surprise
GROUP BY bidder_id, tender_id, lot_key, amount, currency

/*---
id: close_prices_in_a_circle
title: {zh: 固定圈子反复围价, en: A circle whose prices keep lying close}
question:
  zh: 同一批投标人一再同场时，报价是否每次都异常接近、最低价又每次都贴近预算（控制价）？
  en: When the same bidders meet again and again, do the prices lie unusually close each time, and the lowest near the estimate?
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
      zh: 投标人之间协商投标报价等实质性内容、约定中标人的，属于相互串通投标。
      en: Settling prices or other substance of the bids, or who wins, among bidders is collusion.
  - article: 招标投标法实施条例#40
    note:
      zh: 不同投标人的报价异常一致或者呈规律性差异的，视为相互串通投标。
      en: Prices of different bidders that are abnormally alike, or differ by a rule, are deemed collusion.
  - article: 政府采购法实施条例#74
    note:
      zh: 供应商之间协商报价等实质性内容的，属于恶意串通。
      en: Suppliers who settle prices or other substance among themselves collude with intent.
purpose: procurement_supervision
kind: graph
inputs:
  bid: [tender_id, lot_id, bidder_id, amount, submitted_at, status]
  tender: [tender_id, category_code, estimate]
  lot: [lot_id, tender_id, estimate]
optional:
  bid: [lot_id, submitted_at, status]
  tender: all
  lot: all
params:
  min_meetings:
    value: 3
    unit: tenders
    minimum: 2
    why:
      zh: "假设：合谋在重复中显现。一次报价接近很平常；一连串的机会由 min_surprise 限定，只相遇两次几乎达不到。"
      en: >-
        Assumption: an agreement shows in repetition. One tender with close prices is common; the chance of a
        series is what min_surprise bounds, and with two meetings it could hardly be reached.
  min_bids:
    value: 3
    unit: bids
    minimum: 2
    why:
      zh: "两个报价的离散度说明不了什么；招标投标法#28 本来就要求三家。"
      en: "The spread of two prices says little; 招标投标法#28 asks for three bidders anyway."
  max_bids:
    value: 15
    unit: bids
    minimum: 3
    why:
      zh: "假设：商定价格的圈子很小，投标人很多时相遇没有意义；也避免配对数随投标人数的平方增长。"
      en: >-
        Assumption: a circle that settles prices is small, and in a wide field meeting one another means
        nothing; it also keeps the pairs from growing with the square of the field.
  min_surprise:
    value: 7.0
    unit: powers of ten
    minimum: 0
    why:
      zh: "给定的误判率：如果每个项目在其他项目中的位次是均匀的，像这一对那样离散度又小、最低价又贴近预算的一连串，约一千万次中碰巧出现一次。一座城市约有几千对相遇三次以上。"
      en: >-
        Stated error rate: spreads as narrow and lowest prices as near the estimate as in the pair's series
        come about together by chance at most about once in 10 million series, were every tender's place among
        the others even. A city has some thousands of pairs that meet three times.
  min_surprise_each:
    value: 2.0
    unit: powers of ten
    minimum: 0
    why:
      zh: "两项中任何一项都不能平常（一百次中至多一次）：成本相近的对手竞争激烈，报价又近又低；预算偏低则无人合谋也显得价高。"
      en: >-
        Of the two, neither may be commonplace (at most once in 100 series): keen rivals of like cost bid
        close and cheap, and a low estimate makes prices dear without anybody's agreement.
  min_surprise_alone:
    value: 8.0
    unit: powers of ten
    minimum: 0
    why:
      zh: "没有预算记录时，只能由接近程度单独支持预警：一亿次中至多一次。"
      en: "Where no estimate is on record, closeness alone must carry the alert: at most once in 100 million series."
  min_partner_share:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：只有多数投标人都同意，一个项目的报价才能都保持接近，所以一个企业有名可查的对手至少一半应属于它的圈子。人人都贴着限价报的行业，众多企业中的一对会碰巧再次相遇。"
      en: >-
        Assumption: all prices of a tender can be kept close only if most of its bidders agree, so at least
        half of a firm's named rivals must belong to its circle. In a trade where everybody bids near the
        ceiling, a pair among many firms meets again by chance.
  max_usual_place:
    value: 0.3
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：其他项目平均也在最接近的三成之内的企业，所在行业的价格本来就相近（定价、公开成本）；均匀位次的平均值为0.5。"
      en: >-
        Assumption: a firm whose other tenders lie on average among the closest three tenths as well trades
        where prices are alike by nature (tariffs, published costs); even places would average 0.5.
  largest_value:
    value: 99999.0
    unit: ratio
    minimum: 0
    why:
      zh: "限制一个量的上限（一次录入错误可使一个报价变成百万倍），使它放得进列；上限以下的位次不受影响。"
      en: >-
        Caps a measure (a keying error can make one price a million times another) so that it fits its column;
        places below the cap are untouched.
subject: {column: bidder_id, kind: organisation}
grain: [bidder_id, tender_id, lot_key]
amount: amount
occurred_on: submitted_on
strength: strength
evidence:
  bid:
    - tender_id: tender_id
      where: "coalesce(d.lot_id, '') = a.lot_key AND coalesce(d.status, 'valid') <> 'withdrawn' AND d.amount > 0"
increment: {by: full}
severity: medium
explain:
  zh: >-
    {bidder_id:party}在该项目的{n_bids:number}份报价最高与最低相差{spread:percent}；它与本项目中{n_partners:number}家投标人先后同场{n_meetings:number}次，
    报价每次都这样接近，最低价又贴近预算，纯属巧合的可能性不到10的负{surprise:number}次方。
  en: >-
    The {n_bids} prices in this tender of {bidder_id:party} lie within {spread:percent} of the lowest. With {n_partners} of its rivals
    here it met {n_meetings} times, prices as close each time and the lowest near the estimate: by chance less than once in 10 to
    the power of {surprise:number}.
innocent_reasons:
  - zh: 执行政府定价、统一定额或者公开价目，本行业所有项目的报价都接近（其他项目同样接近的不报）
    en: Tariffs, common cost norms or price lists keep all prices of the trade close (a firm whose other tenders are as close is left out)
  - zh: 成本相近的对手充分竞争，报价接近但远低于预算（价格不贴近预算的不报）
    en: Keen rivals of like cost bid close together and far below the estimate (no alert where prices are not near it)
first_steps:
  - zh: 列出这些企业共同参加的全部项目，看中标人是否轮流、由谁分得
    en: List all tenders these firms met in, and see who won in turn
  - zh: 调取投标文件，比对分项报价、错误、编制人、文件属性和上传地址
    en: Obtain the bid files; compare itemised prices, errors, authors, file properties and upload addresses
  - zh: 查企业之间的资金往来、分包和人员交叉
    en: Look for payments, subcontracts and shared staff among the firms
tags: [collusion]
sources:
  - "D. Imhof, Y. Karagök, S. Rutz (2018), Screening for bid rigging: does it work? (close prices within groups that meet often)"
  - "H. Chernoff (1952), the bound of a sum's tail that the chance of a series is computed with"
---*/
-- Each tender (or lot) has a place among those of its category and number of bids: 0 the closest prices, 1 the widest. The
-- minus logarithms of even places add up like waiting times, so n of them reach a sum x > n with a chance of at most
-- exp(-(x - n) + n * ln(x / n)) (Chernoff's bound for the gamma distribution). The same for the price beside the estimate.
WITH offers AS (
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        bidder_id,
        amount,
        CAST(submitted_at AS DATE) AS submitted_on
    FROM bid
    WHERE
        amount > 0
        AND coalesce(status, 'valid') <> 'withdrawn'
        AND (submitted_at IS NULL OR CAST(submitted_at AS DATE) <= $as_of)
),
units AS (
    SELECT
        tender_id,
        lot_key,
        CAST(count(amount) AS INTEGER) AS n_bids,
        min(amount) AS low,
        max(amount) AS high
    FROM offers
    GROUP BY tender_id, lot_key
    HAVING count(amount) BETWEEN $min_bids AND $max_bids
),
ceilings AS (
    SELECT tender_id, '' AS lot_key, max(estimate) AS estimate
    FROM tender
    WHERE estimate > 0
    GROUP BY tender_id
    UNION ALL
    SELECT tender_id, lot_id AS lot_key, max(estimate) AS estimate
    FROM lot
    WHERE estimate > 0
    GROUP BY tender_id, lot_id
),
categories AS (
    SELECT tender_id, max(coalesce(category_code, '')) AS category_code
    FROM tender
    GROUP BY tender_id
),
measured AS (
    SELECT
        units.tender_id,
        units.lot_key,
        units.n_bids,
        coalesce(categories.category_code, '') AS category_code,
        CAST(
            least(CAST(units.high - units.low AS DOUBLE) / NULLIF(CAST(units.low AS DOUBLE), 0), $largest_value)
            AS DECIMAL(11, 6)
        ) AS spread,
        -- least() passes over a null, which here means that no estimate is on record
        CASE
            WHEN ceilings.estimate IS NOT NULL
                THEN CAST(
                    least(CAST(units.low AS DOUBLE) / NULLIF(CAST(ceilings.estimate AS DOUBLE), 0), $largest_value)
                    AS DECIMAL(11, 6)
                )
        END AS level
    FROM units
    LEFT JOIN ceilings ON units.tender_id = ceilings.tender_id AND units.lot_key = ceilings.lot_key
    LEFT JOIN categories ON units.tender_id = categories.tender_id
),
ranked AS (
    -- a tie counts against the alert: all that are as close stand before
    SELECT
        tender_id,
        lot_key,
        n_bids,
        spread,
        level,
        count(spread) OVER (PARTITION BY category_code, n_bids) + 1
        - rank() OVER (PARTITION BY category_code, n_bids ORDER BY spread DESC) AS as_close,
        count(spread) OVER (PARTITION BY category_code, n_bids) + 1 AS all_spreads,
        count(level) OVER () + 1 - rank() OVER (ORDER BY coalesce(level, 0)) AS as_dear,
        count(level) OVER () + 1 AS all_levels
    FROM measured
),
placed AS (
    SELECT
        tender_id,
        lot_key,
        n_bids,
        spread,
        CAST(
            CAST(as_close AS DOUBLE) / NULLIF(CAST(all_spreads AS DOUBLE), 0) AS DECIMAL(11, 8)
        ) AS place,
        CASE
            WHEN level IS NOT NULL
                THEN CAST(
                    CAST(greatest(as_dear, 1) AS DOUBLE) / NULLIF(CAST(all_levels AS DOUBLE), 0) AS DECIMAL(11, 8)
                )
        END AS price_place
    FROM ranked
),
present AS (
    SELECT DISTINCT
        placed.tender_id,
        placed.lot_key,
        offers.bidder_id,
        placed.place,
        CAST(-ln(CAST(placed.place AS DOUBLE)) AS DECIMAL(11, 8)) AS close_bits,
        CAST(-ln(CAST(placed.price_place AS DOUBLE)) AS DECIMAL(11, 8)) AS dear_bits
    FROM placed
    INNER JOIN offers ON placed.tender_id = offers.tender_id AND placed.lot_key = offers.lot_key
    WHERE offers.bidder_id IS NOT NULL
),
named AS (
    SELECT tender_id, lot_key, count(DISTINCT bidder_id) - 1 AS n_rivals
    FROM present
    GROUP BY tender_id, lot_key
),
regulars AS (
    SELECT bidder_id
    FROM present
    GROUP BY bidder_id
    HAVING count(tender_id) >= $min_meetings
),
met AS (
    SELECT
        one.bidder_id,
        two.bidder_id AS partner_id,
        one.tender_id,
        one.lot_key,
        one.close_bits,
        one.dear_bits
    FROM present AS one
    INNER JOIN present AS two
        ON one.tender_id = two.tender_id AND one.lot_key = two.lot_key AND one.bidder_id <> two.bidder_id
    INNER JOIN regulars AS first_regular ON one.bidder_id = first_regular.bidder_id
    INNER JOIN regulars AS second_regular ON two.bidder_id = second_regular.bidder_id
),
series AS (
    SELECT
        bidder_id,
        partner_id,
        CAST(count(tender_id) AS INTEGER) AS n,
        CAST(count(DISTINCT tender_id) AS INTEGER) AS n_meetings,
        CAST(sum(close_bits) AS DECIMAL(18, 8)) AS x,
        CAST(count(dear_bits) AS INTEGER) AS priced,
        CAST(coalesce(sum(dear_bits), 0) AS DECIMAL(18, 8)) AS dear
    FROM met
    GROUP BY bidder_id, partner_id
    HAVING count(DISTINCT tender_id) >= $min_meetings
),
surprises AS (
    SELECT
        bidder_id,
        partner_id,
        n_meetings,
        priced,
        CAST(
            CASE
                WHEN x > n
                    THEN
                        CAST(x - n AS DOUBLE) * log10(exp(1))
                        - CAST(n AS DOUBLE) * log10(CAST(x AS DOUBLE) / NULLIF(CAST(n AS DOUBLE), 0))
                ELSE 0
            END AS DECIMAL(9, 4)
        ) AS surprise,
        CAST(
            CASE
                WHEN dear > priced AND priced > 0
                    THEN
                        CAST(dear - priced AS DOUBLE) * log10(exp(1))
                        - CAST(priced AS DOUBLE) * log10(CAST(dear AS DOUBLE) / NULLIF(CAST(priced AS DOUBLE), 0))
                ELSE 0
            END AS DECIMAL(9, 4)
        ) AS price_surprise
    FROM series
),
circles AS (
    SELECT
        bidder_id,
        partner_id,
        n_meetings,
        CAST(surprise + price_surprise AS DECIMAL(9, 4)) AS surprise
    FROM surprises
    WHERE
        (
            surprise >= CAST($min_surprise_each AS DECIMAL(9, 4))
            AND price_surprise >= CAST($min_surprise_each AS DECIMAL(9, 4))
            AND surprise + price_surprise >= CAST($min_surprise AS DECIMAL(9, 4))
        )
        OR (priced = 0 AND surprise >= CAST($min_surprise_alone AS DECIMAL(9, 4)))
),
partners AS (
    SELECT
        met.bidder_id,
        met.tender_id,
        met.lot_key,
        CAST(count(met.partner_id) AS INTEGER) AS n_partners,
        max(circles.n_meetings) AS n_meetings,
        max(circles.surprise) AS surprise
    FROM met
    INNER JOIN circles ON met.bidder_id = circles.bidder_id AND met.partner_id = circles.partner_id
    GROUP BY met.bidder_id, met.tender_id, met.lot_key
),
together AS (
    SELECT
        partners.bidder_id, partners.tender_id, partners.lot_key, partners.n_partners, partners.n_meetings,
        partners.surprise
    FROM partners
    INNER JOIN named ON partners.tender_id = named.tender_id AND partners.lot_key = named.lot_key
    WHERE partners.n_partners >= $min_partner_share * named.n_rivals
),
usual AS (
    -- how close prices lie where the firm bids without anybody of its circle
    SELECT
        present.bidder_id,
        count(present.place) AS n_apart,
        CAST(
            CAST(CAST(sum(present.place) AS DECIMAL(18, 8)) AS DOUBLE)
            / NULLIF(CAST(count(present.place) AS DOUBLE), 0) AS DECIMAL(9, 6)
        ) AS usual_place
    FROM present
    INNER JOIN (SELECT DISTINCT bidder_id FROM circles) AS members ON present.bidder_id = members.bidder_id
    LEFT JOIN together
        ON
            present.bidder_id = together.bidder_id
            AND present.tender_id = together.tender_id
            AND present.lot_key = together.lot_key
    WHERE together.bidder_id IS NULL
    GROUP BY present.bidder_id
),
own AS (
    SELECT
        tender_id,
        lot_key,
        bidder_id,
        min(amount) AS amount,
        max(submitted_on) AS submitted_on
    FROM offers
    GROUP BY tender_id, lot_key, bidder_id
)
SELECT
    together.bidder_id,
    together.tender_id,
    together.lot_key,
    together.n_partners,
    together.n_meetings,
    placed.n_bids,
    placed.spread,
    together.surprise,
    CAST(own.amount AS DECIMAL(18, 2)) AS amount,
    own.submitted_on,
    -- 0.5 at the least surprise that is told, towards 1 the greater it is
    CAST(
        CAST(together.surprise AS DOUBLE)
        / NULLIF(CAST(together.surprise AS DOUBLE) + CAST(CAST($min_surprise AS DECIMAL(9, 4)) AS DOUBLE), 0)
        AS DECIMAL(9, 6)
    ) AS strength
FROM together
INNER JOIN placed ON together.tender_id = placed.tender_id AND together.lot_key = placed.lot_key
INNER JOIN own
    ON
        together.bidder_id = own.bidder_id
        AND together.tender_id = own.tender_id
        AND together.lot_key = own.lot_key
LEFT JOIN usual ON together.bidder_id = usual.bidder_id
WHERE
    coalesce(usual.n_apart, 0) < $min_meetings
    OR usual.usual_place > CAST($max_usual_place AS DECIMAL(9, 6))

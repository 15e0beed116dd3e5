/*---
id: award_close_to_estimate
title: {zh: 中标价屡屡贴近或超过预算（最高限价）, en: A winner who keeps landing at or above the estimate}
question:
  zh: 某中标人的中标价是否屡屡贴着预算（最高限价），而同类项目和同一采购人的其他中标人都明显更低？
  en: >-
    Do one winner's prices keep landing at or above the estimate, where others in the same category and at the same buyers
    settle well below?
category: tendering
entry: money
status: active
risk_points: [tender_document, award_decision]
legal_basis:
  - article: 招标投标法#22
    note: {zh: 招标人设有标底的，标底必须保密。, en: "A reserve price, where there is one, is secret."}
  - article: 招标投标法实施条例#27
    note: {zh: 设有最高投标限价的，应当在招标文件中明确；标底必须保密。, en: "A ceiling is named in the tender documents; a reserve price is secret."}
  - article: 招标投标法实施条例#41
    note: {zh: 招标人向投标人泄露标底，或者明示暗示投标人抬高报价的，属于招标人与投标人串通投标。, en: "Leaking the reserve price, or hinting at a higher price, is collusion between buyer and bidder."}
  - article: 招标投标法实施条例#51
    note: {zh: 投标报价高于最高投标限价的，应当否决其投标。, en: "A bid above the ceiling has to be rejected."}
purpose: procurement_supervision
kind: aggregate
inputs:
  award: [award_id, tender_id, lot_id, supplier_id, amount, currency, awarded_on]
  tender: [tender_id, buyer_id, procedure, category_code, estimate, currency]
  lot: [lot_id, tender_id, estimate]
optional:
  award: [lot_id, currency, awarded_on]
  tender: [procedure, category_code, currency]
  lot: all
params:
  min_surprise:
    value: 4
    unit: powers of ten
    minimum: 1
    why:
      zh: "给定的误判率：一万个诚实的中标人中至多一个。用切尔诺夫界估计独立试验的成功次数，同时覆盖每一个价格水平。"
      en: >-
        Stated error rate: one honest winner in ten thousand. The bound is Chernoff's for the number of
        successes in independent trials, over every price level at once.
  min_level:
    value: 0.98
    unit: ratio
    minimum: 0.5
    maximum: 1
    why:
      zh: "假设：余量不超过预算的2%，算贴近；是否异常，由同类决定。"
      en: >-
        Assumption: an award counts as close when no more than 2 % of the estimate is left; whether that is
        unusual here, the peers decide.
  max_level:
    value: 2
    unit: ratio
    minimum: 1
    why:
      zh: "假设：中标价超过预算两倍的，是录入错误或者单位不同，予以排除。"
      en: "Assumption. An award of more than twice the estimate is a keying error or another unit, and is left out."
subject: {column: supplier_id, kind: organisation}
grain: [supplier_id, award_id]
amount: amount
currency: currency
occurred_on: awarded_on
strength: strength
evidence:
  award: [{award_id: award_id}]
  tender: [{tender_id: tender_id}]
increment: {by: full}
severity: medium
explain:
  zh: >-
    {supplier_id:party}以{amount:money}中得{tender_id:tender}，为预算（最高限价）的{level:percent}；同类项目其他中标人达到此比例的只有
    {peer_share:percent}，同一采购人处的只有{buyer_share:percent}。其{n_wins:number}次中标中{n_close:number}次如此，偶然如此的可能性不到10的负{surprise:number}次方。
  en: >-
    {supplier_id:party} took {tender_id:tender} for {amount:money}, {level:percent} of the estimate; of other winners only
    {peer_share:percent} in the same category and {buyer_share:percent} at the same buyer got so close. {n_close:number} of its
    {n_wins:number} wins are like that. Chance explains it less than once in 10 to the power {surprise:number}.
innocent_reasons:
  - {zh: 该采购人的预算（最高限价）普遍偏低，各家中标价都贴近, en: "This buyer sets low estimates, so that every winner comes near them"}
  - {zh: 该类项目执行政府定价或者统一定额，各地中标价都贴近, en: "The category has regulated prices, so that awards come near the estimate everywhere"}
  - {zh: 单一来源或者框架协议采购，成交价按预算确定, en: "A single-source purchase or framework agreement, priced at the budget"}
  - {zh: 仅个别项目贴近，多数项目降幅正常, en: "A single close award among ordinary ones"}
first_steps:
  - {zh: 查预算（标底、最高限价）的编制人、知悉范围和公布时间, en: "Find out who drew up the estimate, who knew it, and when it was published"}
  - {zh: 比对同类项目的单价和降幅，核算多付金额, en: "Compare unit prices and discounts of like tenders and work out what was overpaid"}
  - {zh: 查落标人是否与中标人有关联，报价是否陪衬, en: "See whether the losers are linked to the winner and bid for show"}
tags: [leak, prices]
sources:
  - "OECD (2009), Guidelines for fighting bid rigging in public procurement: prices near or above estimates"
  - "World Bank, Most common red flags of fraud and corruption in procurement: winning bid close to the estimate"
---*/
-- How usual a price level is, is read from the others: the share of other winners' awards at or above it, in the category and
-- at the buyer, whichever is larger. One close award proves nothing; a winner who is always there does.
WITH tenders AS (
    SELECT
        tender_id,
        max(buyer_id) AS buyer_id,
        coalesce(max(category_code), 'unstated') AS category_code,
        max(estimate) AS estimate,
        coalesce(max(currency), 'CNY') AS currency
    FROM tender
    WHERE coalesce(procedure, 'open') NOT IN ('single_source', 'framework')
    GROUP BY tender_id
),
lots AS (
    SELECT
        tender_id,
        lot_id,
        max(estimate) AS estimate
    FROM lot
    WHERE lot_id IS NOT NULL
    GROUP BY tender_id, lot_id
),
awards AS (
    SELECT
        award.award_id,
        award.tender_id,
        award.supplier_id,
        award.amount,
        tenders.currency,
        award.awarded_on,
        tenders.buyer_id,
        tenders.category_code,
        -- a lot is held against its own estimate, never against that of the whole tender
        CASE WHEN award.lot_id IS NULL THEN tenders.estimate ELSE lots.estimate END AS estimate
    FROM award
    INNER JOIN tenders ON award.tender_id = tenders.tender_id AND coalesce(award.currency, 'CNY') = tenders.currency
    LEFT JOIN lots ON award.tender_id = lots.tender_id AND award.lot_id = lots.lot_id
    WHERE award.supplier_id IS NOT NULL AND award.amount > 0 AND (award.awarded_on IS NULL OR award.awarded_on <= $as_of)
),
levels AS (
    SELECT
        award_id,
        tender_id,
        supplier_id,
        amount,
        currency,
        awarded_on,
        buyer_id,
        category_code,
        CAST(CAST(amount AS DOUBLE) / NULLIF(CAST(estimate AS DOUBLE), 0) AS DECIMAL(38, 8)) AS level
    FROM awards
    WHERE estimate > 0 AND buyer_id IS NOT NULL AND amount <= estimate * $max_level
),
counted AS (
    -- awards at or above this level, and all awards: of the category, of the buyer, and the supplier's own among them
    SELECT
        award_id,
        tender_id,
        supplier_id,
        amount,
        currency,
        awarded_on,
        buyer_id,
        level,
        count(level) OVER (PARTITION BY category_code ORDER BY level DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        - count(level) OVER (
            PARTITION BY category_code, supplier_id ORDER BY level DESC
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS peers_above,
        count(level) OVER (PARTITION BY category_code)
        - count(level) OVER (PARTITION BY category_code, supplier_id) AS peers,
        count(level) OVER (PARTITION BY buyer_id ORDER BY level DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        - count(level) OVER (
            PARTITION BY buyer_id, supplier_id ORDER BY level DESC
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS buyers_above,
        count(level) OVER (PARTITION BY buyer_id)
        - count(level) OVER (PARTITION BY buyer_id, supplier_id) AS buyers_others
    FROM levels
),
shares AS (
    -- one is added to both sides, so that few peers never make a small chance
    SELECT
        award_id,
        tender_id,
        supplier_id,
        amount,
        currency,
        awarded_on,
        buyer_id,
        level,
        CAST(CAST(peers_above + 1 AS DOUBLE) / NULLIF(CAST(peers + 1 AS DOUBLE), 0) AS DECIMAL(18, 12)) AS peer_share,
        CAST(CAST(buyers_above + 1 AS DOUBLE) / NULLIF(CAST(buyers_others + 1 AS DOUBLE), 0) AS DECIMAL(18, 12)) AS buyer_share
    FROM counted
),
judged AS (
    SELECT
        award_id,
        tender_id,
        supplier_id,
        amount,
        currency,
        awarded_on,
        buyer_id,
        level,
        peer_share,
        buyer_share,
        CASE WHEN level >= $min_level THEN greatest(peer_share, buyer_share) ELSE 1 END AS chance
    FROM shares
),
scopes AS (
    -- a leak may sit at one buyer, or reach the winner wherever it bids: both are tried, so each counts half
    SELECT supplier_id, '' AS buyer_key, award_id, chance
    FROM judged
    UNION ALL
    SELECT supplier_id, concat('buyer ', buyer_id) AS buyer_key, award_id, chance
    FROM judged
),
ordered AS (
    SELECT
        supplier_id,
        buyer_key,
        chance,
        CAST(row_number() OVER (PARTITION BY supplier_id, buyer_key ORDER BY chance, award_id) AS DOUBLE) AS k,
        CAST(count(chance) OVER (PARTITION BY supplier_id, buyer_key) AS DOUBLE) AS n
    FROM scopes
),
tails AS (
    -- Chernoff: k of n trials at chance p or less have at most probability exp(-n * KL(k/n, p)); n levels and two scopes tried
    SELECT
        supplier_id,
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
        supplier_id,
        buyer_key,
        chance,
        n_wins,
        n_close,
        surprise,
        row_number() OVER (PARTITION BY supplier_id ORDER BY surprise DESC, buyer_key, n_close) AS place
    FROM tails
    WHERE surprise >= $min_surprise
)
SELECT
    judged.supplier_id,
    judged.award_id,
    judged.tender_id,
    judged.buyer_id,
    CAST(judged.amount AS DECIMAL(18, 2)) AS amount,
    judged.currency,
    judged.awarded_on,
    CAST(judged.level AS DECIMAL(9, 6)) AS level,
    CAST(judged.peer_share AS DECIMAL(9, 6)) AS peer_share,
    CAST(judged.buyer_share AS DECIMAL(9, 6)) AS buyer_share,
    CAST(best.n_wins AS INTEGER) AS n_wins,
    CAST(best.n_close AS INTEGER) AS n_close,
    CAST(floor(best.surprise) AS INTEGER) AS surprise,
    -- the part of the evidence that the threshold did not ask for
    CAST(1 - CAST($min_surprise AS DOUBLE) / NULLIF(CAST(best.surprise AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM best
INNER JOIN judged ON best.supplier_id = judged.supplier_id AND judged.chance <= best.chance
WHERE best.place = 1 AND (best.buyer_key = '' OR best.buyer_key = concat('buyer ', judged.buyer_id))

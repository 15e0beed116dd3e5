/*---
id: single_bid_competitive
title: {zh: 竞争性采购只有一家投标仍然定标, en: Award on a single bid in a competitive procedure}
question:
  zh: 竞争性采购（标段）只有一家投标人，是否没有重新招标就定了标？
  en: Was a tender or lot of a competitive procedure awarded although only one bidder came?
category: tendering
entry: matter
status: active
risk_points: [bid_evaluation, award_decision]
legal_basis:
  - article: 招标投标法#28
    note:
      zh: 投标人少于三个的，应当重新招标。
      en: With fewer than three bidders the tender must be held again.
  - article: 招标投标法实施条例#44
    note:
      zh: 投标人少于三个的，不得开标，应当重新招标。
      en: With fewer than three bidders the bids may not be opened; the tender is held again.
  - article: 政府采购法#36
    note:
      zh: 合格的或者实质响应的供应商不足三家的，应当废标。
      en: With fewer than three qualified or responsive suppliers the tender is void.
  - article: 政府采购法#37
    note:
      zh: 废标后应当重新招标；改用其他方式的，须在采购开始前经批准。
      en: After a void tender a new one follows; another procedure needs approval beforehand.
  - article: 政府采购法#38
    note:
      zh: 竞争性谈判应当邀请不少于三家供应商。
      en: A competitive negotiation is held with at least three suppliers.
  - article: 政府采购法#40
    note:
      zh: 询价应当向不少于三家供应商发出通知。
      en: An inquiry is sent to at least three suppliers.
  - article: 招标投标法#29
    note:
      zh: 投标人在截止时间前可以撤回投标文件。
      en: A bidder may withdraw its bid before the deadline.
purpose: procurement_supervision
kind: aggregate
inputs:
  tender: [tender_id, title, buyer_id, procedure, published_on, status]
  bid: [bid_id, tender_id, lot_id, bidder_id, bidder_name, amount, status]
  award: [tender_id, lot_id, supplier_id, amount, currency, awarded_on]
  contract: [tender_id, buyer_id, supplier_id, amount, currency, signed_on, procedure]
  document_fingerprint: [tender_id, bid_id, bidder_id]
optional:
  tender: [title, published_on, status]
  bid: [lot_id, bidder_id, bidder_name, amount, status]
  award: all
  contract: all
  document_fingerprint: all
params:
  min_bidders:
    value: 3
    unit: bidders
    minimum: 2
    why:
      zh: "招标投标法#28、招标投标法实施条例#44、政府采购法#36：投标人不足三家，应重新招标。"
      en: "招标投标法#28, 招标投标法实施条例#44, 政府采购法#36: fewer than three bidders mean a new tender."
  max_left:
    value: 1
    unit: bidders
    minimum: 1
    why:
      zh: "法律对两家和一家同样禁止；默认取一家，因为来源丢失一行会使三家变两家，但几乎不会使三家变一家。记录完整的，可设为2。"
      en: >-
        The law forbids two bidders as well as one; the default stays at one because a row lost on the way
        from the source makes two of three, but hardly ever one of three. Set 2 where the records are
        complete.
  retender_days:
    value: 180
    unit: days
    minimum: 1
    why:
      zh: "假设：此前半年内同名项目流标的，本项目是其重新招标。"
      en: "Assumption: a failed tender of the same title within half a year before makes this one its repetition."
subject: {column: buyer_id, kind: organisation}
grain: [tender_id, lot_key]
amount: amount
currency: currency
occurred_on: decided_on
strength: strength
evidence:
  bid:
    - tender_id: tender_id
      where: "a.lot_key = '' OR coalesce(d.lot_id, '') = '' OR coalesce(d.lot_id, '') = a.lot_key"
  award:
    - tender_id: tender_id
      where: "coalesce(d.lot_id, '') = a.lot_key"
  contract:
    - tender_id: tender_id
      where: "a.by_award = 0"
increment: {by: full}
severity: medium
explain:
  zh: >-
    {buyer_id:party}的项目{tender_id:tender}采用竞争性方式，来的投标人只有{n_came:number}家，定标时剩{n_left:number}家，
    仍然以{amount:money}定给{supplier_id:party}，没有重新招标的记录。
  en: >-
    {buyer_id:party} put "{tender_id:tender}" up for competition; {n_came:number} bidder(s) came, {n_left:number} stayed, and
    it still went to {supplier_id:party} for {amount:money}, with no new tender on record.
innocent_reasons:
  - zh: 已经流标后重新招标，第二次仍然不足三家，经批准继续
    en: It is the repetition of a failed tender, which again drew too few and went on with approval
  - zh: 不足三家后经批准改为单一来源（合同登记为单一来源）
    en: With too few bidders it was changed to single source with approval, as recorded in the contract
  - zh: 其余投标人的记录缺失，投标文件特征表中还有其他投标人
    en: The other bids are missing from the records; the traces of bid files show further bidders
  - zh: 来了三家以上，截止后其余撤回，开标时已够法定家数
    en: Three or more came and the others stepped back, so that the number was met when the bids were opened
first_steps:
  - zh: 调取投标签收记录和开标记录，确认截止时实际有几家投标
    en: Obtain the receipt book and the opening record; establish how many bids there were at the deadline
  - zh: 查有无流标公告、重新招标公告、变更采购方式的批准文件
    en: Look for notices of failure and repetition, and for an approval of another procedure
  - zh: 查招标文件的资格条件、评分标准是否只合一家
    en: See whether qualifications and scoring in the tender documents fit one firm only
  - zh: 查采购单位经办人与中标人的关系
    en: Check ties between those who handled the purchase and the winner
tags: [competition]
---*/
-- The unit is the lot, or the tender where bids or awards name no lot; a bid without a lot may be for any lot and counts
-- for each. No bid on record at all is missing data, not a single bid. The members of a consortium, named so and at one
-- price, are one bidder. Everything that shows a further bidder (another winner, a trace of another bid file) silences.
WITH tenders AS (
    SELECT
        tender_id,
        title,
        buyer_id,
        procedure,
        published_on
    FROM tender
    WHERE
        procedure IN ('open', 'invited', 'negotiation', 'consultation', 'inquiry')
        AND coalesce(status, 'complete') NOT IN ('planned', 'cancelled')
),
awarded AS (
    SELECT DISTINCT tender_id FROM award
),
decisions AS (
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        min(supplier_id) AS supplier_id,
        count(DISTINCT supplier_id) AS n_winners,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        min(coalesce(currency, 'CNY')) AS low_currency,
        max(coalesce(currency, 'CNY')) AS high_currency,
        max(awarded_on) AS decided_on,
        1 AS by_award
    FROM award
    WHERE awarded_on IS NULL OR awarded_on <= $as_of
    GROUP BY tender_id, coalesce(lot_id, '')
    UNION ALL
    SELECT
        contract.tender_id,
        '' AS lot_key,
        min(contract.supplier_id) AS supplier_id,
        count(DISTINCT contract.supplier_id) AS n_winners,
        CAST(sum(contract.amount) AS DECIMAL(18, 2)) AS amount,
        min(coalesce(contract.currency, 'CNY')) AS low_currency,
        max(coalesce(contract.currency, 'CNY')) AS high_currency,
        max(contract.signed_on) AS decided_on,
        0 AS by_award
    FROM contract
    LEFT JOIN awarded ON contract.tender_id = awarded.tender_id
    WHERE
        contract.tender_id IS NOT NULL
        AND awarded.tender_id IS NULL
        AND (contract.signed_on IS NULL OR contract.signed_on <= $as_of)
    GROUP BY contract.tender_id
),
offers AS (
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        bidder_id,
        CASE
            WHEN amount IS NOT NULL AND (bidder_name LIKE '%联合体%' OR lower(bidder_name) LIKE '%consortium%')
                THEN concat('consortium ', CAST(amount AS VARCHAR))
            ELSE coalesce(bidder_id, bidder_name, bid_id)
        END AS offer,
        CASE WHEN status = 'withdrawn' THEN 0 ELSE 1 END AS stayed
    FROM bid
),
narrow AS (
    -- a cheap bound first: where one lot drew few bidders, some lot key of the tender has few offers
    SELECT DISTINCT tender_id
    FROM offers
    GROUP BY tender_id, lot_key
    HAVING count(DISTINCT offer) < $min_bidders
),
counted AS (
    SELECT
        decisions.tender_id,
        decisions.lot_key,
        decisions.supplier_id,
        decisions.n_winners,
        decisions.amount,
        decisions.low_currency,
        decisions.high_currency,
        decisions.decided_on,
        decisions.by_award,
        count(DISTINCT offers.offer) AS n_came,
        count(DISTINCT CASE WHEN offers.stayed = 1 THEN offers.offer END) AS n_left,
        count(DISTINCT offers.bidder_id) AS n_known,
        count(DISTINCT CASE WHEN offers.bidder_id = decisions.supplier_id THEN offers.bidder_id END) AS n_winning
    FROM decisions
    INNER JOIN narrow ON decisions.tender_id = narrow.tender_id
    INNER JOIN offers
        ON
            decisions.tender_id = offers.tender_id
            AND (
                decisions.lot_key = '' OR offers.lot_key = '' OR decisions.lot_key = offers.lot_key
            )
    GROUP BY
        decisions.tender_id,
        decisions.lot_key,
        decisions.supplier_id,
        decisions.n_winners,
        decisions.amount,
        decisions.low_currency,
        decisions.high_currency,
        decisions.decided_on,
        decisions.by_award
    HAVING
        count(DISTINCT offers.offer) < $min_bidders
        AND count(DISTINCT CASE WHEN offers.stayed = 1 THEN offers.offer END) <= $max_left
),
single AS (
    -- a winner that is not among the bidders on record shows that the record is not complete
    SELECT
        counted.tender_id,
        counted.lot_key,
        counted.supplier_id,
        counted.amount,
        counted.low_currency,
        counted.high_currency,
        counted.decided_on,
        counted.by_award,
        counted.n_came,
        counted.n_left,
        tenders.title,
        tenders.buyer_id,
        tenders.procedure,
        tenders.published_on
    FROM counted
    INNER JOIN tenders ON counted.tender_id = tenders.tender_id
    WHERE
        counted.n_winners <= 1
        AND (counted.supplier_id IS NULL OR counted.n_known = 0 OR counted.n_winning = 1)
),
traced AS (
    SELECT DISTINCT
        document_fingerprint.tender_id,
        document_fingerprint.bid_id,
        document_fingerprint.bidder_id
    FROM document_fingerprint
    INNER JOIN single ON document_fingerprint.tender_id = single.tender_id
),
unrecorded AS (
    SELECT DISTINCT traced.tender_id
    FROM traced
    LEFT JOIN bid AS by_bid ON traced.bid_id = by_bid.bid_id AND traced.tender_id = by_bid.tender_id
    LEFT JOIN bid AS by_bidder
        ON traced.bidder_id = by_bidder.bidder_id AND traced.tender_id = by_bidder.tender_id
    WHERE
        (traced.bid_id IS NOT NULL OR traced.bidder_id IS NOT NULL)
        AND by_bid.bid_id IS NULL
        AND by_bidder.bid_id IS NULL
),
changed AS (
    SELECT
        single.tender_id,
        max(CASE WHEN contract.procedure = 'single_source' THEN 1 ELSE 0 END) AS approved,
        min(contract.buyer_id) AS buyer_id
    FROM single
    INNER JOIN contract ON single.tender_id = contract.tender_id
    GROUP BY single.tender_id
),
repeated AS (
    SELECT DISTINCT single.tender_id
    FROM single
    INNER JOIN tender
        ON
            single.buyer_id = tender.buyer_id
            AND single.title = tender.title
            AND single.tender_id <> tender.tender_id
    WHERE
        tender.status = 'cancelled'
        AND date_diff('day', tender.published_on, single.published_on) BETWEEN 0 AND $retender_days
)
SELECT
    single.tender_id,
    single.lot_key,
    coalesce(single.buyer_id, changed.buyer_id) AS buyer_id,
    single.supplier_id,
    single.procedure,
    CAST(single.n_came AS INTEGER) AS n_came,
    CAST(single.n_left AS INTEGER) AS n_left,
    single.by_award,
    single.decided_on,
    -- money of different currencies is not added up
    CASE WHEN single.low_currency = single.high_currency THEN single.amount END AS amount,
    CASE WHEN single.low_currency = single.high_currency THEN single.low_currency END AS currency,
    -- 1 where nobody else came at all
    CAST(CAST(1 AS DOUBLE) / NULLIF(CAST(single.n_came AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM single
LEFT JOIN unrecorded ON single.tender_id = unrecorded.tender_id
LEFT JOIN changed ON single.tender_id = changed.tender_id
LEFT JOIN repeated ON single.tender_id = repeated.tender_id
WHERE
    coalesce(single.buyer_id, changed.buyer_id) IS NOT NULL
    AND unrecorded.tender_id IS NULL
    AND repeated.tender_id IS NULL
    AND coalesce(changed.approved, 0) = 0
    AND NOT (
        coalesce(single.title, '') LIKE '%二次%'
        OR coalesce(single.title, '') LIKE '%三次%'
        OR coalesce(single.title, '') LIKE '%再次%'
        OR coalesce(single.title, '') LIKE '%重新招标%'
        OR coalesce(single.title, '') LIKE '%重新采购%'
    )

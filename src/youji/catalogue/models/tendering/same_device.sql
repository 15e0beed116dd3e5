/*---
id: same_device
title: {zh: 投标文件出自同一设备, en: Bid documents from one device}
question:
  zh: 同一项目（标段）不同投标人的投标文件，是否在同一台设备上制作或者上传？
  en: Were the bid documents of different bidders in one tender or lot made or uploaded on one device?
category: tendering
entry: thing
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法实施条例#40
    note:
      zh: 不同投标人的投标文件由同一单位或者个人编制，或者委托同一单位或者个人办理投标事宜的，视为串通投标（第一、二项）；同一设备是其痕迹。
      en: >-
        Documents of different bidders prepared by one organisation or person, or bids handled by one, count as
        collusion (items 1 and 2); one device is the trace of it.
  - article: 招标投标法#32
    note:
      zh: 投标人不得串通报价、排挤公平竞争。
      en: Bidders must not collude on prices or shut out fair competition.
  - article: 政府采购法#25
    note:
      zh: 政府采购当事人不得串通损害国家、社会和其他当事人的利益。
      en: The parties to public procurement must not collude to the harm of the state, the public or other parties.
  - article: 招标投标法#31
    note:
      zh: 联合体以一个投标人的身份投标，在一台设备上制作文件是合法的。
      en: A consortium bids as one bidder; it lawfully makes its documents on one device.
purpose: procurement_supervision
kind: graph
inputs:
  document_fingerprint: [tender_id, bid_id, bidder_id, author, device_id, ip_address, software, created_at]
  bid: [bid_id, tender_id, lot_id, bidder_id, bidder_name, amount, currency, submitted_at, status]
  tender: [tender_id, title]
optional:
  document_fingerprint: [bid_id, bidder_id, author, ip_address, software, created_at]
  bid: all
  tender: all
params:
  max_users:
    value: 8
    unit: organisations
    minimum: 2
    why:
      zh: "假设：在全部项目中有更多投标人使用的设备，是交易中心的公用终端，或者来源中的占位符。"
      en: >-
        Assumption: a device that more bidders than this use in all tenders is a public terminal of the
        trading centre, or a placeholder in the source.
  min_group_share:
    value: 0.6
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：用过该设备的全部企业，须有五分之三在一个项目中相遇（三家中两家，五家中三家）。在公用终端前的生人，是为不同项目来的。"
      en: >-
        Assumption: of all firms that ever use the device, three in five must have met in one tender (of
        three, two; of five, three). Strangers at a public terminal come for different tenders.
subject: {column: bidder_id, kind: organisation}
grain: [tender_id, bidder_id]
amount: amount
currency: currency
occurred_on: bid_on
strength: strength
evidence:
  document_fingerprint: [{tender_id: tender_id, device_id: device_id}]
increment: {by: full}
severity: high
explain:
  zh: >-
    {bidder_id:party}与{other_bidder_id:party}同投{tender_id:tender}，投标文件出自同一设备（本项目共{n_others:number}个这样的对手）；
    该企业这样的项目共{n_tenders:number}个。其他相同特征：{also_zh}。
  en: >-
    {bidder_id:party} and {other_bidder_id:party} both bid for "{tender_id:tender}" with documents from one device
    ({n_others:number} such rivals here); this happened to the firm in {n_tenders:number} tenders. Also in common: {also_en}.
innocent_reasons:
  - zh: 双方组成联合体，以一个投标人的身份投标（名称中注明联合体、报价相同）
    en: They are a consortium that bids as one, named so in the bids and at one price
  - zh: 设备是交易中心的公用终端，许多互不相干的企业为不同项目使用
    en: The device is a public terminal of the trading centre, used by many unrelated firms for different tenders
  - zh: 投的是同一项目的不同标段，相互不竞争
    en: They bid for different lots of the tender and do not compete
first_steps:
  - zh: 向交易平台调取制作工具、上传日志和加密锁记录，核实设备标识的含义（网卡、硬盘、加密锁）和归属
    en: Obtain tool, upload and dongle logs from the platform; establish what the device mark stands for (network card, disk, dongle) and whose it is
  - zh: 现场查看设备由谁使用，查该设备还做过哪些企业的投标文件
    en: See who uses the device, and for which other firms it made bid documents
  - zh: 逐段比对双方技术方案、报价清单中相同的文字、错漏和格式
    en: Compare the technical parts and price lists passage by passage for the same wording, slips and layout
  - zh: 查双方授权代表、社保缴纳、保证金来源和中标后的资金往来
    en: Check authorised agents, insured staff, the source of the bid bonds and money flows after the award
tags: [collusion]
---*/
-- A bidder's file names its bid or its bidder; the lot comes from the bid, or from every bid of the bidder in the tender.
-- Bids for different lots of one tender do not compete and never match. Withdrawn bids do not compete either.
-- Values are compared as they are written. Pairs are formed only inside one tender and only for values that few firms
-- use, so they stay few.
WITH entrants AS (
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        bidder_id,
        max(amount) AS amount,
        min(coalesce(currency, 'CNY')) AS currency,
        max(CAST(submitted_at AS DATE)) AS submitted_on,
        max(
            CASE WHEN bidder_name LIKE '%联合体%' OR lower(bidder_name) LIKE '%consortium%' THEN 1 ELSE 0 END
        ) AS consortium,
        min(CASE WHEN status = 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn
    FROM bid
    WHERE bidder_id IS NOT NULL
    GROUP BY tender_id, coalesce(lot_id, ''), bidder_id
),
prints AS (
    SELECT
        document_fingerprint.tender_id,
        coalesce(document_fingerprint.bidder_id, bid.bidder_id) AS bidder_id,
        CASE WHEN bid.bid_id IS NULL THEN NULL ELSE coalesce(bid.lot_id, '') END AS lot_key,
        NULLIF(trim(document_fingerprint.device_id), '') AS mark,
        NULLIF(trim(document_fingerprint.author), '') AS author,
        NULLIF(trim(document_fingerprint.ip_address), '') AS ip_address,
        NULLIF(trim(document_fingerprint.software), '') AS software
    FROM document_fingerprint
    LEFT JOIN bid
        ON document_fingerprint.bid_id = bid.bid_id AND document_fingerprint.tender_id = bid.tender_id
    WHERE
        coalesce(document_fingerprint.bidder_id, bid.bidder_id) IS NOT NULL
        AND (
            document_fingerprint.created_at IS NULL OR CAST(document_fingerprint.created_at AS DATE) <= $as_of
        )
),
spread AS (
    -- how widely a value is used in all tenders: that is what tells a firm's own from an office suite's or a hall's
    SELECT
        mark,
        count(DISTINCT bidder_id) AS n_users
    FROM prints
    WHERE mark IS NOT NULL
    GROUP BY mark
    HAVING count(DISTINCT bidder_id) BETWEEN 2 AND $max_users
),
marked AS (
    SELECT
        prints.tender_id,
        prints.lot_key,
        prints.bidder_id,
        prints.mark,
        prints.author,
        prints.ip_address,
        prints.software
    FROM prints
    INNER JOIN spread ON prints.mark = spread.mark
),
placed AS (
    SELECT
        marked.tender_id,
        coalesce(marked.lot_key, entrants.lot_key, '') AS lot_key,
        marked.bidder_id,
        marked.mark,
        marked.author,
        marked.ip_address,
        marked.software,
        entrants.amount,
        entrants.currency,
        entrants.submitted_on,
        coalesce(entrants.consortium, 0) AS consortium
    FROM marked
    LEFT JOIN entrants
        ON
            marked.tender_id = entrants.tender_id
            AND marked.bidder_id = entrants.bidder_id
            AND (marked.lot_key IS NULL OR marked.lot_key = entrants.lot_key)
    WHERE coalesce(entrants.withdrawn, 0) = 0
),
beside AS (
    -- two lines with one price (or an unknown one), one of them named as a consortium, are one bid; so are two lines with
    -- one price in a tender that asks for consortia
    SELECT
        one.tender_id,
        one.lot_key,
        one.mark,
        one.bidder_id,
        two.bidder_id AS other_id,
        one.amount,
        one.currency,
        one.submitted_on,
        CASE WHEN one.author = two.author THEN one.author END AS author,
        CASE WHEN one.ip_address = two.ip_address THEN one.ip_address END AS ip_address,
        CASE WHEN one.software = two.software THEN one.software END AS software,
        CASE
            WHEN one.consortium = 1 AND two.consortium = 1 THEN 1
            WHEN one.consortium + two.consortium > 0 AND coalesce(one.amount = two.amount, TRUE) THEN 1
            WHEN tender.title LIKE '%联合体%' AND one.amount = two.amount THEN 1
            ELSE 0
        END AS one_bid
    FROM placed AS one
    INNER JOIN placed AS two
        ON
            one.tender_id = two.tender_id
            AND one.lot_key = two.lot_key
            AND one.mark = two.mark
            AND one.bidder_id <> two.bidder_id
    LEFT JOIN tender ON one.tender_id = tender.tender_id
),
met AS (
    SELECT
        tender_id,
        lot_key,
        mark,
        bidder_id,
        other_id,
        amount,
        currency,
        submitted_on,
        author,
        ip_address,
        software
    FROM beside
    WHERE one_bid = 0
),
joint_uses AS (
    SELECT mark, bidder_id, count(DISTINCT tender_id) AS n_joint
    FROM met
    GROUP BY mark, bidder_id
),
all_uses AS (
    SELECT mark, bidder_id, count(DISTINCT tender_id) AS n_used
    FROM marked
    GROUP BY mark, bidder_id
),
habits AS (
    SELECT
        joint_uses.mark,
        joint_uses.bidder_id,
        joint_uses.n_joint
    FROM joint_uses
    INNER JOIN all_uses ON joint_uses.mark = all_uses.mark AND joint_uses.bidder_id = all_uses.bidder_id
),
sizes AS (
    SELECT
        tender_id,
        lot_key,
        mark,
        count(DISTINCT bidder_id) AS n_here
    FROM met
    GROUP BY tender_id, lot_key, mark
),
largest AS (
    SELECT mark, max(n_here) AS n_group FROM sizes GROUP BY mark
),
confined AS (
    SELECT largest.mark
    FROM largest
    INNER JOIN spread ON largest.mark = spread.mark
    WHERE largest.n_group >= spread.n_users * $min_group_share
),
pairs AS (
    SELECT
        met.tender_id,
        met.lot_key,
        met.mark,
        met.bidder_id,
        met.other_id,
        max(met.amount) AS amount,
        min(met.currency) AS currency,
        max(met.submitted_on) AS submitted_on,
        max(met.author) AS author,
        max(met.ip_address) AS ip_address,
        max(met.software) AS software
    FROM met
    INNER JOIN confined ON met.mark = confined.mark
    GROUP BY met.tender_id, met.lot_key, met.mark, met.bidder_id, met.other_id
),
other_marks AS (
    -- another trace counts only if few firms use it too
    SELECT
        'author' AS kind,
        author AS other_mark
    FROM pairs
    WHERE author IS NOT NULL
    UNION
    SELECT
        'ip_address' AS kind,
        ip_address AS other_mark
    FROM pairs
    WHERE ip_address IS NOT NULL
    UNION
    SELECT
        'software' AS kind,
        software AS other_mark
    FROM pairs
    WHERE software IS NOT NULL
),
other_uses AS (
    SELECT
        other_marks.kind,
        other_marks.other_mark,
        prints.bidder_id
    FROM other_marks
    INNER JOIN prints ON other_marks.other_mark = prints.author
    WHERE other_marks.kind = 'author'
    UNION ALL
    SELECT
        other_marks.kind,
        other_marks.other_mark,
        prints.bidder_id
    FROM other_marks
    INNER JOIN prints ON other_marks.other_mark = prints.ip_address
    WHERE other_marks.kind = 'ip_address'
    UNION ALL
    SELECT
        other_marks.kind,
        other_marks.other_mark,
        prints.bidder_id
    FROM other_marks
    INNER JOIN prints ON other_marks.other_mark = prints.software
    WHERE other_marks.kind = 'software'
),
own_marks AS (
    SELECT
        kind,
        other_mark
    FROM other_uses
    GROUP BY kind, other_mark
    HAVING count(DISTINCT bidder_id) <= $max_users
),
judged AS (
    SELECT
        pairs.tender_id,
        pairs.mark,
        pairs.bidder_id,
        pairs.other_id,
        pairs.amount,
        pairs.currency,
        pairs.submitted_on,
        sizes.n_here,
        one.n_joint,
        CASE WHEN own_author.other_mark IS NULL THEN 0 ELSE 1 END AS by_author,
        CASE WHEN own_address.other_mark IS NULL THEN 0 ELSE 1 END AS by_address,
        CASE WHEN own_software.other_mark IS NULL THEN 0 ELSE 1 END AS by_software
    FROM pairs
    INNER JOIN sizes
        ON pairs.tender_id = sizes.tender_id AND pairs.lot_key = sizes.lot_key AND pairs.mark = sizes.mark
    INNER JOIN habits AS one ON pairs.mark = one.mark AND pairs.bidder_id = one.bidder_id
    INNER JOIN habits AS two ON pairs.mark = two.mark AND pairs.other_id = two.bidder_id
    LEFT JOIN own_marks AS own_author
        ON own_author.kind = 'author' AND pairs.author = own_author.other_mark
    LEFT JOIN own_marks AS own_address
        ON own_address.kind = 'ip_address' AND pairs.ip_address = own_address.other_mark
    LEFT JOIN own_marks AS own_software
        ON own_software.kind = 'software' AND pairs.software = own_software.other_mark
),
accepted AS (
    SELECT tender_id, mark, bidder_id, other_id, amount, currency, submitted_on, n_joint, by_author, by_address, by_software
    FROM judged
),
gathered AS (
    -- the counterpart the alert names is the first by id; the others have alerts of their own
    SELECT
        tender_id,
        bidder_id,
        min(other_id) AS other_bidder_id,
        CAST(count(DISTINCT other_id) AS INTEGER) AS n_others,
        max(n_joint) AS n_joint,
        min(mark) AS mark,
        max(amount) AS amount,
        min(currency) AS currency,
        max(submitted_on) AS submitted_on,
        max(by_author) AS by_author,
        max(by_address) AS by_address,
        max(by_software) AS by_software
    FROM accepted
    GROUP BY tender_id, bidder_id
)
SELECT
    tender_id,
    bidder_id,
    other_bidder_id,
    n_others,
    CAST(n_joint AS INTEGER) AS n_tenders,
    mark AS device_id,
    concat_ws(
        '、',
        CASE WHEN by_author = 1 THEN '编制人相同' END,
        CASE WHEN by_address = 1 THEN '网络地址相同' END,
        CASE WHEN by_software = 1 THEN '软件锁号相同' END
    ) AS also_zh,
    concat_ws(
        ', ',
        CASE WHEN by_author = 1 THEN 'the same author' END,
        CASE WHEN by_address = 1 THEN 'the same network address' END,
        CASE WHEN by_software = 1 THEN 'the same software licence' END
    ) AS also_en,
    CAST(amount AS DECIMAL(18, 2)) AS amount,
    coalesce(currency, 'CNY') AS currency,
    submitted_on AS bid_on,
    -- each tender with the same sign and each further trace in common takes away a part of the remaining doubt
    CAST(
        1 - CAST(1 AS DOUBLE)
        / NULLIF(CAST(1 + n_joint + by_author + by_address + by_software AS DOUBLE), 0) AS DECIMAL(9, 6)
    ) AS strength
FROM gathered

/*---
id: same_network_address
title: {zh: 投标文件从同一网络地址上传, en: Bids from one network address}
question:
  zh: 同一项目（标段）不同投标人的投标文件，是否从同一个非公用的网络地址上传？
  en: Were the bid documents of different bidders in one tender or lot uploaded from one network address that is not a public one?
category: tendering
entry: matter
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法实施条例#40
    note:
      zh: 不同投标人的投标文件由同一单位或者个人编制，或者委托同一单位或者个人办理投标事宜的，视为串通投标（第一、二项）；同一网络地址是其较弱的痕迹。
      en: >-
        Documents of different bidders prepared by one organisation or person, or bids handled by one, count as
        collusion (items 1 and 2); one network address is a weak trace of it.
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
      zh: 联合体以一个投标人的身份投标，从一个地址上传是合法的。
      en: A consortium bids as one bidder; it lawfully uploads from one address.
purpose: procurement_supervision
kind: graph
inputs:
  document_fingerprint: [tender_id, bid_id, bidder_id, author, device_id, ip_address, software, created_at]
  bid: [bid_id, tender_id, lot_id, bidder_id, bidder_name, amount, currency, submitted_at, status]
  tender: [tender_id, title]
  organisation: [organisation_id, address]
optional:
  document_fingerprint: [bid_id, bidder_id, author, device_id, software, created_at]
  bid: all
  tender: all
  organisation: all
params:
  max_users:
    value: 8
    unit: organisations
    minimum: 2
    why:
      zh: "假设：在全部项目中有更多投标人使用的地址，属于交易中心、园区或者运营商网关。"
      en: "Assumption: an address that more bidders than this use in all tenders belongs to a trading centre, a business park or a carrier's gateway."
  min_group_share:
    value: 0.6
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：用过该地址的全部企业，须有五分之三在一个项目中相遇（三家中两家，五家中三家）。公共地址后面的生人多半不相遇。"
      en: "Assumption: of all firms that ever use the address, three in five must have met in one tender (of three, two; of five, three). Strangers behind a public address mostly do not meet."
  min_use_share:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：一对中至少一家，对手也用该地址时自己至少每两次用一次。公共地址后面的生人只是偶尔在此相遇。"
      en: "Assumption: one firm of a pair uses the address at least every second time where a rival does too. Strangers behind a public address meet there now and then only."
  min_tenders:
    value: 2
    unit: tenders
    minimum: 1
    why:
      zh: "假设：两家企业可能有一次从同一咖啡馆或者大厅上传；第二个项目又是如此、而且从不分开，就不是。"
      en: "Assumption: two firms may once upload from one café or hall; in a second tender, and never apart, they do not."
  min_group:
    value: 3
    unit: bidders
    minimum: 2
    why:
      zh: "假设：一个项目中三个投标人共用一个别人不用的地址，不是偶然相遇。"
      en: "Assumption: three bidders of one tender behind an address that nobody else uses are no meeting by chance."
  min_own_uses:
    value: 3
    unit: tenders
    minimum: 1
    why:
      zh: "假设：一家企业独自从该地址为另外三个项目上传过，它就是该企业的地址；对手从那里上传，就是从它的办公室来的。"
      en: "Assumption: an address from which one firm alone uploaded for three other tenders is that firm's own; a rival that comes from there came from its office."
  max_apart_share:
    value: 0.5
    unit: ratio
    minimum: 0
    why:
      zh: "单次相遇只在下列情况计算：使用者相遇过的每个地址，至多对应这么多个由从未相遇的企业共用的地址。两家碰巧同址的企业，在该地址下相遇至多十次中一次（假设，约为同行业两家企业共同参加的项目比例），所以取0.5时，单次相遇至多二十分之一是偶然。"
      en: "A single meeting counts only where, for each address whose users met, at most this many are shared by firms that never met. Two firms with one address by chance meet under it in at most one of ten cases (assumption, of the order of the share of tenders two firms of one trade both enter), so at 0.5 at most one meeting in twenty is chance."
subject: {column: bidder_id, kind: organisation}
grain: [tender_id, bidder_id]
amount: amount
currency: currency
occurred_on: bid_on
strength: strength
evidence:
  document_fingerprint: [{tender_id: tender_id, ip_address: ip_address}]
increment: {by: full}
severity: medium
explain:
  zh: >-
    {bidder_id:party}与{other_bidder_id:party}同投{tender_id:tender}，投标文件从同一网络地址上传（本项目共{n_others:number}个这样的对手）；
    该企业这样的项目共{n_tenders:number}个。其他相同特征：{also_zh}。
  en: >-
    {bidder_id:party} and {other_bidder_id:party} both bid for "{tender_id:tender}" from one network address
    ({n_others:number} such rivals here); this happened to the firm in {n_tenders:number} tenders. Also in common: {also_en}.
innocent_reasons:
  - zh: 双方组成联合体，以一个投标人的身份投标（名称中注明联合体、报价相同）
    en: They are a consortium that bids as one, named so in the bids and at one price
  - zh: 地址属于交易中心、酒店或者运营商网关，许多互不相干的企业为不同项目使用
    en: The address belongs to a trading centre, a hotel or a carrier's gateway that many unrelated firms use for different tenders
  - zh: 双方登记在同一栋楼或者园区，共用出口网络，没有其他相同特征
    en: Both are registered in one building and share its outbound network, with no other trace in common
  - zh: 两家企业偶然一次在同一地点上网，之前之后都不相干
    en: Two firms were once online at one place by chance, and never before or after
  - zh: 投的是同一项目的不同标段，相互不竞争
    en: They bid for different lots of the tender and do not compete
first_steps:
  - zh: 向交易平台调取上传日志，核对地址、端口、时间，向运营商查询地址的用户和安装地点
    en: Obtain the platform's upload log with address, port and time; ask the carrier who uses the address and where
  - zh: 核实双方实际办公地点，看是否同楼、同园区或者同用一个公共网络
    en: Establish where both firms really work - one building, one park, one public network
  - zh: 比对双方投标文件的作者、设备、软件锁和上传的先后间隔
    en: Compare author, device, software licence and the time between the two uploads
  - zh: 查双方股东、负责人、联系人、保证金来源的交叉
    en: Look for common shareholders, heads, contacts and sources of the bid bonds
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
        NULLIF(trim(document_fingerprint.ip_address), '') AS mark,
        NULLIF(trim(document_fingerprint.author), '') AS author,
        NULLIF(trim(document_fingerprint.device_id), '') AS device_id,
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
        prints.device_id,
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
        marked.device_id,
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
        CASE WHEN one.device_id = two.device_id THEN one.device_id END AS device_id,
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
        device_id,
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
        joint_uses.n_joint,
        all_uses.n_used,
        CASE WHEN joint_uses.n_joint >= all_uses.n_used * $min_use_share THEN 1 ELSE 0 END AS only_joint
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
census AS (
    -- how often firms share such a value without ever meeting: that is how common it is to share one by chance
    SELECT
        count(largest.mark) AS n_met,
        CAST(sum(CASE WHEN encounters.mark IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS n_apart
    FROM spread
    LEFT JOIN (SELECT DISTINCT mark FROM beside) AS encounters ON spread.mark = encounters.mark
    LEFT JOIN largest ON spread.mark = largest.mark
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
        max(met.device_id) AS device_id,
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
        'device_id' AS kind,
        device_id AS other_mark
    FROM pairs
    WHERE device_id IS NOT NULL
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
    INNER JOIN prints ON other_marks.other_mark = prints.device_id
    WHERE other_marks.kind = 'device_id'
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
        least(one.n_joint, two.n_joint) AS pair_joint,
        greatest(one.only_joint, two.only_joint) AS borrowed,
        CASE WHEN census.n_apart <= census.n_met * $max_apart_share THEN 1 ELSE 0 END AS rare,
        greatest(one.n_used - one.n_joint, two.n_used - two.n_joint) AS own_uses,
        CASE WHEN own_author.other_mark IS NULL THEN 0 ELSE 1 END AS by_author,
        CASE WHEN own_device.other_mark IS NULL THEN 0 ELSE 1 END AS by_device,
        CASE WHEN own_software.other_mark IS NULL THEN 0 ELSE 1 END AS by_software
    FROM pairs
    INNER JOIN sizes
        ON pairs.tender_id = sizes.tender_id AND pairs.lot_key = sizes.lot_key AND pairs.mark = sizes.mark
    INNER JOIN habits AS one ON pairs.mark = one.mark AND pairs.bidder_id = one.bidder_id
    INNER JOIN habits AS two ON pairs.mark = two.mark AND pairs.other_id = two.bidder_id
    LEFT JOIN own_marks AS own_author
        ON own_author.kind = 'author' AND pairs.author = own_author.other_mark
    LEFT JOIN own_marks AS own_device
        ON own_device.kind = 'device_id' AND pairs.device_id = own_device.other_mark
    LEFT JOIN own_marks AS own_software
        ON own_software.kind = 'software' AND pairs.software = own_software.other_mark
    CROSS JOIN census
),
addresses AS (
    -- up to the house number, or the name of the building: the rooms of one building differ
    SELECT
        organisation_id,
        CASE
            WHEN contains(address, '号') THEN split_part(address, '号', 1)
            ELSE split_part(split_part(address, '大厦', 1), '室', 1)
        END AS building
    FROM organisation
    WHERE address IS NOT NULL
),
accepted AS (
    -- neighbours share an outbound address, and two strangers may use one hall: the firms have to be registered apart,
    -- and the address has to come again, to serve several bidders at once, or to be one firm's habitual one, unless
    -- addresses are hardly ever shared by chance here
    SELECT
        judged.tender_id,
        judged.mark,
        judged.bidder_id,
        judged.other_id,
        judged.amount,
        judged.currency,
        judged.submitted_on,
        judged.n_joint,
        judged.by_author,
        judged.by_device,
        judged.by_software
    FROM judged
    LEFT JOIN addresses AS here ON judged.bidder_id = here.organisation_id
    LEFT JOIN addresses AS there ON judged.other_id = there.organisation_id
    WHERE
        judged.by_author + judged.by_device + judged.by_software > 0
        OR (
            here.building <> there.building
            AND (
                judged.n_here >= $min_group
                OR (judged.rare = 1 AND judged.borrowed = 1)
                OR (
                    judged.borrowed = 1
                    AND (judged.pair_joint >= $min_tenders OR judged.own_uses >= $min_own_uses)
                )
            )
        )
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
        max(by_device) AS by_device,
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
    mark AS ip_address,
    concat_ws(
        '、',
        CASE WHEN by_author = 1 THEN '编制人相同' END,
        CASE WHEN by_device = 1 THEN '设备标识相同' END,
        CASE WHEN by_software = 1 THEN '软件锁号相同' END
    ) AS also_zh,
    concat_ws(
        ', ',
        CASE WHEN by_author = 1 THEN 'the same author' END,
        CASE WHEN by_device = 1 THEN 'the same device' END,
        CASE WHEN by_software = 1 THEN 'the same software licence' END
    ) AS also_en,
    CAST(amount AS DECIMAL(18, 2)) AS amount,
    coalesce(currency, 'CNY') AS currency,
    submitted_on AS bid_on,
    -- each tender with the same sign and each further trace in common takes away a part of the remaining doubt
    CAST(
        1 - CAST(2 AS DOUBLE)
        / NULLIF(CAST(2 + n_joint + by_author + by_device + by_software AS DOUBLE), 0) AS DECIMAL(9, 6)
    ) AS strength
FROM gathered

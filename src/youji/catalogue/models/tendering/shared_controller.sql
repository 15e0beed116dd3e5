/*---
id: shared_controller
title: {zh: 同一控制人投标, en: Bidders under one controller}
question:
  zh: 同一项目（标段）的两个投标人是否由同一人控制，或者使用同一账户、联系方式和地址？
  en: Were two bidders for the same tender or lot under one controller, or did they share accounts, phones and addresses?
category: tendering
entry: person
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法实施条例#34
    note:
      zh: 负责人为同一人，或者有控股、管理关系的单位，不得投同一标段（未分标段的，不得投同一项目），否则投标无效。
      en: Bidders headed by one person, or of which one controls or manages the other, may not bid for one lot (or one undivided tender); their bids are void.
  - article: 招标投标法实施条例#40
    note:
      zh: 由同一单位或者个人代办投标、保证金从同一账户转出等，视为串通投标。
      en: Bids handled by one agent, or bid bonds paid from one account, count as collusion.
  - article: 政府采购法实施条例#18
    note:
      zh: 负责人同一或者有直接控股、管理关系的供应商，不得参加同一合同项下的采购。
      en: Suppliers headed by one person, or directly controlling or managing one another, may not compete for one contract.
  - article: 招标投标法#31
    note:
      zh: 联合体以一个投标人的身份投标，是合法的共同投标。
      en: A consortium bids as one bidder; that is lawful joint bidding.
  - article: 公司法#265
    note:
      zh: 出资过半为控股，不足半数而表决权足以产生重大影响的也是；仅因同受国家控股，不算关联。
      en: More than half of the capital is control, less than half where its votes decide; common state ownership alone makes no affiliation.
purpose: procurement_supervision
kind: graph
inputs:
  bid: [tender_id, lot_id, bidder_id, bidder_name, amount, currency, submitted_at, status, deposit_account,
        contact_phone]
  tender: [tender_id, opened_on]
  organisation: [organisation_id, kind, legal_representative_id, phone, address, bank_account]
  shareholding: [organisation_id, holder_id, holder_kind, share, from_on, to_on]
optional:
  bid: [lot_id, bidder_name, amount, currency, submitted_at, status, deposit_account, contact_phone]
  tender: all
  organisation: [legal_representative_id, phone, address, bank_account]
  shareholding: all
params:
  min_share:
    value: 0.25
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：四分之一的出资是通常认定受益所有人的界线；更小的持有人，公司法#265 只在其表决权能决定时才称控制，而数据看不出这一点。"
      en: "Assumption: a quarter of the capital is the line commonly drawn for a beneficial owner; 公司法#265 calls a smaller holder controlling only where its votes decide, which these data cannot show."
  control_share:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "公司法#265（二）：持股超过一半的为控股。从此比例起，持股关系取满强度。"
      en: "公司法#265 (2): a holder of more than half is controlling. From this share on, a shareholding tie has full strength."
  contact_strength:
    value: 0.3
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：同一电话或者地址提示两个投标人背后是一只手，但还不是法律禁止的控制；两者合起来按同一负责人或者账户的0.6计。"
      en: "Assumption: a shared phone or address hints at one hand behind two bidders but is not the control the law forbids; both together weigh 0.6 of a common head or account."
  min_contact_ties:
    value: 2
    unit: count
    minimum: 1
    maximum: 2
    why:
      zh: "假设：邻居同楼，客户共用记账员电话，所以单独的登记电话或者地址不指控任何人；两者同时、或者其一加上任何其他关系才算。两份投标都留的电话可以单独成立，因为一个代理人代两家投标视为串通（招标投标法实施条例#40）。"
      en: "Assumption: neighbours share a building and clients share a bookkeeper's phone, so a registered phone or address alone accuses nobody; both together, or one beside any other tie, do. A phone given in both bids stands alone, since one agent for two bidders counts as collusion (招标投标法实施条例#40)."
  max_token_share:
    value: 5
    unit: count
    minimum: 2
    why:
      zh: "假设：更多单位使用的电话、地址或者账户，属于代办、记账公司、写字楼或者交易平台。"
      en: "Assumption: a phone, address or account used by more organisations than this belongs to an agent, a bookkeeping firm, an office building or a trading platform."
  max_group:
    value: 200
    unit: count
    minimum: 2
    why:
      zh: "假设：任职或者持股的投标人多于此数的编号，是来源中的占位符；也避免配对数按平方增长。"
      en: "Assumption: an identifier that heads or owns more bidders than this is a placeholder in the source; it also keeps the pairs from growing with its square."
  min_token_length:
    value: 7
    unit: characters
    minimum: 1
    why:
      zh: "中国最短的固定电话号码为七位；更短的联系方式是占位符，更短的地址只写到镇，不到门牌。"
      en: "The shortest fixed-line number in China has seven digits; shorter contact values are placeholders, and shorter addresses name a town rather than a door."
subject: {column: bidder_id, kind: organisation}
grain: [tender_id, bidder_id]
amount: amount
currency: currency
occurred_on: bid_on
strength: strength
evidence:
  bid:
    - {tender_id: tender_id, bidder_id: bidder_id, where: "coalesce(d.status, 'valid') <> 'withdrawn'"}
    - {tender_id: tender_id, bidder_id: other_bidder_id, where: "coalesce(d.status, 'valid') <> 'withdrawn'"}
  organisation:
    - {organisation_id: bidder_id}
    - {organisation_id: other_bidder_id}
  shareholding:
    - {organisation_id: bidder_id, holder_id: holder_id}
    - {organisation_id: other_bidder_id, holder_id: holder_id}
    - {organisation_id: bidder_id, holder_id: other_bidder_id}
    - {organisation_id: other_bidder_id, holder_id: bidder_id}
increment: {by: tender_id}
severity: high
explain:
  zh: >-
    {bidder_id:party}与{other_bidder_id:party}同投{tender_id:tender}，双方存在：{ties_zh}；
    该投标人在本项目中有{n_others:number}个这样的关联投标人，自身报价{amount:money}。
  en: >-
    {bidder_id:party} and {other_bidder_id:party} both bid for "{tender_id:tender}" and are tied by: {ties_en}. In
    this tender the bidder has {n_others:number} such counterparts; its own bid was {amount:money}.
innocent_reasons:
  - zh: 双方只是同受国家出资（国有资产监管机构或者国有企业集团），没有其他控制关系
    en: Both are merely owned by the state, through an authority or a state group, and nothing else ties them
  - zh: 地址、电话属于写字楼、孵化器、代理记账或者招标代理机构，许多企业共用
    en: The address or phone belongs to an office building, incubator, bookkeeper or bidding agent that many firms use
  - zh: 股权在投标之前已经转出，或者在投标之后才取得
    en: The shares had been sold before the bid, or were acquired only after it
  - zh: 双方组成联合体，以一个投标人的身份共同投标（投标人名称中注明联合体、报价相同）
    en: They are a consortium that bids as one, named so in the bids and at one price
first_steps:
  - zh: 调取工商登记和股权变更全档，核实开标日的股东、负责人、董事、监事和财务、联络人员
    en: Obtain the full company files; establish shareholders, head, directors, supervisors, accountant and contact on the bid date
  - zh: 调取双方投标文件，比对编制人、授权代表、项目成员、文件创建信息、错漏之处和保证金付款凭证
    en: Compare the two bid files - author, authorised agent, project staff, file metadata, errors - and the bid bond payments
  - zh: 查双方及其负责人在投标前后的资金往来，以及中标后是否分包给对方
    en: Check money flows between the two firms and their heads around the bid, and subcontracts to the loser after it
  - zh: 询问代理机构和评标委员会是否发现、如何处理
    en: Ask the agency and the evaluation committee whether they noticed, and what they did
tags: [collusion]
---*/
-- Bids for different lots of one tender do not compete and never match.
-- Ties are found among organisations that bid at all, bounded by max_token_share and max_group, and only then are bids
-- looked up for the tied bidders; joining bids with bids first would cost the square of every tender.
-- A tie counts on the day of the bid (or the opening day, where the source has no submission time). Registered heads,
-- phones, addresses and accounts carry no dates and are taken as they stand. Shareholdings are taken row by row, so
-- a holding recorded in several parts counts each part alone.
WITH active AS (
    SELECT
        tender_id,
        coalesce(lot_id, '') AS lot_key,
        bidder_id,
        amount,
        currency,
        CASE WHEN bidder_name LIKE '%联合体%' OR lower(bidder_name) LIKE '%consortium%' THEN 1 ELSE 0 END AS consortium,
        CAST(submitted_at AS DATE) AS submitted_on,
        contact_phone,
        deposit_account
    FROM bid
    WHERE
        bidder_id IS NOT NULL
        AND coalesce(status, 'valid') <> 'withdrawn'
        AND (submitted_at IS NULL OR CAST(submitted_at AS DATE) <= $as_of)
),
bidders AS (
    SELECT DISTINCT bidder_id FROM active
),
registered AS (
    SELECT organisation.organisation_id, organisation.legal_representative_id
    FROM organisation
    INNER JOIN bidders ON organisation.organisation_id = bidders.bidder_id
),
head_groups AS (
    SELECT legal_representative_id
    FROM registered
    WHERE legal_representative_id IS NOT NULL
    GROUP BY legal_representative_id
    HAVING count(organisation_id) BETWEEN 2 AND $max_group
),
heads AS (
    SELECT registered.organisation_id, registered.legal_representative_id
    FROM registered
    INNER JOIN head_groups ON registered.legal_representative_id = head_groups.legal_representative_id
),
states AS (
    -- common state ownership alone makes no affiliation; a state firm and its own subsidiary stay tied
    SELECT organisation_id AS holder_id
    FROM organisation
    WHERE kind IN ('government', 'public_institution', 'state_owned')
),
holdings AS (
    SELECT
        shareholding.organisation_id,
        shareholding.holder_id,
        coalesce(shareholding.holder_kind, 'unstated') AS holder_kind,
        shareholding.share,
        shareholding.from_on,
        shareholding.to_on
    FROM shareholding
    INNER JOIN bidders ON shareholding.organisation_id = bidders.bidder_id
    WHERE shareholding.share >= $min_share
),
holder_groups AS (
    SELECT holdings.holder_id, holdings.holder_kind
    FROM holdings
    LEFT JOIN states ON holdings.holder_id = states.holder_id
    WHERE states.holder_id IS NULL OR holdings.holder_kind = 'person'
    GROUP BY holdings.holder_id, holdings.holder_kind
    HAVING count(DISTINCT holdings.organisation_id) BETWEEN 2 AND $max_group
),
owned AS (
    SELECT
        holdings.organisation_id, holdings.holder_id, holdings.holder_kind,
        holdings.share, holdings.from_on, holdings.to_on
    FROM holdings
    INNER JOIN holder_groups
        ON holdings.holder_id = holder_groups.holder_id AND holdings.holder_kind = holder_groups.holder_kind
),
contacts AS (
    SELECT organisation_id, 'phone' AS tie, phone AS token
    FROM organisation
    WHERE length(phone) >= $min_token_length
    UNION ALL
    SELECT organisation_id, 'address' AS tie, address AS token
    FROM organisation
    WHERE length(address) >= $min_token_length
    UNION ALL
    SELECT organisation_id, 'bank_account' AS tie, bank_account AS token
    FROM organisation
    WHERE length(bank_account) >= $min_token_length
),
contact_groups AS (
    -- counted over all organisations, not only bidders: that is what tells an office building from a shared desk;
    -- a value of one repeated character (00000000, ---------) is a placeholder
    SELECT tie, token
    FROM contacts
    GROUP BY tie, token
    HAVING count(organisation_id) BETWEEN 2 AND $max_token_share AND replace(token, substr(token, 1, 1), '') <> ''
),
reached AS (
    SELECT contacts.organisation_id, contacts.tie, contacts.token
    FROM contacts
    INNER JOIN contact_groups ON contacts.tie = contact_groups.tie AND contacts.token = contact_groups.token
    INNER JOIN bidders ON contacts.organisation_id = bidders.bidder_id
),
undated AS (
    SELECT one.organisation_id AS bidder_id, two.organisation_id AS other_id, 'head' AS tie
    FROM heads AS one
    INNER JOIN heads AS two
        ON
            one.legal_representative_id = two.legal_representative_id
            AND one.organisation_id <> two.organisation_id
    UNION ALL
    SELECT one.organisation_id AS bidder_id, two.organisation_id AS other_id, one.tie
    FROM reached AS one
    INNER JOIN reached AS two
        ON one.tie = two.tie AND one.token = two.token AND one.organisation_id <> two.organisation_id
),
ties AS (
    SELECT
        bidder_id,
        other_id,
        tie,
        CAST(NULL AS VARCHAR) AS holder_id,
        CAST(NULL AS DECIMAL(9, 6)) AS share,
        CAST(NULL AS DATE) AS from_on,
        CAST(NULL AS DATE) AS to_on
    FROM undated
    UNION ALL
    -- the weaker of two holdings tells how far both firms answer to the holder
    SELECT
        one.organisation_id AS bidder_id,
        two.organisation_id AS other_id,
        'shareholder' AS tie,
        one.holder_id,
        least(one.share, two.share) AS share,
        greatest(coalesce(one.from_on, two.from_on), coalesce(two.from_on, one.from_on)) AS from_on,
        least(coalesce(one.to_on, two.to_on), coalesce(two.to_on, one.to_on)) AS to_on
    FROM owned AS one
    INNER JOIN owned AS two
        ON
            one.holder_id = two.holder_id
            AND one.holder_kind = two.holder_kind
            AND one.organisation_id <> two.organisation_id
    UNION ALL
    SELECT
        organisation_id AS bidder_id, holder_id AS other_id, 'holding' AS tie,
        CAST(NULL AS VARCHAR) AS holder_id, share, from_on, to_on
    FROM holdings
    WHERE holder_kind <> 'person' AND holder_id <> organisation_id
    UNION ALL
    SELECT
        holder_id AS bidder_id, organisation_id AS other_id, 'holding' AS tie,
        CAST(NULL AS VARCHAR) AS holder_id, share, from_on, to_on
    FROM holdings
    WHERE holder_kind <> 'person' AND holder_id <> organisation_id
),
tied_bidders AS (
    SELECT DISTINCT bidder_id FROM ties
),
tied_bids AS (
    SELECT
        active.tender_id, active.lot_key, active.bidder_id, active.submitted_on, active.amount, active.consortium
    FROM active
    INNER JOIN tied_bidders ON active.bidder_id = tied_bidders.bidder_id
),
met AS (
    SELECT
        one.tender_id,
        one.bidder_id,
        one.submitted_on,
        two.bidder_id AS other_id,
        ties.tie,
        ties.holder_id,
        ties.share,
        ties.from_on,
        ties.to_on
    FROM tied_bids AS one
    INNER JOIN ties ON one.bidder_id = ties.bidder_id
    INNER JOIN tied_bids AS two
        ON ties.other_id = two.bidder_id AND one.tender_id = two.tender_id AND one.lot_key = two.lot_key
    WHERE one.consortium = 0 OR two.consortium = 0 OR one.amount <> two.amount
),
in_time AS (
    SELECT met.tender_id, met.bidder_id, met.other_id, met.tie, met.holder_id, met.share
    FROM met
    LEFT JOIN tender ON met.tender_id = tender.tender_id
    WHERE
        (met.from_on IS NULL OR met.from_on <= coalesce(met.submitted_on, tender.opened_on))
        AND (met.to_on IS NULL OR met.to_on >= coalesce(met.submitted_on, tender.opened_on))
),
repeated AS (
    -- a cheap count first: hardly any phone or account comes twice in one tender
    SELECT tender_id, 'bid_phone' AS tie, contact_phone AS token
    FROM active
    WHERE length(contact_phone) >= $min_token_length
    GROUP BY tender_id, contact_phone
    HAVING count(bidder_id) > 1
    UNION ALL
    SELECT tender_id, 'deposit' AS tie, deposit_account AS token
    FROM active
    WHERE length(deposit_account) >= $min_token_length
    GROUP BY tender_id, deposit_account
    HAVING count(bidder_id) > 1
),
repeated_tokens AS (
    SELECT DISTINCT tie, token FROM repeated WHERE replace(token, substr(token, 1, 1), '') <> ''
),
uses AS (
    SELECT
        active.tender_id, active.lot_key, active.bidder_id, active.amount, active.consortium,
        repeated_tokens.tie, repeated_tokens.token
    FROM active
    INNER JOIN repeated_tokens ON active.contact_phone = repeated_tokens.token AND repeated_tokens.tie = 'bid_phone'
    UNION ALL
    SELECT
        active.tender_id, active.lot_key, active.bidder_id, active.amount, active.consortium,
        repeated_tokens.tie, repeated_tokens.token
    FROM active
    INNER JOIN repeated_tokens ON active.deposit_account = repeated_tokens.token AND repeated_tokens.tie = 'deposit'
),
private_tokens AS (
    SELECT tie, token
    FROM uses
    GROUP BY tie, token
    HAVING count(DISTINCT bidder_id) BETWEEN 2 AND $max_token_share
),
shared_contacts AS (
    SELECT uses.tender_id, uses.lot_key, uses.bidder_id, uses.amount, uses.consortium, uses.tie, uses.token
    FROM uses
    INNER JOIN private_tokens ON uses.tie = private_tokens.tie AND uses.token = private_tokens.token
),
pairs AS (
    SELECT tender_id, bidder_id, other_id, tie, holder_id, share
    FROM in_time
    UNION ALL
    SELECT
        one.tender_id,
        one.bidder_id,
        two.bidder_id AS other_id,
        one.tie,
        CAST(NULL AS VARCHAR) AS holder_id,
        CAST(NULL AS DECIMAL(9, 6)) AS share
    FROM shared_contacts AS one
    INNER JOIN shared_contacts AS two
        ON
            one.tender_id = two.tender_id
            AND one.lot_key = two.lot_key
            AND one.tie = two.tie
            AND one.token = two.token
            AND one.bidder_id <> two.bidder_id
    WHERE one.consortium = 0 OR two.consortium = 0 OR one.amount <> two.amount
),
flags AS (
    SELECT
        tender_id,
        bidder_id,
        other_id,
        min(holder_id) AS holder_id,
        max(share) AS share,
        max(CASE WHEN tie = 'head' THEN 1 ELSE 0 END) AS by_head,
        max(CASE WHEN tie = 'shareholder' THEN 1 ELSE 0 END) AS by_shareholder,
        max(CASE WHEN tie = 'holding' THEN 1 ELSE 0 END) AS by_holding,
        max(CASE WHEN tie = 'deposit' THEN 1 ELSE 0 END) AS by_deposit,
        max(CASE WHEN tie = 'bank_account' THEN 1 ELSE 0 END) AS by_account,
        max(CASE WHEN tie IN ('phone', 'bid_phone') THEN 1 ELSE 0 END) AS by_phone,
        max(CASE WHEN tie = 'address' THEN 1 ELSE 0 END) AS by_address,
        max(CASE WHEN tie IN ('phone', 'address') THEN 0 ELSE 1 END) AS stands_alone
    FROM pairs
    GROUP BY tender_id, bidder_id, other_id
),
gathered AS (
    -- the counterpart the alert names is the first by id; the others have alerts of their own
    SELECT
        tender_id,
        bidder_id,
        other_id AS other_bidder_id,
        holder_id,
        share,
        by_head, by_shareholder, by_holding, by_deposit, by_account, by_phone, by_address,
        row_number() OVER (PARTITION BY tender_id, bidder_id ORDER BY other_id) AS place,
        CAST(count(other_id) OVER (PARTITION BY tender_id, bidder_id) AS INTEGER) AS n_others
    FROM flags
    WHERE stands_alone = 1 OR by_phone + by_address >= $min_contact_ties
),
own_bids AS (
    SELECT
        active.tender_id,
        active.bidder_id,
        max(active.amount) AS amount,
        min(coalesce(active.currency, 'CNY')) AS currency,
        max(active.submitted_on) AS submitted_on
    FROM active
    INNER JOIN gathered ON active.tender_id = gathered.tender_id AND active.bidder_id = gathered.bidder_id
    GROUP BY active.tender_id, active.bidder_id
),
weighed AS (
    SELECT
        gathered.tender_id,
        gathered.bidder_id,
        gathered.other_bidder_id,
        gathered.n_others,
        gathered.holder_id,
        gathered.share,
        own_bids.amount,
        own_bids.currency,
        coalesce(own_bids.submitted_on, tender.opened_on) AS bid_on,
        concat_ws(
            '、',
            CASE WHEN gathered.by_head = 1 THEN '法定代表人（负责人）为同一人' END,
            CASE WHEN gathered.by_shareholder = 1 THEN '有共同股东' END,
            CASE WHEN gathered.by_holding = 1 THEN '一方持有另一方股权' END,
            CASE WHEN gathered.by_deposit = 1 THEN '保证金从同一账户转出' END,
            CASE WHEN gathered.by_account = 1 THEN '银行账户相同' END,
            CASE WHEN gathered.by_phone = 1 THEN '联系电话相同' END,
            CASE WHEN gathered.by_address = 1 THEN '地址相同' END
        ) AS ties_zh,
        concat_ws(
            ', ',
            CASE WHEN gathered.by_head = 1 THEN 'one legal representative' END,
            CASE WHEN gathered.by_shareholder = 1 THEN 'a common shareholder' END,
            CASE WHEN gathered.by_holding = 1 THEN 'one holds shares of the other' END,
            CASE WHEN gathered.by_deposit = 1 THEN 'bid bonds paid from one account' END,
            CASE WHEN gathered.by_account = 1 THEN 'the same bank account' END,
            CASE WHEN gathered.by_phone = 1 THEN 'the same phone' END,
            CASE WHEN gathered.by_address = 1 THEN 'the same address' END
        ) AS ties_en,
        CASE
            WHEN gathered.by_head = 1 OR gathered.by_deposit = 1 OR gathered.by_account = 1 THEN 1
            ELSE
                CAST(coalesce(gathered.share, 0) AS DOUBLE) / NULLIF(CAST($control_share AS DOUBLE), 0)
                + CAST($contact_strength AS DOUBLE) * (gathered.by_phone + gathered.by_address)
        END AS weight
    FROM gathered
    INNER JOIN own_bids ON gathered.tender_id = own_bids.tender_id AND gathered.bidder_id = own_bids.bidder_id
    LEFT JOIN tender ON gathered.tender_id = tender.tender_id
    WHERE gathered.place = 1
)
SELECT
    tender_id,
    bidder_id,
    other_bidder_id,
    n_others,
    ties_zh,
    ties_en,
    holder_id,
    share,
    amount,
    currency,
    bid_on,
    CAST(CASE WHEN weight > 1 THEN 1 ELSE weight END AS DECIMAL(9, 6)) AS strength
FROM weighed

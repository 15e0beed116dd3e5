/*---
id: deposit_from_one_account
title: {zh: 投标保证金出自同一账户, en: Bid bonds paid from one account}
question:
  zh: 同一项目（标段）不同投标人的保证金，是否从同一个账户转出？
  en: Were the bid bonds of different bidders in one tender or lot paid from one account?
category: tendering
entry: money
status: active
risk_points: [bid_submission, bid_evaluation]
legal_basis:
  - article: 招标投标法实施条例#40
    note:
      zh: 不同投标人的保证金从同一单位或者个人的账户转出的，视为串通投标（第六项）。
      en: Bid bonds of different bidders paid from the account of one organisation or person count as collusion (item 6).
  - article: 招标投标法实施条例#26
    note:
      zh: 依法必须招标的项目，境内投标单位以现金或者支票交保证金的，应当从其基本账户转出。
      en: In compulsory tenders a domestic bidder's bond in cash or by cheque comes from its own basic account.
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
      zh: 联合体以一个投标人的身份投标，由一方交保证金是合法的。
      en: A consortium bids as one bidder; one member lawfully pays its bond.
purpose: procurement_supervision
kind: graph
inputs:
  bid: [tender_id, lot_id, bidder_id, bidder_name, amount, currency, submitted_at, status, deposit_account]
  tender: [tender_id, title]
optional:
  bid: [lot_id, bidder_name, amount, currency, submitted_at, status]
  tender: all
params:
  max_users:
    value: 8
    unit: organisations
    minimum: 2
    why:
      zh: "假设：在全部项目中为更多投标人付款的账户，属于担保公司、银行或者平台。"
      en: >-
        Assumption: an account that pays for more bidders than this in all tenders is that of a guarantee
        company, a bank or a platform.
  min_group_share:
    value: 0.6
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：该账户付过款的全部投标人，须有五分之三在一个项目中相遇（三家中两家，五家中三家）。小担保公司的客户多半互不竞争。"
      en: >-
        Assumption: of all bidders the account ever paid for, three in five must have met in one tender (of
        three, two; of five, three). A small guarantor's clients mostly do not compete with each other.
  min_length:
    value: 7
    unit: characters
    minimum: 1
    why:
      zh: "假设：中国没有银行的账号这么短；更短的值是占位符。"
      en: "Assumption: no bank in China has account numbers this short; shorter values are placeholders."
  receiving_share:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：一半以上的项目所有投标人都显示同一账户，则该列是保证金收款账户，说明不了谁付的款。"
      en: >-
        Assumption: where more than half of the tenders show one account for all their bidders, the column
        holds the account the bonds were paid into, and says nothing about who paid.
  receiving_tenders:
    value: 20
    unit: tenders
    minimum: 1
    why:
      zh: "假设：有两个以上已知账户的项目达到此数，才判断这一比例；更少时，几个串标项目会被误认为来源的习惯。"
      en: >-
        Assumption: that share is judged from this many tenders with two or more known accounts on; with
        fewer, a few rigged ones could look like a habit of the source.
subject: {column: bidder_id, kind: organisation}
grain: [tender_id, bidder_id]
amount: amount
currency: currency
occurred_on: bid_on
strength: strength
evidence:
  bid:
    - {tender_id: tender_id, bidder_id: bidder_id, where: "d.deposit_account IS NOT NULL"}
    - {tender_id: tender_id, bidder_id: other_bidder_id, where: "d.deposit_account IS NOT NULL"}
increment: {by: full}
severity: high
explain:
  zh: >-
    {bidder_id:party}与{other_bidder_id:party}同投{tender_id:tender}，保证金从同一账户转出（本项目共{n_others:number}个这样的对手）；
    该企业这样的项目共{n_tenders:number}个。自身报价{amount:money}。
  en: >-
    {bidder_id:party} and {other_bidder_id:party} both bid for "{tender_id:tender}" with bonds paid from one account
    ({n_others:number} such rivals here); this happened to the firm in {n_tenders:number} tenders. Its bid was {amount:money}.
innocent_reasons:
  - zh: 双方组成联合体，以一个投标人的身份投标（名称中注明联合体、报价相同）
    en: They are a consortium that bids as one, named so in the bids and at one price
  - zh: 账户属于担保公司、银行或者平台，为许多互不相干的投标人代交
    en: The account is a guarantee company's, a bank's or a platform's, which pays for many unrelated bidders
  - zh: 登记的是收取保证金的账户，不是付款账户
    en: The account on record is the one that received the bonds, not the one that paid
  - zh: 投的是同一项目的不同标段，相互不竞争
    en: They bid for different lots of the tender and do not compete
first_steps:
  - zh: 调取银行流水，确认付款账户户名、付款时间、经办人和资金来源
    en: Obtain the bank records; confirm holder, time, handler and source of the money
  - zh: 查保证金退回到哪里，退回后是否又转给同一人
    en: See where the bonds were returned to, and whether they then went to one person
  - zh: 比对双方投标文件的编制人、设备标识、上传地址
    en: Compare authors, device marks and upload addresses of the bid files
  - zh: 询问双方经办人，核实有无委托代交的书面约定
    en: Ask both firms' clerks; look for a written mandate to pay for the other
tags: [collusion]
---*/
-- Bids for different lots of one tender do not compete and never match; withdrawn bids do not compete either.
-- An account of one repeated character is a placeholder.
WITH paid AS (
    SELECT
        bid.tender_id,
        coalesce(bid.lot_id, '') AS lot_key,
        bid.bidder_id,
        bid.deposit_account AS account,
        max(bid.amount) AS amount,
        min(coalesce(bid.currency, 'CNY')) AS currency,
        max(CAST(bid.submitted_at AS DATE)) AS submitted_on,
        max(
            CASE WHEN bid.bidder_name LIKE '%联合体%' OR lower(bid.bidder_name) LIKE '%consortium%' THEN 1 ELSE 0 END
        ) AS consortium
    FROM bid
    WHERE
        bid.bidder_id IS NOT NULL
        AND length(bid.deposit_account) >= $min_length
        AND replace(bid.deposit_account, substr(bid.deposit_account, 1, 1), '') <> ''
        AND coalesce(bid.status, 'valid') <> 'withdrawn'
        AND (bid.submitted_at IS NULL OR CAST(bid.submitted_at AS DATE) <= $as_of)
    GROUP BY bid.tender_id, coalesce(bid.lot_id, ''), bid.bidder_id, bid.deposit_account
),
uniform AS (
    SELECT
        tender_id,
        CASE WHEN count(DISTINCT account) = 1 THEN 1 ELSE 0 END AS one_account
    FROM paid
    GROUP BY tender_id
    HAVING count(DISTINCT bidder_id) >= 2
),
habit AS (
    SELECT
        count(tender_id) AS n_tenders,
        CAST(sum(one_account) AS BIGINT) AS n_uniform
    FROM uniform
),
spread AS (
    SELECT
        account,
        count(DISTINCT bidder_id) AS n_users
    FROM paid
    GROUP BY account
    HAVING count(DISTINCT bidder_id) BETWEEN 2 AND $max_users
),
shared AS (
    SELECT
        paid.tender_id,
        paid.lot_key,
        paid.bidder_id,
        paid.account,
        paid.amount,
        paid.currency,
        paid.submitted_on,
        paid.consortium
    FROM paid
    INNER JOIN spread ON paid.account = spread.account
),
met AS (
    -- two lines with one price (or an unknown one), one of them named as a consortium, are one bid; so are two lines with
    -- one price in a tender that asks for consortia
    SELECT
        one.tender_id,
        one.lot_key,
        one.account,
        one.bidder_id,
        two.bidder_id AS other_id,
        one.amount,
        one.currency,
        one.submitted_on
    FROM shared AS one
    INNER JOIN shared AS two
        ON
            one.tender_id = two.tender_id
            AND one.lot_key = two.lot_key
            AND one.account = two.account
            AND one.bidder_id <> two.bidder_id
    LEFT JOIN tender ON one.tender_id = tender.tender_id
    WHERE
        NOT (one.consortium = 1 AND two.consortium = 1)
        AND NOT (one.consortium + two.consortium > 0 AND coalesce(one.amount = two.amount, TRUE))
        AND NOT (coalesce(tender.title, '') LIKE '%联合体%' AND coalesce(one.amount = two.amount, FALSE))
),
largest AS (
    SELECT account, max(n_here) AS n_group
    FROM (
        SELECT tender_id, lot_key, account, count(DISTINCT bidder_id) AS n_here
        FROM met
        GROUP BY tender_id, lot_key, account
    ) AS sizes
    GROUP BY account
),
confined AS (
    SELECT largest.account
    FROM largest
    INNER JOIN spread ON largest.account = spread.account
    CROSS JOIN habit
    WHERE
        largest.n_group >= spread.n_users * $min_group_share
        AND (
            habit.n_tenders < $receiving_tenders
            OR habit.n_uniform <= habit.n_tenders * $receiving_share
        )
),
joint_uses AS (
    SELECT
        met.bidder_id,
        count(DISTINCT met.tender_id) AS n_joint
    FROM met
    INNER JOIN confined ON met.account = confined.account
    GROUP BY met.bidder_id
),
gathered AS (
    -- the counterpart the alert names is the first by id; the others have alerts of their own
    SELECT
        met.tender_id,
        met.bidder_id,
        min(met.other_id) AS other_bidder_id,
        count(DISTINCT met.other_id) AS n_others,
        max(met.amount) AS amount,
        min(met.currency) AS currency,
        max(met.submitted_on) AS submitted_on
    FROM met
    INNER JOIN confined ON met.account = confined.account
    GROUP BY met.tender_id, met.bidder_id
)
SELECT
    gathered.tender_id,
    gathered.bidder_id,
    gathered.other_bidder_id,
    CAST(gathered.n_others AS INTEGER) AS n_others,
    CAST(joint_uses.n_joint AS INTEGER) AS n_tenders,
    CAST(gathered.amount AS DECIMAL(18, 2)) AS amount,
    gathered.currency,
    gathered.submitted_on AS bid_on,
    -- each further rival and each further tender takes away a part of the remaining doubt
    CAST(
        1 - CAST(1 AS DOUBLE) / NULLIF(CAST(gathered.n_others + joint_uses.n_joint AS DOUBLE), 0) AS DECIMAL(9, 6)
    ) AS strength
FROM gathered
INNER JOIN joint_uses ON gathered.bidder_id = joint_uses.bidder_id

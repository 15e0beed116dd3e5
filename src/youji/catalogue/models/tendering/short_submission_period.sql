/*---
id: short_submission_period
title: {zh: 投标（响应）时间不足法定期限, en: Period for bids shorter than the law allows}
question:
  zh: 从公告到截止，留给投标人准备的时间是否短于法定最短期限？
  en: Was the time from notice to deadline shorter than the minimum the law lays down?
category: tendering
entry: matter
status: trial
source_needed: true
risk_points: [tender_document, purchase_planning]
legal_basis:
  - article: 招标投标法#24
    note:
      zh: 应当给编制投标文件留合理时间；依法必须招标的项目，自招标文件发出至截止不少于二十日。
      en: Bidders get a reasonable time; in compulsory tenders at least twenty days from the issue of the documents to the deadline.
  - article: 政府采购法#35
    note:
      zh: 货物和服务招标采购，自招标文件发出至截止不少于二十日。
      en: In tenders for goods and services at least twenty days from the issue of the documents to the deadline.
  - article: 招标投标法实施条例#16
    note:
      zh: 招标文件发售期不少于五日，任何招标都短不过它。
      en: Tender documents are on sale for at least five days, so no tender can be shorter.
  - article: 招标投标法#34
    note:
      zh: 开标在投标截止的同一时间进行，没有截止时间的记录时以开标日为准。
      en: Bids are opened at the very deadline, so the day of opening stands in for a missing deadline.
  - article: 民法典#201
    note:
      zh: 按日计算期间的，开始的当日不计入。
      en: Where a period is counted in days, its first day does not count.
  - article: 政府采购法#85
    note:
      zh: 因严重自然灾害和其他不可抗力的紧急采购不适用政府采购法。
      en: Emergency purchases after a disaster or other force majeure are outside the procurement law.
  - article: 招标投标法#66
    note:
      zh: 抢险救灾等不适宜招标的项目可以不招标。
      en: Projects unfit for tendering, such as disaster relief, need none.
  - article: 必须招标的工程项目规定#5
    note:
      zh: 施工、货物、服务单项合同估算价的必须招标标准。
      en: The contract values from which works, goods and services of a construction project must be tendered.
  - article: 政府采购竞争性磋商采购方式管理暂行办法#10
    note:
      zh: 自磋商文件发出至首次响应文件截止不少于十日。
      en: At least ten days from the issue of the consultation documents to the deadline for first responses.
  - article: 政府采购非招标采购方式管理办法#29
    note:
      zh: 自谈判文件发出至首次响应文件截止不少于三个工作日。
      en: At least three working days from the issue of the negotiation documents to the deadline for first responses.
  - article: 政府采购非招标采购方式管理办法#45
    note:
      zh: 自询价通知书发出至响应文件截止不少于三个工作日。
      en: At least three working days from the issue of the inquiry to the deadline for responses.
purpose: procurement_supervision
kind: row
inputs:
  tender: [tender_id, title, buyer_id, procedure, category_code, estimate, currency, published_on, deadline_at,
           opened_on, status]
  lot: [tender_id, estimate, currency]
  bid: [tender_id, submitted_at]
  organisation: [organisation_id, kind]
optional:
  tender: [title, buyer_id, category_code, estimate, currency, deadline_at, opened_on, status]
  lot: all
  bid: all
  organisation: all
params:
  tender_days:
    value: 20
    unit: days
    minimum: 1
    why:
      zh: "招标投标法#24、政府采购法#35：二十日；开始当日不计（民法典#201），所以3月1日公告、3月21日截止恰好够。"
      en: >-
        招标投标法#24 and 政府采购法#35: twenty days; the first day does not count (民法典#201), so a notice of 1 March and
        a deadline on 21 March are just enough.
  free_tender_days:
    value: 10
    unit: days
    minimum: 1
    why:
      zh: "限额以下的工程招标，法律只要求合理时间（招标投标法#24）。假设：比更简单的磋商程序还短的，不合理。仅发售文件就须五日（招标投标法实施条例#16）。"
      en: >-
        For works tenders below the limit the law asks for a reasonable time only (招标投标法#24). Assumption: less
        than a consultation gets, which is the simpler procedure, is not reasonable. The sale of the documents
        alone takes five days (招标投标法实施条例#16).
  consultation_days:
    value: 10
    unit: days
    minimum: 1
    why:
      zh: "政府采购竞争性磋商采购方式管理暂行办法#10（财库〔2014〕214号）：十日。待补来源（source_needed）：本目录核对所用的法规库中没有。"
      en: >-
        政府采购竞争性磋商采购方式管理暂行办法#10 (财库〔2014〕214号): ten days. source_needed: not in the law library this catalogue
        is checked against.
  inquiry_days:
    value: 3
    unit: days
    minimum: 1
    why:
      zh: "政府采购非招标采购方式管理办法#29、#45（财政部令第74号）：谈判和询价为三个工作日。这里按自然日计算，周末和节假日不会使合法公告显得过短。待补来源（source_needed）：法规库中没有。"
      en: >-
        政府采购非招标采购方式管理办法#29, #45 (Ministry of Finance order 74): three working days for negotiation and
        inquiry. Counted here in calendar days, so that weekends and holidays never make a lawful notice look
        short. source_needed: not in the law library.
  works_limit:
    value: 4000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5（国家发展改革委2018年第16号令）：施工400万元以上必须招标。待补来源（source_needed）：法规库中没有；已与公开文本核对。"
      en: >-
        必须招标的工程项目规定#5 (National Development and Reform Commission order 16 of 2018): works from 4 million on
        must be tendered. source_needed: not in the law library; compared with published copies.
  goods_limit:
    value: 2000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5：货物200万元以上；用于采购人是企业或者村、不适用政府采购法的情形。待补来源（source_needed），同 works_limit。"
      en: >-
        必须招标的工程项目规定#5: goods from 2 million on; used where the buyer is a firm or a village, to which the
        procurement law does not apply. source_needed, as for works_limit.
  services_limit:
    value: 1000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5：服务100万元以上；用法同 goods_limit。待补来源（source_needed），同 works_limit。"
      en: "必须招标的工程项目规定#5: services from 1 million on; used as goods_limit is. source_needed, as for works_limit."
subject: {column: tender_id, kind: tender}
grain: [tender_id]
amount: amount
currency: currency
occurred_on: published_on
strength: strength
evidence:
  tender: [{tender_id: tender_id}]
increment: {by: full}
severity: low
explain:
  zh: >-
    {tender_id:tender}于{published_on:date}公告、{deadline_on:date}截止，只有{n_days:number}天，短于该采购方式的最短期限{min_days:number}天；
    采购人{buyer_id:party}，预算{amount:money}。
  en: >-
    "{tender_id:tender}" was announced on {published_on:date} with a deadline of {deadline_on:date}: {n_days:number} days,
    where the procedure calls for at least {min_days:number}. Buyer {buyer_id:party}, estimate {amount:money}.
innocent_reasons:
  - zh: 截止时间已经公告顺延，记录的仍是原定时间（有投标人在其后递交）
    en: The deadline was put off, and the record still shows the first one (bids came in after it)
  - zh: 属于抢险救灾、紧急采购（项目名称已注明）
    en: Disaster relief or an emergency purchase, as the title says
  - zh: 依法不是必须招标的小额工程，自愿招标，给出的时间合理
    en: Small works that need no tender, tendered by choice with a reasonable time
  - zh: 项目已经终止，没有造成后果
    en: The tender was cancelled, so nothing came of it
  - zh: 起始日按日历计算刚满法定天数
    en: The period is just long enough when its first day is left out, as the law counts
first_steps:
  - zh: 调取公告、招标文件发售记录和澄清、顺延通知，确认文件开始发出和截止的实际时间
    en: Obtain the notice, the record of issuing documents and any clarification or postponement; establish when documents were issued and bids were due
  - zh: 看实际有几家购买文件、几家投标，谁在短期内拿得出完整的投标文件
    en: See how many took documents and how many bid, and who could produce a full bid in so short a time
  - zh: 比对中标人文件的创建时间，看是否早于公告
    en: Compare the creation time of the winner's files with the notice - was it earlier?
  - zh: 查采购计划和预算下达时间，看紧迫是否人为造成
    en: Check when plan and budget were approved; was the haste of one's own making?
tags: [competition]
---*/
-- The period is counted in calendar days without its first day. A deadline before the notice is a keying error.
-- Bids handed in after the recorded deadline show that it was put off; late ones would have been refused (招标投标法#28).
WITH announced AS (
    SELECT
        tender.tender_id,
        tender.buyer_id,
        tender.procedure,
        coalesce(tender.category_code, 'works') AS category_code,
        tender.estimate,
        tender.currency,
        tender.published_on,
        tender.opened_on,
        tender.deadline_at,
        coalesce(CAST(tender.deadline_at AS DATE), tender.opened_on) AS deadline_on
    FROM tender
    WHERE
        tender.procedure IN ('open', 'invited', 'negotiation', 'consultation', 'inquiry')
        AND coalesce(tender.status, 'complete') NOT IN ('planned', 'cancelled')
        AND tender.published_on <= $as_of
        AND NOT (
            coalesce(tender.title, '') LIKE '%抢险%'
            OR coalesce(tender.title, '') LIKE '%救灾%'
            OR coalesce(tender.title, '') LIKE '%应急抢修%'
            OR coalesce(tender.title, '') LIKE '%紧急采购%'
        )
),
hasty AS (
    -- an upper bound of every period, so that estimates and bids are looked up for few tenders only
    SELECT
        tender_id,
        buyer_id,
        procedure,
        category_code,
        estimate,
        currency,
        published_on,
        opened_on,
        deadline_at,
        deadline_on,
        date_diff('day', published_on, deadline_on) AS n_days
    FROM announced
    WHERE
        date_diff('day', published_on, deadline_on) >= 0
        AND date_diff('day', published_on, deadline_on)
        < CASE
            WHEN procedure IN ('open', 'invited') THEN $tender_days
            WHEN procedure = 'consultation' THEN $consultation_days
            ELSE $inquiry_days
        END
),
lot_sums AS (
    SELECT
        lot.tender_id,
        CAST(sum(lot.estimate) AS DECIMAL(18, 2)) AS estimate,
        min(coalesce(lot.currency, 'CNY')) AS low_currency,
        max(coalesce(lot.currency, 'CNY')) AS high_currency
    FROM lot
    INNER JOIN hasty ON lot.tender_id = hasty.tender_id
    GROUP BY lot.tender_id
),
late_bids AS (
    SELECT
        hasty.tender_id,
        max(CAST(bid.submitted_at AS DATE)) AS last_on
    FROM hasty
    INNER JOIN bid ON hasty.tender_id = bid.tender_id
    WHERE bid.submitted_at > hasty.deadline_at
    GROUP BY hasty.tender_id
),
timed AS (
    SELECT
        hasty.tender_id,
        hasty.buyer_id,
        hasty.procedure,
        hasty.category_code,
        hasty.published_on,
        coalesce(hasty.estimate, CASE WHEN lot_sums.low_currency = lot_sums.high_currency THEN lot_sums.estimate END)
            AS amount,
        coalesce(hasty.currency, lot_sums.low_currency, 'CNY') AS currency,
        CASE
            WHEN late_bids.last_on IS NULL THEN hasty.deadline_on
            ELSE greatest(hasty.deadline_on, late_bids.last_on, coalesce(hasty.opened_on, late_bids.last_on))
        END AS deadline_on,
        -- the procurement law binds offices, institutions and associations, not firms and villages
        CASE WHEN organisation.kind IN ('company', 'sole_trader', 'state_owned', 'village') THEN 0 ELSE 1 END
            AS is_office
    FROM hasty
    LEFT JOIN lot_sums ON hasty.tender_id = lot_sums.tender_id
    LEFT JOIN late_bids ON hasty.tender_id = late_bids.tender_id
    LEFT JOIN organisation ON hasty.buyer_id = organisation.organisation_id
),
ruled AS (
    SELECT
        tender_id,
        buyer_id,
        procedure,
        published_on,
        deadline_on,
        amount,
        currency,
        CASE
            WHEN procedure = 'consultation' THEN $consultation_days
            WHEN procedure IN ('negotiation', 'inquiry') THEN $inquiry_days
            WHEN category_code <> 'works' AND is_office = 1 THEN $tender_days
            WHEN currency = 'CNY' AND category_code = 'works' AND amount >= $works_limit THEN $tender_days
            WHEN currency = 'CNY' AND category_code = 'goods' AND amount >= $goods_limit THEN $tender_days
            WHEN currency = 'CNY' AND category_code = 'services' AND amount >= $services_limit THEN $tender_days
            ELSE $free_tender_days
        END AS min_days,
        date_diff('day', published_on, deadline_on) AS n_days
    FROM timed
)
SELECT
    tender_id,
    buyer_id,
    procedure,
    published_on,
    deadline_on,
    CAST(n_days AS INTEGER) AS n_days,
    CAST(min_days AS INTEGER) AS min_days,
    CAST(amount AS DECIMAL(18, 2)) AS amount,
    currency,
    -- the part of the lawful time that was taken away
    CAST(
        CAST(min_days - n_days AS DOUBLE) / NULLIF(CAST(min_days AS DOUBLE), 0) AS DECIMAL(9, 6)
    ) AS strength
FROM ruled
WHERE n_days < min_days

/*---
id: price_raised_after_direct_award
title: {zh: 直接发包或者低价中标后加价, en: Price raised after a direct award or a low bid}
question:
  zh: 未经竞争直接签订的合同，或者明显低价中标的合同，是否在签订后不久通过变更大幅加价？
  en: Was a contract that was awarded directly, or won with a strikingly low price, raised far by changes soon after it was signed?
category: tendering
entry: money
status: active
risk_points: [contract_change, contract_signing, procedure_choice]
legal_basis:
  - article: 政府采购法#49
    note:
      zh: 追加与合同标的相同的采购须签补充合同，全部补充合同不得超过原合同金额的百分之十。
      en: More of the same needs supplementary contracts, which together stay within ten per cent of the original.
  - article: 政府采购法#31
    note:
      zh: 为配套而向原供应商单一来源添购的，总额不超过原合同金额的百分之十。
      en: Single-source additions for compatibility stay within ten per cent of the original contract.
  - article: 政府采购法实施条例#67
    note:
      zh: 追加超过百分之十的、擅自变更合同的，责令改正、给予警告，并依法处分责任人员。
      en: Additions above ten per cent, and changes without authority, bring an order to correct, a warning and discipline.
  - article: 招标投标法#46
    note:
      zh: 按招标文件和投标文件订立合同，不得再行订立背离合同实质性内容的其他协议。
      en: The contract follows tender and bid, and no other agreement may depart from its substance.
  - article: 招标投标法实施条例#57
    note:
      zh: 合同价款等主要条款应当与招标、投标文件一致。
      en: The price and other main terms of the contract agree with tender and bid.
  - article: 招标投标法#33
    note:
      zh: 不得以低于成本的报价竞标。
      en: Bids below cost are forbidden.
purpose: procurement_supervision
kind: aggregate
inputs:
  contract: [contract_id, tender_id, award_id, buyer_id, supplier_id, amount, currency, signed_on, procedure]
  contract_change: [contract_id, changed_on, amount_after, currency, reason]
  tender: [tender_id, procedure, estimate, currency]
  bid: [bid_id, tender_id, lot_id, bidder_id, amount, currency, status]
  award: [award_id, tender_id, lot_id, bid_id, supplier_id]
optional:
  contract: [award_id, buyer_id, currency]
  contract_change: [currency, reason]
  tender: all
  bid: all
  award: all
params:
  max_raise:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "政府采购法#49、#31：合同追加合计不超过原合同金额的百分之十。"
      en: "政府采购法#49 and #31: additions to a contract, all together, of at most ten per cent of its original amount."
  max_days:
    value: 180
    unit: days
    minimum: 0
    why:
      zh: "假设：签订后半年内变更的，多半在订立时就可以知道；法律没有规定期限。"
      en: >-
        Assumption: what is changed within half a year of signing could mostly have been known when the
        contract was made; the law sets no period.
  min_raise:
    value: 10000
    unit: contract currency
    minimum: 0
    why:
      zh: "假设：更小的增加不值得查问。"
      en: "Assumption - a smaller raise is not worth an inquiry."
  min_lead:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：明显低价，是指比次低有效报价低十分之一以上，即法律允许合同不经新程序增加的比例；法律范围内的增加补不回来。"
      en: >-
        Assumption: a strikingly low price lies a tenth or more below the next valid offer, the share by which
        the law lets a contract grow without a new procedure; a raise within the law could not have made up
        for it.
  min_discount:
    value: 0.2
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "有预算记录的，比预算低五分之一以上也是明显低价：世界银行对异常低价标的绝对检验。没有其他报价记录时，只能由它判断。"
      en: >-
        A strikingly low price also lies a fifth or more below the estimate, where one is on record: the World
        Bank's absolute test for abnormally low bids. Without another offer on record this alone has to tell.
subject: {column: supplier_id, kind: organisation}
grain: [contract_id]
amount: raise_amount
currency: currency
occurred_on: last_changed_on
strength: strength
evidence:
  contract: [{contract_id: contract_id}]
  contract_change:
    - contract_id: contract_id
      where: "d.changed_on >= a.signed_on AND d.changed_on <= a.last_changed_on"
  bid:
    - {tender_id: tender_id, bidder_id: supplier_id}
increment: {by: full}
severity: medium
explain:
  zh: >-
    {supplier_id:party}{how_zh}，合同{contract_id}于{signed_on:date}签订，金额{contract_amount:money}；{n_days:number}天内经{n_changes:number}次变更升至
    {raised_amount:money}，增加{raise_amount:money}（{raise_share:percent}），超出法定的百分之十。
  en: >-
    {supplier_id:party} {how_en}: contract {contract_id}, signed on {signed_on:date} for {contract_amount:money}, was raised by
    {n_changes:number} changes within {n_days:number} days to {raised_amount:money}, that is by {raise_amount:money}
    ({raise_share:percent}), beyond the ten per cent of the law.
innocent_reasons:
  - zh: 变更在百分之十以内，属于设计变更、工程量增减的正常范围
    en: Within ten per cent, the usual range of design changes and quantities
  - zh: 政策性调价、税率调整等依规定调整价款（变更原因已注明政策性）
    en: A regulated adjustment of prices or taxes (the recorded reason says policy)
  - zh: 法院判决、仲裁裁决或者审计决定确定的价款（变更原因已注明）
    en: A court, an arbitration or an audit set the price (the recorded reason says so)
  - zh: 新增内容另行招标后并入合同（变更原因已注明招标）
    en: The added scope was tendered by itself (the recorded reason says so)
  - zh: 框架协议、单价合同按实结算，签订金额不是总价
    en: A framework or unit-price contract is settled by quantity; the amount signed was no total
  - zh: 经过竞争、价格正常的中标合同，履行中客观条件变化而登记变更
    en: A contract won in competition at a usual price, changed on record because conditions changed
first_steps:
  - zh: 调取变更审批、补充合同、现场签证和会议纪要，核对变更原因是否真实、能否在签约时预见
    en: Obtain approvals, supplements, site orders and minutes; see whether the reason is real and could have been foreseen
  - zh: 低价中标的，把变更后的价款同其他投标报价比较，看排序是否倒转
    en: For a low bid compare the raised price with the other bids; see whether the ranking would have turned
  - zh: 直接发包的，查采用单一来源的依据、论证和公示
    en: For a direct award ask for the ground, the expert opinion and the notice of the single source
  - zh: 查同一供应商在同一采购人的其他合同是否也屡屡加价，由谁审批
    en: See whether the supplier's other contracts with this buyer were raised too, and who approved it
tags: [contract_change, low_bid]
sources: ["World Bank (2016), Procurement guidance: Abnormally low bids and proposals, absolute approach"]
---*/
-- Two ways to one end. Direct: a contract without competition, whose real price comes afterwards. Low bid (低中高结): a
-- price far below the next offer, and a raise after which the next offer would have been cheaper.
-- Changes are summed up by the highest amount they reach within the days allowed; changes in another currency, and
-- such as are recorded as regulated, ordered by a court or an audit, or tendered, do not count.
-- Where a lot is known (by the award) only its bids are compared, otherwise all of the tender's undivided ones.
WITH signed AS (
    SELECT
        contract.contract_id,
        contract.tender_id,
        contract.award_id,
        contract.buyer_id,
        contract.supplier_id,
        contract.amount,
        coalesce(contract.currency, 'CNY') AS currency,
        contract.signed_on,
        coalesce(contract.procedure, tender.procedure) AS procedure,
        CASE WHEN coalesce(tender.currency, 'CNY') = coalesce(contract.currency, 'CNY') THEN tender.estimate END AS estimate
    FROM contract
    LEFT JOIN tender ON contract.tender_id = tender.tender_id
    WHERE contract.supplier_id IS NOT NULL AND contract.amount > 0 AND contract.signed_on <= $as_of
),
raised AS (
    SELECT
        signed.contract_id,
        max(contract_change.amount_after) AS raised_amount,
        max(contract_change.changed_on) AS last_changed_on,
        count(contract_change.amount_after) AS n_changes
    FROM signed
    INNER JOIN contract_change
        ON signed.contract_id = contract_change.contract_id
        AND signed.currency = coalesce(contract_change.currency, 'CNY')
    WHERE
        coalesce(signed.procedure, 'unstated') <> 'framework'
        AND contract_change.amount_after > 0
        AND contract_change.changed_on >= signed.signed_on
        AND contract_change.changed_on <= $as_of
        AND date_diff('day', signed.signed_on, contract_change.changed_on) <= $max_days
        AND NOT (
            coalesce(contract_change.reason, '') LIKE '%政策性%'
            OR coalesce(contract_change.reason, '') LIKE '%判决%'
            OR coalesce(contract_change.reason, '') LIKE '%仲裁%'
            OR coalesce(contract_change.reason, '') LIKE '%审计%'
            OR coalesce(contract_change.reason, '') LIKE '%招标%'
        )
    GROUP BY signed.contract_id, signed.amount
    HAVING
        max(contract_change.amount_after) - signed.amount > signed.amount * CAST($max_raise AS DECIMAL(9, 6))
        AND max(contract_change.amount_after) - signed.amount >= $min_raise
),
lots AS (
    SELECT
        tender_id,
        count(award_id) AS n_awards
    FROM award
    GROUP BY tender_id
),
suspects AS (
    SELECT
        signed.contract_id,
        signed.tender_id,
        signed.buyer_id,
        signed.supplier_id,
        signed.amount,
        signed.currency,
        signed.signed_on,
        signed.procedure,
        signed.estimate,
        raised.raised_amount,
        raised.last_changed_on,
        raised.n_changes,
        award.lot_id,
        award.bid_id,
        -- the estimate is that of the whole tender, so it says nothing about a contract for one lot of several
        CASE WHEN award.lot_id IS NULL AND coalesce(lots.n_awards, 1) = 1 THEN 1 ELSE 0 END AS whole,
        CASE
            WHEN
                signed.procedure = 'single_source'
                OR (signed.procedure IS NULL AND signed.tender_id IS NULL)
                THEN 1
            ELSE 0
        END AS direct
    FROM raised
    INNER JOIN signed ON raised.contract_id = signed.contract_id
    LEFT JOIN award ON signed.award_id = award.award_id
    LEFT JOIN lots ON signed.tender_id = lots.tender_id
),
own AS (
    SELECT
        suspects.contract_id,
        min(bid.lot_id) AS lot_id
    FROM suspects
    INNER JOIN bid ON suspects.bid_id = bid.bid_id
    GROUP BY suspects.contract_id
),
rivals AS (
    -- the next offer: the lowest valid one of another bidder
    SELECT
        suspects.contract_id,
        min(bid.amount) AS next_amount
    FROM suspects
    LEFT JOIN own ON suspects.contract_id = own.contract_id
    INNER JOIN bid
        ON suspects.tender_id = bid.tender_id
        AND suspects.currency = coalesce(bid.currency, 'CNY')
        AND coalesce(suspects.lot_id, own.lot_id, '') = coalesce(bid.lot_id, '')
    WHERE
        suspects.direct = 0
        AND bid.bidder_id <> suspects.supplier_id
        AND bid.amount > 0
        AND coalesce(bid.status, 'valid') = 'valid'
    GROUP BY suspects.contract_id
),
judged AS (
    SELECT
        suspects.contract_id,
        suspects.tender_id,
        suspects.buyer_id,
        suspects.supplier_id,
        suspects.amount AS contract_amount,
        suspects.currency,
        suspects.signed_on,
        suspects.raised_amount,
        suspects.raised_amount - suspects.amount AS raise_amount,
        suspects.last_changed_on,
        suspects.n_changes,
        suspects.direct,
        rivals.next_amount,
        CAST(suspects.raised_amount - suspects.amount AS DOUBLE) / NULLIF(CAST(suspects.amount AS DOUBLE), 0) AS ratio
    FROM suspects
    LEFT JOIN rivals ON suspects.contract_id = rivals.contract_id
    WHERE
        suspects.direct = 1
        OR (
            -- below the next offer, which the raised price passes; and below the estimate, where that can be said
            suspects.amount <= rivals.next_amount * (1 - CAST($min_lead AS DECIMAL(9, 6)))
            AND suspects.raised_amount > rivals.next_amount
            AND (
                suspects.whole = 0
                OR suspects.estimate IS NULL
                OR suspects.amount <= suspects.estimate * (1 - CAST($min_discount AS DECIMAL(9, 6)))
            )
        )
        OR (
            rivals.next_amount IS NULL
            AND suspects.whole = 1
            AND suspects.amount <= suspects.estimate * (1 - CAST($min_discount AS DECIMAL(9, 6)))
        )
)
SELECT
    contract_id,
    tender_id,
    buyer_id,
    supplier_id,
    CASE
        WHEN direct = 1 THEN '未经竞争取得合同'
        WHEN next_amount IS NULL THEN '以远低于预算（控制价）的价格取得合同'
        ELSE '以远低于次低报价的价格中标，而变更后的价款已高于次低报价'
    END AS how_zh,
    CASE
        WHEN direct = 1 THEN 'got the contract without competition'
        WHEN next_amount IS NULL THEN 'got the contract far below the estimate'
        ELSE 'won far below the next offer, which the raised price now exceeds'
    END AS how_en,
    contract_amount,
    next_amount,
    signed_on,
    last_changed_on,
    CAST(date_diff('day', signed_on, last_changed_on) AS INTEGER) AS n_days,
    CAST(n_changes AS INTEGER) AS n_changes,
    raised_amount,
    raise_amount,
    currency,
    -- a raise to a hundred times the amount is a keying error; capped so that it fits its column
    CAST(CASE WHEN ratio > 100 THEN 100 ELSE ratio END AS DECIMAL(9, 6)) AS raise_share,
    CAST(CASE WHEN ratio > 1 THEN 1 ELSE ratio END AS DECIMAL(9, 6)) AS strength
FROM judged

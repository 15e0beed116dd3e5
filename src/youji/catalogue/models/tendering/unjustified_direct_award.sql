/*---
id: unjustified_direct_award
title: {zh: 应招未招、无公示直接发包, en: Direct award above the tender limit without notice}
question:
  zh: 达到招标数额标准的合同，是否没有招标、也没有事先公示就直接给了一家供应商？
  en: Was a contract above the limit for tendering given to one supplier without a tender and without prior notice?
category: tendering
entry: money
status: trial
source_needed: true
risk_points: [procedure_choice, contract_signing]
legal_basis:
  - article: 招标投标法#3
    note:
      zh: 大型公用、国有资金等工程建设项目的勘察、设计、施工、监理和重要设备材料采购，必须招标。
      en: Survey, design, building, supervision and important supplies of large public or publicly funded works must be tendered.
  - article: 招标投标法#4
    note:
      zh: 不得以任何方式规避招标。
      en: Tendering must not be evaded in any way.
  - article: 招标投标法#66
    note:
      zh: 国家安全、秘密、抢险救灾等特殊情况可以不招标。
      en: National security, secrets, disaster relief and the like need no tender.
  - article: 招标投标法实施条例#9
    note:
      zh: 不可替代的专利、自行建设提供、向原中标人追加配套等情形，可以不招标。
      en: Irreplaceable patents, own provision, and additions from the original winner for compatibility need no tender.
  - article: 政府采购法#26
    note:
      zh: 公开招标是政府采购的主要方式。
      en: Open tendering is the main procedure of public procurement.
  - article: 政府采购法#27
    note:
      zh: 公开招标的数额标准由国务院、省级政府规定；改用其他方式须事先经批准。
      en: The limits for open tendering are set by the State Council and the provinces; other procedures need prior approval.
  - article: 政府采购法#31
    note:
      zh: 只能从唯一供应商采购、不可预见的紧急情况、原合同百分之十以内的添购，可以单一来源采购。
      en: Single source is for the only possible supplier, unforeseeable urgency, or additions of up to a tenth of the original contract.
  - article: 政府采购法实施条例#27
    note:
      zh: 唯一供应商是指因不可替代的专利、专有技术或者公共服务的特殊要求。
      en: The only supplier means irreplaceable patents or know-how, or special demands of a public service.
  - article: 政府采购法实施条例#38
    note:
      zh: 达到公开招标数额、因唯一供应商单一来源采购的，应当事先公示不少于五个工作日。
      en: Above the open tender limit, a purchase from the only supplier is announced beforehand for at least five working days.
  - article: 政府采购法#49
    note:
      zh: 追加同样标的的补充合同，合计不超过原合同百分之十。
      en: Supplementary contracts for the same object may reach a tenth of the original in all.
  - article: 政府采购法#85
    note:
      zh: 严重自然灾害等不可抗力的紧急采购、涉密采购不适用政府采购法。
      en: Emergency purchases after disasters and secret ones are outside the procurement law.
  - article: 必须招标的工程项目规定#5
    note:
      zh: 施工、货物、服务单项合同估算价的必须招标标准。
      en: The contract values from which works, goods and services of a construction project must be tendered.
purpose: procurement_supervision
kind: aggregate
inputs:
  contract: [contract_id, tender_id, award_id, title, buyer_id, supplier_id, amount, currency, signed_on, category_code,
             procedure]
  tender: [tender_id, procedure, published_on, deadline_at, opened_on]
  award: [award_id, tender_id, supplier_id, amount]
  payment: [contract_id, amount, currency]
  organisation: [organisation_id, kind]
optional:
  contract: [tender_id, award_id, title, amount, currency, category_code, procedure]
  tender: all
  award: all
  payment: all
  organisation: all
params:
  works_limit:
    value: 4000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5（国家发展改革委2018年第16号令，2018年6月1日起施行）：施工400万元以上；没有品类的合同也用它，因为是各限额中最高的。待补来源（source_needed）：法规库中没有；已与公开文本核对。"
      en: >-
        必须招标的工程项目规定#5 (National Development and Reform Commission order 16 of 2018, in force since
        2018-06-01): construction contracts from 4 million on; also used for contracts without a category, as
        the highest of the limits. source_needed: not in the law library; compared with published copies.
  goods_limit:
    value: 2000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5：工程货物200万元以上；也是中央预算单位的公开招标数额（政府采购法#27，国办发〔2019〕55号）。请设为本省限额。待补来源（source_needed）。"
      en: >-
        必须招标的工程项目规定#5: supplies of a construction project from 2 million on; also the open tender limit of
        central budget units (政府采购法#27, 国办发〔2019〕55号). Set the limit of your own province. source_needed.
  services_limit:
    value: 1000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5：勘察、设计、监理100万元以上。其他服务的省级公开招标数额更高；低于它而完全没有竞争的采购，仍须有政府采购法#31的理由之一。请设为本省限额。待补来源（source_needed）。"
      en: >-
        必须招标的工程项目规定#5: survey, design and supervision from 1 million on. For other services the province's
        open tender limit is higher; below it a purchase without any competition still needs one of the
        grounds of 政府采购法#31. Set the limit of your own province. source_needed.
  notice_days:
    value: 5
    unit: days
    minimum: 0
    why:
      zh: "政府采购法实施条例#38：采购前五个工作日。这里按公告到截止或者开标的自然日计算，最迟到签约，周末和节假日不会使合法公告显得过短。"
      en: >-
        政府采购法实施条例#38: five working days before the purchase. Counted here in calendar days from the notice to
        the deadline or opening, at the latest to the signing, so that weekends and holidays never make a
        lawful notice look short.
  continuation_share:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "政府采购法#31（三）、#49：追加不超过原合同金额的十分之一。"
      en: "政府采购法#31 (3) and #49: additions of up to a tenth of the original contract."
subject: {column: buyer_id, kind: organisation}
grain: [contract_id]
amount: amount
currency: currency
occurred_on: signed_on
strength: strength
evidence:
  contract: [{contract_id: contract_id}]
increment: {by: full}
severity: high
explain:
  zh: >-
    {buyer_id:party}于{signed_on:date}直接与{supplier_id:party}签订{amount:money}的合同{contract_id}，达到{limit_amount:money}的招标标准；
    {reason_zh}。
  en: >-
    On {signed_on:date} {buyer_id:party} gave {supplier_id:party} contract {contract_id} for {amount:money} directly, above
    the tender limit of {limit_amount:money}; {reason_en}.
innocent_reasons:
  - zh: 属于抢险救灾、紧急采购或者涉密采购（合同名称已注明）
    en: Disaster relief, an emergency or a secret purchase, as the title of the contract says
  - zh: 只能从唯一供应商采购，已经按期公示
    en: Only one supplier is possible, and this was announced in time
  - zh: 属于框架协议项下的订单
    en: A call-off under a framework agreement
  - zh: 是原中标合同百分之十以内的追加
    en: An addition of up to a tenth of a contract won in competition
  - zh: 招标失败后经批准改为直接采购，招标记录在案
    en: A tender failed, and a direct purchase was approved; the tender is on record
  - zh: 已经招标定标，只是合同没有填写招标编号
    en: It was tendered and awarded; only the tender number is missing from the contract
  - zh: 采购人是不使用国有资金的企业，不属于必须招标的范围
    en: The buyer is a private firm, to which compulsory tendering does not apply
first_steps:
  - zh: 调取立项、预算和采购方式审批文件，查不招标的理由由谁提出、谁批准
    en: Obtain project, budget and procedure approvals; see who proposed and who approved not to tender
  - zh: 查有无单一来源公示、专家论证和批准，时间是否在签约之前
    en: Look for the single-source notice, the experts' opinion and the approval, and whether they precede the contract
  - zh: 核对是否确有专利、紧急、配套等法定情形，市场上有无其他供应商
    en: Check whether patent, urgency or compatibility really apply, and whether the market has other suppliers
  - zh: 查供应商的股东、负责人与采购单位经办人、审批人的关系
    en: Check ties between the supplier's owners and head and those who handled and approved the purchase
tags: [direct_award]
---*/
-- A contract was given directly when its procedure says so, or when it has neither a procedure nor a tender or award. A
-- tender number without a tender on record is missing data; a competitive tender on record was public.
-- Where the amount is missing, the payments are a lower bound of it. The words in titles are those of the law.
WITH paid AS (
    SELECT
        contract_id,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        min(coalesce(currency, 'CNY')) AS low_currency,
        max(coalesce(currency, 'CNY')) AS high_currency
    FROM payment
    WHERE contract_id IS NOT NULL
    GROUP BY contract_id
),
direct AS (
    SELECT
        contract.contract_id,
        contract.tender_id,
        contract.award_id,
        contract.buyer_id,
        contract.supplier_id,
        contract.signed_on,
        contract.procedure,
        CASE WHEN contract.amount IS NULL THEN 1 ELSE 0 END AS unpriced,
        coalesce(contract.amount, paid.amount) AS amount,
        CASE coalesce(contract.category_code, 'works')
            WHEN 'goods' THEN CAST($goods_limit AS DECIMAL(18, 2))
            WHEN 'services' THEN CAST($services_limit AS DECIMAL(18, 2))
            ELSE CAST($works_limit AS DECIMAL(18, 2))
        END AS limit_amount
    FROM contract
    LEFT JOIN paid ON contract.contract_id = paid.contract_id
    WHERE
        contract.buyer_id IS NOT NULL
        AND contract.supplier_id IS NOT NULL
        AND contract.signed_on <= $as_of
        AND coalesce(contract.currency, 'CNY') = 'CNY'
        AND (contract.amount IS NOT NULL OR (paid.low_currency = 'CNY' AND paid.high_currency = 'CNY'))
        AND (
            contract.procedure = 'single_source'
            OR (contract.procedure IS NULL AND contract.tender_id IS NULL AND contract.award_id IS NULL)
        )
        AND NOT (
            coalesce(contract.title, '') LIKE '%抢险%'
            OR coalesce(contract.title, '') LIKE '%救灾%'
            OR coalesce(contract.title, '') LIKE '%应急抢修%'
            OR coalesce(contract.title, '') LIKE '%紧急采购%'
            OR coalesce(contract.title, '') LIKE '%涉密%'
            OR coalesce(contract.title, '') LIKE '%框架协议%'
        )
),
large AS (
    SELECT
        direct.contract_id,
        coalesce(direct.tender_id, award.tender_id) AS tender_id,
        direct.award_id,
        direct.buyer_id,
        direct.supplier_id,
        direct.signed_on,
        direct.unpriced,
        direct.procedure,
        direct.amount,
        direct.limit_amount
    FROM direct
    LEFT JOIN award ON direct.award_id = award.award_id
    LEFT JOIN organisation ON direct.buyer_id = organisation.organisation_id
    WHERE
        direct.amount >= direct.limit_amount
        AND coalesce(organisation.kind, 'government') NOT IN ('company', 'sole_trader')
),
notices AS (
    -- a deadline or opening before the notice is a keying error
    SELECT
        tender_id,
        published_on,
        CASE
            WHEN CAST(deadline_at AS DATE) >= published_on THEN CAST(deadline_at AS DATE)
            WHEN opened_on >= published_on THEN opened_on
        END AS closed_on
    FROM tender
    WHERE procedure = 'single_source'
),
noticed AS (
    SELECT
        large.contract_id,
        large.tender_id,
        large.award_id,
        large.buyer_id,
        large.supplier_id,
        large.signed_on,
        large.unpriced,
        large.procedure,
        large.amount,
        large.limit_amount,
        notices.published_on
    FROM large
    LEFT JOIN notices ON large.tender_id = notices.tender_id
    WHERE
        (large.tender_id IS NULL AND large.award_id IS NULL)
        OR date_diff('day', notices.published_on, large.signed_on) < $notice_days
        OR date_diff('day', notices.published_on, notices.closed_on) < $notice_days
),
continued AS (
    -- a contract won in competition from the same supplier before, ten times as large
    SELECT DISTINCT noticed.contract_id
    FROM noticed
    INNER JOIN contract
        ON
            noticed.buyer_id = contract.buyer_id
            AND noticed.supplier_id = contract.supplier_id
            AND noticed.contract_id <> contract.contract_id
    WHERE
        contract.signed_on <= noticed.signed_on
        AND (contract.procedure NOT IN ('single_source') OR (contract.procedure IS NULL AND contract.tender_id IS NOT NULL))
        AND noticed.amount <= contract.amount * $continuation_share
),
used AS (
    SELECT DISTINCT award_id FROM contract WHERE award_id IS NOT NULL
),
awarded AS (
    -- an award of the very sum to the supplier, not yet taken by another contract, is this contract's
    SELECT DISTINCT noticed.contract_id
    FROM noticed
    INNER JOIN award ON noticed.supplier_id = award.supplier_id AND noticed.amount = award.amount
    INNER JOIN tender ON award.tender_id = tender.tender_id
    LEFT JOIN used ON award.award_id = used.award_id
    WHERE
        used.award_id IS NULL
        AND coalesce(tender.procedure, 'open') <> 'single_source'
)
SELECT
    noticed.contract_id,
    noticed.buyer_id,
    noticed.supplier_id,
    noticed.signed_on,
    noticed.published_on,
    noticed.unpriced,
    CASE
        WHEN noticed.published_on > noticed.signed_on THEN '单一来源公示在签约之后'
        WHEN noticed.published_on IS NOT NULL THEN '单一来源公示不足法定时间'
        WHEN noticed.procedure IS NULL THEN '既没有采购方式，也没有招标和公示记录'
        ELSE '没有招标，也没有单一来源公示记录'
    END AS reason_zh,
    CASE
        WHEN noticed.published_on > noticed.signed_on THEN 'the single-source notice came after the contract'
        WHEN noticed.published_on IS NOT NULL THEN 'the single-source notice was too short'
        WHEN noticed.procedure IS NULL THEN 'neither a procedure nor a tender or notice is on record'
        ELSE 'neither a tender nor a single-source notice is on record'
    END AS reason_en,
    noticed.limit_amount,
    CAST(noticed.amount AS DECIMAL(18, 2)) AS amount,
    'CNY' AS currency,
    -- the part of the money that lies above the limit: 0 at the limit, towards 1 the further above
    CAST(
        CAST(noticed.amount - noticed.limit_amount AS DOUBLE) / NULLIF(CAST(noticed.amount AS DOUBLE), 0)
        AS DECIMAL(9, 6)
    ) AS strength
FROM noticed
LEFT JOIN continued ON noticed.contract_id = continued.contract_id
LEFT JOIN awarded ON noticed.contract_id = awarded.contract_id
WHERE continued.contract_id IS NULL AND awarded.contract_id IS NULL

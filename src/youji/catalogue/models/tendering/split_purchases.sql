/*---
id: split_purchases
title: {zh: 化整为零规避招标采购, en: Purchases split to avoid tendering}
question:
  zh: 同一采购人是否在短期内向同一供应商连续签订多份略低于招标或者采购限额、合计超过限额的合同？
  en: Did one buyer sign several contracts with one supplier in a short time, each just under a limit for tendering or formal procurement and together above it?
category: tendering
entry: money
status: trial
risk_points: [purchase_planning, procedure_choice]
legal_basis:
  - article: 政府采购法#28
    note:
      zh: 应当公开招标的货物或者服务，不得拆小或者换其他办法绕开公开招标。
      en: Goods or services that call for open tendering must not be cut up, or handled in any other way, to get round it.
  - article: 政府采购法实施条例#28
    note:
      zh: 同一财政年度、同一预算项目、同一品目，多次不公开招标且累计超过公开招标数额标准的，即属化整为零；预算调整或者经批准的除外。
      en: Several non-open purchases of one kind, under one budget item in one fiscal year, that add up to more than the open tender limit are splitting, unless the budget was adjusted or another procedure was approved.
  - article: 政府采购法#27
    note:
      zh: 地方预算项目的公开招标数额标准由省级人民政府规定，因此限额是参数。
      en: For local budgets the province sets the open tender limit, which is why it is a parameter here.
  - article: 政府采购法#8
    note:
      zh: 地方预算项目的政府采购限额标准由省级人民政府或者其授权的机构确定；压到限额以下，就绕开了整部法律规定的程序。
      en: The province sets the limit from which a purchase falls under the procurement law; staying below it evades all of the law's procedures.
  - article: 政府采购法#64
    note:
      zh: 采购人必须按法定的采购方式和程序采购。
      en: Buyers must use the procedures the law lays down.
  - article: 招标投标法#4
    note:
      zh: 依法必须招标的项目不得拆分或者以其他方式规避招标。
      en: A project that the law puts out to tender must not be split or otherwise kept from tendering.
  - article: 必须招标的工程项目规定#5
    note:
      zh: 施工、货物、服务单项合同估算价的必须招标标准；能合并的采购合计达到标准的也必须招标。
      en: The contract values from which works, goods and services of a construction project must be tendered; purchases that can be combined count together.
purpose: procurement_supervision
kind: window
inputs:
  contract: [tender_id, title, buyer_id, supplier_id, amount, currency, signed_on, category_code, procedure]
optional:
  contract: [title, currency, category_code]
source_needed: true
params:
  window_days:
    value: 90
    unit: days
    minimum: 1
    maximum: 366
    why:
      zh: "假设：法律按一个预算年度计算（政府采购法实施条例#28）；一个季度内的采购，明显本可合并为一次。按条文字面执行的，调到366。"
      en: >-
        Assumption: the law counts a whole fiscal year (政府采购法实施条例#28); purchases within a quarter are the ones
        that could plainly have been one purchase. Raise it to 366 to follow the letter of the article.
  near_share:
    value: 0.7
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：达到限额七成而低于限额的采购，算贴近限额；日常小额采购不算。法律本身只看合计（政府采购法实施条例#28）。"
      en: >-
        Assumption: a purchase worth at least seven tenths of the limit, yet below it, counts as kept close
        under it; small everyday purchases do not. The law itself asks only for the sum (政府采购法实施条例#28).
  min_count:
    value: 3
    unit: count
    minimum: 2
    why:
      zh: "假设：两次贴近限额可能是偶然；三次时，按默认 near_share 合计至少为限额的2.1倍。"
      en: >-
        Assumption: two purchases close under a limit happen by chance; with three the sum is at least 2.1
        times the limit at the default near_share.
  works_limit:
    value: 4000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5（国家发展改革委2018年第16号令，2018年6月1日起施行）：施工单项合同估算价400万元以上。待补来源（source_needed）：本目录核对所用的法规库中没有该令；数额已与公开文本核对。"
      en: >-
        必须招标的工程项目规定#5 (National Development and Reform Commission order 16 of 2018, in force since
        2018-06-01): construction contracts estimated at 4 million or more. source_needed: the order is not in
        the law library this catalogue is checked against; the figure was compared with published copies of
        it.
  goods_limit:
    value: 2000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5：工程重要设备、材料200万元以上。待补来源（source_needed），同 works_limit。"
      en: >-
        必须招标的工程项目规定#5: important equipment and materials of a construction project at 2 million or more.
        source_needed, as for works_limit.
  services_limit:
    value: 1000000
    unit: CNY
    minimum: 0
    why:
      zh: "必须招标的工程项目规定#5：勘察、设计、监理100万元以上。待补来源（source_needed），同 works_limit。"
      en: >-
        必须招标的工程项目规定#5: survey, design and supervision of a construction project at 1 million or more.
        source_needed, as for works_limit.
  open_limit:
    value: 2000000
    unit: CNY
    minimum: 0
    why:
      zh: "政府采购货物和服务的公开招标数额标准，由各省按政府采购法#27确定；用于货物、服务和没有品类的合同。默认值为中央预算单位的标准（国办发〔2019〕55号）；许多省为400万元。请设为本省当年的数额。待补来源（source_needed）：法规库中没有。"
      en: >-
        Open tender limit for government purchases of goods and services, which each province sets under
        政府采购法#27; used for goods, services and contracts without a category. The default is the figure for
        central budget units (国办发〔2019〕55号); many provinces have 4 million. Set the figure of your own
        province and year. source_needed: not in the law library.
  local_limit:
    value: 500000
    unit: CNY
    minimum: 0
    why:
      zh: "适用政府采购法程序的起点（分散采购限额标准），由各省按政府采购法#8确定；低于它，单位可以直接采购。用法同 open_limit。默认值是假设：各省约为30万至100万元。请设为本级政府当年的数额。待补来源（source_needed）。"
      en: >-
        Limit from which the procedures of the procurement law apply at all (分散采购限额标准), set by each province
        under 政府采购法#8; below it an office buys directly. Used as open_limit is. The default is an assumption:
        provinces set about 300,000 to 1 million. Set the figure of your own level of government and year.
        source_needed.
subject: {column: buyer_id, kind: organisation}
grain: [buyer_id, supplier_id, category_code, limit_amount, first_on]
amount: amount
currency: currency
occurred_on: last_on
strength: strength
evidence:
  contract:
    - buyer_id: buyer_id
      supplier_id: supplier_id
      where: >-
        coalesce(d.category_code, 'unstated') = a.category_code
        AND coalesce(d.currency, 'CNY') = a.currency
        AND d.signed_on >= a.first_on AND d.signed_on <= a.last_on
        AND d.amount >= a.floor_amount AND d.amount < a.limit_amount
        AND (d.procedure NOT IN ('open', 'framework') OR (d.procedure IS NULL AND d.tender_id IS NULL))
        AND (a.covers_formal = 1 OR coalesce(d.procedure, '') NOT IN ('invited', 'negotiation', 'consultation'))
        AND NOT (
          coalesce(d.title, '') LIKE '%抢险%' OR coalesce(d.title, '') LIKE '%救灾%'
          OR coalesce(d.title, '') LIKE '%应急抢修%' OR coalesce(d.title, '') LIKE '%紧急采购%'
        )
increment: {by: buyer_id}
severity: medium
explain:
  zh: >-
    {buyer_id:party}在{first_on:date}至{last_on:date}间与{supplier_id:party}签订{n_purchases:number}份同类合同，
    每份均略低于{limit_amount:money}的限额，合计{amount:money}；其中{n_unrecorded:number}份没有登记采购方式。
  en: >-
    Between {first_on:date} and {last_on:date} {buyer_id:party} signed {n_purchases:number} contracts of one category
    with {supplier_id:party}, each just under the limit of {limit_amount:money}, {amount:money} in all;
    {n_unrecorded:number} of them have no procedure on record.
innocent_reasons:
  - zh: 属于框架协议项下的订单，框架协议本身已经竞争产生（采购方式登记为框架协议）
    en: Call-offs under a framework agreement that was itself competed (recorded procedure is framework)
  - zh: 已经公开招标，只是按标包、年度或者使用单位分签多份合同
    en: Openly tendered, then signed as several contracts by lot, year or using unit
  - zh: 按季、按学期等固定周期发生的经常性采购，间隔均匀，没有集中突击
    en: A recurring need bought each quarter or term, evenly spaced, without a burst
  - zh: 属于抢险救灾、紧急采购，法律不要求招标（合同名称已注明）
    en: Disaster relief or an emergency purchase, which the law exempts (and the title of the contract says so)
first_steps:
  - zh: 调取预算批复和采购计划，看这些合同是否出自同一预算项目、同一品目，需求能否事先合并
    en: Obtain the budget approval and purchasing plan; see whether the contracts come from one budget item and could have been foreseen as one need
  - zh: 查有无经批准改用其他采购方式的批件、年中预算调整文件
    en: Ask for an approval to use another procedure, or a mid-year budget adjustment
  - zh: 比对各合同的标的、规格、施工地点、验收人和签批人，看是否为一个项目的拆分
    en: Compare object, specification, site, acceptor and approver across the contracts for signs of one project cut up
  - zh: 查该供应商的股东、负责人与采购单位经办人、审批人有无亲属或者资金往来
    en: Check the supplier's owners and representative for kinship or money flows with those who handled and approved the purchases
tags: [splitting]
---*/
-- Only contracts close under a limit enter; each is then looked at with those of the window before it. A contract
-- belongs to a series when it lies in any window that has enough purchases and goes over the limit, so the series is
-- the union of such windows and does not depend on where counting starts.
-- A purchase that went through a formal competitive procedure evades no limit below which none is needed, so it
-- counts only towards the limits for tendering.
-- Repair after a disaster and emergency purchases are exempt (招标投标法#66, 政府采购法#85); the words in the title are
-- those of the law, so that "emergency lamps" stay in. A false title is a matter for a look at emergency claims.
-- A contract with neither a procedure nor a tender was bought directly; one with a tender but no procedure may have
-- been tendered openly, so it is left out.
WITH direct AS (
    SELECT
        buyer_id,
        supplier_id,
        coalesce(category_code, 'unstated') AS category_code,
        amount,
        signed_on,
        date_diff('day', $as_of, signed_on) AS day_no,
        CASE WHEN procedure IN ('invited', 'negotiation', 'consultation') THEN 1 ELSE 0 END AS formal,
        CASE WHEN procedure IS NULL THEN 1 ELSE 0 END AS unrecorded
    FROM contract
    WHERE
        buyer_id IS NOT NULL
        AND supplier_id IS NOT NULL
        AND signed_on <= $as_of
        AND coalesce(currency, 'CNY') = 'CNY'
        AND (procedure NOT IN ('open', 'framework') OR (procedure IS NULL AND tender_id IS NULL))
        AND NOT (
            coalesce(title, '') LIKE '%抢险%'
            OR coalesce(title, '') LIKE '%救灾%'
            OR coalesce(title, '') LIKE '%应急抢修%'
            OR coalesce(title, '') LIKE '%紧急采购%'
        )
),
rules AS (
    SELECT 'works' AS category_code, CAST($works_limit AS DECIMAL(18, 2)) AS limit_amount, 1 AS covers_formal
    UNION ALL
    SELECT 'goods' AS category_code, CAST($goods_limit AS DECIMAL(18, 2)) AS limit_amount, 1 AS covers_formal
    UNION ALL
    SELECT 'services' AS category_code, CAST($services_limit AS DECIMAL(18, 2)) AS limit_amount, 1 AS covers_formal
    UNION ALL
    SELECT 'goods' AS category_code, CAST($open_limit AS DECIMAL(18, 2)) AS limit_amount, 1 AS covers_formal
    UNION ALL
    SELECT 'services' AS category_code, CAST($open_limit AS DECIMAL(18, 2)) AS limit_amount, 1 AS covers_formal
    UNION ALL
    SELECT 'unstated' AS category_code, CAST($open_limit AS DECIMAL(18, 2)) AS limit_amount, 1 AS covers_formal
    UNION ALL
    SELECT 'goods' AS category_code, CAST($local_limit AS DECIMAL(18, 2)) AS limit_amount, 0 AS covers_formal
    UNION ALL
    SELECT 'services' AS category_code, CAST($local_limit AS DECIMAL(18, 2)) AS limit_amount, 0 AS covers_formal
    UNION ALL
    SELECT 'unstated' AS category_code, CAST($local_limit AS DECIMAL(18, 2)) AS limit_amount, 0 AS covers_formal
),
limits AS (
    -- grouped: two rules with one limit must not count a purchase twice
    SELECT
        category_code,
        limit_amount,
        max(covers_formal) AS covers_formal
    FROM rules
    GROUP BY category_code, limit_amount
),
bands AS (
    SELECT
        category_code,
        limit_amount,
        covers_formal,
        CAST(limit_amount * CAST($near_share AS DECIMAL(9, 6)) AS DECIMAL(18, 2)) AS floor_amount
    FROM limits
),
near AS (
    SELECT
        direct.buyer_id,
        direct.supplier_id,
        direct.category_code,
        bands.limit_amount,
        bands.floor_amount,
        bands.covers_formal,
        direct.amount,
        direct.signed_on,
        direct.day_no,
        direct.unrecorded
    FROM direct
    INNER JOIN bands
        ON
            direct.category_code = bands.category_code
            AND direct.amount >= bands.floor_amount
            AND direct.amount < bands.limit_amount
            AND (bands.covers_formal = 1 OR direct.formal = 0)
),
windows AS (
    SELECT
        buyer_id,
        supplier_id,
        category_code,
        limit_amount,
        floor_amount,
        covers_formal,
        amount,
        signed_on,
        day_no,
        unrecorded,
        count(amount) OVER look_back AS n_window,
        sum(amount) OVER look_back AS window_amount
    FROM near
    WINDOW look_back AS (
        PARTITION BY buyer_id, supplier_id, category_code, limit_amount
        ORDER BY day_no
        RANGE BETWEEN $window_days PRECEDING AND CURRENT ROW
    )
),
marked AS (
    SELECT
        buyer_id,
        supplier_id,
        category_code,
        limit_amount,
        floor_amount,
        covers_formal,
        amount,
        signed_on,
        day_no,
        unrecorded,
        max(CASE WHEN n_window >= $min_count AND window_amount > limit_amount THEN 1 ELSE 0 END) OVER (
            PARTITION BY buyer_id, supplier_id, category_code, limit_amount
            ORDER BY day_no
            RANGE BETWEEN CURRENT ROW AND $window_days FOLLOWING
        ) AS belongs
    FROM windows
),
stepped AS (
    SELECT
        buyer_id,
        supplier_id,
        category_code,
        limit_amount,
        floor_amount,
        covers_formal,
        amount,
        signed_on,
        day_no,
        unrecorded,
        day_no - lag(day_no) OVER (
            PARTITION BY buyer_id, supplier_id, category_code, limit_amount
            ORDER BY day_no
        ) AS gap_days
    FROM marked
    WHERE belongs = 1
),
series AS (
    SELECT
        buyer_id,
        supplier_id,
        category_code,
        limit_amount,
        floor_amount,
        covers_formal,
        amount,
        signed_on,
        unrecorded,
        sum(CASE WHEN gap_days > $window_days THEN 1 ELSE 0 END) OVER (
            PARTITION BY buyer_id, supplier_id, category_code, limit_amount
            ORDER BY day_no
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS series_no
    FROM stepped
),
totals AS (
    SELECT
        buyer_id,
        supplier_id,
        category_code,
        limit_amount,
        floor_amount,
        covers_formal,
        series_no,
        min(signed_on) AS first_on,
        max(signed_on) AS last_on,
        CAST(count(amount) AS INTEGER) AS n_purchases,
        CAST(sum(unrecorded) AS INTEGER) AS n_unrecorded,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount
    FROM series
    GROUP BY buyer_id, supplier_id, category_code, limit_amount, floor_amount, covers_formal, series_no
)
SELECT
    buyer_id,
    supplier_id,
    category_code,
    limit_amount,
    floor_amount,
    covers_formal,
    first_on,
    last_on,
    n_purchases,
    n_unrecorded,
    amount,
    'CNY' AS currency,
    -- the part of the money that lies above the limit: 0 at the limit, towards 1 the further above
    CAST(
        CAST(amount - limit_amount AS DOUBLE) / NULLIF(CAST(amount AS DOUBLE), 0) AS DECIMAL(9, 6)
    ) AS strength
FROM totals

/*---
id: village_lease_below_market
title: {zh: 集体资产低价出租, en: Village property let below what alike property brings}
question:
  zh: 村集体出租发包的资产资源，每单位面积的年租金是否远低于同类、同时期的其他合同？
  en: Is the rent of a village's property, by area, far below that of property of the same kind let in the same years?
category: rural_assets
entry: thing
status: active
risk_points: [village_lease]
legal_basis:
  - article: 农村集体经济组织法#35
    note:
      zh: 理事会成员、主要经营管理人员等不得将集体财产低价折股、转让、租赁。
      en: Members of the council and managers may not let or transfer collective property below its worth.
  - article: 农村集体经济组织法#43
    note:
      zh: 应当建立集体财产清查、保管、使用、处置、公开等制度，促进保值增值。
      en: Collective property is surveyed, kept, used, disposed of and published by rule, so that it keeps its value.
  - article: 村民委员会组织法#24
    note:
      zh: 以租赁等方式处分村集体财产，须经村民会议讨论决定。
      en: Letting village property needs a decision of the villagers' assembly.
purpose: rural_asset_supervision
kind: aggregate
inputs:
  village_asset: [asset_id, kind, area]
  village_lease: [lease_id, village_id, asset_id, lessee_id, start_on, end_on, annual_rent, method, remission]
optional:
  village_lease: [lessee_id, end_on, method, remission]
params:
  fence:
    value: 2.9652
    unit: median absolute deviations of the logarithm
    minimum: 0
    why:
      zh: "比单位面积租金对数的中位数低两倍的 1.4826×MAD：正态数据下即两个标准差。租金相差的是倍数而不是差额，因此取对数。因下面第二个条件也须成立，两倍即可。"
      en: >-
        Twice 1.4826 median absolute deviations below the median of the logarithms of rent by area: for normal
        data, two standard deviations. Rents differ by factors, not by sums, hence the logarithm. Two suffice
        because the second condition below must hold as well.
  max_share:
    value: 0.5
    unit: ratio
    minimum: 0.01
    maximum: 1.0
    why:
      zh: "假设：不到同类资产收益的一半，位置和状况解释不了。"
      en: >-
        Assumption: less than half of what alike property brings is more than place and state of the property
        explain.
  peer_years:
    value: 5
    unit: years
    minimum: 1
    why:
      zh: "假设：起始日相差五年以内的合同，面对同一市场。"
      en: "Assumption: contracts that began within five years of each other met one market."
  min_peers:
    value: 8
    unit: contracts
    minimum: 2
    why:
      zh: "假设：不足八份合同的中位数不能当尺子。"
      en: "Assumption: a median over fewer than eight contracts is no yardstick."
  min_loss:
    value: 1000.00
    unit: CNY a year
    minimum: 0.01
    why:
      zh: "假设：每年损失更小的，不值得列为线索。"
      en: "Assumption: a smaller loss a year is not worth a lead."
subject: {column: village_id, kind: organisation}
grain: [lease_id]
amount: yearly_loss
occurred_on: start_on
strength: strength
evidence:
  village_lease: [{lease_id: lease_id}]
  village_asset: [{asset_id: asset_id}]
increment: {by: full}
severity: medium
explain:
  zh: >-
    {village_id:party}自{start_on:date}起将资产{asset_id}以每年{annual_rent:money}租给{lessee_id:party}，每单位面积{unit_rent:money}，
    而同类同期{n_peers:number}份合同的中位数为{median_rent:money}，每年少收约{yearly_loss:money}。
  en: >-
    From {start_on:date} {village_id:party} lets asset {asset_id} to {lessee_id:party} for {annual_rent:money} a year, {unit_rent:money} by
    unit of area; the median of {n_peers:number} like contracts of those years is {median_rent:money}. About {yearly_loss:money} a year is lost.
innocent_reasons:
  - zh: 经公开竞价、招标成交，价格由市场形成
    en: It was let by public auction or tender; the market made the price
  - zh: 签得很早，当时行情就低
    en: It was let long ago, when rents were low
  - zh: 有减免决定，例如帮扶、公益用途、灾后减租
    en: The rent was remitted by decision, for relief, public use or after a disaster
  - zh: 位置偏、状况差，低得不多
    en: A poor place or state, and the rent is only somewhat low
first_steps:
  - zh: 查合同、决议、评估或者询价材料，以及是否公开发布过招租信息
    en: Look for the resolution, appraisal or quotations, and whether it was offered in public
  - zh: 实地看资产现状、用途，查有无转租加价
    en: Visit the property; see whether it was sublet for more
  - zh: 查承租人与村干部的关系
    en: Look at ties between the lessee and the cadres
tags: [price]
---*/
-- Leases of one kind of property are compared with those that began within the years before and after. Each lease has its
-- own circle of peers, itself included; median and MAD are taken over the logarithm of rent by area, rounded to a decimal.
WITH leases AS (
    SELECT
        village_lease.lease_id,
        village_lease.village_id,
        village_lease.asset_id,
        village_lease.lessee_id,
        village_lease.start_on,
        village_lease.annual_rent,
        village_asset.kind,
        village_asset.area,
        coalesce(village_lease.method, 'negotiated') AS method,
        village_lease.remission,
        CAST(year(village_lease.start_on) AS BIGINT) AS begun,
        CAST(
            round(CAST(village_lease.annual_rent AS DOUBLE) / NULLIF(CAST(village_asset.area AS DOUBLE), 0), 4)
            AS DECIMAL(18, 4)
        ) AS unit_rent
    FROM village_lease
    INNER JOIN village_asset ON village_lease.asset_id = village_asset.asset_id
    WHERE
        village_lease.annual_rent > 0
        AND village_asset.area > 0
        AND village_asset.kind IS NOT NULL
        AND village_lease.start_on <= $as_of
        AND coalesce(village_lease.method, 'negotiated') <> 'household'
),
logs AS (
    SELECT lease_id, kind, begun, unit_rent, CAST(round(ln(CAST(unit_rent AS DOUBLE)), 6) AS DECIMAL(18, 6)) AS log_rent
    FROM leases
    WHERE unit_rent > 0
),
peers AS (
    SELECT
        own.lease_id,
        own.kind,
        other.lease_id AS peer_id,
        own.log_rent,
        other.log_rent AS peer_rent,
        row_number() OVER (PARTITION BY own.lease_id ORDER BY other.log_rent, other.lease_id) AS place,
        count(other.lease_id) OVER (PARTITION BY own.lease_id) AS n_peers
    FROM logs AS own
    INNER JOIN logs AS other ON own.kind = other.kind AND abs(own.begun - other.begun) <= $peer_years
),
medians AS (
    SELECT
        lease_id,
        log_rent,
        n_peers,
        CAST(
            (
                max(CASE WHEN place * 2 <= n_peers + 1 THEN peer_rent END)
                + min(CASE WHEN place * 2 >= n_peers + 1 THEN peer_rent END)
            ) / 2 AS DECIMAL(18, 6)
        ) AS median_log
    FROM peers
    WHERE n_peers >= $min_peers
    GROUP BY lease_id, log_rent, n_peers
),
deviations AS (
    SELECT
        medians.lease_id,
        medians.n_peers,
        abs(peers.peer_rent - medians.median_log) AS off,
        row_number() OVER (
            PARTITION BY medians.lease_id ORDER BY abs(peers.peer_rent - medians.median_log), peers.peer_id
        ) AS place
    FROM medians
    INNER JOIN peers ON medians.lease_id = peers.lease_id
),
spreads AS (
    SELECT
        lease_id,
        CAST(
            (
                max(CASE WHEN place * 2 <= n_peers + 1 THEN off END)
                + min(CASE WHEN place * 2 >= n_peers + 1 THEN off END)
            ) / 2 AS DECIMAL(18, 6)
        ) AS mad
    FROM deviations
    GROUP BY lease_id
),
low AS (
    SELECT
        medians.lease_id,
        medians.n_peers,
        medians.median_log,
        spreads.mad,
        CAST(round(exp(CAST(medians.median_log AS DOUBLE)), 4) AS DECIMAL(18, 4)) AS median_rent
    FROM medians
    INNER JOIN spreads ON medians.lease_id = spreads.lease_id
    WHERE medians.log_rent < medians.median_log - spreads.mad * CAST($fence AS DECIMAL(9, 6))
),
losses AS (
    SELECT
        leases.lease_id, leases.village_id, leases.asset_id, leases.lessee_id, leases.kind, leases.start_on, leases.annual_rent,
        leases.unit_rent, low.median_rent, low.mad, low.n_peers,
        CAST(low.median_rent * leases.area AS DECIMAL(18, 2)) - leases.annual_rent AS yearly_loss,
        1 - CAST(leases.unit_rent AS DOUBLE) / NULLIF(CAST(low.median_rent AS DOUBLE), 0) AS discount
    FROM low
    INNER JOIN leases ON low.lease_id = leases.lease_id
    WHERE
        leases.unit_rent < low.median_rent * CAST($max_share AS DECIMAL(9, 6))
        AND leases.method NOT IN ('auction', 'tender')
        AND coalesce(trim(leases.remission), '') = ''
)
SELECT
    lease_id,
    village_id,
    asset_id,
    lessee_id,
    kind,
    start_on,
    annual_rent,
    unit_rent,
    median_rent,
    mad,
    CAST(n_peers AS INTEGER) AS n_peers,
    CAST(yearly_loss AS DECIMAL(18, 2)) AS yearly_loss,
    CAST(round(discount, 6) AS DECIMAL(9, 6)) AS strength
FROM losses
WHERE yearly_loss >= CAST($min_loss AS DECIMAL(18, 2))

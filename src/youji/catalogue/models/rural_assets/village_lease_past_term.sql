/*---
id: village_lease_past_term
title: {zh: 出租合同到期未收回、未续签, en: "A lease past its term, neither renewed nor ended"}
question:
  zh: 村集体的出租合同到期后，资产是否既没有收回、也没有续签，仍被占用？
  en: After a village's lease ran out, does the property stay occupied, neither taken back nor let anew?
category: rural_assets
entry: matter
status: active
risk_points: [village_lease, village_income]
legal_basis:
  - article: 民法典#734
    note:
      zh: 租赁期满继续使用而出租人没有异议的，原合同继续有效，但租期为不定期。
      en: A lease that goes on without objection after its term continues for an indefinite time.
  - article: 民法典#705
    note:
      zh: 租赁期限不得超过二十年，超过部分无效。
      en: A lease may not run longer than twenty years.
  - article: 农村集体经济组织法#30
    note:
      zh: 理事会代表集体签订出租等合同并督促履行。
      en: The council signs leases for the collective and sees that they are performed.
  - article: 农村集体经济组织法#43
    note:
      zh: 应当建立集体财产清查、使用、处置等制度，促进保值增值。
      en: Collective property is surveyed, used and disposed of by rule so that it keeps its value.
purpose: rural_asset_supervision
kind: aggregate
inputs:
  village_asset: [asset_id, state]
  village_lease: [lease_id, village_id, asset_id, lessee_id, start_on, end_on, annual_rent, ended_on]
optional:
  village_lease: [lessee_id, annual_rent, ended_on]
params:
  grace_days:
    value: 180
    unit: days
    minimum: 0
    why:
      zh: "假设：半年足以清退或者重新公开出租。"
      en: "Assumption: half a year suffices to clear a property or to let it anew in public."
  lead_days:
    value: 180
    unit: days
    minimum: 0
    why:
      zh: "假设：续租可以在原租期届满前半年内开始。"
      en: "Assumption: a renewal may begin up to half a year before the old term ends."
subject: {column: village_id, kind: organisation}
grain: [lease_id]
amount: amount
occurred_on: end_on
strength: strength
evidence:
  village_lease: [{lease_id: lease_id}]
  village_asset: [{asset_id: asset_id}]
increment: {by: asset_id}
severity: low
explain:
  zh: >-
    {village_id:party}的合同{lease_id}已于{end_on:date}到期，至今{n_days:number}天没有续签或者收回的记录，资产{asset_id}仍登记为出租；
    按原租金折算约{amount:money}。
  en: >-
    Lease {lease_id} of {village_id:party} ran out on {end_on:date}; for {n_days:number} days it has neither been renewed nor ended, and
    asset {asset_id} is still recorded as let. At the old rent that is about {amount:money}.
innocent_reasons:
  - zh: 已经签订新合同
    en: A new lease was signed
  - zh: 资产已经收回，闲置或者自用
    en: The property was taken back and is idle or used by the village
  - zh: 刚到期，正在公开招租
    en: It ran out a short while ago and is being offered
first_steps:
  - zh: 实地查看谁在使用，有无转租
    en: See on the spot who uses it and whether it is sublet
  - zh: 查到期后是否还收租金、收了多少、入没入账
    en: See whether rent was taken after the term, and booked
  - zh: 查长期不收回的原因和责任人
    en: Find out why it was not taken back and who is answerable
tags: [term]
---*/
-- The latest term of each asset decides: earlier leases of the same asset were renewed by later ones.
WITH ended AS (
    SELECT
        village_lease.lease_id,
        village_lease.village_id,
        village_lease.asset_id,
        village_lease.lessee_id,
        village_lease.end_on,
        village_lease.annual_rent
    FROM village_lease
    INNER JOIN village_asset ON village_lease.asset_id = village_asset.asset_id
    WHERE
        village_asset.state = 'let'
        AND village_lease.end_on IS NOT NULL
        AND village_lease.ended_on IS NULL
        AND date_diff('day', village_lease.end_on, $as_of) > $grace_days
),
renewed AS (
    SELECT DISTINCT ended.lease_id
    FROM ended
    INNER JOIN village_lease ON ended.asset_id = village_lease.asset_id AND ended.lease_id <> village_lease.lease_id
    WHERE
        village_lease.start_on >= CAST(ended.end_on - INTERVAL ($lead_days) DAY AS DATE)
        OR village_lease.end_on > ended.end_on
),
spans AS (
    SELECT
        ended.lease_id, ended.village_id, ended.asset_id, ended.lessee_id, ended.end_on, ended.annual_rent,
        CAST(date_diff('day', ended.end_on, $as_of) AS BIGINT) AS n_days,
        CAST(date_diff('day', ended.end_on, $as_of) AS DOUBLE) / 730 AS part
    FROM ended
    LEFT JOIN renewed ON ended.lease_id = renewed.lease_id
    WHERE renewed.lease_id IS NULL
)
SELECT
    lease_id,
    village_id,
    asset_id,
    lessee_id,
    end_on,
    annual_rent,
    n_days,
    CAST(round(CAST(coalesce(annual_rent, 0) AS DOUBLE) * CAST(n_days AS DOUBLE) / 365, 2) AS DECIMAL(18, 2)) AS amount,
    CAST(CASE WHEN part > 1 THEN 1 ELSE part END AS DECIMAL(9, 6)) AS strength
FROM spans

/*---
id: village_rent_uncollected
title: {zh: 集体租金长期未收, en: Rent of village property not collected}
question:
  zh: 村集体的出租合同，到期应收的租金是否一年以上没有收齐，又没有减免决定？
  en: Is rent that fell due under a village's lease missing by a year's rent or more, without a decision to remit it?
category: rural_assets
entry: money
status: active
risk_points: [village_income]
legal_basis:
  - article: 农村集体经济组织法#30
    note:
      zh: 理事会代表集体签订出租等合同，监督、督促承租方等履行合同。
      en: The council signs leases for the collective and sees that lessees perform them.
  - article: 民法典#721
    note:
      zh: 承租人应当按照约定的期限支付租金。
      en: The lessee pays the rent at the agreed time.
  - article: 民法典#722
    note:
      zh: 承租人逾期不支付租金的，出租人可以解除合同。
      en: Where the lessee does not pay in a reasonable time, the lessor may end the lease.
  - article: 农村集体经济组织法#35
    note:
      zh: 管理人员不得侵占、截留集体财产。
      en: Managers may not take or withhold collective property.
purpose: rural_asset_supervision
kind: aggregate
inputs:
  village_lease: [lease_id, village_id, asset_id, lessee_id, start_on, end_on, annual_rent, ended_on, remission]
  rent_receipt: [receipt_id, village_id, lease_id, payer_id, received_on, amount, cancelled]
optional:
  village_lease: [asset_id, lessee_id, end_on, ended_on, remission]
  rent_receipt: [payer_id, cancelled]
params:
  min_years:
    value: 1.0
    unit: years of rent
    minimum: 0.1
    why:
      zh: "假设：不足一年租金是拖延，不是放弃。多数村租约按年计租。"
      en: >-
        Assumption: less than a year's rent is being late, not giving up. Rent by the year is what most
        village leases say.
  grace_days:
    value: 180
    unit: days
    minimum: 0
    why:
      zh: "假设：租金到期半年后，庄稼已收，催缴已发。"
      en: "Assumption: half a year after the rent fell due, harvest is in and a reminder has gone out."
  min_arrears:
    value: 2000.00
    unit: CNY
    minimum: 0.01
    why:
      zh: "假设：更小的欠款由村会计催收。"
      en: "Assumption: smaller arrears are chased by the village bookkeeper."
subject: {column: village_id, kind: organisation}
grain: [lease_id]
amount: arrears
occurred_on: due_until
strength: strength
evidence:
  village_lease: [{lease_id: lease_id}]
  rent_receipt: [{lease_id: lease_id}]
increment: {by: lease_id}
severity: medium
explain:
  zh: >-
    {village_id:party}的合同{lease_id}年租金{annual_rent:money}，截至{due_until:date}应收{n_years:number}年共{due:money}，实收
    {received:money}，欠{arrears:money}，没有减免决定的记录。
  en: >-
    Under lease {lease_id} of {village_id:party} ({annual_rent:money} a year) {n_years:number} years' rent, {due:money}, had fallen due by
    {due_until:date}; {received:money} was received, {arrears:money} is missing, and no remission is on record.
innocent_reasons:
  - zh: 有减免租金的决定，例如受灾
    en: The rent was remitted by decision, as after a disaster
  - zh: 合同已经提前解除，资产收回
    en: The lease was ended early and the property taken back
  - zh: 秋后缴租，只是晚了几个月
    en: Rent is paid after the harvest and is only some months late
  - zh: 合同开始于收款电子台账之前，早年收据未录入
    en: The lease began before receipts were kept in the system
first_steps:
  - zh: 找承租人核实是否交过租金、交给了谁、有无收据
    en: Ask the lessee whether rent was paid, to whom, and for the receipt
  - zh: 核对村账、收据存根和银行流水
    en: Compare books, receipt stubs and bank statements
  - zh: 查催收记录，以及承租人与村干部的关系
    en: Look for reminders, and at ties between lessee and cadres
tags: [arrears]
---*/
-- Only full years count that ended, with the days of grace, before the screening date. Years before the village's first
-- receipt on record are left out. All that was received under the lease, in advance or late, is set against what fell due;
-- a receipt that names no lease counts for the payer's lease.
WITH first_receipts AS (
    SELECT village_id, min(received_on) AS recorded_from
    FROM rent_receipt
    WHERE received_on IS NOT NULL
    GROUP BY village_id
),
terms AS (
    SELECT
        village_lease.lease_id,
        village_lease.village_id,
        village_lease.asset_id,
        village_lease.lessee_id,
        village_lease.annual_rent,
        greatest(village_lease.start_on, first_receipts.recorded_from) AS counted_from,
        least(
            coalesce(village_lease.end_on, $as_of),
            coalesce(village_lease.ended_on, $as_of),
            CAST($as_of - INTERVAL ($grace_days) DAY AS DATE)
        ) AS due_until
    FROM village_lease
    INNER JOIN first_receipts ON village_lease.village_id = first_receipts.village_id
    WHERE
        village_lease.annual_rent > 0
        AND village_lease.start_on IS NOT NULL
        AND coalesce(trim(village_lease.remission), '') = ''
),
due AS (
    SELECT
        lease_id, village_id, asset_id, lessee_id, annual_rent, counted_from, due_until,
        CAST(floor(CAST(date_diff('day', counted_from, due_until) + 1 AS DOUBLE) / 365) AS BIGINT) AS n_years
    FROM terms
    WHERE due_until > counted_from
),
received AS (
    SELECT due.lease_id, CAST(sum(rent_receipt.amount) AS DECIMAL(18, 2)) AS received
    FROM due
    INNER JOIN rent_receipt
        ON
            due.lease_id = rent_receipt.lease_id
            OR (
                rent_receipt.lease_id IS NULL
                AND due.village_id = rent_receipt.village_id
                AND due.lessee_id = rent_receipt.payer_id
            )
    WHERE
        coalesce(trim(rent_receipt.cancelled), '') IN ('', '否', '0')
        AND rent_receipt.amount IS NOT NULL
        AND (rent_receipt.received_on IS NULL OR rent_receipt.received_on <= $as_of)
    GROUP BY due.lease_id
),
balances AS (
    SELECT
        due.lease_id, due.village_id, due.asset_id, due.lessee_id, due.annual_rent, due.counted_from, due.due_until, due.n_years,
        CAST(due.annual_rent * due.n_years AS DECIMAL(18, 2)) AS due,
        CAST(coalesce(received.received, 0) AS DECIMAL(18, 2)) AS received
    FROM due
    LEFT JOIN received ON due.lease_id = received.lease_id
    WHERE due.n_years > 0
)
SELECT
    lease_id,
    village_id,
    asset_id,
    lessee_id,
    annual_rent,
    counted_from,
    due_until,
    n_years,
    due,
    received,
    CAST(due - received AS DECIMAL(18, 2)) AS arrears,
    CAST(
        round(CAST(due - received AS DOUBLE) / NULLIF(CAST(due AS DOUBLE), 0), 6) AS DECIMAL(9, 6)
    ) AS strength
FROM balances
WHERE
    due - received >= annual_rent * CAST($min_years AS DECIMAL(9, 6))
    AND due - received >= CAST($min_arrears AS DECIMAL(18, 2))

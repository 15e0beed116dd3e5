/*---
id: village_round_payments
title: {zh: 集体账多次整数付给同一个人, en: Repeated round payments to one person}
question:
  zh: 村集体账是否在一年内多次以整千元付给同一个人，而用途不是报酬、分红、补偿等固定项目？
  en: In a year, did a village pay one person round thousands again and again, other than pay, dividends or compensation?
category: rural_assets
entry: money
status: active
risk_points: [village_expense]
legal_basis:
  - article: 会计法#14
    note:
      zh: 经济业务必须取得原始凭证并审核其真实、合法。
      en: Each transaction rests on an original voucher whose truth is checked.
  - article: 农村集体经济组织法#35
    note:
      zh: 不得侵占、挪用集体财产，不得直接或者间接向集体借款。
      en: Managers may not take or divert collective property nor borrow from the collective.
  - article: 村民委员会组织法#24
    note:
      zh: 从村集体经济所得收益的使用，经村民会议讨论决定。
      en: The use of the village's income needs a decision of the assembly.
purpose: rural_asset_supervision
kind: aggregate
inputs:
  village_account_entry: [entry_id, village_id, booked_on, direction, amount, counterparty_id, counterparty_kind, subject]
optional:
  village_account_entry: [subject]
params:
  round_to:
    value: 1000
    unit: CNY
    minimum: 1
    why:
      zh: "工程和货物很少正好是整千；预支和虚列开支常常是。"
      en: "Work and goods rarely come to whole thousands; advances and invented expenses do."
  min_payments:
    value: 5
    unit: payments
    minimum: 2
    why:
      zh: "假设：一两次是偶然；一年内五次整数付给同一人是习惯。"
      en: "Assumption: once or twice is chance; five round sums to one person within a year are a habit."
  min_total:
    value: 20000.00
    unit: CNY
    minimum: 0.01
    why:
      zh: "假设：一年不到两万元是零用金。"
      en: "Assumption: less than twenty thousand a year is petty cash."
  min_share:
    value: 0.7
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：供应商的账单多半有零头；这里全部付款中有七成是整数。"
      en: >-
        Assumption: a supplier's bills are odd sums for the most part; here seven in ten of all payments are
        round.
  min_distinct:
    value: 2
    unit: different sums
    minimum: 1
    why:
      zh: "每次都是同一金额的，是合同分期，如保洁或者租金。"
      en: "One and the same sum each time is the instalment of a contract, such as cleaning or rent."
subject: {column: person_id, kind: person}
grain: [village_id, person_id, year_on]
amount: amount
occurred_on: last_on
strength: strength
evidence:
  village_account_entry:
    - village_id: village_id
      counterparty_id: person_id
      where: "d.direction = 'out' AND list_contains(a.entry_ids, d.entry_id)"
increment: {by: village_id}
severity: medium
explain:
  zh: >-
    {village_id:party}在自{year_on:date}起的一年中以整数付给{person_id:party}{n_round:number}笔，共{amount:money}，占其全部
    {n_all:number}笔收款的{share:percent}。
  en: >-
    In the year from {year_on:date} {village_id:party} paid {person_id:party} {n_round:number} round sums, {amount:money} in all,
    {share:percent} of that person's {n_all:number} payments.
innocent_reasons:
  - zh: 误工报酬、分红、慰问、征地补偿等本来就是整数
    en: Pay, dividends, relief and compensation are round by nature
  - zh: 保洁、看护等合同按期等额支付
    en: A contract, such as cleaning, is paid in equal instalments
  - zh: 供货、做工的人，按量结算，多数不是整数
    en: A craftsman or dealer is paid by quantity; most sums are odd
first_steps:
  - zh: 调取每笔的原始凭证、发票、用工单和审批签字
    en: Obtain voucher, invoice, work sheet and signatures for each payment
  - zh: 找收款人核实是否实得、是否转交他人
    en: Ask the payee whether the money was kept or passed on
  - zh: 查收款人与村干部的关系
    en: Look at ties between the payee and the cadres
tags: [round_numbers]
---*/
WITH payments AS (
    SELECT
        entry_id,
        village_id,
        counterparty_id AS person_id,
        CAST(date_trunc('year', booked_on) AS DATE) AS year_on,
        booked_on,
        amount,
        CASE WHEN amount % $round_to = 0 THEN 1 ELSE 0 END AS is_round,
        CASE WHEN amount % $round_to = 0 THEN entry_id END AS round_id
    FROM village_account_entry
    WHERE
        direction = 'out'
        AND counterparty_kind = 'person'
        AND counterparty_id IS NOT NULL
        AND amount > 0
        AND booked_on <= $as_of
        AND coalesce(subject, 'other') NOT IN ('wages', 'distribution', 'relief', 'land_compensation')
),
persons AS (
    SELECT
        village_id,
        person_id,
        year_on,
        CAST(count(entry_id) AS BIGINT) AS n_all,
        CAST(sum(is_round) AS BIGINT) AS n_round,
        CAST(sum(CASE WHEN is_round = 1 THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS amount,
        count(DISTINCT CASE WHEN is_round = 1 THEN amount END) AS n_distinct,
        coalesce(list_sort(list(round_id) FILTER (WHERE round_id IS NOT NULL)), []) AS entry_ids,
        max(CASE WHEN is_round = 1 THEN booked_on END) AS last_on
    FROM payments
    GROUP BY village_id, person_id, year_on
)
SELECT
    village_id,
    person_id,
    year_on,
    n_all,
    n_round,
    amount,
    entry_ids,
    last_on,
    CAST(round(CAST(n_round AS DOUBLE) / NULLIF(CAST(n_all AS DOUBLE), 0), 6) AS DECIMAL(9, 6)) AS share,
    CAST(round(CAST(n_round AS DOUBLE) / NULLIF(CAST(n_all AS DOUBLE), 0), 6) AS DECIMAL(9, 6)) AS strength
FROM persons
WHERE
    n_round >= $min_payments
    AND amount >= CAST($min_total AS DECIMAL(18, 2))
    AND n_round >= n_all * CAST($min_share AS DECIMAL(9, 6))
    AND n_distinct >= $min_distinct

/*---
id: village_cash_off_books
title: {zh: 收了钱不入集体账, en: Money received that is not in the village's books}
question:
  zh: 村集体开了收据收的钱，是否没有记入集体账？
  en: Is money for which the village gave receipts missing from its books?
category: rural_assets
entry: money
status: active
risk_points: [village_income]
legal_basis:
  - article: 会计法#16
    note:
      zh: 各项经济业务应当在依法设置的账簿上统一登记、核算，不得私设账簿。
      en: All transactions are booked in the lawful books; secret books are forbidden.
  - article: 农村集体经济组织法#44
    note:
      zh: 应当按照财务会计制度核算；集体资金不得存入以个人名义开立的账户。
      en: The collective keeps books by the rules, and its money may not lie in a private account.
  - article: 农村集体经济组织法#35
    note:
      zh: 不得侵占、挪用、截留集体财产。
      en: Collective property may not be taken, diverted or withheld.
  - article: 财政违法行为处罚处分条例#17
    note:
      zh: 私存私放公款的，责令改正、追回并处罚。
      en: Public money kept in private is recovered and punished.
purpose: rural_asset_supervision
kind: aggregate
inputs:
  rent_receipt: [receipt_id, village_id, received_on, amount, method, cancelled]
  village_account_entry: [entry_id, village_id, booked_on, direction, amount, receipt_id, subject]
optional:
  rent_receipt: [method, cancelled]
  village_account_entry: [subject]
params:
  grace_days:
    value: 90
    unit: days
    minimum: 0
    why:
      zh: "假设：收据最迟一个季度内上交入账，因为村务按季度公开。"
      en: >-
        Assumption: receipts are handed in and booked within a quarter at the latest, as village accounts are
        published by quarter.
  min_amount:
    value: 1000.00
    unit: CNY a year
    minimum: 0.01
    why:
      zh: "假设：更小的差额是笔误。法律没有这样的界限。"
      en: "Assumption: a smaller gap is a slip of the pen. The law knows no such limit."
  min_receipts:
    value: 2
    unit: receipts
    minimum: 1
    why:
      zh: "假设：单张收据可能遗失或者编号录错；两张就是做法问题。"
      en: "Assumption: a single receipt may be mislaid or its number keyed wrongly; two show a way of doing things."
  min_share:
    value: 0.02
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：五十元中至多一元，可以用收据编号错误解释。"
      en: "Assumption: up to one yuan in fifty, wrong numbers of receipts explain the gap."
subject: {column: village_id, kind: organisation}
grain: [village_id, year_on]
amount: missing
occurred_on: last_on
strength: strength
evidence:
  rent_receipt:
    - village_id: village_id
      where: "d.received_on >= a.year_on AND d.received_on <= a.last_on AND list_contains(a.receipt_ids, d.receipt_id)"
increment: {by: village_id}
severity: high
explain:
  zh: >-
    {village_id:party}自{year_on:date}起的一年开出收据共收{received:money}，其中{n_missing:number}张在集体账上查不到，扣除未注明收据的
    收入后，仍有{missing:money}没有入账。
  en: >-
    In the year from {year_on:date} {village_id:party} received {received:money} against receipts; {n_missing:number} of them are not in the
    books, and after income booked without a receipt {missing:money} is still missing.
innocent_reasons:
  - zh: 几张收据汇总记一笔账，没有逐张注明
    en: Several receipts were booked in one sum without naming each
  - zh: 年底收的钱次年初入账
    en: Money taken at the end of the year was booked early in the next
  - zh: 收据写错作废
    en: The receipt was spoilt and cancelled
  - zh: 个别收据号录错，差额很小
    en: A number of a receipt was keyed wrongly; the gap is small
first_steps:
  - zh: 核对收据存根、领用登记和交款人手中的收据联
    en: Compare stubs, the register of receipt books and the payers' copies
  - zh: 查银行流水和经手人的个人账户、二维码收款
    en: Look at bank statements and at private accounts and payment codes of those who took the money
  - zh: 盘点库存现金
    en: Count the cash
tags: [off_books]
---*/
-- A receipt is booked when an entry names it. Income booked without any receipt number is set against the rest, in favour of
-- the village, and so is such income of the first months of the next year. A village without any books is
-- not judged, and an entry that does not say whether money came or went is read in favour of the village.
WITH receipts AS (
    SELECT
        receipt_id,
        village_id,
        received_on,
        amount,
        CAST(date_trunc('year', received_on) AS DATE) AS year_on
    FROM rent_receipt
    WHERE
        coalesce(trim(cancelled), '') IN ('', '否', '0')
        AND received_on <= CAST($as_of - INTERVAL ($grace_days) DAY AS DATE)
        AND amount > 0
),
named AS (
    SELECT DISTINCT receipt_id FROM village_account_entry WHERE receipt_id IS NOT NULL AND coalesce(direction, 'in') = 'in'
),
compared AS (
    SELECT
        receipts.village_id,
        receipts.year_on,
        receipts.received_on,
        receipts.amount,
        CASE WHEN named.receipt_id IS NULL THEN receipts.receipt_id END AS missing_id
    FROM receipts
    LEFT JOIN named ON receipts.receipt_id = named.receipt_id
),
years AS (
    SELECT
        village_id,
        year_on,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS received,
        CAST(sum(CASE WHEN missing_id IS NOT NULL THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS unnamed,
        CAST(count(missing_id) AS BIGINT) AS n_missing,
        coalesce(list_sort(list(missing_id) FILTER (WHERE missing_id IS NOT NULL)), []) AS receipt_ids,
        max(CASE WHEN missing_id IS NOT NULL THEN received_on END) AS last_on
    FROM compared
    GROUP BY village_id, year_on
),
pooled AS (
    SELECT
        years.village_id,
        years.year_on,
        CAST(
            sum(
                CASE
                    WHEN
                        coalesce(village_account_entry.direction, 'in') = 'in'
                        AND village_account_entry.receipt_id IS NULL
                        AND coalesce(village_account_entry.subject, 'rent') IN ('rent', 'other')
                        AND (village_account_entry.direction IS NOT NULL OR village_account_entry.subject = 'rent')
                        THEN coalesce(village_account_entry.amount, 0)
                    ELSE 0
                END
            ) AS DECIMAL(18, 2)
        ) AS pooled
    FROM years
    INNER JOIN village_account_entry ON years.village_id = village_account_entry.village_id
    WHERE
        village_account_entry.booked_on >= years.year_on
        AND village_account_entry.booked_on
        <= CAST(CAST(years.year_on + INTERVAL 1 YEAR AS DATE) + INTERVAL ($grace_days) DAY AS DATE)
    GROUP BY years.village_id, years.year_on
),
gaps AS (
    SELECT
        years.village_id, years.year_on, years.received, years.n_missing, years.receipt_ids, years.last_on,
        CAST(years.unnamed - pooled.pooled AS DECIMAL(18, 2)) AS missing
    FROM years
    INNER JOIN pooled ON years.village_id = pooled.village_id AND years.year_on = pooled.year_on
    WHERE years.n_missing > 0
)
SELECT
    village_id,
    year_on,
    received,
    n_missing,
    receipt_ids,
    last_on,
    missing,
    CAST(round(CAST(missing AS DOUBLE) / NULLIF(CAST(received AS DOUBLE), 0), 6) AS DECIMAL(9, 6)) AS strength
FROM gaps
WHERE
    n_missing >= $min_receipts
    AND missing >= CAST($min_amount AS DECIMAL(18, 2))
    AND missing > received * CAST($min_share AS DECIMAL(9, 6))

/*---
id: split_receipts
title: {zh: 拆分票据规避审批, en: One expense split into several receipts}
question:
  zh: 同一人是否在数日内就同一商户连续报销多张略低于限额的票据？
  en: Did one person claim several receipts of one merchant within days, each just below the limit?
category: conduct
entry: money
status: active
risk_points: [expense_claims]
legal_basis:
  - article: 公职人员政务处分法#35
    note: {zh: 违反规定公款消费的，给予政务处分。, en: Discipline for consuming at public cost against the rules.}
  - article: 现金管理暂行条例#5
    note:
      zh: 结算起点定为一千元，超过的一般应当转账。
      en: The starting point of settlement is 1,000 yuan; above it payment goes by transfer as a rule.
  - article: 发票管理办法#20
    note: {zh: 不符合规定的发票不得作为报销凭证。, en: Invoices against the rules are no ground for repayment.}
purpose: conduct_supervision
kind: window
inputs:
  expense_receipt: [receipt_id, person_id, merchant_id, merchant_kind, amount, currency, issued_on]
optional:
  expense_receipt: [merchant_kind, currency]
params:
  limit:
    value: 1000
    unit: yuan
    minimum: 1
    why:
      zh: "现金管理暂行条例#5：一千元为结算起点；单位审批限额不同的，在此设定。"
      en: >-
        现金管理暂行条例#5: 1,000 yuan, the starting point of settlement; an office with another limit of approval
        sets it here.
  min_part:
    value: 0.6
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：为躲限额而拆分的，金额会贴近限额；平常的小额票据远低于它。"
      en: "Assumption: who splits to stay below a limit stays near it; ordinary small receipts lie far below."
  min_receipts:
    value: 3
    unit: receipts
    minimum: 2
    why:
      zh: "假设：同一商店几天内两张票据属于平常。"
      en: "Assumption: two receipts of one shop within days are ordinary."
  window_days:
    value: 3
    unit: days
    minimum: 0
    why:
      zh: "假设：同一笔开支拆开的各部分，日期相差不超过三天。"
      en: "Assumption: parts of one expense are dated within three days."
subject: {column: person_id, kind: person}
grain: [person_id, merchant_id, first_on]
amount: amount
currency: currency
occurred_on: first_on
strength: strength
evidence:
  expense_receipt:
    - {person_id: person_id, merchant_id: merchant_id, where: "d.issued_on >= a.first_on AND d.issued_on <= a.last_on AND d.amount < $limit"}
increment: {by: person_id}
severity: medium
explain:
  zh: "{person_id:party}在{first_on:date}至{last_on:date}之间报销{merchant_id:party}的{n_receipts:number}张票据，每张都略低于限额，合计{amount:money}。"
  en: "From {first_on:date} to {last_on:date} {person_id:party} claimed {n_receipts:number} receipts of {merchant_id:party}, each just below the limit, {amount:money} in all."
innocent_reasons:
  - {zh: 零星小额票据，与限额无关, en: "Small receipts, far from the limit"}
  - {zh: 车票、加油、住宿按次按天开票, en: "Fares, fuel and lodging are billed by the trip or night"}
first_steps:
  - {zh: 看票号是否连续、是否同一时间开具, en: "Are the invoice numbers consecutive, the times the same?"}
  - {zh: 向商户核实真实交易, en: Ask the merchant what was sold}
tags: [eight_point_rules]
---*/
WITH parts AS (
    SELECT
        receipt_id, person_id, merchant_id, amount, coalesce(currency, 'CNY') AS currency, issued_on
    FROM expense_receipt
    WHERE
        amount < $limit
        AND amount >= CAST($limit * $min_part AS DECIMAL(18, 2))
        AND issued_on <= $as_of
        AND merchant_id IS NOT NULL
        AND coalesce(merchant_kind, 'other') NOT IN ('transport', 'fuel', 'hotel')
),
starts AS (
    -- a part that no other part precedes within the window begins a group
    SELECT DISTINCT parts.person_id, parts.merchant_id, parts.currency, parts.issued_on AS first_on
    FROM parts
    WHERE NOT EXISTS (
        SELECT 1
        FROM parts AS earlier
        WHERE
            earlier.person_id = parts.person_id
            AND earlier.merchant_id = parts.merchant_id
            AND earlier.currency = parts.currency
            AND earlier.issued_on < parts.issued_on
            AND date_diff('day', earlier.issued_on, parts.issued_on) <= $window_days
    )
)
SELECT
    starts.person_id,
    starts.merchant_id,
    starts.first_on,
    max(parts.issued_on) AS last_on,
    CAST(count(parts.receipt_id) AS INTEGER) AS n_receipts,
    CAST(sum(parts.amount) AS DECIMAL(18, 2)) AS amount,
    starts.currency,
    CAST(1 - CAST($min_receipts AS DOUBLE) / NULLIF(CAST(count(parts.receipt_id) + 1 AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM starts
INNER JOIN parts
    ON
        starts.person_id = parts.person_id AND starts.merchant_id = parts.merchant_id AND starts.currency = parts.currency
        AND parts.issued_on >= starts.first_on
        AND date_diff('day', starts.first_on, parts.issued_on) <= $window_days
GROUP BY starts.person_id, starts.merchant_id, starts.first_on, starts.currency
HAVING count(parts.receipt_id) >= $min_receipts

/*---
id: benford_deviation
title: {zh: 金额首位数字异常（本福特定律）, en: First digits of a buyer's amounts depart from Benford's law}
question:
  zh: 某采购人的合同或者付款金额，首位数字的分布是否既明显背离本福特定律，又明显不同于其他采购人？
  en: Do the first digits of a buyer's contract or payment amounts depart both from Benford's law and from other buyers'?
category: tendering
entry: money
status: active
risk_points: [contract_signing, payment]
legal_basis:
  - article: 政府采购法#6
    note: {zh: 政府采购应当严格按照批准的预算执行。, en: "Purchases keep strictly to the approved budget."}
  - article: 政府采购法#42
    note: {zh: 采购文件应当妥善保存，不得伪造、变造。, en: "Procurement records are kept and must not be forged or altered."}
  - article: 政府采购法#68
    note: {zh: 审计机关对政府采购进行审计监督，各当事人应当接受。, en: "Audit offices supervise public purchasing, and its parties submit to it."}
purpose: procurement_supervision
kind: aggregate
inputs:
  contract: [contract_id, buyer_id, amount, currency, signed_on]
  payment: [payment_id, contract_id, amount, currency, paid_on]
optional:
  contract: [currency, signed_on]
  payment: all
params:
  min_amounts:
    value: 100
    unit: amounts
    minimum: 30
    why:
      zh: "卡方检验要求每个数字的期望约五笔（Cochran 1954）；最少见的首位数字9占4.6%。"
      en: >-
        Chi-square needs about five expected amounts a digit (Cochran 1954); the rarest first digit, 9, has
        4.6 % of them.
  min_spread:
    value: 0.5
    unit: powers of ten
    minimum: 0
    why:
      zh: "本福特定律适用于跨几个数量级的金额。对数标准差0.5，使中间95%跨两个数量级；此时对数正态金额与定律相差不到0.8%（exp(-2π² × 0.25)）。"
      en: >-
        Benford's law holds for amounts over several orders of magnitude. A standard deviation of 0.5 in the
        logarithm puts the middle 95 % over two; log-normal amounts then differ from the law by less than 0.8
        % (exp(-2π² × 0.25)).
  min_deviation:
    value: 0.015
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "Nigrini（2012）《Benford's Law》首位数字符合度表：平均绝对偏差超过0.015为不符合，与金额多少无关。"
      en: >-
        Nigrini (2012), Benford's Law, table of conformity for first digits: a mean absolute deviation above
        0.015 is nonconformity, whatever the number of amounts.
  min_surprise:
    value: 3
    unit: powers of ten
    minimum: 1
    why:
      zh: "给定的误判率：3 表示一千组诚实的采购人中至多一组产生预警。精确卡方尾概率（八个自由度）乘以检验的采购人数（邦费罗尼校正）。"
      en: >-
        Stated error rate: 3 means at most one honest set of buyers in a thousand gives any alert. The chance
        of the exact chi-square tail (eight degrees of freedom) is multiplied by the number of buyers tested
        (Bonferroni).
subject: {column: buyer_id, kind: organisation}
grain: [buyer_id, ledger]
amount: amount
currency: currency
occurred_on: last_on
strength: strength
evidence:
  contract: [{buyer_id: buyer_id, where: "a.ledger = 'payment' OR strpos(a.digits, substr(CAST(d.amount AS VARCHAR), 1, 1)) > 0"}]
increment: {by: full}
severity: low
explain:
  zh: >-
    {buyer_id:party}的{n_amounts:number}笔金额（{ledger}）首位数字与本福特定律的平均偏差为{deviation:percent}，偏多的首位数字为{digits}；
    与其他采购人也明显不同。计入全部受检采购人后，偶然如此的可能性不到10的负{surprise:number}次方。
  en: >-
    First digits of {n_amounts:number} amounts of {buyer_id:party} (ledger: {ledger}) stray from Benford's law by
    {deviation:percent} on average; {digits} come too often. They differ from other buyers' too. Counting all buyers tested,
    chance explains it less than once in 10 to the power {surprise:number}.
innocent_reasons:
  - {zh: 金额集中在较窄的区间（同类小额采购），本就不服从该定律, en: "Amounts lie in a narrow range (like small purchases), to which the law does not apply"}
  - {zh: 行业惯例使所有采购人的金额都有同样的偏离, en: "A habit of the trade, which all buyers share"}
  - {zh: 记录太少，偏离可以是偶然, en: "Too few amounts: the deviation may be chance"}
first_steps:
  - {zh: 列出偏多首位数字的合同和付款，看是否集中于同一供应商、同一经办人或者限额之下, en: "List the amounts with the digits in excess: one supplier, one clerk, just below a limit?"}
  - {zh: 抽查原始凭证、验收记录和银行回单是否真实, en: "Check vouchers, acceptance records and bank slips for being genuine"}
  - {zh: 看金额末位是否过于齐整或者重复, en: "Look at last digits: too round, or repeated"}
tags: [fabrication, amounts]
sources:
  - "Benford (1938), The law of anomalous numbers; Nigrini (2012), Benford's Law: applications for forensic accounting, auditing, and fraud detection"
---*/
-- The law is a statement about wide, mixed amounts. So a buyer is told only if its amounts span enough, if the deviation is
-- large as well as significant, and if other buyers' amounts of the same ledger do not stray the same way.
WITH owners AS (
    SELECT
        contract_id,
        min(buyer_id) AS buyer_id
    FROM contract
    WHERE buyer_id IS NOT NULL
    GROUP BY contract_id
),
amounts AS (
    SELECT
        'contract' AS ledger,
        buyer_id,
        amount,
        coalesce(currency, 'CNY') AS currency,
        signed_on AS booked_on
    FROM contract
    WHERE buyer_id IS NOT NULL AND amount >= 1 AND (signed_on IS NULL OR signed_on <= $as_of)
    UNION ALL
    SELECT
        'payment' AS ledger,
        owners.buyer_id,
        payment.amount,
        coalesce(payment.currency, 'CNY') AS currency,
        payment.paid_on AS booked_on
    FROM payment
    INNER JOIN owners ON payment.contract_id = owners.contract_id
    WHERE payment.amount >= 1 AND (payment.paid_on IS NULL OR payment.paid_on <= $as_of)
),
scaled AS (
    SELECT
        ledger,
        buyer_id,
        currency,
        amount,
        booked_on,
        CAST(log10(CAST(amount AS DOUBLE)) AS DECIMAL(15, 12)) AS magnitude
    FROM amounts
),
digits AS (
    -- first digit by arithmetic: the amount over the power of ten below it
    SELECT
        ledger,
        buyer_id,
        currency,
        amount,
        booked_on,
        magnitude,
        CAST(floor(CAST(
            CAST(amount AS DOUBLE) / NULLIF(pow(10, floor(magnitude)), 0) AS DECIMAL(12, 8)
        )) AS INTEGER) AS digit
    FROM scaled
),
tested AS (
    SELECT
        ledger,
        buyer_id,
        currency,
        count(digit) AS n_amounts,
        CAST(sum(amount) AS DECIMAL(38, 2)) AS amount,
        max(booked_on) AS last_on,
        count(buyer_id) OVER (PARTITION BY ledger) AS n_tested
    FROM digits
    GROUP BY ledger, buyer_id, currency
    HAVING
        count(digit) >= $min_amounts
        AND CAST(sqrt(
            (
                CAST(sum(CAST(magnitude * magnitude AS DECIMAL(26, 20))) AS DOUBLE)
                - CAST(sum(magnitude) AS DOUBLE) * CAST(sum(magnitude) AS DOUBLE) / NULLIF(count(digit), 0)
            ) / NULLIF(count(digit) - 1, 0)
        ) AS DECIMAL(9, 6)) >= $min_spread
),
nine AS (
    SELECT
        places.digit,
        CAST(log10(CAST(places.digit + 1 AS DOUBLE) / NULLIF(CAST(places.digit AS DOUBLE), 0)) AS DECIMAL(12, 10)) AS law
    FROM (SELECT unnest(generate_series(1, 9)) AS digit) AS places
),
counts AS (
    SELECT ledger, buyer_id, currency, digit, count(amount) AS n
    FROM digits
    GROUP BY ledger, buyer_id, currency, digit
),
everybody AS (
    SELECT ledger, currency, digit, CAST(sum(n) AS BIGINT) AS n
    FROM counts
    GROUP BY ledger, currency, digit
),
totals AS (
    SELECT ledger, currency, CAST(sum(n) AS BIGINT) AS n
    FROM everybody
    GROUP BY ledger, currency
),
cells AS (
    SELECT
        tested.ledger,
        tested.buyer_id,
        tested.currency,
        tested.n_amounts,
        tested.n_tested,
        nine.digit,
        coalesce(counts.n, 0) AS seen,
        CAST(tested.n_amounts * nine.law AS DECIMAL(24, 8)) AS lawful,
        -- share of the digit among the other buyers; one amount spread by the law is added so that no digit is impossible
        CAST(
            tested.n_amounts * (CAST(coalesce(everybody.n, 0) - coalesce(counts.n, 0) AS DOUBLE) + CAST(nine.law AS DOUBLE))
            / NULLIF(CAST(totals.n - tested.n_amounts + 1 AS DOUBLE), 0) AS DECIMAL(24, 8)
        ) AS customary,
        totals.n - tested.n_amounts + 1 AS n_others
    FROM tested
    CROSS JOIN nine
    INNER JOIN totals ON tested.ledger = totals.ledger AND tested.currency = totals.currency
    LEFT JOIN everybody
        ON tested.ledger = everybody.ledger AND tested.currency = everybody.currency AND nine.digit = everybody.digit
    LEFT JOIN counts
        ON
            tested.ledger = counts.ledger AND tested.buyer_id = counts.buyer_id
            AND tested.currency = counts.currency AND nine.digit = counts.digit
),
squares AS (
    SELECT
        ledger,
        buyer_id,
        currency,
        digit,
        n_amounts,
        n_tested,
        seen,
        lawful,
        CAST(abs(seen - lawful) AS DECIMAL(24, 8)) AS distance,
        CAST(CAST((seen - lawful) AS DOUBLE) * CAST((seen - lawful) AS DOUBLE)
            / NULLIF(CAST(lawful AS DOUBLE), 0) AS DECIMAL(24, 8)) AS from_law,
        -- the others' share is itself an estimate, which adds to the variance
        CAST(CAST((seen - customary) AS DOUBLE) * CAST((seen - customary) AS DOUBLE)
            / NULLIF(CAST(customary AS DOUBLE) * (1 + CAST(n_amounts AS DOUBLE) / NULLIF(CAST(n_others AS DOUBLE), 0)), 0)
            AS DECIMAL(24, 8)) AS from_others
    FROM cells
),
sums AS (
    SELECT
        ledger,
        buyer_id,
        currency,
        n_amounts,
        n_tested,
        string_agg(
            CASE WHEN seen > lawful + CAST(sqrt(CAST(lawful AS DOUBLE)) AS DECIMAL(24, 8)) THEN CAST(digit AS VARCHAR) END,
            ',' ORDER BY digit
        ) AS digits,
        CAST(CAST(sum(distance) AS DOUBLE) / NULLIF(CAST(n_amounts AS DOUBLE) * count(digit), 0) AS DECIMAL(9, 6)) AS deviation,
        least(CAST(sum(from_law) AS DECIMAL(24, 8)), CAST(sum(from_others) AS DECIMAL(24, 8))) AS chi_square
    FROM squares
    GROUP BY ledger, buyer_id, currency, n_amounts, n_tested
),
halves AS (
    SELECT
        ledger, buyer_id, currency, n_amounts, n_tested, digits, deviation, chi_square,
        CAST(chi_square AS DOUBLE) / 2 AS half
    FROM sums
    WHERE chi_square > 0
),
chances AS (
    -- upper tail of chi-square with eight degrees of freedom: exp(-x/2) (1 + x/2 + (x/2)²/2 + (x/2)³/6)
    SELECT
        ledger, buyer_id, currency, n_amounts, n_tested, digits, deviation, chi_square,
        CAST(
            half * log10(exp(1)) - log10(1 + half + half * half / 2 + half * half * half / 6) - log10(n_tested)
            AS DECIMAL(24, 4)
        ) AS surprise
    FROM halves
)
SELECT
    chances.buyer_id,
    chances.ledger,
    coalesce(chances.digits, '') AS digits,
    CAST(chances.n_amounts AS INTEGER) AS n_amounts,
    CAST(chances.n_tested AS INTEGER) AS n_tested,
    CAST(tested.amount AS DECIMAL(20, 2)) AS amount,
    chances.currency,
    tested.last_on,
    chances.deviation,
    CAST(chances.chi_square AS DECIMAL(18, 4)) AS chi_square,
    CAST(floor(chances.surprise) AS INTEGER) AS surprise,
    -- the part of the evidence that the threshold did not ask for
    CAST(1 - CAST($min_surprise AS DOUBLE) / NULLIF(CAST(chances.surprise AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM chances
INNER JOIN tested
    ON chances.ledger = tested.ledger AND chances.buyer_id = tested.buyer_id AND chances.currency = tested.currency
WHERE chances.surprise >= $min_surprise AND chances.deviation >= $min_deviation

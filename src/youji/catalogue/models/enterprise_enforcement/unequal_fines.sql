/*---
id: unequal_fines
title: {zh: 同案不同罚, en: Unequal fines for like acts}
question:
  zh: 同一机关、同一案由、同一情节的处罚中，是否有企业的罚款明显偏离其他企业？
  en: Among fines of one office for one offence of one gravity, does a company's lie far from the others'?
category: enterprise_enforcement
entry: money
status: active
risk_points: [penalty_discretion]
legal_basis:
  - article: 行政处罚法#5
    note:
      zh: 处罚公正公开，与事实、性质、情节、危害程度相当。
      en: "Penalties are just and open, and fit facts, nature, gravity and harm."
  - article: 行政处罚法#34
    note: {zh: 规范行使行政处罚裁量权。, en: Discretion is used by rule.}
  - article: 优化营商环境条例#60
    note: {zh: 合理确定裁量范围、种类和幅度。, en: "Range, kind and degree of discretion are set reasonably."}
purpose: enterprise_enforcement_supervision
kind: aggregate
inputs:
  penalty: [penalty_id, office_id, company_id, offence_code, severity, adjustment, fine, currency, decided_on]
optional:
  penalty: [currency]
params:
  min_peers:
    value: 8
    unit: companies
    minimum: 4
    why:
      zh: "假设：不足八家企业，中位数和绝对中位差说明不了什么，多一家少一家就会变。"
      en: >-
        Assumption: a median and a median deviation of fewer than eight companies say little; one more or less
        turns them.
  fence:
    value: 3.5
    unit: scaled median deviations
    minimum: 1
    why:
      zh: "Iglewicz 和 Hoaglin（1993）：修正 z 分数（0.6745 × 距离 / MAD）超过 3.5 为离群值；即使一半数值失真，中位数和 MAD 仍然成立。"
      en: >-
        Iglewicz and Hoaglin (1993): a modified z-score (0.6745 × distance / MAD) above 3.5 marks an outlier;
        the median and MAD hold though a half of the values be spoiled.
  min_gap:
    value: 0.5
    unit: ratio
    minimum: 0
    why:
      zh: "假设：罚款在中位数上下一半以内，属于正常裁量，不论其他各家多么一致。"
      en: "Assumption: a fine within half of the median is ordinary discretion, however alike the others are."
subject: {column: office_id, kind: organisation}
grain: [office_id, company_id, offence_code, severity]
amount: fine
currency: currency
occurred_on: last_on
strength: strength
evidence:
  penalty: [{office_id: office_id, company_id: company_id, offence_code: offence_code, severity: severity}]
increment: {by: office_id}
severity: medium
explain:
  zh: "{office_id:party}就案由{offence_code}对{company_id:party}平均罚款{fine:money}，而同案由、同情节的{n_peers:number}家企业中位数为{usual:money}。"
  en: "For offence {offence_code} {office_id:party} fined {company_id:party} {fine:money} on average; the median of the {n_peers:number} companies fined for the like is {usual:money}."
innocent_reasons:
  - {zh: 已载明法定从轻、减轻或者从重情形, en: A cause of mitigation or aggravation is on record}
  - {zh: 多次违法，此前因同一案由被处罚, en: "A repeated offender, fined for the same before"}
  - {zh: 同类案件太少，无从比较, en: Too few like cases to compare}
first_steps:
  - {zh: 并列调取同案由案卷，比较事实、证据和说理, en: "Lay the files for the offence side by side: facts, proof, reasons"}
  - {zh: 看偏轻企业与办案人员的关系，偏重企业是否曾投诉, en: "Look for ties where the fine is low, for complaints where it is high"}
tags: [discretion, robust_statistics]
sources:
  - "Iglewicz, Hoaglin (1993), How to Detect and Handle Outliers; Rousseeuw, Croux (1993), Alternatives to the Median Absolute Deviation"
---*/
-- A company's figure is its total by its number of decisions, so that one company is one value in the peer group. The first
-- decision alone counts towards it: what follows is repetition, and is rightly dearer.
WITH cases AS (
    SELECT
        office_id, company_id, offence_code, severity, coalesce(currency, 'CNY') AS currency, fine, decided_on,
        row_number() OVER (
            PARTITION BY office_id, company_id, offence_code, severity ORDER BY decided_on, penalty_id
        ) AS turn,
        CASE WHEN adjustment = 'none' THEN 0 ELSE 1 END AS adjusted
    FROM penalty
    WHERE offence_code IS NOT NULL AND severity IS NOT NULL AND fine > 0 AND decided_on <= $as_of
),
companies AS (
    SELECT
        office_id, company_id, offence_code, severity, currency,
        CAST(CAST(sum(fine) AS DOUBLE) / NULLIF(count(fine), 0) AS DECIMAL(18, 2)) AS fine,
        max(decided_on) AS last_on
    FROM cases
    WHERE turn = 1 AND adjusted = 0
    GROUP BY office_id, company_id, offence_code, severity, currency
),
ordered AS (
    SELECT
        office_id, company_id, offence_code, severity, currency, fine, last_on,
        row_number() OVER (
            PARTITION BY office_id, offence_code, severity, currency ORDER BY fine, company_id
        ) AS place,
        count(company_id) OVER (PARTITION BY office_id, offence_code, severity, currency) AS n_peers
    FROM companies
),
medians AS (
    SELECT
        office_id, offence_code, severity, currency, n_peers,
        CAST(CAST(sum(fine) AS DOUBLE) / NULLIF(count(fine), 0) AS DECIMAL(18, 2)) AS usual
    FROM ordered
    WHERE 2 * place BETWEEN n_peers AND n_peers + 2
    GROUP BY office_id, offence_code, severity, currency, n_peers
),
distances AS (
    SELECT
        ordered.office_id, ordered.company_id, ordered.offence_code, ordered.severity, ordered.currency, ordered.fine,
        ordered.last_on, medians.usual, medians.n_peers,
        CAST(abs(ordered.fine - medians.usual) AS DECIMAL(18, 2)) AS distance
    FROM ordered
    INNER JOIN medians
        ON
            ordered.office_id = medians.office_id AND ordered.offence_code = medians.offence_code
            AND ordered.severity = medians.severity AND ordered.currency = medians.currency
    WHERE medians.n_peers >= $min_peers
),
ranked AS (
    SELECT
        office_id, offence_code, severity, currency, n_peers, distance,
        row_number() OVER (
            PARTITION BY office_id, offence_code, severity, currency ORDER BY distance, company_id
        ) AS place
    FROM distances
),
spreads AS (
    SELECT
        office_id, offence_code, severity, currency,
        -- 1.4826 makes the median deviation comparable with a standard deviation
        CAST(1.4826 * CAST(sum(distance) AS DOUBLE) / NULLIF(count(distance), 0) AS DECIMAL(18, 2)) AS spread
    FROM ranked
    WHERE 2 * place BETWEEN n_peers AND n_peers + 2
    GROUP BY office_id, offence_code, severity, currency
)
SELECT
    distances.office_id,
    distances.company_id,
    distances.offence_code,
    distances.severity,
    distances.fine,
    distances.currency,
    distances.last_on,
    distances.usual,
    spreads.spread,
    CAST(distances.n_peers AS INTEGER) AS n_peers,
    CAST(
        CAST(distances.distance AS DOUBLE)
        / NULLIF(CAST(greatest(distances.fine, distances.usual) AS DOUBLE), 0) AS DECIMAL(9, 6)
    ) AS strength
FROM distances
INNER JOIN spreads
    ON
        distances.office_id = spreads.office_id AND distances.offence_code = spreads.offence_code
        AND distances.severity = spreads.severity AND distances.currency = spreads.currency
WHERE
    distances.distance > $fence * spreads.spread
    AND distances.distance >= $min_gap * distances.usual

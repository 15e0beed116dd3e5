/*---
id: fine_outside_band
title: {zh: 罚款超出裁量基准, en: Fine outside the discretion band}
question:
  zh: 罚款金额是否低于或者高于当时公布的裁量基准？
  en: Is a fine below or above the band that the published rule allowed at the time?
category: enterprise_enforcement
entry: money
status: active
risk_points: [penalty_discretion]
legal_basis:
  - article: 行政处罚法#34
    note: {zh: 行政机关可以制定并应当公布处罚裁量基准，规范行使裁量权。, en: "Offices may set discretion bands, publish them and use discretion by them."}
  - article: 行政处罚法#5
    note: {zh: 处罚应当与违法行为的事实、性质、情节和危害程度相当。, en: "A penalty fits the facts, nature, gravity and harm of the act."}
  - article: 行政处罚法#76
    note: {zh: 擅自改变处罚种类、幅度的，责令改正并给予处分。, en: Changing the kind or range of a penalty at will is mended and disciplined.}
  - article: 优化营商环境条例#60
    note: {zh: 健全裁量基准制度，规范自由裁量权。, en: Discretion bands are kept and discretion is regular.}
purpose: enterprise_enforcement_supervision
kind: row
inputs:
  penalty: [penalty_id, office_id, company_id, offence_code, severity, adjustment, fine, currency, decided_on]
  discretion_band: [band_id, offence_code, severity, fine_min, fine_max, from_on, to_on]
optional:
  penalty: [currency]
  discretion_band: [from_on, to_on]
subject: {column: office_id, kind: organisation}
grain: [penalty_id]
amount: fine
currency: currency
occurred_on: decided_on
strength: strength
evidence:
  penalty: [{penalty_id: penalty_id}]
  discretion_band: [{offence_code: offence_code, severity: severity}]
increment: {by: office_id}
severity: medium
explain:
  zh: "{office_id:party}于{decided_on:date}对{company_id:party}罚款{fine:money}（案由{offence_code}），{how_zh}裁量基准{low:money}至{high:money}。"
  en: "On {decided_on:date} {office_id:party} fined {company_id:party} {fine:money} (offence {offence_code}), {how_en} the band of {low:money} to {high:money}."
innocent_reasons:
  - {zh: 具有法定减轻情形并已载明, en: A statutory cause of mitigation is on record}
  - {zh: 按决定当时有效的基准，在幅度之内, en: Within the band that was in force when it was decided}
first_steps:
  - {zh: 调取案件审核意见和集体讨论记录, en: Get the legal review and the minutes of the collective discussion}
  - {zh: 看当事企业与办案人员、负责人的关系, en: "Look for ties between the company, the case officers and the head"}
tags: [discretion]
---*/
-- Mitigation may go below the band where the law says so; nothing goes above it: a graver case is punished within the band.
-- Where the cause is not recorded a low fine is left open.
WITH bands AS (
    SELECT
        penalty.penalty_id,
        min(discretion_band.fine_min) AS low,
        max(discretion_band.fine_max) AS high
    FROM penalty
    INNER JOIN discretion_band
        ON penalty.offence_code = discretion_band.offence_code AND penalty.severity = discretion_band.severity
    WHERE
        (discretion_band.from_on IS NULL OR discretion_band.from_on <= penalty.decided_on)
        AND (discretion_band.to_on IS NULL OR discretion_band.to_on >= penalty.decided_on)
    GROUP BY penalty.penalty_id
)
SELECT
    penalty.penalty_id,
    penalty.office_id,
    penalty.company_id,
    penalty.offence_code,
    penalty.severity,
    penalty.fine,
    coalesce(penalty.currency, 'CNY') AS currency,
    penalty.decided_on,
    bands.low,
    bands.high,
    CASE WHEN penalty.fine < bands.low THEN '低于' ELSE '高于' END AS how_zh,
    CASE WHEN penalty.fine < bands.low THEN 'below' ELSE 'above' END AS how_en,
    CAST(
        CASE
            WHEN penalty.fine < bands.low
                THEN CAST(bands.low - penalty.fine AS DOUBLE) / NULLIF(CAST(bands.low AS DOUBLE), 0)
            ELSE CAST(penalty.fine - bands.high AS DOUBLE) / NULLIF(CAST(penalty.fine AS DOUBLE), 0)
        END AS DECIMAL(9, 6)
    ) AS strength
FROM penalty
INNER JOIN bands ON penalty.penalty_id = bands.penalty_id
WHERE
    penalty.decided_on <= $as_of
    AND (
        (penalty.fine < bands.low AND penalty.adjustment <> 'mitigated')
        OR penalty.fine > bands.high
    )

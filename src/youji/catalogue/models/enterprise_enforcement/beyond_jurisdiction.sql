/*---
id: beyond_jurisdiction
title: {zh: 越权跨区域执法, en: Enforcement beyond the office's area}
question:
  zh: 违法行为发生地是否不在办案机关的管辖区域，又没有指定管辖或者委托？
  en: Did an office fine for an act outside its area, without designation or mandate?
category: enterprise_enforcement
entry: matter
status: active
risk_points: [penalty_procedure, fine_income]
legal_basis:
  - article: 行政处罚法#22
    note:
      zh: 行政处罚由违法行为发生地的行政机关管辖，法律另有规定的除外。
      en: "Penalties belong to the office of the place where the act took place, unless a law says otherwise."
  - article: 行政处罚法#25
    note: {zh: 管辖争议协商解决，或者报请共同的上一级机关指定管辖。, en: Disputes are settled by agreement or by the office above both.}
  - article: 行政处罚法#38
    note: {zh: 实施主体不具有行政主体资格的，处罚无效；违反法定程序重大且明显违法的，处罚无效。, en: A penalty by a body without competence is void.}
purpose: enterprise_enforcement_supervision
kind: row
inputs:
  penalty_case: [case_id, office_id, company_id, filed_on, division_code, designation]
  office_area: [office_id, division_code, from_on, to_on]
  penalty: [penalty_id, case_id, fine, currency]
optional:
  penalty_case: [company_id, designation]
  office_area: [from_on, to_on]
  penalty: all
subject: {column: office_id, kind: organisation}
grain: [case_id]
amount: fine
currency: currency
occurred_on: filed_on
evidence:
  penalty_case: [{case_id: case_id}]
  penalty: [{case_id: case_id}]
increment: {by: office_id}
severity: high
explain:
  zh: "{office_id:party}于{filed_on:date}对{company_id:party}立案（{case_id}），违法行为发生地{division_code}不在其管辖区域，也没有指定管辖；罚款{fine:money}。"
  en: "On {filed_on:date} {office_id:party} opened case {case_id} against {company_id:party} for an act in {division_code}, outside its area and without designation; fines of {fine:money}."
innocent_reasons:
  - {zh: 上级指定管辖或者依法委托, en: Designated by the office above or mandated by law}
  - {zh: 立案时该区域属其管辖, en: The area was in its charge when the case was opened}
  - {zh: 发生地只记到上一级区划, en: The place is recorded by the larger division only}
first_steps:
  - {zh: 调取管辖依据、指定管辖决定和移送材料, en: "Get the ground of competence, the designation and the transfer papers"}
  - {zh: 看罚款归属和有无异地趋利执法的系列案件, en: See where the fines went and whether such cases come in series}
tags: [jurisdiction]
---*/
-- Codes of counties end otherwise than in 00, those of cities in 00, those of provinces in 0000; a larger division holds the smaller.
WITH areas AS (
    SELECT
        office_id,
        CASE
            WHEN substr(division_code, 3) = '0000' THEN left(division_code, 2)
            WHEN substr(division_code, 5) = '00' THEN left(division_code, 4)
            ELSE division_code
        END AS prefix,
        from_on,
        to_on
    FROM office_area
    WHERE division_code IS NOT NULL
),
files AS (
    SELECT
        case_id, office_id, company_id, filed_on, division_code,
        CASE
            WHEN substr(division_code, 3) = '0000' THEN left(division_code, 2)
            WHEN substr(division_code, 5) = '00' THEN left(division_code, 4)
            ELSE division_code
        END AS prefix
    FROM penalty_case
    WHERE division_code IS NOT NULL AND designation IS NULL AND filed_on <= $as_of
),
fines AS (
    SELECT
        case_id,
        min(coalesce(currency, 'CNY')) AS currency,
        CAST(sum(fine) AS DECIMAL(20, 2)) AS fine
    FROM penalty
    GROUP BY case_id
)
SELECT
    files.case_id,
    files.office_id,
    files.company_id,
    files.filed_on,
    files.division_code,
    fines.fine,
    coalesce(fines.currency, 'CNY') AS currency
FROM files
LEFT JOIN fines ON files.case_id = fines.case_id
WHERE
    EXISTS (SELECT 1 FROM areas WHERE areas.office_id = files.office_id)
    AND NOT EXISTS (
        SELECT 1
        FROM areas
        WHERE
            areas.office_id = files.office_id
            AND (starts_with(files.division_code, areas.prefix) OR starts_with(areas.prefix, files.prefix))
            AND (areas.from_on IS NULL OR areas.from_on <= files.filed_on)
            AND (areas.to_on IS NULL OR areas.to_on >= files.filed_on)
    )

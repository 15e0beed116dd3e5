/*---
id: undeclared_shareholding
title: {zh: 瞒报投资持股, en: Undeclared shareholding}
question:
  zh: 有报告义务的公职人员，是否未报告本人、配偶或者共同生活的子女在报告时的持股？
  en: "Did an official leave out a shareholding of the official, the spouse or a child in the household that stood on the day of the declaration?"
category: conduct
entry: person
status: active
risk_points: [personal_declaration]
legal_basis:
  - article: 公职人员政务处分法#29
    note:
      zh: 违反个人有关事项报告规定，隐瞒不报，情节较重的，给予政务处分。
      en: Discipline for concealing what the rules on personal matters require to be reported.
  - article: 公职人员政务处分法#36
    note: {zh: 违反规定从事或者参与营利性活动的，给予政务处分。, en: Discipline for taking part in business against the rules.}
purpose: conduct_supervision
purpose_ground:
  civil_registration:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；户籍只用于判断是否共同生活。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; the household register is read only to see who lives together.
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；任职、亲属、股权登记只用于核对利益冲突。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; posts, kinship and shares are read only to find conflicts of interest.
kind: graph
inputs:
  declared_interest: [declaration_id, person_id, kind, company_id, declared_on]
  kinship: [kinship_id, person_id, relative_id, relation, from_on, to_on]
  household_member: [member_id, household_id, person_id]
  shareholding: [shareholding_id, organisation_id, holder_id, share, from_on, to_on]
optional:
  kinship: [from_on, to_on]
  household_member: all
  shareholding: [to_on]
params:
  min_share:
    value: 0.01
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：百分之一把小额持有的上市公司股票排除在外，这类股票按账户而不是按公司申报。"
      en: >-
        Assumption: a hundredth keeps listed shares of small savers out, which are declared by account and not
        by company.
subject: {column: official_id, kind: person}
grain: [official_id, holder_id, company_id]
occurred_on: declared_on
strength: share
evidence:
  shareholding: [{shareholding_id: shareholding_id}]
  kinship: [{kinship_id: kinship_id}]
  declared_interest: [{person_id: official_id, declared_on: declared_on}]
increment: {by: official_id}
severity: high
explain:
  zh: "{official_id:party}于{declared_on:date}报告个人有关事项，未报告{relation_zh}{holder_id:party}持有{company_id:party}{share:percent}的股份（自{held_from:date}起）。"
  en: "The declaration of {official_id:party} of {declared_on:date} leaves out {share:percent} of {company_id:party}, held by {holder_id:party} ({relation_en}) from {held_from:date} on."
innocent_reasons:
  - {zh: 报告之后才取得, en: Acquired after the declaration}
  - {zh: 报告之前已转让, en: Given up before the declaration}
  - {zh: 子女已独立成户，不属共同生活, en: The child lives in a household of its own}
  - {zh: 小额证券投资, en: A small holding of securities}
first_steps:
  - {zh: 比对历年报告、登记档案和出资流水, en: "Compare earlier declarations, the company's file and the money paid in"}
  - {zh: 请本人说明，排除代持、登记错误和同名同姓, en: "Hear the official; rule out nominees, wrong entries and namesakes"}
tags: [declaration]
---*/
-- Only those who declared at all are judged, and by their last declaration: who has to declare is no matter of these data.
WITH dates AS (
    SELECT
        person_id AS official_id,
        max(declared_on) AS declared_on
    FROM declared_interest
    WHERE declared_on <= $as_of
    GROUP BY person_id
),
near AS (
    SELECT official_id, official_id AS holder_id, 'self' AS relation, CAST(NULL AS VARCHAR) AS kinship_id, declared_on
    FROM dates
    UNION ALL
    SELECT dates.official_id, kinship.relative_id AS holder_id, kinship.relation, kinship.kinship_id, dates.declared_on
    FROM dates
    INNER JOIN kinship ON dates.official_id = kinship.person_id
    WHERE
        kinship.relation = 'spouse'
        AND (kinship.from_on IS NULL OR kinship.from_on <= dates.declared_on)
        AND (kinship.to_on IS NULL OR kinship.to_on >= dates.declared_on)
    UNION ALL
    SELECT dates.official_id, kinship.relative_id AS holder_id, kinship.relation, kinship.kinship_id, dates.declared_on
    FROM dates
    INNER JOIN kinship ON dates.official_id = kinship.person_id
    INNER JOIN household_member AS mine ON dates.official_id = mine.person_id
    INNER JOIN household_member AS theirs
        ON kinship.relative_id = theirs.person_id AND mine.household_id = theirs.household_id
    WHERE kinship.relation = 'child'
),
held AS (
    SELECT
        near.official_id, near.holder_id, near.relation, near.kinship_id, near.declared_on,
        shareholding.organisation_id AS company_id, shareholding.shareholding_id, shareholding.share,
        shareholding.from_on AS held_from,
        row_number() OVER (
            PARTITION BY near.official_id, near.holder_id, shareholding.organisation_id
            ORDER BY shareholding.share DESC, shareholding.shareholding_id, near.kinship_id
        ) AS place
    FROM near
    INNER JOIN shareholding ON near.holder_id = shareholding.holder_id
    WHERE
        shareholding.share >= $min_share
        AND shareholding.from_on <= near.declared_on
        AND (shareholding.to_on IS NULL OR shareholding.to_on >= near.declared_on)
)
SELECT
    official_id,
    holder_id,
    company_id,
    kinship_id,
    shareholding_id,
    share,
    held_from,
    declared_on,
    CASE relation WHEN 'self' THEN '本人' WHEN 'spouse' THEN '配偶' ELSE '共同生活的子女' END AS relation_zh,
    CASE relation WHEN 'self' THEN 'the official' WHEN 'spouse' THEN 'the spouse' ELSE 'a child in the household' END AS relation_en
FROM held
WHERE
    place = 1
    AND NOT EXISTS (
        SELECT 1
        FROM declared_interest
        WHERE
            declared_interest.person_id = held.official_id
            AND coalesce(declared_interest.kind, 'shareholding') = 'shareholding'
            -- an entry of the kind that does not say which is given the benefit of the doubt
            AND coalesce(declared_interest.company_id, held.company_id) = held.company_id
    )

/*---
id: kin_employed
title: {zh: 亲属未经招考进入其任职单位, en: Kin taken on in the official's own office}
question:
  zh: 公职人员的亲属，是否在其任职期间未经公开招考被其单位聘用？
  en: "Was a relative taken on by the official's own office during the term, without an open examination?"
category: conduct
entry: person
status: active
risk_points: [kin_benefit]
legal_basis:
  - article: 公务员法#74
    note:
      zh: 有夫妻、直系血亲、三代以内旁系血亲、近姻亲关系的，不得在同一机关直接隶属或者上下级任职。
      en: "Spouses, direct kin, near collateral kin and near kin by marriage do not work under one another in one office."
  - article: 公职人员政务处分法#32
    note: {zh: 在录用、聘用等人事工作中违反规定的，给予政务处分。, en: Discipline for breaking the rules of hiring.}
  - article: 公职人员政务处分法#33
    note: {zh: 利用职权为他人谋取私利的，给予政务处分。, en: Discipline for using office to profit others.}
purpose: conduct_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；任职、亲属、股权登记只用于核对利益冲突。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; posts, kinship and shares are read only to find conflicts of interest.
kind: graph
inputs:
  position: [position_id, person_id, organisation_id, from_on, to_on]
  kinship: [kinship_id, person_id, relative_id, relation]
  employment: [employment_id, person_id, organisation_id, route, from_on]
optional:
  position: [to_on]
subject: {column: official_id, kind: person}
grain: [official_id, employment_id]
occurred_on: hired_on
evidence:
  employment: [{employment_id: employment_id}]
  position: [{position_id: position_id}]
  kinship: [{kinship_id: kinship_id}]
increment: {by: official_id}
severity: medium
explain:
  zh: "{relative_id:party}（{official_id:party}的亲属）于{hired_on:date}被{office_id:party}以{route_zh}方式聘用，其时{official_id:party}在该单位任职。"
  en: "On {hired_on:date} {office_id:party} took on {relative_id:party}, a relative of {official_id:party}, {route_en}, while the official held a post there."
innocent_reasons:
  - {zh: 通过公开招考、军转安置等法定途径进入, en: "Came by open examination, placement after service or regular transfer"}
  - {zh: 聘用早于该公职人员到任或者在其离任之后, en: The hiring came before the term or after it}
  - {zh: 亲属关系超出法定范围, en: The kinship lies outside the statutory degrees}
first_steps:
  - {zh: 调取用人计划、公告、考核和集体研究记录, en: "Get the plan, notice, test and collective decision of the hiring"}
  - {zh: 核查是否吃空饷（考勤、工资、社保）, en: "Check for pay without work: attendance, wages, insurance"}
tags: [conflict_of_interest, kinship]
---*/
WITH kin AS (
    SELECT kinship_id, person_id AS official_id, relative_id
    FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
    UNION ALL
    SELECT kinship_id, relative_id AS official_id, person_id AS relative_id
    FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
),
hirings AS (
    SELECT
        kin.official_id, kin.relative_id, kin.kinship_id, position.position_id, position.organisation_id AS office_id,
        employment.employment_id, employment.route, employment.from_on AS hired_on,
        row_number() OVER (
            PARTITION BY kin.official_id, employment.employment_id ORDER BY position.position_id, kin.kinship_id
        ) AS place
    FROM employment
    INNER JOIN kin ON employment.person_id = kin.relative_id
    INNER JOIN position
        ON kin.official_id = position.person_id AND employment.organisation_id = position.organisation_id
    WHERE
        employment.route IN ('direct', 'dispatch')
        AND employment.from_on <= $as_of
        AND position.from_on <= employment.from_on
        AND (position.to_on IS NULL OR position.to_on >= employment.from_on)
)
SELECT
    official_id,
    relative_id,
    office_id,
    employment_id,
    kinship_id,
    position_id,
    hired_on,
    CASE route WHEN 'direct' THEN '直接聘用' ELSE '劳务派遣' END AS route_zh,
    CASE route WHEN 'direct' THEN 'directly' ELSE 'through an agency' END AS route_en
FROM hirings
WHERE place = 1

/*---
id: housing_twice
title: {zh: 一户多保, en: One family supported twice}
question:
  zh: 同一家庭是否在同一时期享受两份住房保障？
  en: Did one family have two housing supports at the same time?
category: housing
entry: person
status: active
risk_points: [housing_eligibility]
legal_basis:
  - article: 社会救助暂行办法#40
    note: {zh: 住房救助以家庭为单位申请、审核。, en: Housing support is applied for and checked by family.}
  - article: 社会救助暂行办法#68
    note: {zh: 虚报、隐瞒、伪造骗取救助的，停止救助，责令退回并可处罚款。, en: "Support got by false statements ends, is given back and may be fined."}
  - article: 财政违法行为处罚处分条例#14
    note: {zh: 以虚报、冒领等手段骗取财政资金的，追回并处罚。, en: Public money got by fraud is recovered and fined.}
purpose: housing_supervision
purpose_ground:
  civil_registration:
    article: 社会救助暂行办法#58
    note:
      zh: 申请或者已获救助的家庭应当如实申报；可以通过户籍管理、不动产登记、工商登记等查询核对家庭经济状况。
      en: Families that ask for support or have it declare truthfully; their means may be checked against civil, real estate and company registers.
kind: graph
inputs:
  housing_allotment: [allotment_id, scheme, person_id, from_on, to_on, monthly_amount, currency]
  household_member: [member_id, household_id, person_id, relation, to_on]
optional:
  housing_allotment: [scheme, to_on, monthly_amount, currency]
  household_member: all
params:
  min_days:
    value: 31
    unit: days
    minimum: 0
    why:
      zh: "假设：换房或者换保障方式，两边至多并行一个月。"
      en: "Assumption: a change of home or scheme leaves both running for a month at most."
subject: {column: person_id, kind: person}
grain: [allotment_id, other_allotment_id]
amount: amount
currency: currency
occurred_on: since
strength: strength
evidence:
  housing_allotment: [{allotment_id: allotment_id}, {allotment_id: other_allotment_id}]
increment: {by: person_id}
severity: high
explain:
  zh: "{person_id:party}与{other_id:party}属同一家庭，自{since:date}起同时享受两份住房保障（{allotment_id}、{other_allotment_id}），重叠{n_days:number}天。"
  en: "{person_id:party} and {other_id:party} are of one family and had two housing supports ({allotment_id}, {other_allotment_id}) for {n_days:number} days from {since:date} on."
innocent_reasons:
  - {zh: 调换房源，交接期短暂重叠, en: "A change of home, with a short overlap"}
  - {zh: 前一份保障已终止, en: The former support had ended}
  - {zh: 父母与已成年分户的子女各自申请, en: Parents and grown children in households of their own}
first_steps:
  - {zh: 核对两份申请的家庭成员和承诺, en: Compare the members and statements of both applications}
  - {zh: 查是否不同经办机构互不知情, en: See whether two offices did not know of each other}
tags: [eligibility]
---*/
-- A family is the head, the spouse and the children in one household of the civil register; the same person is one family.
WITH families AS (
    SELECT household_id, person_id
    FROM household_member
    WHERE coalesce(relation, 'other') IN ('head', 'spouse', 'child') AND to_on IS NULL
),
kept AS (
    SELECT
        housing_allotment.allotment_id,
        housing_allotment.person_id,
        coalesce(families.household_id, housing_allotment.person_id) AS family_id,
        housing_allotment.from_on,
        least(coalesce(housing_allotment.to_on, $as_of), $as_of) AS to_on,
        housing_allotment.monthly_amount,
        coalesce(housing_allotment.currency, 'CNY') AS currency
    FROM housing_allotment
    LEFT JOIN families ON housing_allotment.person_id = families.person_id
    WHERE housing_allotment.from_on <= $as_of
),
pairs AS (
    SELECT DISTINCT
        later.allotment_id,
        earlier.allotment_id AS other_allotment_id,
        later.person_id,
        earlier.person_id AS other_id,
        greatest(later.from_on, earlier.from_on) AS since,
        least(later.to_on, earlier.to_on) AS until,
        least(later.monthly_amount, earlier.monthly_amount) AS monthly_amount,
        later.currency
    FROM kept AS later
    INNER JOIN kept AS earlier
        ON (later.family_id = earlier.family_id OR later.person_id = earlier.person_id)
    WHERE
        later.from_on > earlier.from_on
        OR (later.from_on = earlier.from_on AND later.allotment_id > earlier.allotment_id)
)
SELECT
    allotment_id,
    other_allotment_id,
    person_id,
    other_id,
    since,
    date_diff('day', since, until) AS n_days,
    CAST(round(CAST(monthly_amount AS DOUBLE) * date_diff('day', since, until) / 30.5, 2) AS DECIMAL(18, 2)) AS amount,
    currency,
    CAST(1 - CAST($min_days AS DOUBLE) / NULLIF(CAST(date_diff('day', since, until) + 1 AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM pairs
WHERE date_diff('day', since, until) >= $min_days

/*---
id: public_rental_sublet
title: {zh: 公租房转租, en: Public rental home sublet}
question:
  zh: 公租房里是否长期居住着承租家庭以外、支付租金的人？
  en: Does somebody outside the tenant's household live for long, or pay rent, in a public rental home?
category: housing
entry: thing
status: active
risk_points: [housing_use]
legal_basis:
  - article: 民法典#716
    note:
      zh: 承租人未经出租人同意转租的，出租人可以解除合同。
      en: A lessor may end the lease of a tenant who sublets without consent.
  - article: 社会救助暂行办法#68
    note: {zh: 骗取救助服务的，停止救助并责令退回。, en: Support got by fraud ends and is given back.}
purpose: housing_supervision
purpose_ground:
  civil_registration:
    article: 社会救助暂行办法#58
    note:
      zh: 申请或者已获救助的家庭应当如实申报；可以通过户籍管理、不动产登记、工商登记等查询核对家庭经济状况。
      en: Families that ask for support or have it declare truthfully; their means may be checked against civil, real estate and company registers.
kind: graph
inputs:
  housing_allotment: [allotment_id, scheme, person_id, home_id, office_id, from_on, to_on, monthly_amount, currency]
  residence_registration: [registration_id, home_id, person_id, relation, from_on, to_on, monthly_rent]
  household_member: [member_id, household_id, person_id]
optional:
  housing_allotment: [office_id, to_on, monthly_amount, currency]
  residence_registration: [relation, to_on, monthly_rent]
  household_member: all
params:
  min_days:
    value: 30
    unit: days
    minimum: 0
    why:
      zh: "假设：住不满一个月的是访客。"
      en: "Assumption: who stays less than a month is a visitor."
subject: {column: person_id, kind: person}
grain: [allotment_id, registration_id]
amount: amount
currency: currency
occurred_on: since
strength: strength
evidence:
  housing_allotment: [{allotment_id: allotment_id}]
  residence_registration: [{registration_id: registration_id}]
increment: {by: person_id}
severity: medium
explain:
  zh: "{person_id:party}承租的公租房{home_id}自{since:date}起有{n_days:number}天登记由{resident_id:party}居住（{relation_zh}）。"
  en: "In public rental home {home_id} of {person_id:party}, {resident_id:party} ({relation_en}) is registered for {n_days:number} days from {since:date} on."
innocent_reasons:
  - {zh: 共同居住的家庭成员、亲属, en: A member of the household or a relative}
  - {zh: 护理人员, en: A carer}
  - {zh: 短期探访, en: A short visit}
  - {zh: 承租人已退租，后来的住户入住, en: "The tenant had left, and the next one moved in"}
first_steps:
  - {zh: 入户核查，查看租金支付记录, en: "Visit, and ask for records of rent paid"}
  - {zh: 核对水电用量与承租家庭人口, en: Compare water and power with the size of the household}
tags: [use]
---*/
WITH residents AS (
    SELECT
        housing_allotment.allotment_id,
        housing_allotment.person_id,
        housing_allotment.home_id,
        residence_registration.registration_id,
        residence_registration.person_id AS resident_id,
        residence_registration.relation,
        residence_registration.monthly_rent,
        coalesce(housing_allotment.currency, 'CNY') AS currency,
        greatest(housing_allotment.from_on, residence_registration.from_on) AS since,
        least(
            coalesce(housing_allotment.to_on, $as_of), coalesce(residence_registration.to_on, $as_of), $as_of
        ) AS until
    FROM housing_allotment
    INNER JOIN residence_registration ON housing_allotment.home_id = residence_registration.home_id
    WHERE
        -- a subsidy has no home: support with a home, but without a word on the kind, is a rental
        coalesce(housing_allotment.scheme, 'public_rental') = 'public_rental'
        AND housing_allotment.person_id <> residence_registration.person_id
        -- a stranger without rent may be a guest: one of the two signs is needed
        AND (
            residence_registration.relation = 'subtenant'
            OR (residence_registration.relation = 'unknown' AND residence_registration.monthly_rent > 0)
        )
        AND residence_registration.from_on IS NOT NULL
        AND housing_allotment.from_on IS NOT NULL
)
SELECT
    allotment_id,
    registration_id,
    person_id,
    resident_id,
    home_id,
    since,
    date_diff('day', since, until) AS n_days,
    monthly_rent AS amount,
    currency,
    CASE relation WHEN 'subtenant' THEN '租客' ELSE '关系不明，支付租金' END AS relation_zh,
    CASE relation WHEN 'subtenant' THEN 'a subtenant' ELSE 'relation unknown, paying rent' END AS relation_en,
    CAST(1 - CAST($min_days AS DOUBLE) / NULLIF(CAST(date_diff('day', since, until) + 1 AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM residents
WHERE
    date_diff('day', since, until) >= $min_days
    AND NOT EXISTS (
        SELECT 1
        FROM household_member AS mine
        INNER JOIN household_member AS theirs ON mine.household_id = theirs.household_id
        WHERE mine.person_id = residents.person_id AND theirs.person_id = residents.resident_id
    )

/*---
id: housing_to_company_owner
title: {zh: 企业股东享受住房保障, en: Housing support for owners of companies}
question:
  zh: 享受住房保障的家庭，是否有人在存续企业中持有可观的股权？
  en: Does somebody in a household with housing support hold a considerable stake in a living company?
category: housing
entry: money
status: active
risk_points: [housing_eligibility]
legal_basis:
  - article: 社会救助暂行办法#40
    note: {zh: 审核家庭收入、财产和住房状况，符合条件的方予保障。, en: "Income, property and homes are checked; only who meets the conditions is supported."}
  - article: 社会救助暂行办法#58
    note: {zh: 应当如实申报收入和财产，可以通过工商登记等核对。, en: "Income and property are declared truthfully, and may be checked against company registers."}
  - article: 社会救助暂行办法#68
    note: {zh: 虚报、隐瞒、伪造骗取救助的，停止救助，责令退回并可处罚款。, en: "Support got by false statements ends, is given back and may be fined."}
purpose: housing_supervision
purpose_ground:
  civil_registration:
    article: 社会救助暂行办法#58
    note:
      zh: 申请或者已获救助的家庭应当如实申报；可以通过户籍管理、不动产登记、工商登记等查询核对家庭经济状况。
      en: Families that ask for support or have it declare truthfully; their means may be checked against civil, real estate and company registers.
  procurement_supervision:
    article: 社会救助暂行办法#58
    note:
      zh: 申请或者已获救助的家庭应当如实申报；可以通过户籍管理、不动产登记、工商登记等查询核对家庭经济状况。
      en: Families that ask for support or have it declare truthfully; their means may be checked against civil, real estate and company registers.
kind: graph
inputs:
  housing_allotment: [allotment_id, scheme, person_id, from_on, to_on]
  household_member: [member_id, household_id, person_id, to_on]
  shareholding: [shareholding_id, organisation_id, holder_id, share, from_on, to_on]
  organisation: [organisation_id, kind, registered_capital, currency, status]
optional:
  housing_allotment: [scheme, to_on]
  household_member: all
  shareholding: [from_on, to_on]
  organisation: [kind, currency, status]
params:
  min_stake:
    value: 500000
    unit: yuan
    minimum: 0
    why:
      zh: "假设：从此认缴出资额起，家庭财产不再属于困难；各地自定标准（社会救助暂行办法#39）。认缴不等于实缴，线索须先核实。"
      en: >-
        Assumption: the share of registered capital from which a household is no longer poor in property; each
        city sets its own line (社会救助暂行办法#39). Registered capital is no paid-in money, so that a lead is
        checked first.
subject: {column: person_id, kind: person}
grain: [allotment_id, holder_id, company_id]
amount: stake
currency: currency
occurred_on: since
strength: strength
evidence:
  housing_allotment: [{allotment_id: allotment_id}]
  shareholding: [{shareholding_id: shareholding_id}]
increment: {by: person_id}
severity: medium
explain:
  zh: "{person_id:party}享受{scheme_zh}期间，家庭成员{holder_id:party}持有{company_id:party}{share:percent}的股权，对应注册资本{stake:money}。"
  en: "While {person_id:party} had {scheme_en}, {holder_id:party} of the household held {share:percent} of {company_id:party}, {stake:money} of registered capital."
innocent_reasons:
  - {zh: 个体经营、微型企业, en: A sole trader or a very small firm}
  - {zh: 企业已注销、吊销或者停业, en: "The company is dissolved, revoked or suspended"}
  - {zh: 保障开始前已转让, en: The shares were given up before the support began}
first_steps:
  - {zh: 核查实缴出资、纳税和实际经营, en: "Check paid-in capital, taxes and whether it trades"}
  - {zh: 排除被冒名登记, en: Rule out that the person was registered without knowing}
tags: [eligibility]
---*/
WITH members AS (
    SELECT DISTINCT allotment_id, person_id AS holder_id
    FROM housing_allotment
    UNION
    SELECT DISTINCT housing_allotment.allotment_id, theirs.person_id AS holder_id
    FROM housing_allotment
    INNER JOIN household_member AS mine ON housing_allotment.person_id = mine.person_id
    INNER JOIN household_member AS theirs ON mine.household_id = theirs.household_id
    WHERE
        (mine.to_on IS NULL OR mine.to_on >= housing_allotment.from_on)
        AND (theirs.to_on IS NULL OR theirs.to_on >= housing_allotment.from_on)
),
stakes AS (
    SELECT
        housing_allotment.allotment_id,
        housing_allotment.person_id,
        housing_allotment.scheme,
        members.holder_id,
        shareholding.organisation_id AS company_id,
        shareholding.shareholding_id,
        shareholding.share,
        CAST(shareholding.share * organisation.registered_capital AS DECIMAL(18, 2)) AS stake,
        coalesce(organisation.currency, 'CNY') AS currency,
        greatest(housing_allotment.from_on, coalesce(shareholding.from_on, housing_allotment.from_on)) AS since,
        row_number() OVER (
            PARTITION BY housing_allotment.allotment_id, members.holder_id, shareholding.organisation_id
            ORDER BY shareholding.share DESC, shareholding.shareholding_id
        ) AS place
    FROM housing_allotment
    INNER JOIN members ON housing_allotment.allotment_id = members.allotment_id
    INNER JOIN shareholding ON members.holder_id = shareholding.holder_id
    INNER JOIN organisation ON shareholding.organisation_id = organisation.organisation_id
    WHERE
        coalesce(organisation.status, 'active') = 'active'
        AND coalesce(organisation.kind, 'company') <> 'sole_trader'
        AND shareholding.share * organisation.registered_capital >= $min_stake
        AND housing_allotment.from_on <= $as_of
        AND (shareholding.to_on IS NULL OR shareholding.to_on >= housing_allotment.from_on)
        AND (
            housing_allotment.to_on IS NULL OR shareholding.from_on IS NULL
            OR shareholding.from_on <= housing_allotment.to_on
        )
)
SELECT
    allotment_id,
    person_id,
    holder_id,
    company_id,
    shareholding_id,
    CASE scheme WHEN 'rent_subsidy' THEN '租赁补贴' ELSE '公共租赁住房' END AS scheme_zh,
    CASE scheme WHEN 'rent_subsidy' THEN 'a rent subsidy' ELSE 'a public rental home' END AS scheme_en,
    share,
    stake,
    currency,
    since,
    CAST(1 - CAST($min_stake AS DOUBLE) / NULLIF(CAST(stake AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM stakes
WHERE place = 1

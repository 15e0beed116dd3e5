/*---
id: housing_to_home_owner
title: {zh: 有房者享受住房保障, en: Housing support for owners of homes}
question:
  zh: 承租公租房、领取租赁补贴的家庭，在保障期间是否自有住房？
  en: Did a household own a home while it had a public rental home or a rent subsidy?
category: housing
entry: thing
status: active
risk_points: [housing_eligibility]
legal_basis:
  - article: 社会救助暂行办法#38
    note: {zh: 住房救助通过配租公租房、发放租赁补贴等方式实施。, en: "Housing support is given by public rental homes, rent subsidies and the like."}
  - article: 社会救助暂行办法#40
    note: {zh: 审核家庭收入、财产和住房状况，符合条件的方予保障。, en: "Income, property and homes are checked; only who meets the conditions is supported."}
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
  housing_allotment: [allotment_id, scheme, person_id, home_id, from_on, to_on, monthly_amount, currency]
  home_ownership: [ownership_id, home_id, person_id, share, area, use, from_on, to_on]
  household_member: [member_id, household_id, person_id, from_on, to_on]
optional:
  housing_allotment: [scheme, home_id, to_on, monthly_amount, currency]
  home_ownership: [share, use, to_on]
  household_member: all
params:
  min_area:
    value: 30
    unit: square metres
    minimum: 0
    why:
      zh: "假设：份额面积小于此数（部分继承）住不下一家人；各地自定标准（社会救助暂行办法#39）。"
      en: >-
        Assumption: a share of less floor than this (inherited in parts) houses no family; each city sets its
        own line (社会救助暂行办法#39).
  min_days:
    value: 90
    unit: days
    minimum: 0
    why:
      zh: "假设：买房后有三个月时间搬出。"
      en: "Assumption: three months are left to move out after a purchase."
subject: {column: person_id, kind: person}
grain: [allotment_id]
amount: amount
currency: currency
occurred_on: since
strength: strength
evidence:
  housing_allotment: [{allotment_id: allotment_id}]
  home_ownership: [{person_id: owner_id, where: "coalesce(d.use, 'dwelling') = 'dwelling' AND list_contains(a.homes, d.ownership_id)"}]
increment: {by: person_id}
severity: high
explain:
  zh: "{person_id:party}自{since:date}起享受{scheme_zh}的同时，家庭自有住房{area:number}平方米（{owner_id:party}名下）。"
  en: "From {since:date} on {person_id:party} had {scheme_en} while the household owned {area:number} m² of homes (in the name of {owner_id:party})."
innocent_reasons:
  - {zh: 保障开始前房屋已出售, en: The home was sold before the support began}
  - {zh: 继承取得的零星份额, en: A small inherited share}
  - {zh: 购房不久，尚在腾退期, en: "Bought lately, within the time to move out"}
  - {zh: 车位、储藏间等非住宅, en: A parking place or store room}
first_steps:
  - {zh: 核对申请时的住房声明和核查记录, en: Compare with the statement of homes and the check at the application}
  - {zh: 入户了解实际居住情况, en: Visit and see who lives there}
tags: [eligibility]
---*/
-- The household is the tenant's in the civil register; without that register the tenant stands alone.
WITH members AS (
    SELECT DISTINCT housing_allotment.allotment_id, housing_allotment.person_id AS owner_id
    FROM housing_allotment
    UNION
    SELECT DISTINCT housing_allotment.allotment_id, theirs.person_id AS owner_id
    FROM housing_allotment
    INNER JOIN household_member AS mine ON housing_allotment.person_id = mine.person_id
    INNER JOIN household_member AS theirs ON mine.household_id = theirs.household_id
    WHERE
        (mine.to_on IS NULL OR mine.to_on >= housing_allotment.from_on)
        AND (theirs.to_on IS NULL OR theirs.to_on >= housing_allotment.from_on)
),
owned AS (
    SELECT
        housing_allotment.allotment_id,
        housing_allotment.person_id,
        housing_allotment.scheme,
        housing_allotment.monthly_amount,
        coalesce(housing_allotment.currency, 'CNY') AS currency,
        members.owner_id,
        home_ownership.ownership_id,
        CAST(home_ownership.area * coalesce(home_ownership.share, CAST(1 AS DECIMAL(9, 6))) AS DECIMAL(18, 2)) AS area,
        greatest(housing_allotment.from_on, home_ownership.from_on) AS since,
        least(
            coalesce(housing_allotment.to_on, $as_of), coalesce(home_ownership.to_on, $as_of), $as_of
        ) AS until
    FROM housing_allotment
    INNER JOIN members ON housing_allotment.allotment_id = members.allotment_id
    INNER JOIN home_ownership ON members.owner_id = home_ownership.person_id
    WHERE
        coalesce(home_ownership.use, 'dwelling') = 'dwelling'
        AND home_ownership.from_on IS NOT NULL
        AND housing_allotment.from_on IS NOT NULL
        AND (housing_allotment.home_id IS NULL OR housing_allotment.home_id <> home_ownership.home_id)
),
lasting AS (
    SELECT
        allotment_id, person_id, scheme, monthly_amount, currency, owner_id, ownership_id, area, since, until
    FROM owned
    WHERE date_diff('day', since, until) >= $min_days
),
owners AS (
    SELECT
        allotment_id, owner_id,
        row_number() OVER (PARTITION BY allotment_id ORDER BY sum(area) DESC, owner_id) AS place
    FROM lasting
    GROUP BY allotment_id, owner_id
)
SELECT
    lasting.allotment_id,
    lasting.person_id,
    owners.owner_id,
    CASE WHEN min(lasting.scheme) = 'rent_subsidy' THEN '租赁补贴' ELSE '公共租赁住房' END AS scheme_zh,
    CASE WHEN min(lasting.scheme) = 'rent_subsidy' THEN 'a rent subsidy' ELSE 'a public rental home' END AS scheme_en,
    CAST(sum(lasting.area) AS DECIMAL(18, 2)) AS area,
    coalesce(list_sort(list(lasting.ownership_id) FILTER (WHERE lasting.ownership_id IS NOT NULL)), []) AS homes,
    min(lasting.since) AS since,
    -- support of the months in which a home was owned, a month counted as thirty days and a half
    CAST(round(CAST(max(lasting.monthly_amount) AS DOUBLE) * max(date_diff('day', lasting.since, lasting.until)) / 30.5, 2)
        AS DECIMAL(18, 2)) AS amount,
    lasting.currency,
    CAST(1 - CAST($min_area AS DOUBLE) / NULLIF(CAST(sum(lasting.area) AS DOUBLE) + CAST($min_area AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM lasting
INNER JOIN owners ON lasting.allotment_id = owners.allotment_id AND owners.place = 1
GROUP BY lasting.allotment_id, lasting.person_id, owners.owner_id, lasting.currency
HAVING sum(lasting.area) >= $min_area

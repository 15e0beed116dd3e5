/*---
id: village_lease_to_cadre_kin
title: {zh: 集体资产私下租给村干部或者其亲属, en: Village property let to a cadre or kin behind closed doors}
question:
  zh: 村集体资产是否未经公开竞价、未经成员（代表）大会决议，就租给在任村干部本人、近亲属或者其企业？
  en: Was village property let to a serving cadre, a near relative or their firm without auction and without the assembly?
category: rural_assets
entry: person
status: active
risk_points: [village_lease]
legal_basis:
  - article: 农村集体经济组织法#35
    note:
      zh: 理事会成员等应当诚实信用、勤勉谨慎，不得低价租赁集体财产、损害集体权益。
      en: Council members act honestly and with care and may not harm the collective, as by letting cheaply.
  - article: 村民委员会组织法#24
    note:
      zh: 以租赁等方式处分村集体财产，须经村民会议或者其授权的村民代表会议讨论决定。
      en: Letting village property needs a decision of the assembly, or of the representatives it empowers.
  - article: 农村集体经济组织法#26
    note:
      zh: 成员大会对出租方案等事项作出决定。
      en: The assembly of members decides on plans of letting.
  - article: 公职人员政务处分法#33
    note:
      zh: 利用职权为本人、他人谋取私利的，给予政务处分。
      en: Discipline for using office to profit oneself or others.
purpose: rural_asset_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note: {zh: "监察机关有权依法向有关单位了解情况，收集、调取证据。", en: "The supervisory authority may obtain information and evidence from the units concerned."}
kind: graph
inputs:
  village_lease: [lease_id, village_id, asset_id, lessee_id, lessee_kind, signed_on, start_on, annual_rent, method]
  village_resolution: [resolution_id, village_id, asset_id, held_on, body]
  position: [position_id, person_id, organisation_id, from_on, to_on]
  kinship: [kinship_id, person_id, relative_id, relation]
  shareholding: [shareholding_id, organisation_id, holder_id, holder_kind, share]
  organisation: [organisation_id, legal_representative_id]
optional:
  village_lease: [lessee_kind, signed_on, annual_rent, method]
  village_resolution: all
  position: [to_on]
  kinship: all
  shareholding: all
  organisation: all
params:
  min_share:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：持股十分之一以上，持有人有真实利益；法律没有规定数额。"
      en: "Assumption: from a tenth of the capital on a holder has a real interest; the law names no figure."
  resolution_days:
    value: 730
    unit: days
    minimum: 1
    why:
      zh: "假设：两年以前的决议，决定的是另一次出租。"
      en: "Assumption: a resolution older than two years decided on another letting."
  min_rent:
    value: 500.00
    unit: CNY a year
    minimum: 0
    why:
      zh: "假设：每年不到五百元的边角地和棚屋，是邻里之间的事。"
      en: "Assumption: patches and sheds below five hundred yuan a year are neighbours' matters."
subject: {column: official_id, kind: person}
grain: [official_id, lease_id]
amount: annual_rent
occurred_on: agreed_on
evidence:
  village_lease: [{lease_id: lease_id}]
  position: [{position_id: position_id}]
  kinship: [{kinship_id: kinship_id}]
  shareholding: [{shareholding_id: shareholding_id}]
  organisation: [{organisation_id: lessee_id, legal_representative_id: owner_id}]
increment: {by: full}
severity: high
explain:
  zh: >-
    {village_id:party}于{agreed_on:date}将资产{asset_id}以每年{annual_rent:money}租给{lessee_id:party}，没有公开竞价和成员大会决议的记录；
    {owner_id:party}是时任村干部{official_id:party}{relation_zh}。
  en: >-
    On {agreed_on:date} {village_id:party} let asset {asset_id} to {lessee_id:party} for {annual_rent:money} a year, with no auction and no
    resolution on record; {owner_id:party} is {relation_en} {official_id:party}, then a cadre of the village.
innocent_reasons:
  - zh: 公开竞价或者招标取得
    en: It was won in a public auction or tender
  - zh: 事先经成员（代表）大会决议同意
    en: The assembly had agreed beforehand
  - zh: 签订时该人员尚未任职或者已经离任
    en: The person had not yet taken, or had left, the office
  - zh: 家庭承包、零星地块，村民人人有份
    en: A household contract or a small patch such as every villager has
first_steps:
  - zh: 查会议记录、公示照片、竞价材料是否存在、是否真实
    en: See whether minutes, notices and bids exist and are genuine
  - zh: 比较租金与同类资产，查实际缴纳情况
    en: Compare the rent with like property and see whether it is paid
  - zh: 核对亲属关系，排除同名同姓
    en: Check the kinship; rule out namesakes
tags: [conflict_of_interest, kinship]
---*/
-- In a village everybody is somebody's kin, and a cadre may rent like any member: the tie counts only where neither an
-- auction nor the assembly made the choice.
WITH leases AS (
    SELECT
        lease_id, village_id, asset_id, lessee_id, annual_rent, coalesce(signed_on, start_on) AS agreed_on
    FROM village_lease
    WHERE
        lessee_id IS NOT NULL
        AND coalesce(method, 'negotiated') = 'negotiated'
        AND coalesce(signed_on, start_on) <= $as_of
        AND coalesce(annual_rent, $min_rent) >= CAST($min_rent AS DECIMAL(18, 2))
),
resolved AS (
    SELECT DISTINCT leases.lease_id
    FROM leases
    INNER JOIN village_resolution
        ON leases.village_id = village_resolution.village_id AND leases.asset_id = village_resolution.asset_id
    WHERE
        coalesce(village_resolution.body, 'members') IN ('members', 'representatives')
        AND village_resolution.held_on <= leases.agreed_on
        AND date_diff('day', village_resolution.held_on, leases.agreed_on) <= $resolution_days
),
kin AS (
    SELECT kinship_id, person_id AS official_id, relative_id AS owner_id FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
    UNION ALL
    SELECT kinship_id, relative_id AS official_id, person_id AS owner_id FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
),
cadres AS (
    SELECT position.position_id, position.person_id, position.organisation_id AS village_id, position.from_on, position.to_on
    FROM position
    INNER JOIN (SELECT DISTINCT village_id FROM leases) AS villages ON position.organisation_id = villages.village_id
),
circle AS (
    SELECT position_id, village_id, from_on, to_on, person_id AS official_id, person_id AS owner_id,
        CAST(NULL AS VARCHAR) AS kinship_id
    FROM cadres
    UNION ALL
    SELECT cadres.position_id, cadres.village_id, cadres.from_on, cadres.to_on, cadres.person_id AS official_id, kin.owner_id,
        kin.kinship_id
    FROM cadres
    INNER JOIN kin ON cadres.person_id = kin.official_id
),
lessees AS (
    SELECT DISTINCT lessee_id FROM leases
),
interests AS (
    SELECT lessee_id, lessee_id AS owner_id, CAST(NULL AS VARCHAR) AS shareholding_id FROM lessees
    UNION ALL
    SELECT lessees.lessee_id, shareholding.holder_id AS owner_id, shareholding.shareholding_id
    FROM lessees
    INNER JOIN shareholding ON lessees.lessee_id = shareholding.organisation_id
    WHERE shareholding.share >= CAST($min_share AS DECIMAL(9, 6)) AND coalesce(shareholding.holder_kind, 'person') = 'person'
    UNION ALL
    SELECT lessees.lessee_id, organisation.legal_representative_id AS owner_id, CAST(NULL AS VARCHAR) AS shareholding_id
    FROM lessees
    INNER JOIN organisation ON lessees.lessee_id = organisation.organisation_id
    WHERE organisation.legal_representative_id IS NOT NULL
),
found AS (
    SELECT
        leases.lease_id, leases.village_id, leases.asset_id, leases.lessee_id, leases.annual_rent, leases.agreed_on,
        circle.official_id, circle.owner_id, circle.position_id, circle.kinship_id, interests.shareholding_id,
        row_number() OVER (
            PARTITION BY leases.lease_id, circle.official_id
            ORDER BY
                CASE WHEN circle.owner_id = leases.lessee_id THEN 0 ELSE 1 END,
                CASE WHEN interests.shareholding_id IS NULL THEN 1 ELSE 0 END,
                circle.owner_id, circle.position_id, circle.kinship_id, interests.shareholding_id
        ) AS place
    FROM leases
    INNER JOIN interests ON leases.lessee_id = interests.lessee_id
    INNER JOIN circle ON interests.owner_id = circle.owner_id AND leases.village_id = circle.village_id
    WHERE
        (circle.from_on IS NULL OR circle.from_on <= leases.agreed_on)
        AND (circle.to_on IS NULL OR circle.to_on >= leases.agreed_on)
)
SELECT
    found.lease_id,
    found.village_id,
    found.asset_id,
    found.lessee_id,
    found.annual_rent,
    found.agreed_on,
    found.official_id,
    found.owner_id,
    found.position_id,
    found.kinship_id,
    found.shareholding_id,
    CASE WHEN found.owner_id = found.official_id THEN '本人' ELSE '的近亲属' END AS relation_zh,
    CASE WHEN found.owner_id = found.official_id THEN 'the same person as' ELSE 'a near relative of' END AS relation_en
FROM found
LEFT JOIN resolved ON found.lease_id = resolved.lease_id
WHERE found.place = 1 AND resolved.lease_id IS NULL

/*---
id: subsidy_to_cadre_household
title: {zh: 帮扶补助发给村干部家庭, en: Aid for the needy paid to a cadre's household}
question:
  zh: 面向困难群众的补助，是否发给了在任干部本人、同户家人或者配偶子女父母？
  en: Was aid for the needy paid to a serving cadre, the cadre's household, spouse, children or parents?
category: rural_revitalisation
entry: person
status: active
risk_points: [subsidy_review]
legal_basis:
  - article: 公职人员政务处分法#33
    note:
      zh: 利用职权或者职务上的影响为本人或者他人谋取私利的，给予政务处分。
      en: Discipline for using office or its influence to profit oneself or others.
  - article: 村民委员会组织法#30
    note:
      zh: 补贴补助等资金的管理使用情况应当及时公布，接受监督。
      en: How subsidies and aid are used is published and open to supervision.
  - article: 财政违法行为处罚处分条例#14
    note:
      zh: 个人以虚报、冒领等手段骗取财政资金的，追回并处罚。
      en: Persons that obtain public money by false claims pay it back and are fined.
  - article: 乡村振兴促进法#59
    note:
      zh: 建立低收入人口帮扶长效机制和易返贫致贫人口动态监测帮扶机制。
      en: Low-income people are helped, and those at risk of poverty are monitored.
purpose: rural_fund_supervision
purpose_ground:
  civil_registration:
    article: 审计法#35
    note: {zh: 国家政务信息系统和数据共享平台应当按照规定向审计机关开放。, en: Government systems and data sharing platforms are open to the audit office by rule.}
  procurement_supervision:
    article: 监察法#18
    note: {zh: "监察机关有权依法向有关单位了解情况，收集、调取证据。", en: The supervisory authority may obtain information and evidence from the units concerned.}
kind: graph
inputs:
  subsidy_grant: [grant_id, programme, person_id, village_id, amount, paid_on]
  position: [position_id, person_id, organisation_id, from_on, to_on]
  household_member: [member_id, household_id, person_id, from_on, to_on]
  kinship: [kinship_id, person_id, relative_id, relation]
optional:
  subsidy_grant: [village_id]
  position: [to_on]
  household_member: all
  kinship: all
params:
  min_amount:
    value: 500.00
    unit: CNY
    minimum: 0
    why:
      zh: "假设：合计不到五百元是节日慰问；所查的项目发放远多于此。"
      en: "Assumption: less than five hundred yuan in all is a holiday gift; the programmes looked at pay far more."
subject: {column: official_id, kind: person}
grain: [official_id, beneficiary_id, programme]
amount: amount
occurred_on: last_on
evidence:
  subsidy_grant:
    - person_id: beneficiary_id
      programme: programme
      where: "d.paid_on >= a.first_on AND d.paid_on <= a.last_on"
  position: [{position_id: position_id}]
  household_member: [{member_id: member_id}]
  kinship: [{kinship_id: kinship_id}]
increment: {by: full}
severity: medium
explain:
  zh: >-
    {official_id:party}在{organisation_id:party}任职期间，{relation_zh}{beneficiary_id:party}自{first_on:date}至{last_on:date}领取面向困难群众的
    补助{n_grants:number}笔，共{amount:money}。
  en: >-
    While {official_id:party} served in {organisation_id:party}, {beneficiary_id:party} ({relation_en}) drew {n_grants:number} payments of aid for
    the needy from {first_on:date} to {last_on:date}, {amount:money} in all.
innocent_reasons:
  - zh: 家人早已分户，不是近亲属
    en: The person had long left the household and is no near relative
  - zh: 领取时还没有任职，或者已经离任
    en: It was paid before the term or after it
  - zh: 按田亩普惠发放的补贴，家家都有
    en: Subsidies by area of land, which every household draws
  - zh: 一次性的小额慰问
    en: A small gift, once
first_steps:
  - zh: 查申请、民主评议、公示和审批材料，看本人是否回避
    en: Look at application, review, notice and approval, and whether the cadre withdrew
  - zh: 核实家庭收入、住房、车辆等是否符合条件
    en: See whether income, home and car meet the terms
  - zh: 同等困难的其他户是否被遗漏
    en: See whether households in the same need were passed over
tags: [conflict_of_interest, kinship]
---*/
-- A cadre's family is not barred from aid it needs; the lead is there so that somebody looks at how it was decided. Land
-- subsidies and posts are left to the others: public welfare posts are looked at, since they are given to the needy.
WITH aid AS (
    SELECT grant_id, programme, person_id, amount, paid_on
    FROM subsidy_grant
    WHERE programme IN ('low_income', 'house_repair', 'public_post') AND paid_on <= $as_of AND person_id IS NOT NULL
),
beneficiaries AS (
    SELECT DISTINCT person_id FROM aid
),
offices AS (
    SELECT position_id, person_id AS official_id, organisation_id, from_on, to_on FROM position
),
circle AS (
    SELECT offices.position_id, offices.official_id, offices.organisation_id, offices.from_on, offices.to_on,
        offices.official_id AS beneficiary_id, CAST(NULL AS VARCHAR) AS member_id, CAST(NULL AS VARCHAR) AS kinship_id,
        CAST(NULL AS DATE) AS tie_from, CAST(NULL AS DATE) AS tie_to, 0 AS distance
    FROM offices
    INNER JOIN beneficiaries ON offices.official_id = beneficiaries.person_id
    UNION ALL
    SELECT offices.position_id, offices.official_id, offices.organisation_id, offices.from_on, offices.to_on,
        other.person_id AS beneficiary_id, other.member_id, CAST(NULL AS VARCHAR) AS kinship_id,
        greatest(coalesce(own.from_on, other.from_on), coalesce(other.from_on, own.from_on)) AS tie_from,
        least(coalesce(own.to_on, other.to_on), coalesce(other.to_on, own.to_on)) AS tie_to, 1 AS distance
    FROM offices
    INNER JOIN household_member AS own ON offices.official_id = own.person_id
    INNER JOIN household_member AS other ON own.household_id = other.household_id AND own.person_id <> other.person_id
    INNER JOIN beneficiaries ON other.person_id = beneficiaries.person_id
    UNION ALL
    SELECT offices.position_id, offices.official_id, offices.organisation_id, offices.from_on, offices.to_on,
        kinship.relative_id AS beneficiary_id, CAST(NULL AS VARCHAR) AS member_id, kinship.kinship_id,
        CAST(NULL AS DATE) AS tie_from, CAST(NULL AS DATE) AS tie_to, 2 AS distance
    FROM offices
    INNER JOIN kinship ON offices.official_id = kinship.person_id
    INNER JOIN beneficiaries ON kinship.relative_id = beneficiaries.person_id
    WHERE kinship.relation IN ('spouse', 'child', 'parent')
),
found AS (
    SELECT
        circle.official_id, circle.beneficiary_id, aid.programme, circle.position_id, circle.organisation_id, circle.member_id,
        circle.kinship_id, circle.distance,
        CAST(count(aid.grant_id) AS INTEGER) AS n_grants,
        CAST(sum(aid.amount) AS DECIMAL(18, 2)) AS amount,
        min(aid.paid_on) AS first_on,
        max(aid.paid_on) AS last_on
    FROM circle
    INNER JOIN aid ON circle.beneficiary_id = aid.person_id
    WHERE
        (circle.from_on IS NULL OR circle.from_on <= aid.paid_on)
        AND (circle.to_on IS NULL OR circle.to_on >= aid.paid_on)
        AND (circle.tie_from IS NULL OR circle.tie_from <= aid.paid_on)
        AND (circle.tie_to IS NULL OR circle.tie_to >= aid.paid_on)
    GROUP BY
        circle.official_id, circle.beneficiary_id, aid.programme, circle.position_id, circle.organisation_id, circle.member_id,
        circle.kinship_id, circle.distance
),
ranked AS (
    SELECT
        official_id, beneficiary_id, programme, position_id, organisation_id, member_id, kinship_id, distance, n_grants, amount, first_on,
        last_on,
        row_number() OVER (
            PARTITION BY official_id, beneficiary_id, programme ORDER BY amount DESC, distance, position_id, member_id, kinship_id
        ) AS place
    FROM found
    WHERE amount >= CAST($min_amount AS DECIMAL(18, 2))
)
SELECT
    official_id,
    beneficiary_id,
    programme,
    position_id,
    organisation_id,
    member_id,
    kinship_id,
    n_grants,
    amount,
    first_on,
    last_on,
    CASE WHEN distance = 0 THEN '本人' WHEN distance = 1 THEN '同户家人' ELSE '近亲属' END AS relation_zh,
    CASE WHEN distance = 0 THEN 'the same person' WHEN distance = 1 THEN 'of the same household' ELSE 'a near relative' END AS relation_en
FROM ranked
WHERE place = 1

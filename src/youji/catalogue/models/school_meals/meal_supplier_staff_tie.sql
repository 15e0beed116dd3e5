/*---
id: meal_supplier_staff_tie
title: {zh: 供货单位由学校人员或者其亲属控制, en: The supplier belongs to school staff or their kin}
question:
  zh: 给学校供餐供货的单位，是否由该校人员本人或者其近亲属持股、任法定代表人？
  en: Is a supplier of a school's meals or food owned or headed by a member of its staff or a near relative?
category: school_meals
entry: person
status: active
risk_points: [meal_supplier_choice]
legal_basis:
  - article: 公职人员政务处分法#33
    note:
      zh: 利用职权为本人或者他人谋取私利，纵容特定关系人利用其职权谋利的，给予政务处分。
      en: Discipline for using office to profit oneself or connected persons.
  - article: 监察法#15
    note:
      zh: 公办教育单位中从事管理的人员属于监察对象。
      en: Managers of public schools are subject to supervision.
  - article: 政府采购法#12
    note:
      zh: 采购人员与供应商有利害关系的，必须回避。
      en: Purchasing staff with an interest in a supplier must withdraw.
  - article: 反食品浪费法#9
    note:
      zh: 选择校外供餐单位应当建立健全引进和退出机制，择优选择。
      en: Caterers are chosen and dismissed by rule, and the best is taken.
purpose: school_meal_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note: {zh: "监察机关有权依法向有关单位了解情况，收集、调取证据。", en: "The supervisory authority may obtain information and evidence from the units concerned."}
kind: graph
inputs:
  school: [school_id, organisation_id]
  food_delivery: [delivery_id, school_id, supplier_id, delivered_on, amount]
  meal_claim: [claim_id, school_id, supplier_id, meal_on, amount]
  position: [position_id, person_id, organisation_id, from_on, to_on]
  kinship: [kinship_id, person_id, relative_id, relation]
  shareholding: [shareholding_id, organisation_id, holder_id, holder_kind, share, from_on, to_on]
  organisation: [organisation_id, legal_representative_id]
optional:
  food_delivery: all
  meal_claim: all
  position: [to_on]
  kinship: all
  shareholding: all
params:
  min_share:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：持股十分之一以上，持有人有真实利益；法律没有规定数额。"
      en: "Assumption: from a tenth of the capital on a holder has a real interest; the law names no figure."
  min_amount:
    value: 5000.00
    unit: CNY
    minimum: 0.01
    why:
      zh: "假设：合计五千元以下，是就近应急采购。"
      en: "Assumption: below five thousand yuan in all, it is an emergency purchase around the corner."
subject: {column: supplier_id, kind: organisation}
grain: [supplier_id, school_id, official_id]
amount: amount
occurred_on: last_on
evidence:
  food_delivery:
    - supplier_id: supplier_id
      school_id: school_id
      where: "d.delivered_on >= a.first_on AND d.delivered_on <= a.last_on"
  meal_claim:
    - supplier_id: supplier_id
      school_id: school_id
      where: "d.meal_on >= a.first_on AND d.meal_on <= a.last_on"
  position: [{position_id: position_id}]
  kinship: [{kinship_id: kinship_id}]
  shareholding: [{shareholding_id: shareholding_id}]
  organisation: [{organisation_id: supplier_id, legal_representative_id: owner_id}]
increment: {by: full}
severity: high
explain:
  zh: >-
    {supplier_id:party}在{first_on:date}至{last_on:date}向{organisation_id:party}供货供餐，金额{amount:money}；该单位由{owner_id:party}
    持股或者任法定代表人，{owner_id:party}是在该校任职的{official_id:party}{relation_zh}。
  en: >-
    From {first_on:date} to {last_on:date} {supplier_id:party} supplied {organisation_id:party} for {amount:money}. It is owned or headed
    by {owner_id:party}, who is {relation_en} {official_id:party}, a member of the school's staff.
innocent_reasons:
  - zh: 供货时亲属已经退股，或者供货时该人员已经离校
    en: The relative had given up the stake, or the person had left the school, when the goods came
  - zh: 登记为其他亲属，超出近亲属范围
    en: The kinship is recorded as other, outside the near relatives
  - zh: 只有小额财务性持股
    en: The stake is a small saving
  - zh: 偶尔的小额应急采购
    en: A small emergency purchase
first_steps:
  - zh: 查供应商遴选过程、评分和该人员的签字、回避记录
    en: Look at how the supplier was chosen, who signed and whether the person withdrew
  - zh: 查供货单位的实际经营人和资金去向，排除同名同姓
    en: Establish who runs the supplier and where its money goes; rule out namesakes
  - zh: 与同类学校比较价格和数量
    en: Compare prices and quantities with other schools
tags: [conflict_of_interest, kinship]
---*/
-- Few people work at schools and few firms supply them: staff, kin and suppliers are joined before any delivery is.
WITH kin AS (
    SELECT kinship_id, person_id AS official_id, relative_id AS owner_id FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
    UNION ALL
    SELECT kinship_id, relative_id AS official_id, person_id AS owner_id FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
),
staff AS (
    SELECT position.position_id, position.person_id, position.from_on, position.to_on, school.school_id, school.organisation_id
    FROM position
    INNER JOIN school ON position.organisation_id = school.organisation_id
),
circle AS (
    SELECT position_id, school_id, organisation_id, from_on, to_on, person_id AS official_id, person_id AS owner_id,
        CAST(NULL AS VARCHAR) AS kinship_id
    FROM staff
    UNION ALL
    SELECT staff.position_id, staff.school_id, staff.organisation_id, staff.from_on, staff.to_on, staff.person_id AS official_id,
        kin.owner_id, kin.kinship_id
    FROM staff
    INNER JOIN kin ON staff.person_id = kin.official_id
),
supplies AS (
    SELECT school_id, supplier_id, delivered_on AS on_day, amount FROM food_delivery
    WHERE supplier_id IS NOT NULL AND amount IS NOT NULL AND delivered_on <= $as_of
    UNION ALL
    SELECT school_id, supplier_id, meal_on AS on_day, amount FROM meal_claim
    WHERE supplier_id IS NOT NULL AND amount IS NOT NULL AND meal_on <= $as_of
),
suppliers AS (
    SELECT DISTINCT supplier_id FROM supplies
),
interests AS (
    SELECT shareholding.organisation_id AS supplier_id, shareholding.holder_id AS owner_id, shareholding.shareholding_id,
        shareholding.from_on, shareholding.to_on
    FROM shareholding
    INNER JOIN suppliers ON shareholding.organisation_id = suppliers.supplier_id
    WHERE shareholding.share >= CAST($min_share AS DECIMAL(9, 6)) AND coalesce(shareholding.holder_kind, 'person') = 'person'
    UNION ALL
    SELECT organisation.organisation_id AS supplier_id, organisation.legal_representative_id AS owner_id,
        CAST(NULL AS VARCHAR) AS shareholding_id, CAST(NULL AS DATE) AS from_on, CAST(NULL AS DATE) AS to_on
    FROM organisation
    INNER JOIN suppliers ON organisation.organisation_id = suppliers.supplier_id
    WHERE organisation.legal_representative_id IS NOT NULL
),
tied AS (
    SELECT
        interests.supplier_id, interests.owner_id, interests.shareholding_id, circle.school_id, circle.organisation_id,
        circle.official_id, circle.position_id, circle.kinship_id,
        circle.from_on AS term_from, circle.to_on AS term_to, interests.from_on AS stake_from, interests.to_on AS stake_to
    FROM interests
    INNER JOIN circle ON interests.owner_id = circle.owner_id
),
found AS (
    SELECT
        tied.supplier_id, tied.school_id, tied.organisation_id, tied.official_id, tied.owner_id, tied.position_id, tied.kinship_id,
        tied.shareholding_id,
        min(supplies.on_day) AS first_on,
        max(supplies.on_day) AS last_on,
        CAST(sum(supplies.amount) AS DECIMAL(18, 2)) AS amount
    FROM tied
    INNER JOIN supplies
        ON
            tied.supplier_id = supplies.supplier_id
            AND tied.school_id = supplies.school_id
            AND (tied.term_from IS NULL OR tied.term_from <= supplies.on_day)
            AND (tied.term_to IS NULL OR tied.term_to >= supplies.on_day)
            AND (tied.stake_from IS NULL OR tied.stake_from <= supplies.on_day)
            AND (tied.stake_to IS NULL OR tied.stake_to >= supplies.on_day)
    GROUP BY
        tied.supplier_id, tied.school_id, tied.organisation_id, tied.official_id, tied.owner_id, tied.position_id, tied.kinship_id,
        tied.shareholding_id
),
ranked AS (
    SELECT
        supplier_id, school_id, organisation_id, official_id, owner_id, position_id, kinship_id, shareholding_id, first_on, last_on,
        amount,
        row_number() OVER (
            PARTITION BY supplier_id, school_id, official_id
            ORDER BY amount DESC, CASE WHEN shareholding_id IS NULL THEN 1 ELSE 0 END, owner_id, position_id, kinship_id, shareholding_id
        ) AS place
    FROM found
    WHERE amount >= CAST($min_amount AS DECIMAL(18, 2))
)
SELECT
    supplier_id,
    school_id,
    organisation_id,
    official_id,
    owner_id,
    position_id,
    kinship_id,
    shareholding_id,
    first_on,
    last_on,
    amount,
    CASE WHEN owner_id = official_id THEN '本人' ELSE '的近亲属' END AS relation_zh,
    CASE WHEN owner_id = official_id THEN 'the same person as' ELSE 'a near relative of' END AS relation_en
FROM ranked
WHERE place = 1

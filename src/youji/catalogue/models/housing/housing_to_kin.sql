/*---
id: housing_to_kin
title: {zh: 为亲属审批住房保障, en: Housing support decided for one's own kin}
question:
  zh: 住房保障的审批人是否为自己的亲属审批？
  en: Did the official who decided on housing support decide for a relative?
category: housing
entry: person
status: active
risk_points: [housing_allotment]
legal_basis:
  - article: 公务员法#76
    note: {zh: 执行公务涉及亲属利害关系的，应当回避。, en: An official withdraws from a duty that touches the interests of relatives.}
  - article: 社会救助暂行办法#66
    note: {zh: 对不符合条件的申请予以批准的，给予处分。, en: Discipline for granting what does not meet the conditions.}
  - article: 公职人员政务处分法#33
    note: {zh: 利用职权为他人谋取私利的，给予政务处分。, en: Discipline for using office to profit others.}
purpose: housing_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；任职、亲属、股权登记只用于核对利益冲突。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; posts, kinship and shares are read only to find conflicts of interest.
kind: graph
inputs:
  housing_allotment: [allotment_id, scheme, person_id, decided_by, applied_on, decided_on, office_id, monthly_amount, currency]
  kinship: [kinship_id, person_id, relative_id, relation, from_on, to_on]
optional:
  housing_allotment: [scheme, applied_on, office_id, monthly_amount, currency]
  kinship: [from_on, to_on]
subject: {column: decided_by, kind: person}
grain: [allotment_id]
amount: monthly_amount
currency: currency
occurred_on: decided_on
evidence:
  housing_allotment: [{allotment_id: allotment_id}]
  kinship: [{kinship_id: kinship_id}]
increment: {by: decided_by}
severity: high
explain:
  zh: "{decided_by:party}于{decided_on:date}为亲属{person_id:party}审批{scheme_zh}，自申请起{n_days:number}天。"
  en: "On {decided_on:date} {decided_by:party} granted {scheme_en} to a relative, {person_id:party}, {n_days:number} days after the application."
innocent_reasons:
  - {zh: 由其他人审批，本人已回避, en: Somebody else decided; the official withdrew}
  - {zh: 审批时尚无或者已无亲属关系, en: They were not yet or no longer related}
  - {zh: 亲属关系超出法定回避范围, en: The kinship lies outside the statutory degrees}
first_steps:
  - {zh: 核对轮候顺序和公示材料, en: Compare the queue and the public notice}
  - {zh: 复核申请家庭是否符合条件, en: Check again whether the family meets the conditions}
tags: [conflict_of_interest, kinship]
---*/
WITH kin AS (
    SELECT kinship_id, person_id AS official_id, relative_id, from_on, to_on
    FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
    UNION ALL
    SELECT kinship_id, relative_id AS official_id, person_id AS relative_id, from_on, to_on
    FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
),
decided AS (
    SELECT
        housing_allotment.allotment_id,
        housing_allotment.person_id,
        housing_allotment.decided_by,
        housing_allotment.office_id,
        housing_allotment.scheme,
        housing_allotment.decided_on,
        date_diff('day', housing_allotment.applied_on, housing_allotment.decided_on) AS n_days,
        housing_allotment.monthly_amount,
        coalesce(housing_allotment.currency, 'CNY') AS currency,
        kin.kinship_id,
        row_number() OVER (PARTITION BY housing_allotment.allotment_id ORDER BY kin.kinship_id) AS place
    FROM housing_allotment
    INNER JOIN kin
        ON housing_allotment.decided_by = kin.official_id AND housing_allotment.person_id = kin.relative_id
    WHERE
        housing_allotment.decided_on <= $as_of
        AND (kin.from_on IS NULL OR kin.from_on <= housing_allotment.decided_on)
        AND (kin.to_on IS NULL OR kin.to_on >= housing_allotment.decided_on)
)
SELECT
    allotment_id,
    person_id,
    decided_by,
    office_id,
    kinship_id,
    CASE scheme WHEN 'rent_subsidy' THEN '租赁补贴' ELSE '公共租赁住房' END AS scheme_zh,
    CASE scheme WHEN 'rent_subsidy' THEN 'a rent subsidy' ELSE 'a public rental home' END AS scheme_en,
    decided_on,
    n_days,
    monthly_amount,
    currency
FROM decided
WHERE place = 1

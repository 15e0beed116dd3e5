/*---
id: kin_under_department
title: {zh: 亲属在其主管行业经商, en: Kin in business under the official's department}
question:
  zh: 领导成员的配偶、子女及其配偶，是否在其单位监管的企业持股或者任法定代表人？
  en: "Does the spouse, a child or a child's spouse of a leading member own or head a company that the member's office regulates?"
category: conduct
entry: person
status: active
risk_points: [kin_benefit]
legal_basis:
  - article: 公务员法#74
    note:
      zh: 公务员不得在其配偶、子女及其配偶经营的企业的行业监管或者主管部门担任领导成员。
      en: "No official is a leading member of the office that regulates the trade of a company run by the spouse, children or children's spouses."
  - article: 公职人员政务处分法#33
    note:
      zh: 拒不纠正特定关系人违规经商，且不服从职务调整的，予以撤职；纵容特定关系人谋利的，给予政务处分。
      en: "Who will not mend unlawful business of connected persons nor change post is removed; tolerating their profit is disciplined."
purpose: conduct_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；任职、亲属、股权登记只用于核对利益冲突。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; posts, kinship and shares are read only to find conflicts of interest.
kind: graph
inputs:
  position: [position_id, person_id, organisation_id, post, from_on, to_on]
  kinship: [kinship_id, person_id, relative_id, relation, from_on, to_on]
  shareholding: [shareholding_id, organisation_id, holder_id, share, from_on, to_on]
  organisation: [organisation_id, legal_representative_id]
  regulated_company: [office_id, company_id, from_on, to_on]
optional:
  position: [to_on]
  kinship: [from_on, to_on]
  shareholding: all
  organisation: all
  regulated_company: [from_on, to_on]
params:
  min_share:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：持股十分之一以上，亲属是在经营公司，不是在存钱。法律没有规定数额。"
      en: >-
        Assumption: from a tenth of the capital on a relative runs the company rather than saves in it. The
        law names no figure.
subject: {column: official_id, kind: person}
grain: [official_id, relative_id, company_id, office_id]
occurred_on: since
strength: strength
evidence:
  position: [{position_id: position_id}]
  kinship: [{kinship_id: kinship_id}]
  shareholding: [{shareholding_id: shareholding_id}]
  regulated_company: [{office_id: office_id, company_id: company_id}]
  organisation: [{organisation_id: company_id, legal_representative_id: relative_id}]
increment: {by: official_id}
severity: high
explain:
  zh: "{official_id:party}在{office_id:party}任领导职务，其{relation_zh}{relative_id:party}自{since:date}起{path_zh}{company_id:party}，该企业是这一单位的监管对象。"
  en: "{official_id:party} leads in {office_id:party}; {relative_id:party}, the official's {relation_en}, has from {since:date} on {path_en} {company_id:party}, which that office regulates."
innocent_reasons:
  - {zh: 本人不是领导成员, en: The official is no leading member}
  - {zh: 亲属在其任职前已退出, en: The relative had left the company before the term}
  - {zh: 只有小额财务性持股, en: Only a small financial stake}
  - {zh: 企业不由该单位监管, en: Another office regulates the company}
first_steps:
  - {zh: 核对干部任职分工、亲属从业报告和退出承诺, en: "Compare remit, the declaration of relatives' business and promises to withdraw"}
  - {zh: 查该单位对这一企业的许可、检查和处罚, en: "Look at the office's permits, inspections and fines for that company"}
tags: [conflict_of_interest, kinship]
---*/
-- Leading members are known by the words of their post. Child-in-law is read as the law names it; parents and siblings are not
-- among those whom 公务员法#74.2 names. A kinship row is read from the official's side, and from the relative's for spouses.
WITH kin AS (
    SELECT kinship_id, person_id AS official_id, relative_id, relation, from_on, to_on
    FROM kinship
    WHERE relation IN ('spouse', 'child', 'child_in_law')
    UNION ALL
    SELECT
        kinship_id, relative_id AS official_id, person_id AS relative_id,
        CASE relation WHEN 'parent' THEN 'child' WHEN 'parent_in_law' THEN 'child_in_law' ELSE relation END AS relation,
        from_on, to_on
    FROM kinship
    WHERE relation IN ('spouse', 'parent', 'parent_in_law')
),
leaders AS (
    SELECT position_id, person_id AS official_id, organisation_id AS office_id, from_on, to_on
    FROM position
    WHERE
        contains(post, '局长') OR contains(post, '书记') OR contains(post, '党组成员') OR contains(post, '区长')
        OR contains(post, '市长') OR contains(post, '县长') OR contains(post, '镇长') OR contains(post, '院长')
        OR post = '主任' OR post = '副主任'
),
charges AS (
    SELECT
        leaders.position_id, leaders.official_id, leaders.office_id, leaders.from_on AS term_from, leaders.to_on AS term_to,
        kin.kinship_id, kin.relative_id, kin.relation, kin.from_on AS kin_from, kin.to_on AS kin_to,
        regulated_company.company_id, regulated_company.from_on AS charge_from, regulated_company.to_on AS charge_to
    FROM leaders
    INNER JOIN kin ON leaders.official_id = kin.official_id
    INNER JOIN regulated_company ON leaders.office_id = regulated_company.office_id
),
paths AS (
    SELECT
        charges.position_id, charges.official_id, charges.office_id, charges.term_from, charges.term_to,
        charges.kinship_id, charges.relative_id, charges.relation, charges.kin_from, charges.kin_to,
        charges.company_id, charges.charge_from, charges.charge_to,
        shareholding.shareholding_id, shareholding.share, shareholding.from_on, shareholding.to_on
    FROM charges
    INNER JOIN shareholding
        ON charges.relative_id = shareholding.holder_id AND charges.company_id = shareholding.organisation_id
    WHERE shareholding.share >= $min_share
    UNION ALL
    SELECT
        charges.position_id, charges.official_id, charges.office_id, charges.term_from, charges.term_to,
        charges.kinship_id, charges.relative_id, charges.relation, charges.kin_from, charges.kin_to,
        charges.company_id, charges.charge_from, charges.charge_to,
        CAST(NULL AS VARCHAR) AS shareholding_id, CAST(1 AS DECIMAL(9, 6)) AS share,
        CAST(NULL AS DATE) AS from_on, CAST(NULL AS DATE) AS to_on
    FROM charges
    INNER JOIN organisation
        ON charges.company_id = organisation.organisation_id AND charges.relative_id = organisation.legal_representative_id
),
common AS (
    -- the time that term, kinship, charge and interest have in common
    SELECT
        position_id, official_id, office_id, kinship_id, relative_id, relation, company_id, shareholding_id, share,
        greatest(
            term_from, coalesce(kin_from, term_from), coalesce(charge_from, term_from), coalesce(from_on, term_from)
        ) AS since,
        least(
            coalesce(term_to, $as_of), coalesce(kin_to, $as_of), coalesce(charge_to, $as_of), coalesce(to_on, $as_of)
        ) AS until
    FROM paths
    WHERE term_from IS NOT NULL
),
ranked AS (
    SELECT
        position_id, official_id, office_id, kinship_id, relative_id, relation, company_id, shareholding_id, share, since,
        row_number() OVER (
            PARTITION BY official_id, relative_id, company_id, office_id
            ORDER BY share DESC, since, position_id, kinship_id, shareholding_id
        ) AS place
    FROM common
    WHERE since <= until AND since <= $as_of
)
SELECT
    official_id,
    relative_id,
    company_id,
    office_id,
    position_id,
    kinship_id,
    shareholding_id,
    since,
    CASE relation WHEN 'spouse' THEN '配偶' WHEN 'child' THEN '子女' ELSE '子女的配偶' END AS relation_zh,
    replace(relation, '_', '-') AS relation_en,
    CASE WHEN shareholding_id IS NULL THEN '任法定代表人于' ELSE '持股于' END AS path_zh,
    CASE WHEN shareholding_id IS NULL THEN 'headed' ELSE 'owned part of' END AS path_en,
    CAST(share AS DECIMAL(9, 6)) AS strength
FROM ranked
WHERE place = 1

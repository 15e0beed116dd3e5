/*---
id: official_kin_wins
title: {zh: 领导干部亲属企业在其任职单位中标, en: A relative's firm wins in an official's own office}
question:
  zh: 公职人员的亲属持股或者任法定代表人的企业，是否在该公职人员任职期间（或者离任后不久）中标其任职单位的项目？
  en: Did a firm that a relative of an official owns or heads win a contract from the official's own office during the term, or soon after it?
category: tendering
entry: person
status: active
risk_points: [conflict_of_interest, award_decision]
legal_basis:
  - article: 公务员法#76
    note:
      zh: 执行公务涉及本人或者法定范围内亲属的利害关系的，应当回避。
      en: An official withdraws from a duty that touches the interests of the official or of relatives within the statutory degrees.
  - article: 公务员法#74
    note:
      zh: 列明亲属范围（夫妻、直系血亲、三代以内旁系血亲、近姻亲）；不得在配偶、子女及其配偶经营企业的主管监管部门任领导成员。
      en: Names the degrees of kinship, and bars officials from leading the authority over a trade in which their spouse, children or children's spouses run a business.
  - article: 政府采购法#12
    note:
      zh: 采购人员及相关人员与供应商有利害关系的，必须回避。
      en: Purchasing staff with an interest in a supplier must withdraw.
  - article: 政府采购法实施条例#9
    note:
      zh: 利害关系包括与供应商的法定代表人或者负责人有夫妻、直系血亲、三代以内旁系血亲或者近姻亲关系。
      en: Such an interest includes kinship by marriage or blood, within the same degrees, with the supplier's legal representative or head.
  - article: 招标投标法实施条例#34
    note:
      zh: 与招标人有利害关系、可能影响公正性的单位，不得投标。
      en: A firm whose ties to the procuring body may affect fairness may not bid.
  - article: 公职人员政务处分法#33
    note:
      zh: 利用职权为本人、他人谋利，或者纵容、默许特定关系人利用其职权谋利的，给予政务处分。
      en: Discipline for using office to profit oneself or others, or for tolerating that connected persons do so.
purpose: procurement_supervision
kind: graph
inputs:
  position: [position_id, person_id, organisation_id, from_on, to_on]
  kinship: [kinship_id, person_id, relative_id, relation, from_on, to_on]
  shareholding: [shareholding_id, organisation_id, holder_id, holder_kind, share, from_on, to_on]
  organisation: [organisation_id, legal_representative_id]
  tender: [tender_id, buyer_id]
  award: [award_id, tender_id, supplier_id, amount, currency, awarded_on]
  contract: [contract_id, tender_id, award_id, buyer_id, supplier_id, amount, currency, signed_on]
optional:
  position: [to_on]
  kinship: [from_on, to_on]
  shareholding: all
  award: [amount, currency]
  contract: all
params:
  min_share:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：直接或者经一家公司持股十分之一以上，亲属有真实利益；更少的多半是储蓄，如上市公司股票。法律没有规定数额。"
      en: >-
        Assumption: from a tenth of the capital on, directly or through one company, a relative has a real
        interest; smaller stakes are mostly savings, such as listed shares. The law names no figure.
  after_term_days:
    value: 30
    unit: days
    minimum: 0
    why:
      zh: "招标文件发出到截止至少二十日（招标投标法#24），所以该干部离任后一个月内的中标，是在其任内准备的。除此之外不作假设；公务员法#107 约束离任干部本人二至三年，对亲属没有规定期限。"
      en: >-
        Bidders have at least twenty days between tender documents and deadline (招标投标法#24), so an award within
        a month of the official's leaving was prepared under the official. Assumption: beyond that, none is
        made; 公务员法#107 binds the former official for two to three years, but sets no period for relatives.
subject: {column: supplier_id, kind: organisation}
grain: [official_id, supplier_id, win_kind, win_id]
amount: amount
currency: currency
occurred_on: won_on
strength: strength
evidence:
  award: [{award_id: award_id}]
  contract: [{contract_id: contract_id}]
  tender: [{tender_id: tender_id}]
  position: [{position_id: position_id}]
  kinship: [{kinship_id: kinship_id}]
  shareholding:
    - {shareholding_id: shareholding_id}
    - {shareholding_id: upper_shareholding_id}
  organisation:
    - {organisation_id: supplier_id, legal_representative_id: relative_id}
increment: {by: supplier_id}
severity: high
explain:
  zh: >-
    {supplier_id:party}于{won_on:date}从{buyer_id:party}取得项目，金额{amount:money}。该单位{term_zh}{official_id:party}的{relation_zh}
    {relative_id:party}{path_zh}（权益比例{share:percent}）；该企业在这一单位共有{n_wins:number}次此类中标或者签约。
  en: >-
    On {won_on:date} {supplier_id:party} won {amount:money} from {buyer_id:party}, where {official_id:party} {term_en};
    {relative_id:party}, the official's {relation_en}, {path_en} (interest {share:percent}). The firm has
    {n_wins:number} such wins in this office.
innocent_reasons:
  - zh: 亲属在中标之前已经退出持股
    en: The relative had given up the shares before the award
  - zh: 中标早于该人员到任，或者离任已久
    en: The award came before the official took the post, or long after leaving it
  - zh: 亲属关系超出法定回避范围（登记为其他亲属）
    en: The kinship lies outside the statutory degrees (recorded as other)
  - zh: 亲属只有小额财务性持股，不参与经营
    en: The relative holds only a small financial stake
first_steps:
  - zh: 核对干部人事档案、个人有关事项报告中的亲属从业和持股情况，看是否如实申报
    en: Compare with the personnel file and the declared interests of relatives; see whether they were declared truthfully
  - zh: 查该人员的分管范围，在立项、采购方式、评审、签批、付款各环节的签字，以及有无回避记录
    en: Establish the official's remit, signatures at each step - need, procedure, evaluation, approval, payment - and any record of withdrawal
  - zh: 查企业的实际经营人、资金来源和利润去向，排除同名同姓、代持登记错误
    en: Establish who runs the firm and where its money comes from and goes; rule out namesakes and wrong registrations
  - zh: 比较该企业在这一单位与其他单位的中标率、价格和变更情况
    en: Compare the firm's success, prices and changes in this office with elsewhere
tags: [conflict_of_interest, kinship]
---*/
-- From the few to the many: officials with recorded kin, the firms of those kin, the offices of those officials, and
-- only then awards and contracts. A kinship row is read both ways, since a source may record either side.
-- Kinship 'other', or without a relation, may lie outside the statutory degrees and does not count. A null from or to
-- date means an open start or end. Of several paths from one official to one win the strongest is shown.
WITH kin AS (
    SELECT
        kinship_id,
        person_id AS official_id,
        relative_id,
        relation,
        from_on,
        to_on
    FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
    UNION ALL
    SELECT
        kinship_id,
        relative_id AS official_id,
        person_id AS relative_id,
        CASE relation
            WHEN 'child' THEN 'parent'
            WHEN 'parent' THEN 'child'
            WHEN 'child_in_law' THEN 'parent_in_law'
            WHEN 'parent_in_law' THEN 'child_in_law'
            ELSE relation
        END AS relation,
        from_on,
        to_on
    FROM kinship
    WHERE relation <> 'other' AND person_id <> relative_id
),
offices AS (
    SELECT
        position.position_id,
        position.person_id AS official_id,
        position.organisation_id AS buyer_id,
        position.from_on AS term_from,
        position.to_on AS term_to,
        kin.kinship_id,
        kin.relative_id,
        kin.relation,
        kin.from_on AS kin_from,
        kin.to_on AS kin_to
    FROM position
    INNER JOIN kin ON position.person_id = kin.official_id
),
relatives AS (
    SELECT DISTINCT relative_id FROM offices
),
stakes AS (
    SELECT
        shareholding.shareholding_id,
        shareholding.holder_id AS relative_id,
        shareholding.organisation_id,
        shareholding.share,
        shareholding.from_on,
        shareholding.to_on
    FROM shareholding
    INNER JOIN relatives ON shareholding.holder_id = relatives.relative_id
    WHERE shareholding.share >= $min_share AND coalesce(shareholding.holder_kind, 'person') = 'person'
),
interests AS (
    SELECT
        relative_id,
        organisation_id AS supplier_id,
        'direct' AS path,
        shareholding_id,
        CAST(NULL AS VARCHAR) AS upper_shareholding_id,
        CAST(NULL AS VARCHAR) AS holding_id,
        share,
        from_on,
        to_on
    FROM stakes
    UNION ALL
    SELECT
        stakes.relative_id,
        lower_stake.organisation_id AS supplier_id,
        'indirect' AS path,
        lower_stake.shareholding_id,
        stakes.shareholding_id AS upper_shareholding_id,
        stakes.organisation_id AS holding_id,
        CAST(stakes.share * lower_stake.share AS DECIMAL(9, 6)) AS share,
        greatest(coalesce(stakes.from_on, lower_stake.from_on), coalesce(lower_stake.from_on, stakes.from_on)) AS from_on,
        least(coalesce(stakes.to_on, lower_stake.to_on), coalesce(lower_stake.to_on, stakes.to_on)) AS to_on
    FROM stakes
    INNER JOIN shareholding AS lower_stake ON stakes.organisation_id = lower_stake.holder_id
    WHERE
        stakes.share * lower_stake.share >= $min_share
        AND coalesce(lower_stake.holder_kind, 'organisation') = 'organisation'
        AND lower_stake.organisation_id <> stakes.organisation_id
    UNION ALL
    SELECT
        relatives.relative_id,
        organisation.organisation_id AS supplier_id,
        'legal_representative' AS path,
        CAST(NULL AS VARCHAR) AS shareholding_id,
        CAST(NULL AS VARCHAR) AS upper_shareholding_id,
        CAST(NULL AS VARCHAR) AS holding_id,
        CAST(NULL AS DECIMAL(9, 6)) AS share,
        CAST(NULL AS DATE) AS from_on,
        CAST(NULL AS DATE) AS to_on
    FROM organisation
    INNER JOIN relatives ON organisation.legal_representative_id = relatives.relative_id
),
suppliers AS (
    SELECT DISTINCT supplier_id FROM interests
),
award_wins AS (
    SELECT
        award.award_id,
        award.tender_id,
        award.supplier_id,
        tender.buyer_id,
        award.amount,
        coalesce(award.currency, 'CNY') AS currency,
        award.awarded_on AS won_on
    FROM award
    INNER JOIN suppliers ON award.supplier_id = suppliers.supplier_id
    INNER JOIN tender ON award.tender_id = tender.tender_id
    WHERE award.awarded_on <= $as_of AND tender.buyer_id IS NOT NULL
),
wins AS (
    SELECT
        'award' AS win_kind,
        award_id AS win_id,
        award_id,
        CAST(NULL AS VARCHAR) AS contract_id,
        tender_id,
        supplier_id,
        buyer_id,
        amount,
        currency,
        won_on
    FROM award_wins
    UNION ALL
    -- a contract that follows from an award already counted is the same win
    SELECT
        'contract' AS win_kind,
        contract.contract_id AS win_id,
        CAST(NULL AS VARCHAR) AS award_id,
        contract.contract_id,
        contract.tender_id,
        contract.supplier_id,
        contract.buyer_id,
        contract.amount,
        coalesce(contract.currency, 'CNY') AS currency,
        contract.signed_on AS won_on
    FROM contract
    INNER JOIN suppliers ON contract.supplier_id = suppliers.supplier_id
    WHERE
        contract.signed_on <= $as_of
        AND contract.buyer_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM award_wins WHERE award_wins.award_id = contract.award_id)
        AND NOT EXISTS (
            SELECT 1
            FROM award_wins
            WHERE award_wins.tender_id = contract.tender_id AND award_wins.supplier_id = contract.supplier_id
        )
),
paths AS (
    SELECT
        offices.official_id,
        offices.position_id,
        offices.kinship_id,
        offices.relative_id,
        offices.relation,
        offices.term_to,
        interests.path,
        interests.shareholding_id,
        interests.upper_shareholding_id,
        interests.holding_id,
        interests.share,
        wins.win_kind,
        wins.win_id,
        wins.award_id,
        wins.contract_id,
        wins.tender_id,
        wins.supplier_id,
        wins.buyer_id,
        wins.amount,
        wins.currency,
        wins.won_on
    FROM interests
    INNER JOIN offices ON interests.relative_id = offices.relative_id
    INNER JOIN wins ON interests.supplier_id = wins.supplier_id AND offices.buyer_id = wins.buyer_id
    WHERE
        (offices.term_from IS NULL OR offices.term_from <= wins.won_on)
        AND (offices.term_to IS NULL OR date_diff('day', offices.term_to, wins.won_on) <= $after_term_days)
        AND (offices.kin_from IS NULL OR offices.kin_from <= wins.won_on)
        AND (offices.kin_to IS NULL OR offices.kin_to >= wins.won_on)
        AND (interests.from_on IS NULL OR interests.from_on <= wins.won_on)
        AND (interests.to_on IS NULL OR interests.to_on >= wins.won_on)
),
ranked AS (
    SELECT
        official_id,
        position_id,
        kinship_id,
        relative_id,
        relation,
        path,
        shareholding_id,
        upper_shareholding_id,
        holding_id,
        share,
        win_kind,
        win_id,
        award_id,
        contract_id,
        tender_id,
        supplier_id,
        buyer_id,
        amount,
        currency,
        won_on,
        CASE WHEN term_to < won_on THEN 0 ELSE 1 END AS in_term,
        row_number() OVER (
            PARTITION BY official_id, supplier_id, win_kind, win_id
            ORDER BY
                CASE WHEN path = 'legal_representative' THEN 0 ELSE 1 END,
                share DESC NULLS LAST,
                CASE WHEN term_to < won_on THEN 1 ELSE 0 END,
                relative_id,
                position_id,
                kinship_id,
                shareholding_id,
                upper_shareholding_id
        ) AS place
    FROM paths
)
SELECT
    official_id,
    supplier_id,
    win_kind,
    win_id,
    buyer_id,
    relative_id,
    relation,
    CASE relation
        WHEN 'spouse' THEN '配偶'
        WHEN 'child' THEN '子女'
        WHEN 'parent' THEN '父母'
        WHEN 'sibling' THEN '兄弟姐妹'
        WHEN 'child_in_law' THEN '子女的配偶'
        WHEN 'parent_in_law' THEN '配偶的父母'
        ELSE '配偶的兄弟姐妹或者兄弟姐妹的配偶'
    END AS relation_zh,
    replace(relation, '_', '-') AS relation_en,
    path,
    CASE path
        WHEN 'direct' THEN '直接持股'
        WHEN 'indirect' THEN '通过其持股企业间接持股'
        ELSE '任法定代表人'
    END AS path_zh,
    CASE path
        WHEN 'direct' THEN 'holds shares of the firm'
        WHEN 'indirect' THEN 'holds shares through another firm'
        ELSE 'is its legal representative'
    END AS path_en,
    CASE WHEN in_term = 1 THEN '在任人员' ELSE '离任不久的人员' END AS term_zh,
    CASE WHEN in_term = 1 THEN 'held a post' ELSE 'had held a post until shortly before' END AS term_en,
    share,
    holding_id,
    position_id,
    kinship_id,
    shareholding_id,
    upper_shareholding_id,
    award_id,
    contract_id,
    tender_id,
    amount,
    currency,
    won_on,
    CAST(count(win_id) OVER (PARTITION BY official_id, supplier_id, buyer_id) AS INTEGER) AS n_wins,
    CASE WHEN path = 'legal_representative' THEN CAST(1 AS DECIMAL(9, 6)) ELSE share END AS strength
FROM ranked
WHERE place = 1

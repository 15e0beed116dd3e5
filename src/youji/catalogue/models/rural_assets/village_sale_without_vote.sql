/*---
id: village_sale_without_vote
title: {zh: 处置集体资产未经成员大会, en: Village property sold without the assembly's vote}
question:
  zh: 村集体处置资产，事先是否没有成员（代表）大会的有效决议？
  en: Was village property sold without a valid earlier resolution of the members or their representatives?
category: rural_assets
entry: matter
status: active
risk_points: [village_disposal]
legal_basis:
  - article: 村民委员会组织法#24
    note:
      zh: 以借贷、租赁或者其他方式处分村集体财产，经村民会议讨论决定方可办理。
      en: Village property may be disposed of only after the villagers' assembly has decided.
  - article: 村民委员会组织法#26
    note:
      zh: 村民代表会议有三分之二以上的组成人员参加方可召开，决定应当经到会人员过半数同意。
      en: Representatives need two thirds of their number present and a majority of those present.
  - article: 农村集体经济组织法#27
    note:
      zh: 成员大会应当有三分之二以上成员参加，决定应当经全体成员三分之二以上同意。
      en: The assembly needs two thirds of the members present and two thirds of all members in favour.
  - article: 农村集体经济组织法#28
    note:
      zh: 成员代表大会作出决定，应当经全体成员代表三分之二以上同意。
      en: A decision of the representatives needs two thirds of all of them in favour.
purpose: rural_asset_supervision
kind: aggregate
inputs:
  asset_disposal: [disposal_id, village_id, asset_id, buyer_id, disposed_on, amount, method]
  village_resolution: [resolution_id, village_id, asset_id, matter, held_on, body, entitled, present, in_favour]
optional:
  asset_disposal: [buyer_id, method]
  village_resolution: [matter, body, entitled, present, in_favour]
params:
  min_amount:
    value: 5000.00
    unit: CNY
    minimum: 0.01
    why:
      zh: "假设：按多数村的规定，五千元以下的旧桌椅和木料由村委会处理。"
      en: >-
        Assumption: used chairs and timber below five thousand yuan are sold by the council in most villages'
        rules.
  max_age_days:
    value: 730
    unit: days
    minimum: 1
    why:
      zh: "假设：两年以前的决议是关于另一次出售的。"
      en: "Assumption: a resolution older than two years was about another sale."
  min_present:
    value: 0.6666
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "村民委员会组织法#26、农村集体经济组织法#27：须有三分之二到会；四位小数后截断，使恰好三分之二即够。"
      en: >-
        村民委员会组织法#26 and 农村集体经济组织法#27: two thirds must be present; cut after four digits so that exactly two
        thirds suffice.
  min_favour:
    value: 0.5
    unit: ratio of those present
    minimum: 0
    maximum: 1
    why:
      zh: "村民委员会组织法#26 要求到会人员过半数；农村集体经济组织法#27 自2025年5月起要求全体成员三分之二。取较宽的规则，因为它适用于各年。"
      en: >-
        村民委员会组织法#26 asks for more than half of those present. 农村集体经济组织法#27 asks for two thirds of all members
        since May 2025; the milder rule is taken, because it holds for all years.
subject: {column: village_id, kind: organisation}
grain: [disposal_id]
amount: amount
occurred_on: disposed_on
evidence:
  asset_disposal: [{disposal_id: disposal_id}]
  village_resolution: [{village_id: village_id, asset_id: asset_id}]
increment: {by: asset_id}
severity: high
explain:
  zh: "{village_id:party}于{disposed_on:date}以{amount:money}将资产{asset_id}处置给{buyer_id:party}，{finding_zh}。"
  en: "On {disposed_on:date} {village_id:party} disposed of asset {asset_id} to {buyer_id:party} for {amount:money}; {finding_en}."
innocent_reasons:
  - zh: 土地房屋被依法征收，不由村里决定
    en: The property was expropriated; the village did not decide
  - zh: 报废或者价值很小的旧物，按制度由理事会决定
    en: Scrap or old things of little worth, which the council may sell by the village's rules
  - zh: 决议在处置前一年多作出，程序有效
    en: The resolution was passed over a year before and is valid
first_steps:
  - zh: 调取会议记录、签到、表决票和公示，核对是否事后补造
    en: Obtain minutes, attendance, votes and notices; see whether they were made up afterwards
  - zh: 查评估、竞价材料和款项入账
    en: Look at appraisal, bids and whether the price reached the books
  - zh: 查受让人与村干部的关系
    en: Look at ties between buyer and cadres
tags: [procedure]
---*/
-- A resolution is valid if members or representatives held it before the sale, not too long ago, with enough present and
-- in favour; numbers that are not on record are not held against the village.
WITH disposals AS (
    SELECT disposal_id, village_id, asset_id, buyer_id, disposed_on, amount
    FROM asset_disposal
    WHERE
        disposed_on <= $as_of
        AND amount >= CAST($min_amount AS DECIMAL(18, 2))
        AND asset_id IS NOT NULL
        AND coalesce(method, 'agreement') NOT IN ('expropriation', 'scrap')
),
judged AS (
    SELECT
        disposals.disposal_id,
        CASE WHEN village_resolution.held_on <= disposals.disposed_on THEN 1 ELSE 0 END AS before_sale,
        CASE WHEN coalesce(village_resolution.body, 'members') = 'council' THEN 0 ELSE 1 END AS by_members,
        CASE
            WHEN
                village_resolution.present < village_resolution.entitled * CAST($min_present AS DECIMAL(9, 6))
                OR village_resolution.in_favour <= village_resolution.present * CAST($min_favour AS DECIMAL(9, 6))
                THEN 0
            ELSE 1
        END AS by_quorum,
        CASE
            WHEN date_diff('day', village_resolution.held_on, disposals.disposed_on) <= $max_age_days THEN 1
            ELSE 0
        END AS recent
    FROM disposals
    INNER JOIN village_resolution
        ON disposals.village_id = village_resolution.village_id AND disposals.asset_id = village_resolution.asset_id
    WHERE coalesce(village_resolution.matter, 'disposal') = 'disposal' AND village_resolution.held_on IS NOT NULL
),
best AS (
    SELECT
        disposal_id,
        max(before_sale * by_members * by_quorum * recent) AS valid,
        max(before_sale * by_members * recent) AS held,
        max(by_members * by_quorum) AS members_later,
        max(before_sale * recent) AS any_before
    FROM judged
    GROUP BY disposal_id
)
SELECT
    disposals.disposal_id,
    disposals.village_id,
    disposals.asset_id,
    disposals.buyer_id,
    disposals.disposed_on,
    disposals.amount,
    CASE
        WHEN best.held = 1 THEN '成员（代表）大会到会或者同意人数不足'
        WHEN best.any_before = 1 THEN '只有理事会（村委会）的决定'
        WHEN best.members_later = 1 THEN '决议在处置之后才作出，或者早已过时'
        ELSE '没有成员（代表）大会决议的记录'
    END AS finding_zh,
    CASE
        WHEN best.held = 1 THEN 'too few were present or in favour'
        WHEN best.any_before = 1 THEN 'only the council had decided'
        WHEN best.members_later = 1 THEN 'the resolution came after the sale or long before it'
        ELSE 'no resolution of members or representatives is on record'
    END AS finding_en
FROM disposals
LEFT JOIN best ON disposals.disposal_id = best.disposal_id
WHERE coalesce(best.valid, 0) = 0

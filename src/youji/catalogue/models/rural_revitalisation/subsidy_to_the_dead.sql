/*---
id: subsidy_to_the_dead
title: {zh: 向死亡人员发放惠农补贴, en: Subsidies paid to the dead}
question:
  zh: 惠农补贴是否在人员死亡之后仍以其名义发放？
  en: Were rural subsidies still paid in the name of a person who had died?
category: rural_revitalisation
entry: person
status: active
risk_points: [subsidy_review]
legal_basis:
  - article: 财政违法行为处罚处分条例#6
    note:
      zh: 以虚报、冒领等手段骗取财政资金的，追回资金并给予处分。
      en: Public money obtained by false claims is recovered and those responsible are disciplined.
  - article: 财政违法行为处罚处分条例#14
    note:
      zh: 企业和个人以虚报、冒领等手段骗取财政资金的，追回并处罚。
      en: Firms and persons that obtain public money by false claims pay it back and are fined.
  - article: 农业法#39
    note:
      zh: 应当加强对农业资金分配、使用过程的监督管理，保证资金安全。
      en: The allotment and use of money for agriculture is supervised so that it is safe.
  - article: 乡村振兴促进法#72
    note:
      zh: 有关部门对乡村振兴资金使用情况和绩效等实施监督。
      en: The departments supervise how money for rural revitalisation is used.
purpose: rural_fund_supervision
purpose_ground:
  civil_registration:
    article: 审计法#35
    note: {zh: 国家政务信息系统和数据共享平台应当按照规定向审计机关开放。, en: Government systems and data sharing platforms are open to the audit office by rule.}
kind: aggregate
inputs:
  subsidy_grant: [grant_id, programme, year, person_id, resident_id, village_id, amount, paid_on]
  death: [death_id, person_id, resident_id, died_on]
optional:
  subsidy_grant: [programme, year, person_id, resident_id, village_id]
  death: [person_id, resident_id]
params:
  grace_days:
    value: 90
    unit: days
    minimum: 0
    why:
      zh: "假设：死亡信息一个季度内传到发放名单，此前应发的也已发完。"
      en: >-
        Assumption: a death reaches the lists of beneficiaries within a quarter, and what was due before is
        paid by then.
  min_amount:
    value: 50.00
    unit: CNY
    minimum: 0
    why:
      zh: "假设：低于五十元，问询的代价比钱还多。"
      en: "Assumption: below fifty yuan asking costs more than the sum."
subject: {column: person_id, kind: person}
grain: [person_id]
amount: amount
occurred_on: last_on
evidence:
  subsidy_grant:
    - person_id: granted_person_id
      where: "d.paid_on >= a.first_on AND d.paid_on <= a.last_on"
    - grant_id: first_grant_id
    - grant_id: last_grant_id
  death: [{death_id: death_id}]
increment: {by: full}
severity: high
explain:
  zh: "{person_id:party}已于{died_on:date}死亡，此后自{first_on:date}至{last_on:date}仍以其名义发放补贴{n_grants:number}笔，共{amount:money}。"
  en: "{person_id:party} died on {died_on:date}; from {first_on:date} to {last_on:date} {n_grants:number} subsidies, {amount:money}, were still paid in that name."
innocent_reasons:
  - zh: 补的是生前年度，晚些才发到
    en: What was paid belonged to a year in which the person lived
  - zh: 死亡登记晚，名册尚未更新
    en: The death was registered late and the list not yet corrected
  - zh: 同一编号、身份证号不同，是两个人
    en: The number is the same, the identity number is not; they are two people
first_steps:
  - zh: 核对死亡证明、户口注销和补贴名册
    en: Compare death certificate, civil register and list of beneficiaries
  - zh: 查发放账户由谁持有、谁取走了钱
    en: See who holds the account and who drew the money
  - zh: 承包地由家人继续耕种的，查有无变更手续，区分错发与冒领
    en: Where the family still tills the land, see whether the holder was changed; tell a slip from a false claim
tags: [death]
---*/
-- A payment counts if it came after the days of grace and, where the year it was for is known, that year began after death.
WITH dead AS (
    SELECT death_id, person_id, resident_id, died_on FROM death WHERE died_on IS NOT NULL AND died_on <= $as_of
),
late AS (
    SELECT
        subsidy_grant.grant_id,
        subsidy_grant.person_id AS granted_person_id,
        subsidy_grant.amount,
        subsidy_grant.paid_on,
        dead.death_id,
        dead.died_on,
        coalesce(dead.person_id, subsidy_grant.person_id) AS person_id
    FROM subsidy_grant
    INNER JOIN dead ON subsidy_grant.person_id = dead.person_id
    WHERE
        (subsidy_grant.resident_id IS NULL OR dead.resident_id IS NULL OR subsidy_grant.resident_id = dead.resident_id)
        AND subsidy_grant.paid_on <= $as_of
        AND date_diff('day', dead.died_on, subsidy_grant.paid_on) > $grace_days
        AND (subsidy_grant.year IS NULL OR subsidy_grant.year > year(dead.died_on))
    UNION ALL
    SELECT
        subsidy_grant.grant_id,
        subsidy_grant.person_id AS granted_person_id,
        subsidy_grant.amount,
        subsidy_grant.paid_on,
        dead.death_id,
        dead.died_on,
        coalesce(dead.person_id, subsidy_grant.person_id) AS person_id
    FROM subsidy_grant
    INNER JOIN dead ON subsidy_grant.resident_id = dead.resident_id
    WHERE
        (subsidy_grant.person_id IS NULL OR dead.person_id IS NULL OR subsidy_grant.person_id <> dead.person_id)
        AND subsidy_grant.paid_on <= $as_of
        AND date_diff('day', dead.died_on, subsidy_grant.paid_on) > $grace_days
        AND (subsidy_grant.year IS NULL OR subsidy_grant.year > year(dead.died_on))
),
persons AS (
    SELECT
        person_id,
        min(granted_person_id) AS granted_person_id,
        min(grant_id) AS first_grant_id,
        max(grant_id) AS last_grant_id,
        min(death_id) AS death_id,
        min(died_on) AS died_on,
        CAST(count(DISTINCT grant_id) AS INTEGER) AS n_grants,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        min(paid_on) AS first_on,
        max(paid_on) AS last_on
    FROM late
    GROUP BY person_id
)
SELECT person_id, granted_person_id, first_grant_id, last_grant_id, death_id, died_on, n_grants, amount, first_on, last_on
FROM persons
WHERE person_id IS NOT NULL AND amount >= CAST($min_amount AS DECIMAL(18, 2))

/*---
id: one_account_many_beneficiaries
title: {zh: 一个账户代领多户补贴, en: One account for the subsidies of many households}
question:
  zh: 一年内是否有三户以上的补贴打进同一个银行账户？
  en: In one year, did the subsidies of three or more households go to one bank account?
category: rural_revitalisation
entry: money
status: active
risk_points: [subsidy_payment]
legal_basis:
  - article: 财政违法行为处罚处分条例#6
    note:
      zh: 以虚报、冒领等手段骗取，或者截留、挪用财政资金的，追回并处分。
      en: Public money obtained by false claims, withheld or diverted is recovered and disciplined.
  - article: 农业法#39
    note:
      zh: 任何单位和个人不得截留、挪用用于农业的财政资金。
      en: Nobody may withhold or divert public money for agriculture.
  - article: 村民委员会组织法#30
    note:
      zh: 补贴补助资金的管理使用情况应当及时公布。
      en: How subsidies are used is published.
purpose: rural_fund_supervision
purpose_ground:
  civil_registration:
    article: 审计法#35
    note: {zh: 国家政务信息系统和数据共享平台应当按照规定向审计机关开放。, en: Government systems and data sharing platforms are open to the audit office by rule.}
  procurement_supervision:
    article: 监察法#18
    note: {zh: "监察机关有权依法向有关单位了解情况，收集、调取证据。", en: The supervisory authority may obtain information and evidence from the units concerned.}
kind: aggregate
inputs:
  subsidy_grant: [grant_id, programme, year, person_id, village_id, amount, paid_on, account]
  household_member: [member_id, household_id, person_id]
  organisation: [organisation_id, bank_account]
optional:
  household_member: all
  organisation: all
params:
  min_households:
    value: 3
    unit: households
    minimum: 2
    why:
      zh: "假设：已婚子女可能代父母家庭领取；一张卡上三户，就是替别人收。"
      en: >-
        Assumption: a married child may draw for the parents' household as well; three households on one card
        are collected for others.
  min_amount:
    value: 300.00
    unit: CNY
    minimum: 0
    why:
      zh: "假设：每年不到三百元，是邻里帮忙。"
      en: "Assumption: below three hundred yuan a year it is a neighbour's kindness."
subject: {column: village_id, kind: organisation}
grain: [village_id, account_key, year]
amount: amount
occurred_on: last_on
strength: strength
evidence:
  subsidy_grant:
    - village_id: village_id
      year: year
      where: "list_contains(a.grant_ids, d.grant_id)"
increment: {by: full}
severity: high
explain:
  zh: "{village_id:party}{year:number}年度有{n_households:number}户{n_persons:number}人的补贴打进同一账户，除一户外共{amount:money}。"
  en: "In {year:number} the subsidies of {n_persons:number} people from {n_households:number} households in {village_id:party} went to one account; without the largest household that is {amount:money}."
innocent_reasons:
  - zh: 同一户的几口人共用一张卡
    en: Members of one household share a card
  - zh: 子女为分户居住的父母代领
    en: A child draws for parents who live on their own
  - zh: 打入村集体账户再统一分配的项目
    en: The programme pays to the village's own account
  - zh: 邻居代领的小额零星款项
    en: A neighbour drew a small sum
first_steps:
  - zh: 向银行查账户户名、取款人和用途
    en: Ask the bank for the holder, who drew and what for
  - zh: 逐户核实是否知情、是否拿到钱
    en: Ask each household whether it knew and was paid
  - zh: 查账户是谁录入系统、谁复核的
    en: See who entered the account and who checked it
tags: [account]
---*/
-- Who is in no register of households counts as a household alone. The largest household's part is not at stake.
WITH homes AS (
    SELECT person_id, min(household_id) AS household_id FROM household_member GROUP BY person_id
),
grants AS (
    SELECT
        subsidy_grant.grant_id,
        subsidy_grant.village_id,
        -- the number itself stays in the records
        md5(subsidy_grant.account) AS account_key,
        subsidy_grant.year,
        subsidy_grant.person_id,
        coalesce(homes.household_id, subsidy_grant.person_id) AS household_id,
        subsidy_grant.amount,
        subsidy_grant.paid_on
    FROM subsidy_grant
    LEFT JOIN homes ON subsidy_grant.person_id = homes.person_id
    LEFT JOIN organisation ON subsidy_grant.account = organisation.bank_account
    WHERE
        subsidy_grant.account IS NOT NULL
        AND subsidy_grant.person_id IS NOT NULL
        AND subsidy_grant.village_id IS NOT NULL
        AND subsidy_grant.year IS NOT NULL
        AND subsidy_grant.paid_on <= $as_of
        AND organisation.organisation_id IS NULL
),
households AS (
    SELECT
        village_id,
        account_key,
        year,
        household_id,
        count(DISTINCT person_id) AS n_persons,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        max(paid_on) AS last_on
    FROM grants
    GROUP BY village_id, account_key, year, household_id
),
accounts AS (
    SELECT
        village_id,
        account_key,
        year,
        CAST(count(household_id) AS BIGINT) AS n_households,
        CAST(sum(n_persons) AS BIGINT) AS n_persons,
        CAST(sum(amount) - max(amount) AS DECIMAL(18, 2)) AS amount,
        max(last_on) AS last_on
    FROM households
    GROUP BY village_id, account_key, year
),
listed AS (
    SELECT village_id, account_key, year, coalesce(list_sort(list(grant_id) FILTER (WHERE grant_id IS NOT NULL)), []) AS grant_ids
    FROM grants
    GROUP BY village_id, account_key, year
)
SELECT
    accounts.village_id,
    accounts.account_key,
    accounts.year,
    accounts.n_households,
    accounts.n_persons,
    accounts.amount,
    accounts.last_on,
    listed.grant_ids,
    CAST(1 - 1 / NULLIF(CAST(accounts.n_households AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM accounts
INNER JOIN listed
    ON
        accounts.village_id = listed.village_id
        AND accounts.account_key = listed.account_key
        AND accounts.year = listed.year
WHERE accounts.n_households >= $min_households AND accounts.amount >= CAST($min_amount AS DECIMAL(18, 2))

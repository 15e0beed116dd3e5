/*---
id: plot_claimed_twice
title: {zh: 同一地块多人重复领取补贴, en: "One plot, several claims"}
question:
  zh: 同一年度、同一补贴项目，同一地块是否由两人以上领取，合计面积超过确权面积？
  en: In one year and programme, did two or more people draw the subsidy for one plot, for more area than it has?
category: rural_revitalisation
entry: thing
status: active
risk_points: [subsidy_area]
legal_basis:
  - article: 财政违法行为处罚处分条例#14
    note:
      zh: 个人以虚报、冒领等手段骗取财政资金的，追回并处罚。
      en: Persons that obtain public money by false claims pay it back and are fined.
  - article: 农村土地承包法#24
    note:
      zh: 国家对耕地等实行统一登记，登记造册，确认土地承包经营权。
      en: Land is registered, and the register establishes who holds the contract.
  - article: 农业法#39
    note:
      zh: 应当加强对农业资金分配、使用过程的监督管理。
      en: The allotment and use of money for agriculture is supervised.
purpose: rural_fund_supervision
kind: aggregate
inputs:
  subsidy_grant: [grant_id, programme, year, person_id, village_id, plot_id, claimed_area, amount, paid_on]
  land_plot: [plot_id, registered_area]
optional:
  subsidy_grant: [village_id]
  land_plot: all
params:
  tolerance:
    value: 0.1
    unit: ratio
    minimum: 0
    why:
      zh: "假设：测量面积与承包面积相差可达十分之一；一块地的两半仍然合成整块。"
      en: >-
        Assumption: measured and contracted area differ by up to a tenth; two halves of one plot then still
        add up to it.
subject: {column: village_id, kind: organisation}
grain: [plot_id, programme, year]
amount: amount
occurred_on: last_on
strength: strength
evidence:
  subsidy_grant: [{plot_id: plot_id, programme: programme, year: year}]
  land_plot: [{plot_id: plot_id}]
increment: {by: plot_id}
severity: medium
explain:
  zh: >-
    {village_id:party}的地块{plot_id}，{year:number}年度同一补贴由{n_persons:number}人领取，合计面积{claimed:number}亩，而地块为
    {limit_area:number}亩，最多多发{amount:money}。
  en: >-
    For plot {plot_id} in {village_id:party}, {n_persons:number} people drew the same subsidy of {year:number} for {claimed:number} mu in all; the
    plot has {limit_area:number} mu. Up to {amount:money} was paid too much.
innocent_reasons:
  - zh: 兄弟分户，各领一半，合计不超过地块面积
    en: Brothers split the plot, and their shares add up to it
  - zh: 一年分两次发给同一人
    en: One person was paid in two instalments
  - zh: 实测面积略大于合同面积
    en: The measured area is somewhat above the contracted one
first_steps:
  - zh: 核对确权证书、地块图和实际种植人
    en: Compare certificate, map and who really tills it
  - zh: 查两次申报由谁填报、谁审核
    en: See who filed and who checked both claims
  - zh: 核对两个账户的钱由谁使用
    en: See who uses the money on both accounts
tags: [duplicate]
---*/
-- A person's claim is the largest area claimed, so that instalments count once. Without a registered area the largest claim
-- stands for the plot.
WITH claims AS (
    SELECT
        plot_id,
        programme,
        year,
        person_id,
        min(village_id) AS village_id,
        max(claimed_area) AS claimed_area,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        max(paid_on) AS last_on
    FROM subsidy_grant
    WHERE
        plot_id IS NOT NULL AND programme IS NOT NULL AND year IS NOT NULL AND person_id IS NOT NULL AND claimed_area > 0
        AND paid_on <= $as_of
    GROUP BY plot_id, programme, year, person_id
),
plots AS (
    SELECT
        plot_id,
        programme,
        year,
        min(village_id) AS village_id,
        CAST(count(person_id) AS INTEGER) AS n_persons,
        CAST(sum(claimed_area) AS DECIMAL(18, 3)) AS claimed,
        max(claimed_area) AS largest,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS paid,
        max(last_on) AS last_on
    FROM claims
    GROUP BY plot_id, programme, year
),
limits AS (
    SELECT
        plots.plot_id, plots.programme, plots.year, plots.village_id, plots.n_persons, plots.claimed, plots.paid, plots.last_on,
        CAST(coalesce(land_plot.registered_area, plots.largest) AS DECIMAL(18, 3)) AS limit_area
    FROM plots
    LEFT JOIN land_plot ON plots.plot_id = land_plot.plot_id
    WHERE plots.n_persons > 1 AND plots.village_id IS NOT NULL
),
shares AS (
    SELECT
        plot_id, programme, year, village_id, n_persons, claimed, paid, last_on, limit_area,
        CAST(claimed - limit_area AS DOUBLE) / NULLIF(CAST(claimed AS DOUBLE), 0) AS excess
    FROM limits
    WHERE claimed > limit_area * (1 + CAST($tolerance AS DECIMAL(9, 6)))
)
SELECT
    plot_id,
    programme,
    year,
    village_id,
    n_persons,
    claimed,
    limit_area,
    last_on,
    CAST(round(CAST(paid AS DOUBLE) * excess, 2) AS DECIMAL(18, 2)) AS amount,
    CAST(round(excess, 6) AS DECIMAL(9, 6)) AS strength
FROM shares

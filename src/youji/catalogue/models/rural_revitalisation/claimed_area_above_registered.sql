/*---
id: claimed_area_above_registered
title: {zh: 补贴面积超过确权面积, en: Subsidy for more land than is registered}
question:
  zh: 农户领取土地类补贴的面积，是否明显超过其名下以及其申报地块的确权面积？
  en: Did a person draw land subsidies for clearly more area than the plots held and claimed are registered with?
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
      zh: 耕地、林地等统一登记造册，确认承包经营权。
      en: Land is registered, and the register establishes who holds the contract.
  - article: 农业法#39
    note:
      zh: 应当加强对农业资金分配、使用过程的监督管理。
      en: The allotment and use of money for agriculture is supervised.
purpose: rural_fund_supervision
kind: aggregate
inputs:
  subsidy_grant: [grant_id, programme, year, person_id, plot_id, claimed_area, amount, paid_on]
  land_plot: [plot_id, head_id, registered_area]
optional:
  subsidy_grant: [plot_id]
  land_plot: [head_id]
params:
  tolerance:
    value: 0.1
    unit: ratio
    minimum: 0
    why:
      zh: "假设：测量面积与承包面积相差可达十分之一。"
      en: "Assumption: measured and contracted area differ by up to a tenth."
  min_area:
    value: 2.0
    unit: mu
    minimum: 0.1
    why:
      zh: "假设：不到两亩（八分之一公顷）是地界争议。"
      en: "Assumption: less than two mu, an eighth of a hectare, is a boundary in dispute."
subject: {column: person_id, kind: person}
grain: [person_id, programme, year]
amount: amount
occurred_on: last_on
strength: strength
evidence:
  subsidy_grant: [{person_id: person_id, programme: programme, year: year}]
  land_plot: [{head_id: person_id}]
increment: {by: full}
severity: medium
explain:
  zh: >-
    {person_id:party}{year:number}年度领取补贴的面积为{claimed:number}亩，而其名下和申报地块的确权面积共{registered:number}亩，超出
    {excess_area:number}亩，约{amount:money}。
  en: >-
    For {year:number} {person_id:party} drew a subsidy for {claimed:number} mu; the plots held and claimed are registered with
    {registered:number} mu, {excess_area:number} fewer. That is about {amount:money}.
innocent_reasons:
  - zh: 实测面积略大于确权面积
    en: The measured area is somewhat above the registered one
  - zh: 流转来的土地，登记在别人名下，但地块编号已申报
    en: Leased land is registered with others, and the plots were named in the claim
  - zh: 只差几分地
    en: The difference is a fraction of a mu
first_steps:
  - zh: 核对确权证、流转合同和实地面积
    en: Compare certificates, leases and the field itself
  - zh: 查虚报的面积由谁填报、谁核实签字
    en: See who filed and who verified the area
  - zh: 同村是否成片虚增
    en: See whether the whole village was inflated
tags: [area]
---*/
-- Against the area claimed stands every plot that is named in a claim of the year or held in the person's own name. A claim for
-- a plot that the register lacks proves nothing and is left out; one that names no plot is read as a claim for the own plots.
WITH claims AS (
    SELECT
        person_id,
        programme,
        year,
        coalesce(plot_id, '') AS plot_key,
        max(claimed_area) AS claimed_area,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        max(paid_on) AS last_on
    FROM subsidy_grant
    WHERE
        programme IN ('land_fertility', 'grain', 'forest') AND year IS NOT NULL AND person_id IS NOT NULL AND claimed_area > 0
        AND paid_on <= $as_of
    GROUP BY person_id, programme, year, coalesce(plot_id, '')
),
holders AS (
    SELECT DISTINCT head_id FROM land_plot WHERE head_id IS NOT NULL
),
persons AS (
    SELECT
        claims.person_id,
        claims.programme,
        claims.year,
        CAST(sum(claims.claimed_area) AS DECIMAL(18, 3)) AS claimed,
        CAST(sum(claims.amount) AS DECIMAL(18, 2)) AS paid,
        max(claims.last_on) AS last_on
    FROM claims
    LEFT JOIN land_plot ON claims.plot_key = land_plot.plot_id
    LEFT JOIN holders ON claims.person_id = holders.head_id
    WHERE land_plot.plot_id IS NOT NULL OR (claims.plot_key = '' AND holders.head_id IS NOT NULL)
    GROUP BY claims.person_id, claims.programme, claims.year
),
counted AS (
    SELECT persons.person_id, persons.programme, persons.year, land_plot.plot_id
    FROM persons
    INNER JOIN land_plot ON persons.person_id = land_plot.head_id
    UNION
    SELECT claims.person_id, claims.programme, claims.year, land_plot.plot_id
    FROM claims
    INNER JOIN land_plot ON claims.plot_key = land_plot.plot_id
),
registered AS (
    SELECT
        counted.person_id,
        counted.programme,
        counted.year,
        CAST(sum(land_plot.registered_area) AS DECIMAL(18, 3)) AS registered,
        count(land_plot.registered_area) AS n_known,
        count(counted.plot_id) AS n_plots
    FROM counted
    INNER JOIN land_plot ON counted.plot_id = land_plot.plot_id
    GROUP BY counted.person_id, counted.programme, counted.year
),
shares AS (
    SELECT
        persons.person_id, persons.programme, persons.year, persons.claimed, persons.paid, persons.last_on, registered.registered,
        CAST(persons.claimed - registered.registered AS DOUBLE) / NULLIF(CAST(persons.claimed AS DOUBLE), 0) AS excess
    FROM persons
    INNER JOIN registered
        ON
            persons.person_id = registered.person_id
            AND persons.programme = registered.programme
            AND persons.year = registered.year
    WHERE
        -- a plot without an area on record may make up the difference
        registered.n_known = registered.n_plots
        AND persons.claimed > registered.registered * (1 + CAST($tolerance AS DECIMAL(9, 6)))
        AND persons.claimed - registered.registered >= CAST($min_area AS DECIMAL(18, 3))
)
SELECT
    person_id,
    programme,
    year,
    claimed,
    registered,
    CAST(claimed - registered AS DECIMAL(18, 3)) AS excess_area,
    last_on,
    CAST(round(CAST(paid AS DOUBLE) * excess, 2) AS DECIMAL(18, 2)) AS amount,
    CAST(round(excess, 6) AS DECIMAL(9, 6)) AS strength
FROM shares

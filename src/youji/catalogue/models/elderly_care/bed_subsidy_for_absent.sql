/*---
id: bed_subsidy_for_absent
title: {zh: 为不在院老人申领床位补贴, en: Bed subsidies for people elsewhere}
question:
  zh: 申领补贴的月份，老人是否已离院，或者同时登记在另一家养老机构？
  en: In the month of a subsidy, had the person left the home, or was the person in another one?
category: elderly_care
entry: person
status: active
risk_points: [care_admission]
legal_basis:
- article: 老年人权益保障法#44
  note:
    zh: 民政部门负责养老机构的指导、监督和管理，建立综合监管制度。
    en: Civil affairs guides and supervises care homes under a system of general supervision.
- article: 老年人权益保障法#79
  note:
    zh: 养老机构未按照约定提供服务的，依法承担责任，有关部门给予行政处罚。
    en: Care homes that do not give the agreed service are liable and punished.
- article: 财政违法行为处罚处分条例#14
  note:
    zh: 企业和个人骗取财政资金的，追回资金并处罚。
    en: Firms and persons who obtain public money by deceit repay it and are fined.
purpose: elderly_care_supervision
kind: aggregate
inputs:
  bed_subsidy: [subsidy_id, home_id, person_id, month, claimed_days, amount]
  care_bed: [home_id, person_id, from_on, to_on]
optional:
  bed_subsidy: [amount]
params:
  grace_days:
    value: 3
    unit: days
    minimum: 0
    why:
      zh: "假设：离开和转入当天，两边都会计算。"
      en: "Assumption: days of leaving and of moving are counted by both sides."
subject: {column: home_id, kind: organisation}
grain: [subsidy_id]
amount: amount
currency: currency
occurred_on: month
evidence:
  bed_subsidy:
  - {subsidy_id: subsidy_id}
  care_bed:
  - {person_id: person_id}
increment: full
severity: high
explain:
  zh: '{home_id:party}为{person_id:party}申领{month:date}当月床位补贴{claimed_days:number}天（{amount:money}），入住登记显示其当月在该机构{own_days:number}天、在其他机构{other_days:number}天。'
  en: '{home_id:party} claimed {claimed_days:number} days of the month of {month:date} for {person_id:party} ({amount:money});
    the registers show {own_days:number} days there and {other_days:number} in another home.'
innocent_reasons:
- zh: 离院当月多算几天
  en: A few days too many in the month of leaving
- zh: 月中转到另一家机构，两家各申领各自天数
  en: The person moved in mid-month, and each home claimed its own days
first_steps:
- zh: 核对两家机构的入住协议、床位和护理记录
  en: Compare agreements, beds and nursing records of both homes
- zh: 向老人及家属核实实际住处
  en: Ask the person and family where the person lives
- zh: 现场清点在住老人
  en: Count the residents on the spot
tags: [absent beneficiary]
---*/
-- Days are counted from the registers of occupied beds, both ends included. A person no register knows is left out: a
-- missing register is no absence. Amounts on the forms of these offices are in yuan.
WITH overlaps AS (
    SELECT
        bed_subsidy.subsidy_id,
        CASE WHEN care_bed.home_id = bed_subsidy.home_id THEN 1 ELSE 0 END AS own,
        date_diff(
            'day',
            greatest(care_bed.from_on, bed_subsidy.month),
            least(coalesce(care_bed.to_on, last_day(bed_subsidy.month)), last_day(bed_subsidy.month))
        ) + 1 AS n_days
    FROM bed_subsidy
    INNER JOIN care_bed ON bed_subsidy.person_id = care_bed.person_id
    WHERE
        care_bed.from_on <= last_day(bed_subsidy.month)
        AND (care_bed.to_on IS NULL OR care_bed.to_on >= bed_subsidy.month)
),
present AS (
    SELECT
        subsidy_id,
        CAST(sum(CASE WHEN own = 1 THEN n_days ELSE 0 END) AS BIGINT) AS own_days,
        CAST(sum(CASE WHEN own = 0 THEN n_days ELSE 0 END) AS BIGINT) AS other_days
    FROM overlaps
    GROUP BY subsidy_id
),
known AS (
    SELECT person_id
    FROM care_bed
    GROUP BY person_id
),
compared AS (
    SELECT
        bed_subsidy.subsidy_id,
        bed_subsidy.home_id,
        bed_subsidy.person_id,
        bed_subsidy.month,
        bed_subsidy.claimed_days,
        bed_subsidy.amount,
        coalesce(present.own_days, 0) AS own_days,
        coalesce(present.other_days, 0) AS other_days
    FROM bed_subsidy
    INNER JOIN known ON bed_subsidy.person_id = known.person_id
    LEFT JOIN present ON bed_subsidy.subsidy_id = present.subsidy_id
    WHERE bed_subsidy.month <= $as_of AND bed_subsidy.claimed_days IS NOT NULL
)
SELECT
    subsidy_id,
    home_id,
    person_id,
    month,
    claimed_days,
    own_days,
    other_days,
    amount,
    'CNY' AS currency
FROM compared
WHERE
    claimed_days - own_days > $grace_days
    OR (other_days > $grace_days AND claimed_days + other_days - date_diff('day', month, last_day(month)) - 1 > $grace_days)

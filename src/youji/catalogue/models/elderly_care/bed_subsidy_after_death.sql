/*---
id: bed_subsidy_after_death
title: {zh: 为已故老人申领床位补贴, en: Bed subsidies for the dead}
question:
  zh: 床位补贴申报天数是否超过老人当月在世天数？
  en: Was a bed subsidy claimed for more days than the person lived in that month?
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
purpose_ground:
  civil_registration:
    article: 个人信息保护法#34
    note:
      zh: 国家机关在履行法定职责所必需的范围内处理个人信息；核对死亡日期是发放补贴的必要条件。
      en: State organs process personal data as far as their duty needs; a subsidy cannot be paid without knowing
        that the person lives.
kind: row
inputs:
  bed_subsidy: [subsidy_id, home_id, person_id, resident_id, month, claimed_days, amount]
  death: [death_id, resident_id, died_on]
optional:
  bed_subsidy: [amount]
params:
  grace_days:
    value: 3
    unit: days
    minimum: 0
    why:
      zh: "假设：最后几天的费用可能在得知死亡之前已经结算。"
      en: "Assumption: the last days of a month may be settled before the death is known."
subject: {column: home_id, kind: organisation}
grain: [subsidy_id]
amount: amount
currency: currency
occurred_on: month
evidence:
  bed_subsidy:
  - {subsidy_id: subsidy_id}
  death:
  - {death_id: death_id}
increment: full
severity: high
explain:
  zh: '{home_id:party}为{person_id:party}申领{month:date}当月床位补贴{claimed_days:number}天，该老人登记死亡日期为{died_on:date}，当月在世{alive_days:number}天，补贴{amount:money}。'
  en: '{home_id:party} claimed {claimed_days:number} days of the month of {month:date} for {person_id:party}, who
    died on {died_on:date} and lived {alive_days:number} days of it; {amount:money} were paid.'
innocent_reasons:
- zh: 死亡当月按整月结算，仅差几天
  en: The month of death was settled with a few days too many
- zh: 死亡登记日期后来更正为较晚日期
  en: The day of death was later corrected to a later one
first_steps:
- zh: 核对死亡证明与机构的离院登记
  en: Compare the certificate of death with the home’s register
- zh: 核对补贴发放账户与签字
  en: See the account that was paid and the signatures
- zh: 查该机构其他已故老人的补贴
  en: Look at its other residents who died
tags: [dead beneficiary]
---*/
-- `month` is the first day of the month claimed. The latest registered day of death counts, in favour of the home;
-- the day of death is a day lived. Amounts on the forms of these offices are in yuan.
WITH registered AS (
    SELECT
        resident_id,
        died_on,
        death_id,
        row_number() OVER (PARTITION BY resident_id ORDER BY died_on DESC, death_id) AS place
    FROM death
    WHERE resident_id IS NOT NULL
),
deaths AS (
    SELECT
        resident_id,
        died_on,
        death_id
    FROM registered
    WHERE place = 1
),
months AS (
    SELECT
        bed_subsidy.subsidy_id,
        bed_subsidy.home_id,
        bed_subsidy.person_id,
        deaths.death_id,
        bed_subsidy.month,
        bed_subsidy.claimed_days,
        bed_subsidy.amount,
        deaths.died_on,
        CASE
            WHEN deaths.died_on < bed_subsidy.month THEN 0
            ELSE date_diff('day', bed_subsidy.month, deaths.died_on) + 1
        END AS alive_days
    FROM bed_subsidy
    INNER JOIN deaths ON bed_subsidy.resident_id = deaths.resident_id
    WHERE bed_subsidy.month <= $as_of AND bed_subsidy.claimed_days IS NOT NULL
)
SELECT
    subsidy_id,
    home_id,
    person_id,
    death_id,
    month,
    claimed_days,
    alive_days,
    died_on,
    amount,
    'CNY' AS currency
FROM months
WHERE claimed_days - alive_days > $grace_days

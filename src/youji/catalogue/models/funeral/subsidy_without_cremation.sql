/*---
id: subsidy_without_cremation
title: {zh: 无火化登记领取殡葬补助, en: Subsidies without a cremation}
question:
  zh: 领取基本殡葬服务补助的逝者，是否没有火化登记？
  en: Was the funeral service subsidised for somebody of whom there is no cremation?
category: funeral
entry: matter
status: active
risk_points: [funeral_subsidies, body_registration]
legal_basis:
- article: 殡葬管理条例#13
  note:
    zh: 火化遗体必须凭公安机关或者规定的医疗机构出具的死亡证明。
    en: A body is cremated only on a certificate of death of the police or a medical institution.
- article: 财政违法行为处罚处分条例#6
  note:
    zh: 国家机关工作人员以虚报、冒领等手段骗取财政资金的，追回并处分。
    en: Officials who obtain public money by false claims repay it and are disciplined.
- article: 殡葬管理条例#4
  note:
    zh: 应当实行火葬的地区由省级人民政府划定。
    en: Provinces say where cremation is the rule.
purpose: funeral_supervision
kind: row
inputs:
  funeral_subsidy: [subsidy_id, person_id, resident_id, kind, paid_by, paid_on, amount]
  cremation: [resident_id, person_id, cremated_on]
optional:
  funeral_subsidy: [paid_by]
  cremation: [person_id]
params:
  wait_days:
    value: 60
    unit: days
    minimum: 0
    why:
      zh: "假设：火化机构在两个月内上报。"
      en: "Assumption: crematoria report within two months."
subject: {column: person_id, kind: person}
grain: [subsidy_id]
amount: amount
currency: currency
occurred_on: paid_on
evidence:
  funeral_subsidy:
  - {subsidy_id: subsidy_id}
increment: full
severity: medium
explain:
  zh: '{paid_on:date}为逝者{person_id:party}发放基本殡葬服务补助{amount:money}，至今没有火化登记。'
  en: On {paid_on:date} {amount:money} were paid for the funeral service of {person_id:party}, of whom there is no
    cremation.
innocent_reasons:
- zh: 火化登记尚未上传
  en: The cremation has not been reported yet
- zh: 允许土葬地区领取的其他补助，不以火化为条件
  en: A grant of a region with burials, which asks for no cremation
first_steps:
- zh: 核对火化证和遗体去向
  en: Compare the certificate and ask where the body went
- zh: 核实当事人是否在世
  en: Find out whether the person lives
- zh: 查收款账户
  en: See the account that was paid
tags: [false claim]
---*/
-- Only the subsidy of the funeral service itself presupposes a cremation, found by resident number or by the person’s
-- id; grants of the pension schemes do not. Amounts on the forms of these offices are in yuan.
WITH by_number AS (
    SELECT
        resident_id,
        min(cremated_on) AS cremated_on
    FROM cremation
    WHERE resident_id IS NOT NULL
    GROUP BY resident_id
),
by_person AS (
    SELECT
        person_id,
        min(cremated_on) AS cremated_on
    FROM cremation
    WHERE person_id IS NOT NULL
    GROUP BY person_id
)
SELECT
    funeral_subsidy.subsidy_id,
    funeral_subsidy.person_id,
    funeral_subsidy.paid_on,
    funeral_subsidy.amount,
    'CNY' AS currency
FROM funeral_subsidy
LEFT JOIN by_number ON funeral_subsidy.resident_id = by_number.resident_id
LEFT JOIN by_person ON funeral_subsidy.person_id = by_person.person_id
WHERE
    funeral_subsidy.kind = 'basic_service'
    AND funeral_subsidy.resident_id IS NOT NULL
    AND funeral_subsidy.amount > 0
    AND coalesce(by_number.cremated_on, by_person.cremated_on) IS NULL
    AND date_diff('day', funeral_subsidy.paid_on, $as_of) > $wait_days

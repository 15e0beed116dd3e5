/*---
id: double_pension
title: {zh: 重复领取养老金, en: Two pensions at once}
question:
  zh: 同一人是否在同一月份从两个险种或者两地领取养老金？
  en: Did one person draw pensions of two schemes, or from two offices, for the same months?
category: elderly_care
entry: person
status: active
risk_points: [pension_eligibility]
legal_basis:
- article: 社会保险法#16
  note:
    zh: 符合条件的个人按月领取基本养老金。
    en: Who qualifies draws the basic pension monthly.
- article: 社会保险法#88
  note:
    zh: 以欺诈等手段骗取社会保险待遇的，退回并处罚款。
    en: Benefits drawn by deceit are repaid with a fine.
- article: 社会保险经办条例#9
  note:
    zh: 经办机构应当对参保信息与共享信息进行比对核实。
    en: The agency compares what it holds with shared data.
purpose: elderly_care_supervision
kind: aggregate
inputs:
  pension_payment: [payment_id, person_id, scheme, office_code, month, amount]
optional:
  pension_payment: [office_code]
params:
  grace_months:
    value: 1
    unit: months
    minimum: 0
    why:
      zh: "假设：养老关系转移时，可能有一个月两边都发。"
      en: "Assumption: when a pension moves, one month may be paid by both offices."
subject: {column: person_id, kind: person}
grain: [person_id]
amount: amount
currency: currency
occurred_on: last_month
evidence:
  pension_payment:
  - person_id: person_id
    where: d.month >= a.first_month AND d.month <= a.last_month
increment: full
severity: high
explain:
  zh: '{person_id:party}在{first_month:date}至{last_month:date}间有{n_months:number}个月同时从{n_sources:number}个险种或者机构领取养老金，较小一份合计{amount:money}。'
  en: Between {first_month:date} and {last_month:date} {person_id:party} drew pensions from {n_sources:number} schemes
    or offices for the same {n_months:number} months; the smaller ones come to {amount:money}.
innocent_reasons:
- zh: 转移接续当月两边重叠一期
  en: One month overlaps when the pension moved
- zh: 重复发放已经退回冲销
  en: What was paid twice has been given back
first_steps:
- zh: 核对两份待遇的参保和核定材料
  en: Compare the files of both pensions
- zh: 查是否两个户籍或者两个证件号码
  en: See whether the person has two household records or numbers
- zh: 办理终止并追回
  en: End one and recover
tags: [double benefit]
---*/
-- A source is a scheme at a paying office whose payments for the month are positive in sum, so that what was given
-- back counts for nothing. Amounts on the forms of these offices are in yuan.
WITH sources AS (
    SELECT
        person_id,
        month,
        scheme,
        coalesce(office_code, '') AS office_code,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount
    FROM pension_payment
    WHERE month <= $as_of
    GROUP BY person_id, month, scheme, coalesce(office_code, '')
    HAVING sum(amount) > 0
),
months AS (
    SELECT
        person_id,
        month,
        CAST(count(scheme) AS INTEGER) AS n_sources,
        CAST(sum(amount) - max(amount) AS DECIMAL(18, 2)) AS amount
    FROM sources
    GROUP BY person_id, month
    HAVING count(scheme) > 1
)
SELECT
    person_id,
    CAST(count(month) AS INTEGER) AS n_months,
    max(n_sources) AS n_sources,
    min(month) AS first_month,
    max(month) AS last_month,
    CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
    'CNY' AS currency
FROM months
GROUP BY person_id
HAVING count(month) > $grace_months

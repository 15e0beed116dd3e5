/*---
id: pension_after_death
title: {zh: 死亡后继续领取养老金, en: Pensions after death}
question:
  zh: 登记死亡的次月之后，是否仍在发放养老金？
  en: Was a pension paid for months after the person had died?
category: elderly_care
entry: person
status: active
risk_points: [pension_eligibility]
legal_basis:
- article: 社会保险法#88
  note:
    zh: 以欺诈等手段骗取社会保险待遇的，退回并处二倍以上五倍以下罚款。
    en: Benefits drawn by deceit are repaid with a fine of two to five times.
- article: 社会保险经办条例#9
  note:
    zh: 经办机构应当对参保信息与共享信息进行比对核实。
    en: The agency compares what it holds with shared data.
- article: 社会保险经办条例#55
  note:
    zh: 骗取社会保险基金支出的，责令退回并处罚款。
    en: Deceit against the fund is repaid and fined.
purpose: elderly_care_supervision
purpose_ground:
  civil_registration:
    article: 社会保险经办条例#8
    note:
      zh: 公安、民政、卫生健康等部门应当将个人的死亡信息与社会保险经办机构共享。
      en: Police, civil affairs and health offices share deaths with the insurance agencies.
kind: aggregate
inputs:
  pension_payment: [payment_id, person_id, resident_id, scheme, month, amount]
  death: [death_id, resident_id, died_on]
params:
  grace_months:
    value: 1
    unit: months
    minimum: 0
    why:
      zh: "假设：月底前后的死亡，要到下一次发放之后才传到发放机构。"
      en: "Assumption: a death near the end of a month reaches the paying office after the next run of payments."
subject: {column: person_id, kind: person}
grain: [person_id, scheme]
amount: amount
currency: currency
occurred_on: last_month
evidence:
  pension_payment:
  - person_id: person_id
    scheme: scheme
    where: d.month > a.died_on
  death:
  - {death_id: death_id}
increment: full
severity: high
explain:
  zh: '{person_id:party}登记死亡日期为{died_on:date}，此后仍发放养老金{n_months:number}个月（至{last_month:date}），合计{amount:money}。'
  en: '{person_id:party} died on {died_on:date}; pensions were paid for {n_months:number} months afterwards, to {last_month:date},
    {amount:money} in all.'
innocent_reasons:
- zh: 死亡信息尚未传到，次月仍发放一期
  en: News of the death was late, and the next month was still paid
- zh: 多发部分已经追回冲销
  en: What was overpaid has been recovered and written back
first_steps:
- zh: 核对死亡证明与待遇暂停时间
  en: Compare the certificate with the day the pension was stopped
- zh: 查领款账户由谁支取
  en: See who drew from the account
- zh: 核对生存认证方式和经办人
  en: See how the person’s life was confirmed, and by whom
tags: [dead beneficiary]
---*/
-- `month` is the first day of the month paid for; the month of death is due. What was recovered stands with a
-- negative amount and is taken off. Amounts on the forms of these offices are in yuan.
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
late AS (
    SELECT
        pension_payment.person_id,
        deaths.death_id,
        pension_payment.scheme,
        deaths.died_on,
        CAST(count(DISTINCT pension_payment.month) AS INTEGER) AS n_months,
        max(pension_payment.month) AS last_month,
        CAST(sum(pension_payment.amount) AS DECIMAL(18, 2)) AS amount
    FROM pension_payment
    INNER JOIN deaths ON pension_payment.resident_id = deaths.resident_id
    WHERE pension_payment.month > deaths.died_on AND pension_payment.month <= $as_of
    GROUP BY pension_payment.person_id, deaths.death_id, pension_payment.scheme, deaths.died_on
)
SELECT
    person_id,
    death_id,
    scheme,
    died_on,
    n_months,
    last_month,
    amount,
    'CNY' AS currency
FROM late
WHERE n_months > $grace_months AND amount > 0

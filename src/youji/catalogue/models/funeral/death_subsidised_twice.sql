/*---
id: death_subsidised_twice
title: {zh: 一人死亡重复发放丧葬补助, en: One death subsidised twice}
question:
  zh: 同一逝者是否被两次发放同类丧葬补助，或者同时领取职工与居民两种补助金？
  en: Was one death given the same funeral subsidy twice, or the grants of two pension schemes?
category: funeral
entry: money
status: active
risk_points: [funeral_subsidies]
legal_basis:
- article: 社会保险法#17
  note:
    zh: 参加基本养老保险的个人死亡的，其遗属可以领取丧葬补助金和抚恤金。
    en: The family of an insured person who died may draw a funeral grant.
- article: 社会保险法#88
  note:
    zh: 以欺诈等手段骗取社会保险待遇的，退回并处罚款。
    en: Benefits drawn by deceit are repaid with a fine.
- article: 社会保险经办条例#19
  note:
    zh: 经办机构应当及时核实死亡情况，按照规定核定并发放丧葬补助金。
    en: The agency verifies the death and pays the grant as the rules say.
- article: 财政违法行为处罚处分条例#6
  note:
    zh: 国家机关工作人员以虚报、冒领等手段骗取财政资金的，追回并处分。
    en: Officials who obtain public money by false claims repay it and are disciplined.
purpose: funeral_supervision
kind: aggregate
inputs:
  funeral_subsidy: [subsidy_id, person_id, resident_id, kind, paid_on, amount]
optional:
  funeral_subsidy: [resident_id, paid_on]
params:
  min_share:
    value: 0.2
    unit: ratio of the largest
    minimum: 0
    maximum: 1
    why:
      zh: "假设：以后补付的余款低于补助的五分之一。"
      en: "Assumption: a balance paid later is below a fifth of the grant."
subject: {column: person_id, kind: person}
grain: [person_id, family]
amount: amount
currency: currency
occurred_on: last_on
evidence:
  funeral_subsidy:
  - person_id: person_id
    where: (d.kind = 'basic_service') = (a.family = 'service')
increment: full
severity: high
explain:
  zh: 逝者{person_id:party}的同类丧葬补助发放{n_payments:number}笔（{first_on:date}至{last_on:date}），合计{total:money}，重复部分约{amount:money}。
  en: 'For the death of {person_id:party} {n_payments:number} subsidies of one family were paid between {first_on:date}
    and {last_on:date}: {total:money}, of which about {amount:money} is double.'
innocent_reasons:
- zh: 基本殡葬服务费减免与丧葬补助金可以同时享受
  en: The waived funeral service and a funeral grant go together lawfully
- zh: 错发后已退回
  en: A wrong payment was given back
- zh: 一次补助分期、小额补差发放
  en: A small balance was paid later
first_steps:
- zh: 核对申领材料和收款账户
  en: Compare applications and accounts
- zh: 查两个经办机构是否互通信息
  en: See whether the two agencies share data
- zh: 追回重复部分
  en: Recover what is double
tags: [double benefit]
---*/
-- Two families: the waived funeral service, and the funeral grants of the pension schemes, of which a death brings
-- one. Beside the largest payment nothing more is due. Amounts on the forms of these offices are in yuan.
WITH paid AS (
    SELECT
        person_id,
        CASE WHEN kind = 'basic_service' THEN 'service' ELSE 'grant' END AS family,
        CAST(sum(CASE WHEN amount > 0 THEN 1 ELSE 0 END) AS INTEGER) AS n_payments,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS total,
        CAST(max(amount) AS DECIMAL(18, 2)) AS largest,
        min(paid_on) AS first_on,
        max(paid_on) AS last_on
    FROM funeral_subsidy
    WHERE paid_on IS NULL OR paid_on <= $as_of
    GROUP BY person_id, CASE WHEN kind = 'basic_service' THEN 'service' ELSE 'grant' END
)
SELECT
    person_id,
    family,
    n_payments,
    total,
    first_on,
    last_on,
    CAST(total - largest AS DECIMAL(18, 2)) AS amount,
    'CNY' AS currency
FROM paid
WHERE n_payments > 1 AND total - largest > largest * CAST($min_share AS DECIMAL(9, 6))

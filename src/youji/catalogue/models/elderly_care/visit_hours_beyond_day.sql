/*---
id: visit_hours_beyond_day
title: {zh: 服务时长超过一天, en: Service hours beyond a day}
question:
  zh: 一名护理员一天内记录的上门服务时长是否超出可能？
  en: Did one carer record more hours of home service on a day than anybody can work?
category: elderly_care
entry: matter
status: active
risk_points: [care_service]
legal_basis:
- article: 老年人权益保障法#37
  note:
    zh: 对经济困难的老年人逐步给予养老服务补贴。
    en: Old people in need get subsidies for care services.
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
  care_visit: [visit_id, provider_id, carer_id, person_id, served_on, minutes, amount]
params:
  max_minutes:
    value: 720
    unit: minutes
    minimum: 1
    maximum: 1440
    why:
      zh: "假设：一天为几个人服务合计十二小时，路上就没有时间了。"
      en: "Assumption: twelve hours of service to several persons leave no time for the ways between them."
subject: {column: provider_id, kind: organisation}
grain: [carer_id, served_on]
amount: amount
currency: currency
occurred_on: served_on
evidence:
  care_visit:
  - {carer_id: carer_id, served_on: served_on}
increment: full
severity: medium
explain:
  zh: '{provider_id:party}的护理员{carer_id:party}于{served_on:date}记录服务{n_visits:number}次、{n_persons:number}人，共{minutes:number}分钟，补贴{amount:money}。'
  en: On {served_on:date} carer {carer_id:party} of {provider_id:party} recorded {n_visits:number} visits to {n_persons:number}
    persons, {minutes:number} minutes in all; subsidies {amount:money}.
innocent_reasons:
- zh: 夜间陪护值班，一人一天长时服务
  en: 'A night watch: one long service for one person'
- zh: 忙季加班，仍在一天可能的工时之内
  en: Overtime in a busy season, within what a day allows
first_steps:
- zh: 核对定位签到、工单签字和录音
  en: Compare check-ins, signed orders and recordings
- zh: 回访服务对象
  en: Ask the persons served
- zh: 核算多报时长的补贴
  en: Work out the subsidies of the hours too many
tags: [invented service]
---*/
-- Ways between homes are not counted, in favour of the carer. One long service for one person may be a watch and is
-- left out. Amounts on the forms of these offices are in yuan.
WITH days AS (
    SELECT
        carer_id,
        served_on,
        min(provider_id) AS provider_id,
        CAST(count(visit_id) AS INTEGER) AS n_visits,
        CAST(count(DISTINCT person_id) AS INTEGER) AS n_persons,
        CAST(sum(minutes) AS BIGINT) AS minutes,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount
    FROM care_visit
    WHERE carer_id IS NOT NULL AND served_on <= $as_of
    GROUP BY carer_id, served_on
)
SELECT
    carer_id,
    served_on,
    provider_id,
    n_visits,
    n_persons,
    minutes,
    amount,
    'CNY' AS currency
FROM days
WHERE n_persons > 1 AND minutes > $max_minutes

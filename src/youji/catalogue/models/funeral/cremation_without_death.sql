/*---
id: cremation_without_death
title: {zh: 无死亡登记的火化, en: Cremations without a death}
question:
  zh: 火化登记的逝者是否没有死亡登记，或者火化早于死亡日期？
  en: Is there a cremation without a registered death, or before it?
category: funeral
entry: matter
status: active
risk_points: [body_registration]
legal_basis:
- article: 殡葬管理条例#13
  note:
    zh: 火化遗体必须凭公安机关或者规定的医疗机构出具的死亡证明。
    en: A body is cremated only on a certificate of death of the police or a medical institution.
- article: 户口登记条例#8
  note:
    zh: 公民死亡应当申报死亡登记，注销户口。
    en: A death is reported and the household record closed.
- article: 殡葬管理条例#12
  note:
    zh: 殡仪服务人员不得利用工作之便索取财物。
    en: Funeral staff must not use their work to obtain money or goods.
purpose: funeral_supervision
purpose_ground:
  civil_registration:
    article: 殡葬管理条例#13
    note:
      zh: 火化必须凭死亡证明，因此火化登记与死亡登记应当能够相互核对。
      en: A cremation rests on a certificate of death, so the two registers are meant to be compared.
kind: row
inputs:
  cremation: [cremation_id, home_id, person_id, resident_id, cremated_on, remains]
  death: [death_id, resident_id, person_id, died_on]
optional:
  cremation: [person_id, remains]
  death: [person_id]
params:
  wait_days:
    value: 60
    unit: days
    minimum: 0
    why:
      zh: "户口登记条例#8 规定农村一个月内申报；假设：机关之间交换数据再用一个月。"
      en: "户口登记条例#8 gives a month in the country; assumption: a second one for offices to exchange data."
  margin_days:
    value: 1
    unit: days
    minimum: 0
    why:
      zh: "假设：夜里和零点前后会差一天。"
      en: "Assumption: night and midnight make a day’s difference."
subject: {column: home_id, kind: organisation}
grain: [cremation_id]
occurred_on: cremated_on
evidence:
  cremation:
  - {cremation_id: cremation_id}
  death:
  - {death_id: death_id}
increment: full
severity: high
explain:
  zh: '{home_id:party}于{cremated_on:date}火化登记{cremation_id}，逝者{reason_zh}。'
  en: '{home_id:party} recorded cremation {cremation_id} on {cremated_on:date}; the person {reason_en}.'
innocent_reasons:
- zh: 死亡登记尚在补办
  en: The death is still being registered
- zh: 迁坟遗骨、无名遗体，本无死亡登记
  en: Exhumed remains or an unclaimed body, of which there is no death record
- zh: 死亡日期与火化日期相差一天，属录入误差
  en: A day apart, an error of entry
first_steps:
- zh: 调取死亡证明原件，核对证明出具机构
  en: Obtain the certificate of death and ask who issued it
- zh: 查该馆同期类似登记
  en: Look for more of them at the home
- zh: 核实当事人是否在世
  en: Find out whether the person lives
tags: [false certificate]
---*/
-- Registers are joined by resident number, or by the person’s id where one of them lacks the number. A young
-- cremation is left alone until the death can have been registered; the earliest registered day counts.
WITH by_number AS (
    SELECT
        resident_id,
        min(died_on) AS died_on,
        min(death_id) AS death_id
    FROM death
    WHERE resident_id IS NOT NULL
    GROUP BY resident_id
),
by_person AS (
    SELECT
        person_id,
        min(died_on) AS died_on,
        min(death_id) AS death_id
    FROM death
    WHERE person_id IS NOT NULL
    GROUP BY person_id
),
compared AS (
    SELECT
        cremation.cremation_id,
        cremation.home_id,
        cremation.person_id,
        cremation.cremated_on,
        coalesce(by_number.died_on, by_person.died_on) AS died_on,
        coalesce(by_number.death_id, by_person.death_id) AS death_id
    FROM cremation
    LEFT JOIN by_number ON cremation.resident_id = by_number.resident_id
    LEFT JOIN by_person ON cremation.person_id = by_person.person_id
    WHERE cremation.resident_id IS NOT NULL AND coalesce(cremation.remains, 'body') = 'body'
)
SELECT
    cremation_id,
    home_id,
    person_id,
    death_id,
    cremated_on,
    CASE WHEN died_on IS NULL THEN '没有死亡登记' ELSE '的登记死亡日期晚于火化日期' END AS reason_zh,
    CASE WHEN died_on IS NULL THEN 'has no registered death' ELSE 'died later, as registered' END AS reason_en
FROM compared
WHERE
    (died_on IS NULL AND date_diff('day', cremated_on, $as_of) > $wait_days)
    OR date_diff('day', cremated_on, died_on) > $margin_days

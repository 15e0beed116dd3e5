/*---
id: unbundled_charge
title: {zh: 分解项目收费, en: Unbundled charges}
question:
  zh: 已收取某一诊疗项目，是否又另外收取其内涵中的组成部分？
  en: Was a part charged on top of the service that already comprises it?
category: health
entry: money
status: active
risk_points: [charging]
legal_basis:
- article: 医疗保障基金使用监督管理条例#15
  note:
    zh: 定点医药机构核验凭证、合理诊疗、如实出具单据，不得分解住院、挂床住院、重复收费、串换项目。
    en: Providers check the card, treat as needed and bill truly; no split or empty stays, double charges or swapped
      items.
- article: 医疗保障基金使用监督管理条例#38
  note:
    zh: 分解住院、挂床住院、过度检查、超量重复开药、重复收费、串换项目的，责令改正、退回并罚款。
    en: Split and empty stays, needless tests, excess drugs, double charges and swaps are corrected, repaid and fined.
purpose: medical_insurance_supervision
kind: row
inputs:
  health_claim: [claim_id, provider_id, person_id]
  claim_line: [line_id, claim_id, item_id, charged_on, amount]
  medical_item: [item_id, name, part_of]
subject: {column: provider_id, kind: organisation}
grain: [line_id]
amount: amount
occurred_on: charged_on
evidence:
  claim_line:
  - {line_id: line_id}
  - {claim_id: claim_id, item_id: whole_item_id, charged_on: charged_on}
  health_claim:
  - {claim_id: claim_id}
increment: {by: claim_id}
severity: medium
explain:
  zh: '{provider_id:party}在结算{claim_id}中于{charged_on:date}已收取“{whole_name}”，又另收其所含的“{part_name}”{amount:money}。'
  en: 'In claim {claim_id} {provider_id:party} charged “{whole_name}” on {charged_on:date} and, on top, “{part_name}”,
    which it comprises: {amount:money}.'
innocent_reasons:
- zh: 另一天单独进行，不属于该项目的内涵
  en: It was done on another day, apart from the service
- zh: 当日同一项目的收费已冲销
  en: The charge for the whole was reversed on the same day
first_steps:
- zh: 对照价格目录的项目内涵
  en: Read what the price list says the service comprises
- zh: 查医嘱和手术、操作记录
  en: See orders and records of the operation
- zh: 核算同类病例的多收金额
  en: Work out the excess over similar cases
tags: [overcharging]
---*/
-- `part_of` of the catalogue is the content (项目内涵) that the price list gives for a service. Only the same claim and
-- day count.
WITH wholes AS (
    SELECT
        claim_line.claim_id,
        claim_line.item_id,
        claim_line.charged_on,
        min(medical_item.name) AS whole_name,
        CAST(sum(claim_line.amount) AS DECIMAL(18, 2)) AS whole_amount
    FROM claim_line
    INNER JOIN medical_item ON claim_line.item_id = medical_item.item_id
    WHERE claim_line.charged_on <= $as_of
    GROUP BY claim_line.claim_id, claim_line.item_id, claim_line.charged_on
)
SELECT
    claim_line.line_id,
    claim_line.claim_id,
    claim_line.charged_on,
    health_claim.provider_id,
    health_claim.person_id,
    wholes.item_id AS whole_item_id,
    wholes.whole_name,
    medical_item.name AS part_name,
    claim_line.amount
FROM claim_line
INNER JOIN medical_item ON claim_line.item_id = medical_item.item_id
INNER JOIN wholes
    ON
        claim_line.claim_id = wholes.claim_id
        AND claim_line.charged_on = wholes.charged_on
        AND medical_item.part_of = wholes.item_id
INNER JOIN health_claim ON claim_line.claim_id = health_claim.claim_id
WHERE wholes.whole_amount > 0 AND claim_line.amount > 0

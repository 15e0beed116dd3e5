/*---
id: billed_above_stock
title: {zh: 结算数量超过购进数量, en: More billed than bought}
question:
  zh: 机构结算的药品耗材数量是否超过其购进数量，疑似串换？
  en: Did a provider bill more of a drug or consumable than it ever bought, so that something else was handed out?
category: health
entry: thing
status: active
risk_points: [charging]
legal_basis:
- article: 医疗保障基金使用监督管理条例#15
  note:
    zh: 定点医药机构核验凭证、合理诊疗、如实出具单据，不得分解住院、挂床住院、重复收费、串换项目。
    en: Providers check the card, treat as needed and bill truly; no split or empty stays, double charges or swapped
      items.
- article: 医疗保障基金使用监督管理条例#16
  note:
    zh: 定点医药机构应当保管药品和医用耗材出入库记录等资料。
    en: Providers keep the records of drugs and consumables taken into and out of stock.
- article: 医疗保障基金使用监督管理条例#38
  note:
    zh: 分解住院、挂床住院、过度检查、超量重复开药、重复收费、串换项目的，责令改正、退回并罚款。
    en: Split and empty stays, needless tests, excess drugs, double charges and swaps are corrected, repaid and fined.
purpose: medical_insurance_supervision
kind: aggregate
inputs:
  health_claim: [claim_id, provider_id]
  claim_line: [claim_id, item_id, charged_on, quantity, amount]
  medical_item: [item_id, name, kind]
  medical_purchase: [provider_id, item_id, received_on, quantity]
params:
  tolerance:
    value: 0.2
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：期初库存和盘点误差可以解释结算量的五分之一以内。"
      en: "Assumption: opening stock and counting errors explain up to a fifth of what was billed."
  min_amount:
    value: 500
    unit: yuan
    minimum: 0
    why:
      zh: "假设：低于此数，不值得盘库。"
      en: "Assumption: below, the difference is not worth a stock-taking."
subject: {column: provider_id, kind: organisation}
grain: [provider_id, item_id]
amount: excess_amount
currency: currency
evidence:
  medical_purchase:
  - {provider_id: provider_id, item_id: item_id}
increment: full
severity: high
explain:
  zh: '{provider_id:party}自{first_on:date}起结算“{item_name}”共{billed:number}，同期购进{bought:number}，多出{excess:number}（{excess_amount:money}）。'
  en: 'Since {first_on:date} {provider_id:party} billed {billed:number} of “{item_name}” and bought {bought:number}:
    {excess:number} more than there was ({excess_amount:money}).'
innocent_reasons:
- zh: 期初库存未计入
  en: Stock from before the records was used up
- zh: 数量少，属盘点误差
  en: The difference is small and may be an error of counting
first_steps:
- zh: 盘点实物，核对期初库存和进销存台账
  en: Count the stock and compare opening stock and ledger
- zh: 抽查患者实际领用的药品、耗材
  en: Ask patients what they were given
- zh: 核对供货企业的发票和随货单
  en: Compare with the suppliers’ invoices
tags: [swap]
---*/
-- Only what was billed since the first receipt on record counts, and only for providers that keep such records. An
-- item that was never bought stands with zero. Amounts on the forms of these offices are in yuan.
WITH bought AS (
    SELECT
        provider_id,
        item_id,
        CAST(sum(quantity) AS DECIMAL(18, 2)) AS bought
    FROM medical_purchase
    WHERE received_on <= $as_of
    GROUP BY provider_id, item_id
),
books AS (
    SELECT
        provider_id,
        min(received_on) AS first_on
    FROM medical_purchase
    WHERE received_on <= $as_of
    GROUP BY provider_id
),
billed AS (
    SELECT
        health_claim.provider_id,
        claim_line.item_id,
        min(medical_item.name) AS item_name,
        books.first_on,
        CAST(sum(claim_line.quantity) AS DECIMAL(18, 2)) AS billed,
        CAST(sum(claim_line.amount) AS DECIMAL(18, 2)) AS billed_amount
    FROM claim_line
    INNER JOIN health_claim ON claim_line.claim_id = health_claim.claim_id
    INNER JOIN medical_item ON claim_line.item_id = medical_item.item_id
    INNER JOIN books ON health_claim.provider_id = books.provider_id
    WHERE
        medical_item.kind IN ('drug', 'consumable')
        AND claim_line.charged_on >= books.first_on
        AND claim_line.charged_on <= $as_of
    GROUP BY health_claim.provider_id, claim_line.item_id, books.first_on
),
compared AS (
    SELECT
        billed.provider_id,
        billed.item_id,
        billed.item_name,
        billed.first_on,
        billed.billed,
        coalesce(bought.bought, CAST(0 AS DECIMAL(18, 2))) AS bought,
        billed.billed_amount,
        CAST(
            round(
                CAST(billed.billed_amount AS DOUBLE)
                * CAST(billed.billed - coalesce(bought.bought, CAST(0 AS DECIMAL(18, 2))) AS DOUBLE)
                / NULLIF(CAST(billed.billed AS DOUBLE), 0), 2
            ) AS DECIMAL(18, 2)
        ) AS excess_amount
    FROM billed
    LEFT JOIN bought ON billed.provider_id = bought.provider_id AND billed.item_id = bought.item_id
)
SELECT
    provider_id,
    item_id,
    item_name,
    first_on,
    billed,
    bought,
    CAST(billed - bought AS DECIMAL(18, 2)) AS excess,
    excess_amount,
    'CNY' AS currency
FROM compared
WHERE
    billed - bought > billed * CAST($tolerance AS DECIMAL(9, 6))
    AND excess_amount >= $min_amount

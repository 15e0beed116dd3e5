/*---
id: fee_without_basis
title: {zh: 无依据或者超标准涉企收费, en: Fee without basis or above its standard}
question:
  zh: 向企业收取的费用，是否不在当时有效的目录清单之内，或者超过公布的标准？
  en: Was a company charged a fee that the published catalogue did not hold at the time, or more than its standard?
category: enterprise_enforcement
entry: money
status: active
risk_points: [fee_collection]
legal_basis:
  - article: 优化营商环境条例#25
    note:
      zh: 涉企收费实行目录清单管理，清单之外一律不得执行。
      en: Fees from companies are kept in published catalogues; none outside them may be charged.
  - article: 违反行政事业性收费和罚没收入收支两条线管理规定行政处分暂行规定#7
    note: {zh: 对明令取消或者降低标准的项目仍按原标准收费的，给予处分。, en: Discipline for charging what was abolished or lowered.}
  - article: 财政违法行为处罚处分条例#3
    note: {zh: 擅自设立收费项目、改变标准的，责令改正、退还并给予处分。, en: "Fees set up or changed at will are mended, repaid and disciplined."}
purpose: enterprise_enforcement_supervision
kind: row
inputs:
  fee_charge: [charge_id, office_id, company_id, item_code, units, amount, currency, charged_on]
  fee_item: [item_code, from_on, standard, to_on]
optional:
  fee_charge: [units, currency]
  fee_item: [standard, to_on]
subject: {column: office_id, kind: organisation}
grain: [charge_id]
amount: excess
currency: currency
occurred_on: charged_on
strength: strength
evidence:
  fee_charge: [{charge_id: charge_id}]
  fee_item: [{item_code: item_code}]
increment: {by: office_id}
severity: medium
explain:
  zh: "{office_id:party}于{charged_on:date}向{company_id:party}收费{charged:money}（项目{item_code}），{how_zh}，多收{excess:money}。"
  en: "On {charged_on:date} {office_id:party} charged {company_id:party} {charged:money} (item {item_code}); {how_en}, {excess:money} too much."
innocent_reasons:
  - {zh: 收费时该项目仍然有效，之后才取消, en: The item was abolished only later}
  - {zh: 按多个计费单位收取，单价未超标准, en: Several units were charged at no more than the standard}
first_steps:
  - {zh: 核对收费许可、目录清单和票据, en: "Compare permit, catalogue and receipt"}
  - {zh: 查收入是否缴入国库、有无坐支, en: See whether the money reached the treasury or was spent}
tags: [fees]
---*/
WITH valid AS (
    SELECT
        fee_charge.charge_id,
        CAST(max(CASE WHEN fee_item.standard IS NULL THEN 1 ELSE 0 END) AS INTEGER) AS open_standard,
        max(fee_item.standard) AS standard
    FROM fee_charge
    INNER JOIN fee_item ON fee_charge.item_code = fee_item.item_code
    WHERE
        fee_item.from_on <= fee_charge.charged_on
        AND (fee_item.to_on IS NULL OR fee_item.to_on >= fee_charge.charged_on)
    GROUP BY fee_charge.charge_id
),
judged AS (
    SELECT
        fee_charge.charge_id,
        fee_charge.office_id,
        fee_charge.company_id,
        fee_charge.item_code,
        fee_charge.amount,
        coalesce(fee_charge.currency, 'CNY') AS currency,
        fee_charge.charged_on,
        CASE WHEN valid.charge_id IS NULL THEN 1 ELSE 0 END AS without,
        CASE
            WHEN valid.charge_id IS NULL THEN fee_charge.amount
            -- without a published standard, or without a count of units, nothing is above it
            WHEN valid.open_standard = 1 OR fee_charge.units IS NULL THEN CAST(0 AS DECIMAL(18, 2))
            ELSE CAST(fee_charge.amount - valid.standard * fee_charge.units AS DECIMAL(18, 2))
        END AS excess
    FROM fee_charge
    LEFT JOIN valid ON fee_charge.charge_id = valid.charge_id
    WHERE fee_charge.item_code IS NOT NULL AND fee_charge.charged_on <= $as_of AND fee_charge.amount > 0
)
SELECT
    charge_id,
    office_id,
    company_id,
    item_code,
    amount AS charged,
    CAST(excess AS DECIMAL(18, 2)) AS excess,
    currency,
    charged_on,
    CASE WHEN without = 1 THEN '当时的目录清单没有该项目' ELSE '超过公布的标准' END AS how_zh,
    CASE WHEN without = 1 THEN 'the catalogue held no such item then' ELSE 'above the published standard' END AS how_en,
    CAST(CAST(excess AS DOUBLE) / NULLIF(CAST(amount AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM judged
WHERE excess > 0

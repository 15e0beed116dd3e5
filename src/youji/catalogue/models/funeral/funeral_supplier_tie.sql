/*---
id: funeral_supplier_tie
title: {zh: 殡葬用品供应商与工作人员有关联, en: Suppliers tied to funeral staff}
question:
  zh: 殡仪馆的供应商是否由其工作人员或者近亲属持股？
  en: Is a supplier of a funeral home held by its staff or their near kin?
category: funeral
entry: person
status: active
risk_points: [funeral_procurement]
legal_basis:
- article: 殡葬管理条例#12
  note:
    zh: 殡仪服务人员不得利用工作之便索取财物。
    en: Funeral staff must not use their work to obtain money or goods.
- article: 公职人员政务处分法#33
  note:
    zh: 利用职权或者职务上的影响为本人或者他人谋取私利的，依法处分。
    en: Using one’s office for private gain is punished.
- article: 政府采购法#12
  note:
    zh: 采购人员与供应商有利害关系的，必须回避。
    en: Purchasing staff with an interest in a supplier must withdraw.
purpose: funeral_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关行使监督职权，有权调取任职、亲属和股权登记，核实利益冲突。
      en: Supervisory organs may obtain records of posts, kin and shares to look into conflicts of interest.
kind: graph
inputs:
  funeral_purchase: [purchase_id, home_id, supplier_id, ordered_on, amount]
  position: [person_id, organisation_id, from_on, to_on]
  kinship: [person_id, relative_id]
  shareholding: [organisation_id, holder_id, holder_kind, share, from_on, to_on]
params:
  min_share:
    value: 0.05
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：小企业百分之五的股份算有利益，更少是投资。"
      en: "Assumption: five per cent of a small firm is an interest; less is an investment."
subject: {column: supplier_id, kind: organisation}
grain: [home_id, supplier_id, official_id]
amount: amount
currency: currency
occurred_on: last_on
evidence:
  funeral_purchase:
  - {home_id: home_id, supplier_id: supplier_id}
  position:
  - {person_id: official_id, organisation_id: home_id}
  kinship:
  - {person_id: official_id, relative_id: holder_id}
  shareholding:
  - {organisation_id: supplier_id, holder_id: holder_id}
increment: full
severity: high
explain:
  zh: '{home_id:party}向{supplier_id:party}采购{n_purchases:number}次、{amount:money}，其间该馆工作人员{official_id:party}本人或者近亲属{holder_id:party}持股{share:percent}。'
  en: '{home_id:party} bought {n_purchases:number} times from {supplier_id:party} for {amount:money}, while {official_id:party}
    of its staff, or the near relative {holder_id:party}, held {share:percent} of it.'
innocent_reasons:
- zh: 采购时已经离职或者已经退股
  en: The official had left, or the shares were sold, before the purchase
- zh: 持股比例极小
  en: A very small share
first_steps:
- zh: 调取采购文件，看是否公开、有无回避
  en: 'Obtain the purchase file: was it open, did the official withdraw?'
- zh: 比较同类用品的市场价格
  en: Compare prices with the market
- zh: 核对股权登记和资金往来
  en: Compare the register of shares and flows of money
tags: [conflict of interest]
---*/
-- Ties are those of record, by id: a name alone accuses nobody. Term of office and holding must both cover the day of
-- the purchase. Amounts on the forms of these offices are in yuan.
WITH circle AS (
    SELECT
        position.person_id AS official_id,
        position.organisation_id AS home_id,
        position.from_on,
        position.to_on,
        position.person_id AS holder_id
    FROM position
    UNION
    SELECT
        position.person_id AS official_id,
        position.organisation_id AS home_id,
        position.from_on,
        position.to_on,
        kinship.relative_id AS holder_id
    FROM position
    INNER JOIN kinship ON position.person_id = kinship.person_id
),
tied AS (
    SELECT
        funeral_purchase.purchase_id,
        funeral_purchase.home_id,
        funeral_purchase.supplier_id,
        funeral_purchase.ordered_on,
        funeral_purchase.amount,
        circle.official_id,
        circle.holder_id,
        shareholding.share
    FROM funeral_purchase
    INNER JOIN circle ON funeral_purchase.home_id = circle.home_id
    INNER JOIN shareholding
        ON
            funeral_purchase.supplier_id = shareholding.organisation_id
            AND circle.holder_id = shareholding.holder_id
    WHERE
        shareholding.holder_kind = 'person'
        AND shareholding.share >= CAST($min_share AS DECIMAL(9, 6))
        AND funeral_purchase.ordered_on <= $as_of
        AND (circle.from_on IS NULL OR circle.from_on <= funeral_purchase.ordered_on)
        AND (circle.to_on IS NULL OR circle.to_on >= funeral_purchase.ordered_on)
        AND (shareholding.from_on IS NULL OR shareholding.from_on <= funeral_purchase.ordered_on)
        AND (shareholding.to_on IS NULL OR shareholding.to_on >= funeral_purchase.ordered_on)
)
SELECT
    home_id,
    supplier_id,
    official_id,
    min(holder_id) AS holder_id,
    max(share) AS share,
    CAST(count(DISTINCT purchase_id) AS INTEGER) AS n_purchases,
    CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
    max(ordered_on) AS last_on,
    'CNY' AS currency
FROM tied
GROUP BY home_id, supplier_id, official_id

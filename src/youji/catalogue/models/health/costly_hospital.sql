/*---
id: costly_hospital
title: {zh: 次均费用远高于同级医院, en: A hospital far above its peers}
question:
  zh: 扣除病情轻重差异后，某医院的住院费用是否远高于同级医院？
  en: Are a hospital’s costs far above those of its peers, after allowing for how ill its patients are?
category: health
entry: money
status: active
risk_points: [claim_settlement, treatment_orders]
legal_basis:
- article: 医疗保障基金使用监督管理条例#15
  note:
    zh: 定点医药机构核验凭证、合理诊疗、如实出具单据，不得分解住院、挂床住院、重复收费、串换项目。
    en: Providers check the card, treat as needed and bill truly; no split or empty stays, double charges or swapped
      items.
- article: 医疗保障基金使用监督管理条例#25
  note:
    zh: 根据风险评估、数据监控等因素确定检查重点。
    en: What is inspected first follows from risk and data.
- article: 社会保险法#31
  note:
    zh: 医疗机构应当为参保人员提供合理、必要的医疗服务。
    en: Medical institutions give the insured reasonable and necessary care.
purpose: medical_insurance_supervision
kind: aggregate
inputs:
  health_claim: [claim_id, provider_id, kind, admitted_on, discharged_on, case_weight, total_amount]
  health_provider: [provider_id, level]
params:
  spreads:
    value: 3.5
    unit: robust standard deviations
    minimum: 1
    why:
      zh: "Iglewicz 和 Hoaglin（1993）建议修正 z 分数取 3.5。"
      en: "Iglewicz and Hoaglin (1993) advise 3.5 for the modified z-score."
  min_spread:
    value: 0.05
    unit: ratio of the median
    minimum: 0
    maximum: 1
    why:
      zh: "假设：仅价格和病种结构，就可使医院之间相差二十分之一。"
      en: "Assumption: prices and mixes alone let hospitals differ by a twentieth."
  min_stays:
    value: 20
    unit: stays
    minimum: 1
    why:
      zh: "假设：住院次数更少时，结果由个别病例决定。"
      en: "Assumption: fewer stays are ruled by single cases."
  min_peers:
    value: 6
    unit: hospitals
    minimum: 3
    why:
      zh: "假设：同类更少时，看不出什么算平常。"
      en: "Assumption: with fewer peers there is no telling what is usual."
subject: {column: provider_id, kind: organisation}
grain: [provider_id]
amount: excess
currency: currency
evidence:
  health_claim:
  - provider_id: provider_id
    where: d.kind = 'inpatient'
increment: full
severity: medium
explain:
  zh: '{provider_id:party}的{n_stays:number}次住院每单位病组权重费用为{unit_cost:money}，{n_peers:number}家{level}级医院的中位数为{median_cost:money}，上界为{fence:money}，超出部分约{excess:money}。'
  en: 'The {n_stays:number} stays at {provider_id:party} cost {unit_cost:money} a unit of case weight; the median
    of {n_peers:number} hospitals of the level {level} is {median_cost:money}, the fence {fence:money}. Above the
    fence: about {excess:money}.'
innocent_reasons:
- zh: 收治病情更重，病组权重已作调整
  en: Its patients are more ill, which case weights allow for
- zh: 样本少，个别高额病例所致
  en: Few stays, among them a very dear one
- zh: 同级医院之间正常的高低差别
  en: Hospitals of a level differ somewhat
first_steps:
- zh: 按病种、科室拆分费用，找出高出的项目
  en: Break the costs down by disease and department
- zh: 抽查病历，核对检查、用药和耗材的必要性
  en: 'Read records: were tests, drugs and devices needed?'
- zh: 看床日、再住院和病组编码是否异常
  en: Look at days, readmissions and how cases were coded
tags: [outlier]
sources:
- Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993
---*/
-- Robust fence: median plus a multiple of the median absolute deviation (times 1.4826, so that it equals the standard
-- deviation of a normal distribution) over the costs of whole hospitals within one level. Case weights of the payment
-- groups adjust for how ill the patients are. A spread below a share of the median is taken as that share: hospitals
-- that are nearly alike make no outliers. Amounts on the forms of these offices are in yuan.
WITH costs AS (
    SELECT
        health_claim.provider_id,
        health_provider.level,
        CAST(count(health_claim.claim_id) AS INTEGER) AS n_stays,
        CAST(sum(health_claim.total_amount) AS DECIMAL(18, 2)) AS total_amount,
        CAST(sum(health_claim.case_weight) AS DECIMAL(18, 4)) AS total_weight
    FROM health_claim
    INNER JOIN health_provider ON health_claim.provider_id = health_provider.provider_id
    WHERE
        health_claim.kind = 'inpatient'
        AND health_claim.discharged_on <= $as_of
        AND health_claim.case_weight > 0
        AND health_claim.total_amount > 0
        AND health_provider.level IS NOT NULL
    GROUP BY health_claim.provider_id, health_provider.level
),
units AS (
    SELECT
        provider_id,
        level,
        n_stays,
        total_weight,
        CAST(
            round(CAST(total_amount AS DOUBLE) / NULLIF(CAST(total_weight AS DOUBLE), 0), 2) AS DECIMAL(18, 2)
        ) AS unit_cost
    FROM costs
    WHERE n_stays >= $min_stays
),
ranked AS (
    SELECT
        provider_id,
        level,
        unit_cost,
        row_number() OVER (PARTITION BY level ORDER BY unit_cost, provider_id) AS place,
        count(provider_id) OVER (PARTITION BY level) AS n_peers
    FROM units
),
medians AS (
    SELECT
        level,
        n_peers,
        CAST(round(avg(unit_cost), 2) AS DECIMAL(18, 2)) AS median_cost
    FROM ranked
    WHERE 2 * place >= n_peers AND 2 * place <= n_peers + 2
    GROUP BY level, n_peers
),
deviations AS (
    SELECT
        units.provider_id,
        units.level,
        medians.n_peers,
        medians.median_cost,
        abs(units.unit_cost - medians.median_cost) AS deviation,
        row_number() OVER (
            PARTITION BY units.level ORDER BY abs(units.unit_cost - medians.median_cost), units.provider_id
        ) AS place
    FROM units
    INNER JOIN medians ON units.level = medians.level
),
fences AS (
    SELECT
        level,
        n_peers,
        median_cost,
        greatest(
            CAST(round(avg(deviation) * 1.4826, 2) AS DECIMAL(18, 2)),
            CAST(median_cost * CAST($min_spread AS DECIMAL(9, 6)) AS DECIMAL(18, 2))
        ) AS spread
    FROM deviations
    WHERE 2 * place >= n_peers AND 2 * place <= n_peers + 2
    GROUP BY level, n_peers, median_cost
)
SELECT
    units.provider_id,
    units.level,
    units.n_stays,
    units.unit_cost,
    fences.n_peers,
    fences.median_cost,
    CAST(fences.median_cost + fences.spread * CAST($spreads AS DECIMAL(9, 3)) AS DECIMAL(18, 2)) AS fence,
    CAST(
        (units.unit_cost - fences.median_cost - fences.spread * CAST($spreads AS DECIMAL(9, 3))) * units.total_weight
        AS DECIMAL(18, 2)
    ) AS excess,
    'CNY' AS currency
FROM units
INNER JOIN fences ON units.level = fences.level
WHERE
    fences.n_peers >= $min_peers
    AND units.unit_cost > fences.median_cost + fences.spread * CAST($spreads AS DECIMAL(9, 3))

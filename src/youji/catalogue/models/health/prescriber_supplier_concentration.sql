/*---
id: prescriber_supplier_concentration
title: {zh: 医师处方集中于一家供货企业, en: One supplier favoured by a prescriber}
question:
  zh: 有多家企业可选的药品，某医师的处方是否远比同科室同行集中于一家企业？
  en: Where several suppliers sell a drug, does a physician favour one of them far more than colleagues do?
category: health
entry: person
status: active
risk_points: [treatment_orders]
legal_basis:
- article: 药品管理法#88
  note:
    zh: 禁止供货企业给予医师财物或者其他不正当利益，禁止医师收受。
    en: Suppliers must not give physicians any benefit, nor may physicians take it.
- article: 医师法#31
  note:
    zh: 医师不得利用职务之便索要、非法收受财物或者牟取其他不正当利益。
    en: Physicians must not use their work to gain improper benefits.
- article: 医疗保障基金使用监督管理条例#18
  note:
    zh: 医药机构工作人员不得收受贿赂或者取得其他非法收入。
    en: Staff of providers must not take bribes or other unlawful income.
purpose: medical_insurance_supervision
kind: aggregate
inputs:
  prescription: [prescription_id, physician_id, item_id, prescribed_on, amount]
  medical_item: [item_id, generic_name, supplier_id]
  physician: [physician_id, person_id, department]
params:
  min_share:
    value: 0.75
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：四分之三的金额给一家供应商，是需要说明理由的习惯。"
      en: "Assumption: three quarters by value with one supplier is a habit that wants a reason."
  min_distance:
    value: 0.2
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：全科室都这样做的，不是某一个医师的选择。"
      en: "Assumption: what the whole department does is no choice of one physician."
  min_prescriptions:
    value: 30
    unit: prescriptions
    minimum: 1
    why:
      zh: "n 张处方时，接近一半的占比在 95% 置信度下的误差约为 1/sqrt(n)；三十张使误差低于所要求的差距。"
      en: >-
        With n prescriptions a share near one half is uncertain by about 1/sqrt(n) at 95 per cent; thirty keep
        that below the distance asked for.
  min_peers:
    value: 5
    unit: physicians
    minimum: 2
    why:
      zh: "假设：同事更少时，看不出什么算平常。"
      en: "Assumption: with fewer colleagues there is no telling what is usual."
subject: {column: person_id, kind: person}
grain: [physician_id, supplier_id]
amount: supplier_amount
currency: currency
evidence:
  prescription:
  - {physician_id: physician_id}
increment: full
severity: medium
explain:
  zh: '{department}医师{person_id:party}在有多家企业供货的药品中，{share:percent}的处方金额（{supplier_amount:money}，{n_prescriptions:number}张处方）归于{supplier_id:party}；同科室{n_peers:number}名医师的中位数为{median_share:percent}。'
  en: Of the drugs that several suppliers sell, {share:percent} by value of what {person_id:party} ({department})
    prescribed ({supplier_amount:money} in {n_prescriptions:number} prescriptions) goes to {supplier_id:party}; the
    median of {n_peers:number} colleagues is {median_share:percent}.
innocent_reasons:
- zh: 该药品只有一家企业供货
  en: Only one supplier sells the drug
- zh: 全科室都使用同一集采中选产品
  en: The whole department uses the product chosen by central purchasing
- zh: 处方量少
  en: Few prescriptions
first_steps:
- zh: 核对集采中选目录和医院进药记录
  en: Compare with the list of central purchasing and the hospital’s admissions of drugs
- zh: 查医师及近亲属与企业的资金和讲课费往来
  en: Look for money and lecture fees between the supplier and the physician or kin
- zh: 抽查病历，看用药是否合理
  en: 'Read records: was the choice sound?'
tags: [kickback]
---*/
-- A physician’s largest share is held against the median of the largest shares in the same department: the median
-- does not move with one biased colleague. Drugs with a single supplier leave no choice and are left out. Amounts on
-- the forms of these offices are in yuan.
WITH choices AS (
    SELECT generic_name
    FROM medical_item
    WHERE generic_name IS NOT NULL AND supplier_id IS NOT NULL
    GROUP BY generic_name
    HAVING count(DISTINCT supplier_id) > 1
),
prescribed AS (
    SELECT
        prescription.physician_id,
        physician.person_id,
        physician.department,
        medical_item.supplier_id,
        CAST(count(prescription.prescription_id) AS INTEGER) AS n_prescriptions,
        CAST(sum(prescription.amount) AS DECIMAL(18, 2)) AS supplier_amount
    FROM prescription
    INNER JOIN physician ON prescription.physician_id = physician.physician_id
    INNER JOIN medical_item ON prescription.item_id = medical_item.item_id
    INNER JOIN choices ON medical_item.generic_name = choices.generic_name
    WHERE
        prescription.prescribed_on <= $as_of
        AND prescription.amount > 0
        AND medical_item.supplier_id IS NOT NULL
        AND physician.person_id IS NOT NULL
        AND physician.department IS NOT NULL
    GROUP BY prescription.physician_id, physician.person_id, physician.department, medical_item.supplier_id
),
totals AS (
    SELECT
        physician_id,
        person_id,
        department,
        supplier_id,
        supplier_amount,
        sum(n_prescriptions) OVER (PARTITION BY physician_id) AS n_prescriptions,
        CAST(
            round(
                CAST(supplier_amount AS DOUBLE)
                / NULLIF(CAST(sum(supplier_amount) OVER (PARTITION BY physician_id) AS DOUBLE), 0), 6
            ) AS DECIMAL(9, 6)
        ) AS share,
        row_number() OVER (PARTITION BY physician_id ORDER BY supplier_amount DESC, supplier_id) AS place
    FROM prescribed
),
tops AS (
    SELECT
        physician_id,
        person_id,
        department,
        supplier_id,
        supplier_amount,
        n_prescriptions,
        share
    FROM totals
    WHERE place = 1 AND n_prescriptions >= $min_prescriptions
),
ranked AS (
    SELECT
        department,
        share,
        row_number() OVER (PARTITION BY department ORDER BY share, physician_id) AS place,
        count(physician_id) OVER (PARTITION BY department) AS n_peers
    FROM tops
),
medians AS (
    SELECT
        department,
        n_peers,
        CAST(round(avg(share), 6) AS DECIMAL(9, 6)) AS median_share
    FROM ranked
    WHERE 2 * place >= n_peers AND 2 * place <= n_peers + 2
    GROUP BY department, n_peers
)
SELECT
    tops.physician_id,
    tops.supplier_id,
    tops.person_id,
    tops.department,
    CAST(tops.n_prescriptions AS BIGINT) AS n_prescriptions,
    tops.supplier_amount,
    tops.share,
    CAST(medians.n_peers AS BIGINT) AS n_peers,
    medians.median_share,
    'CNY' AS currency
FROM tops
INNER JOIN medians ON tops.department = medians.department
WHERE
    medians.n_peers >= $min_peers
    AND tops.share >= CAST($min_share AS DECIMAL(9, 6))
    AND tops.share - medians.median_share >= CAST($min_distance AS DECIMAL(9, 6))

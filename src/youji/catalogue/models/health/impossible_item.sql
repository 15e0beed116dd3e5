/*---
id: impossible_item
title: {zh: 项目与性别年龄不符, en: Items impossible for sex or age}
question:
  zh: 收费项目是否限定另一性别，或者限定的年龄段不含该患者？
  en: Was an item charged that is limited to the other sex or to another age?
category: health
entry: thing
status: active
risk_points: [charging, insured_identity]
legal_basis:
- article: 医疗保障基金使用监督管理条例#15
  note:
    zh: 定点医药机构核验凭证、合理诊疗、如实出具单据，不得分解住院、挂床住院、重复收费、串换项目。
    en: Providers check the card, treat as needed and bill truly; no split or empty stays, double charges or swapped
      items.
- article: 医疗保障基金使用监督管理条例#20
  note:
    zh: 不得以虚构医药服务项目等方式骗取医疗保障基金。
    en: Nobody may defraud the fund by inventing services.
- article: 医疗保障基金使用监督管理条例#40
  note:
    zh: 诱导、协助冒名或者虚假就医、虚构服务项目骗取基金的，退回并处二倍以上五倍以下罚款。
    en: Whoever defrauds the fund by false identities, false stays or invented services repays it and is fined two
      to five times.
purpose: medical_insurance_supervision
kind: row
inputs:
  health_claim: [claim_id, person_id, resident_id, provider_id, admitted_on]
  claim_line: [line_id, claim_id, item_id, charged_on, amount]
  medical_item: [item_id, name, sex_limit, min_age, max_age]
optional:
  claim_line: [amount, charged_on]
params:
  age_margin:
    value: 1
    unit: years
    minimum: 0
    maximum: 10
    why:
      zh: "假设：生日前开始的疗程，可能在生日后结束。"
      en: "Assumption: a course that begins before a birthday may end after it."
subject: {column: provider_id, kind: organisation}
grain: [line_id]
amount: amount
currency: currency
occurred_on: charged_on
evidence:
  claim_line:
  - {line_id: line_id}
  health_claim:
  - {claim_id: claim_id}
increment: {by: claim_id}
severity: high
explain:
  zh: '{provider_id:party}在结算{claim_id}中为{age:number}岁患者（{sex}）收取“{item_name}”，该项目限定性别：{sex_limit}，限定年龄：{min_age}–{max_age}，金额{amount:money}。'
  en: '{provider_id:party} charged “{item_name}” in claim {claim_id} to a {sex} patient of {age:number}; the item
    is for: {sex_limit}, ages {min_age}–{max_age}; {amount:money}.'
innocent_reasons:
- zh: 年龄临界，疗程中恰逢生日
  en: The patient had the birthday during the course
- zh: 证件号码录入错误，性别无法由号码判断
  en: The resident number was entered wrongly and tells no sex
first_steps:
- zh: 核对患者身份和病历、检验报告原件
  en: Compare the patient’s identity with the records and reports
- zh: 查该项目的执行记录和操作人员
  en: See who performed the item, and the record of it
- zh: 查同一机构是否成批出现
  en: See whether the provider has more of them
tags: [invented service]
sources:
- GB 11643-1999 公民身份号码
---*/
-- Sex and birthday are read from the resident number (GB 11643-1999: characters 7 to 14 are the birthday, the 17th is
-- odd for men), so that an office needs no other data than its claims. Amounts on the forms of these offices are in
-- yuan.
WITH patients AS (
    SELECT
        claim_id,
        person_id,
        provider_id,
        admitted_on,
        CASE
            WHEN substr(resident_id, 17, 1) IN ('1', '3', '5', '7', '9') THEN 'male'
            WHEN substr(resident_id, 17, 1) IN ('0', '2', '4', '6', '8') THEN 'female'
        END AS sex,
        TRY_CAST(substr(resident_id, 7, 4) AS DECIMAL(4, 0)) AS birth_year,
        TRY_CAST(substr(resident_id, 11, 4) AS DECIMAL(4, 0)) AS birthday
    FROM health_claim
    WHERE resident_id IS NOT NULL AND admitted_on <= $as_of
),
charged AS (
    SELECT
        claim_line.line_id,
        claim_line.claim_id,
        patients.person_id,
        patients.provider_id,
        patients.sex,
        medical_item.name AS item_name,
        medical_item.sex_limit,
        medical_item.min_age,
        medical_item.max_age,
        claim_line.amount,
        coalesce(claim_line.charged_on, patients.admitted_on) AS charged_on,
        CAST(
            floor(
            year(coalesce(claim_line.charged_on, patients.admitted_on)) - patients.birth_year
            - CASE
                WHEN
                    month(coalesce(claim_line.charged_on, patients.admitted_on)) * 100
                    + day(coalesce(claim_line.charged_on, patients.admitted_on)) < patients.birthday
                    THEN 1
                ELSE 0
            END
            ) AS INTEGER
        ) AS age
    FROM claim_line
    INNER JOIN patients ON claim_line.claim_id = patients.claim_id
    INNER JOIN medical_item ON claim_line.item_id = medical_item.item_id
    WHERE
        medical_item.sex_limit IS NOT NULL
        OR medical_item.min_age IS NOT NULL
        OR medical_item.max_age IS NOT NULL
)
SELECT
    line_id,
    claim_id,
    provider_id,
    person_id,
    item_name,
    charged_on,
    coalesce(sex, '?') AS sex,
    age,
    coalesce(sex_limit, '–') AS sex_limit,
    coalesce(CAST(min_age AS VARCHAR), '0') AS min_age,
    coalesce(CAST(max_age AS VARCHAR), '…') AS max_age,
    amount,
    'CNY' AS currency
FROM charged
WHERE
    sex <> sex_limit
    OR age < min_age - $age_margin
    OR age > max_age + $age_margin

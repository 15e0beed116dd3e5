/*---
id: fine_without_case
title: {zh: 无案卷罚款, en: Fine without a case file}
question:
  zh: 罚款决定是否没有案卷，或者案卷在决定之后才立案？
  en: Has a fine no case file, or one that was opened only after the decision?
category: enterprise_enforcement
entry: matter
status: active
risk_points: [penalty_procedure]
legal_basis:
  - article: 行政处罚法#54
    note:
      zh: 除当场处罚外，应当立案、全面调查、收集证据。
      en: But for on-the-spot penalties, a case is filed, investigated in full and proven.
  - article: 行政处罚法#47
    note: {zh: 处罚的启动、调查、审核、决定、送达、执行应当全过程记录，归档保存。, en: "Every step from opening to enforcement is recorded and filed."}
  - article: 行政处罚法#51
    note: {zh: 对法人处三千元以下罚款，事实确凿的可以当场处罚。, en: "A legal person may be fined up to 3,000 yuan on the spot where the facts are plain."}
  - article: 行政处罚法#76
    note: {zh: 违反法定处罚程序的，责令改正并给予处分。, en: Breach of procedure is mended and disciplined.}
purpose: enterprise_enforcement_supervision
kind: row
inputs:
  penalty: [penalty_id, case_id, office_id, company_id, on_the_spot, fine, currency, decided_on]
  penalty_case: [case_id, office_id, company_id, filed_on]
optional:
  penalty: [on_the_spot, currency]
  penalty_case: [company_id]
params:
  max_on_the_spot:
    value: 3000
    unit: yuan
    minimum: 0
    why:
      zh: "行政处罚法#51：对法人或者其他组织为三千元。"
      en: "行政处罚法#51: 3,000 yuan for legal persons and other bodies."
  max_days:
    value: 90
    unit: days
    minimum: 0
    why:
      zh: "行政处罚法#60：自立案之日起九十日内作出决定；决定没有写明案号的，把这段时间内该企业的案卷当作它的案卷。"
      en: >-
        行政处罚法#60: a decision is made within ninety days of filing; where the decision names no case, a file on
        the company within that time is taken for its own.
subject: {column: office_id, kind: organisation}
grain: [penalty_id]
amount: fine
currency: currency
occurred_on: decided_on
evidence:
  penalty: [{penalty_id: penalty_id}]
  penalty_case: [{case_id: case_id}]
increment: {by: office_id}
severity: high
explain:
  zh: "{office_id:party}于{decided_on:date}对{company_id:party}罚款{fine:money}（{penalty_id}），{how_zh}。"
  en: "On {decided_on:date} {office_id:party} fined {company_id:party} {fine:money} ({penalty_id}); {how_en}."
innocent_reasons:
  - {zh: 三千元以下当场处罚, en: "An on-the-spot fine of no more than 3,000 yuan"}
  - {zh: 立案与决定同日，手续齐全, en: Opened and decided on one day with complete papers}
  - {zh: 决定书漏填案号，但案卷在, en: "The decision lacks the case number, but the file is there"}
first_steps:
  - {zh: 调取决定书、票据和缴款记录，看钱是否入国库, en: "Get decision, receipt and payment; did the money reach the treasury?"}
  - {zh: 询问企业是否收到告知书、决定书, en: Ask the company whether it was notified and heard}
tags: [procedure]
---*/
-- An office that delivered no case files at all is not judged: then its files are what is missing.
WITH keepers AS (
    SELECT DISTINCT office_id FROM penalty_case
),
opened AS (
    SELECT
        case_id,
        max(filed_on) AS filed_on
    FROM penalty_case
    GROUP BY case_id
)
SELECT
    penalty.penalty_id,
    penalty.case_id,
    penalty.office_id,
    penalty.company_id,
    penalty.fine,
    coalesce(penalty.currency, 'CNY') AS currency,
    penalty.decided_on,
    opened.filed_on,
    CASE
        WHEN opened.case_id IS NULL AND coalesce(penalty.on_the_spot, FALSE) THEN '超出当场处罚限额而没有案卷'
        WHEN opened.case_id IS NULL THEN '没有案卷'
        ELSE '决定之后才立案'
    END AS how_zh,
    CASE
        WHEN opened.case_id IS NULL AND coalesce(penalty.on_the_spot, FALSE) THEN 'beyond the limit for the spot, and no case file'
        WHEN opened.case_id IS NULL THEN 'there is no case file'
        ELSE 'the case was opened only afterwards'
    END AS how_en
FROM penalty
INNER JOIN keepers ON penalty.office_id = keepers.office_id
LEFT JOIN opened ON penalty.case_id = opened.case_id
WHERE
    penalty.decided_on <= $as_of
    AND (
        (
            opened.case_id IS NULL
            AND NOT (coalesce(penalty.on_the_spot, FALSE) AND penalty.fine <= $max_on_the_spot)
            AND NOT EXISTS (
                SELECT 1
                FROM penalty_case
                WHERE
                    penalty.case_id IS NULL
                    AND penalty_case.office_id = penalty.office_id
                    AND penalty_case.company_id = penalty.company_id
                    AND penalty_case.filed_on <= penalty.decided_on
                    AND date_diff('day', penalty_case.filed_on, penalty.decided_on) <= $max_days
            )
        )
        OR opened.filed_on > penalty.decided_on
    )

/*---
id: maintenance_without_works
title: {zh: 维修资金支取而无工程, en: Maintenance fund withdrawn without works}
question:
  zh: 住宅专项维修资金支取后，是否到期仍无验收，或者验收结算远低于支取？
  en: Was money taken from a maintenance fund with no works accepted in time, or with far less accepted than taken?
category: housing
entry: money
status: active
risk_points: [maintenance_fund]
legal_basis:
  - article: 物业管理条例#53
    note:
      zh: 专项维修资金专项用于共用部位、共用设施设备的维修更新改造，不得挪作他用。
      en: "The fund is for the repair and renewal of common parts alone, and for nothing else."
  - article: 物业管理条例#60
    note: {zh: 挪用维修资金的，追回、没收违法所得并可处罚款。, en: "Misused money is recovered, gains are seized, a fine may follow."}
  - article: 民法典#281
    note: {zh: 维修资金属于业主共有，使用情况应当定期公布。, en: "The fund belongs to the owners together, and its use is published."}
purpose: housing_supervision
kind: aggregate
inputs:
  maintenance_withdrawal: [withdrawal_id, estate_id, applicant_id, payee_id, amount, currency, withdrawn_on, balance_due_on]
  maintenance_acceptance: [acceptance_id, withdrawal_id, amount, accepted_on]
optional:
  maintenance_withdrawal: [estate_id, payee_id, currency, balance_due_on]
  maintenance_acceptance: [amount]
params:
  max_days:
    value: 180
    unit: days
    minimum: 0
    why:
      zh: "假设：应完工后半年，要么已经验收，要么有争议记录。"
      en: "Assumption: half a year after the works were due they are accepted, or there is a dispute on file."
  min_accepted:
    value: 0.7
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：十分之一到五分之一可能是预付款、质保金和审减；不足七成，就不是付了款的那项工程。"
      en: >-
        Assumption: a tenth to a fifth may be advance, retention and audit cuts; less than seven tenths is not
        the works that were paid.
subject: {column: applicant_id, kind: organisation}
grain: [withdrawal_id]
amount: missing_amount
currency: currency
occurred_on: withdrawn_on
strength: strength
evidence:
  maintenance_withdrawal: [{withdrawal_id: withdrawal_id}]
  maintenance_acceptance: [{withdrawal_id: withdrawal_id}]
increment: {by: applicant_id}
severity: high
explain:
  zh: "{applicant_id:party}于{withdrawn_on:date}支取维修资金{withdrawn:money}付给{payee_id:party}，已验收{accepted:money}，相差{missing_amount:money}。"
  en: "On {withdrawn_on:date} {applicant_id:party} took {withdrawn:money} from the maintenance fund for {payee_id:party}; {accepted:money} was accepted, {missing_amount:money} less."
innocent_reasons:
  - {zh: 工程尚在约定工期内, en: The works are not due yet}
  - {zh: 分期验收，合计相符, en: Accepted in parts that add up}
  - {zh: 审计核减, en: The audit cut the sum}
first_steps:
  - {zh: 到现场查看工程，询问业主委员会, en: Look at the works and ask the owners' committee}
  - {zh: 查施工合同、照片、材料单和施工单位关系, en: "Get contract, photographs, lists of material, and ties of the contractor"}
tags: [maintenance_fund]
---*/
WITH accepted AS (
    SELECT
        withdrawal_id,
        CAST(sum(amount) AS DECIMAL(20, 2)) AS accepted,
        -- an acceptance without a sum leaves open how much
        CAST(max(CASE WHEN amount IS NULL THEN 1 ELSE 0 END) AS INTEGER) AS open_sum
    FROM maintenance_acceptance
    WHERE accepted_on <= $as_of
    GROUP BY withdrawal_id
),
due AS (
    SELECT
        withdrawal_id, estate_id, applicant_id, payee_id, amount, coalesce(currency, 'CNY') AS currency, withdrawn_on
    FROM maintenance_withdrawal
    WHERE
        applicant_id IS NOT NULL
        AND date_diff('day', greatest(withdrawn_on, coalesce(balance_due_on, withdrawn_on)), $as_of) >= $max_days
)
SELECT
    due.withdrawal_id,
    due.estate_id,
    due.applicant_id,
    due.payee_id,
    due.amount AS withdrawn,
    CAST(coalesce(accepted.accepted, 0) AS DECIMAL(20, 2)) AS accepted,
    CAST(due.amount - coalesce(accepted.accepted, 0) AS DECIMAL(20, 2)) AS missing_amount,
    due.currency,
    due.withdrawn_on,
    CAST(1 - CAST(coalesce(accepted.accepted, 0) AS DOUBLE) / NULLIF(CAST(due.amount AS DOUBLE), 0) AS DECIMAL(9, 6)) AS strength
FROM due
LEFT JOIN accepted ON due.withdrawal_id = accepted.withdrawal_id
WHERE
    coalesce(accepted.open_sum, 0) = 0
    AND coalesce(accepted.accepted, 0) < $min_accepted * due.amount

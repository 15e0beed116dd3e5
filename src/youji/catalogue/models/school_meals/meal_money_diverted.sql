/*---
id: meal_money_diverted
title: {zh: 伙食费被挪作他用, en: Meal money used for other ends}
question:
  zh: 学校伙食专账是否列支了接待、津补贴福利，或者调出资金久不归还？
  en: Did the meal account of a school pay for receptions or benefits, or send money away that did not come back?
category: school_meals
entry: money
status: active
risk_points: [meal_payment]
legal_basis:
  - article: 教育法#61
    note:
      zh: 教育经费必须用于教育，不得挪用、克扣。
      en: Money for education must be used for education and may not be diverted.
  - article: 义务教育法#49
    note:
      zh: 任何组织和个人不得侵占、挪用义务教育经费。
      en: Nobody may take or divert money for compulsory education.
  - article: 财政违法行为处罚处分条例#6
    note:
      zh: 截留、挪用财政资金的，追回并给予处分。
      en: Diverted public money is recovered and those responsible are disciplined.
  - article: 公职人员政务处分法#35
    note:
      zh: 违反规定发放津贴、补贴、奖金，或者公务接待超标准超范围的，给予政务处分。
      en: Discipline for benefits against the rules and for improper receptions.
purpose: school_meal_supervision
kind: aggregate
inputs:
  school: [school_id, organisation_id]
  meal_account_entry: [entry_id, school_id, booked_on, direction, use, amount]
params:
  min_amount:
    value: 2000.00
    unit: CNY in a half-year
    minimum: 0.01
    why:
      zh: "假设：更小的金额当场更正即可，不列为线索；法律本身没有界限。"
      en: >-
        Assumption: smaller sums are corrected on the spot and are no matter for a lead; the law itself knows
        no threshold.
  return_days:
    value: 60
    unit: days
    minimum: 0
    why:
      zh: "假设：借给学校另一账户的款，两个月内归还。"
      en: "Assumption: an advance to another account of the school is cleared within two months."
subject: {column: organisation_id, kind: organisation}
grain: [school_id, half_on]
amount: amount
occurred_on: last_on
strength: strength
evidence:
  meal_account_entry:
    - school_id: school_id
      where: "d.use IN ('reception', 'bonus', 'transfer') AND d.booked_on >= a.half_on AND d.booked_on <= a.until_on"
increment: {by: school_id}
severity: high
explain:
  zh: >-
    自{half_on:date}起的半年，{organisation_id:party}的伙食专账列支接待{reception:money}、津补贴福利{bonus:money}，调出未还
    {transferred:money}，合计{amount:money}，占支出的{share:percent}。
  en: >-
    In the half-year from {half_on:date} the meal account of {organisation_id:party} paid {reception:money} for receptions and
    {bonus:money} for benefits, and {transferred:money} that was sent away did not return: {amount:money}, {share:percent} of what was spent.
innocent_reasons:
  - zh: 临时垫付或者账户之间的往来，很快归还
    en: An advance between accounts that soon came back
  - zh: 向家长退还伙食费，属于正常退费
    en: Meal fees paid back to parents
  - zh: 金额很小的误列，已更正
    en: A trifle booked by mistake and corrected
first_steps:
  - zh: 调取凭证、发票和审批单，看是谁批的、给了谁
    en: Obtain vouchers, invoices and approvals; see who approved and who received
  - zh: 查调出资金的去向和用途，有无借给个人
    en: Follow the money that was sent away; see whether it was lent to a person
  - zh: 核对同期伙食标准是否因此降低
    en: See whether meals became poorer in the same months
tags: [diversion]
---*/
-- Receptions and benefits are never food. A transfer counts as far as no transfer came back by the end of the half-year and
-- the days of grace after it.
WITH entries AS (
    SELECT
        school_id,
        booked_on,
        direction,
        coalesce(use, 'other') AS use,
        amount,
        CASE
            WHEN quarter(booked_on) <= 2 THEN make_date(CAST(year(booked_on) AS INTEGER), 1, 1)
            ELSE make_date(CAST(year(booked_on) AS INTEGER), 7, 1)
        END AS half_on
    FROM meal_account_entry
    WHERE amount IS NOT NULL AND booked_on <= $as_of AND direction IS NOT NULL
),
spent AS (
    SELECT
        school_id,
        half_on,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS expenses,
        CAST(sum(CASE WHEN use = 'reception' THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS reception,
        CAST(sum(CASE WHEN use = 'bonus' THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS bonus,
        CAST(sum(CASE WHEN use = 'transfer' THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS sent,
        min(CASE WHEN use = 'transfer' THEN booked_on END) AS sent_from,
        max(CASE WHEN use IN ('reception', 'bonus', 'transfer') THEN booked_on END) AS last_on
    FROM entries
    WHERE direction = 'out'
    GROUP BY school_id, half_on
),
returned AS (
    SELECT
        spent.school_id,
        spent.half_on,
        CAST(sum(entries.amount) AS DECIMAL(18, 2)) AS amount
    FROM spent
    INNER JOIN entries ON spent.school_id = entries.school_id
    WHERE
        entries.direction = 'in'
        AND entries.use = 'transfer'
        AND entries.booked_on >= spent.sent_from
        AND entries.booked_on <= CAST(spent.last_on + INTERVAL ($return_days) DAY AS DATE)
    GROUP BY spent.school_id, spent.half_on
),
open AS (
    SELECT
        spent.school_id,
        spent.half_on,
        spent.expenses,
        spent.reception,
        spent.bonus,
        spent.last_on,
        CAST(
            CASE
                -- the days of grace have not passed: nobody can say yet that the money stays away
                WHEN CAST(spent.last_on + INTERVAL ($return_days) DAY AS DATE) > $as_of THEN 0
                WHEN spent.sent > coalesce(returned.amount, 0) THEN spent.sent - coalesce(returned.amount, 0)
                ELSE 0
            END AS DECIMAL(18, 2)
        ) AS transferred
    FROM spent
    LEFT JOIN returned ON spent.school_id = returned.school_id AND spent.half_on = returned.half_on
    WHERE spent.last_on IS NOT NULL
),
totals AS (
    SELECT
        school_id, half_on, expenses, reception, bonus, transferred, last_on,
        CAST(reception + bonus + transferred AS DECIMAL(18, 2)) AS amount,
        CAST(reception + bonus + transferred AS DOUBLE) / NULLIF(CAST(expenses AS DOUBLE), 0) AS share
    FROM open
)
SELECT
    totals.school_id,
    school.organisation_id,
    totals.half_on,
    totals.reception,
    totals.bonus,
    totals.transferred,
    totals.amount,
    totals.last_on,
    CAST(totals.last_on + INTERVAL ($return_days) DAY AS DATE) AS until_on,
    CAST(CASE WHEN totals.share > 1 THEN 1 ELSE totals.share END AS DECIMAL(9, 6)) AS share,
    CAST(CASE WHEN totals.share > 1 THEN 1 ELSE totals.share END AS DECIMAL(9, 6)) AS strength
FROM totals
INNER JOIN school ON totals.school_id = school.school_id
WHERE totals.amount >= CAST($min_amount AS DECIMAL(18, 2)) AND school.organisation_id IS NOT NULL

/*---
id: delivery_note_twice
title: {zh: 一张送货单重复入账, en: One delivery note booked twice}
question:
  zh: 同一供货单位的同一张送货单，是否在不同日期或者不同学校重复登记入账？
  en: Was one delivery note of a supplier booked again on another day or at another school?
category: school_meals
entry: thing
status: active
risk_points: [food_receipt, meal_payment]
legal_basis:
  - article: 食品安全法#53
    note:
      zh: 应当如实记录进货的名称、数量、日期、供货者等，并保存凭证。
      en: What is received, how much, when and from whom is recorded truthfully and vouchers are kept.
  - article: 会计法#14
    note:
      zh: 经济业务事项必须取得原始凭证，会计人员应当审核其真实、合法。
      en: Each transaction rests on an original voucher, whose truth is checked.
  - article: 财政违法行为处罚处分条例#6
    note:
      zh: 以虚报、冒领等手段骗取财政资金的，追回并处分。
      en: Public money obtained by false claims is recovered and disciplined.
purpose: school_meal_supervision
kind: aggregate
inputs:
  school: [school_id, organisation_id]
  food_delivery: [delivery_id, school_id, supplier_id, note_no, delivered_on, item, unit, quantity, amount]
optional:
  school: all
  food_delivery: [unit, amount]
params:
  max_gap_days:
    value: 92
    unit: days
    minimum: 0
    why:
      zh: "假设：单据编号可能每学期重新开始，但一个季度内几乎不会。"
      en: "Assumption: numbers of notes may start anew each term, but hardly ever within a quarter."
  min_match:
    value: 0.8
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：重复入账的单据至少有五分之四的行相同；可能有一行录入不同。"
      en: >-
        Assumption: a note booked again repeats at least four fifths of its lines; one line may be keyed
        differently.
  min_lines:
    value: 2
    unit: lines
    minimum: 1
    why:
      zh: "假设：编号重用时，碰巧有一行相同，如一筐鸡蛋。"
      en: "Assumption: one equal line, such as a basket of eggs, comes about by chance where a number is used again."
subject: {column: supplier_id, kind: organisation}
grain: [supplier_id, note_no, first_school_id, first_on, second_school_id, second_on]
amount: amount
occurred_on: second_on
evidence:
  food_delivery:
    - {supplier_id: supplier_id, note_no: note_no, school_id: first_school_id, delivered_on: first_on}
    - {supplier_id: supplier_id, note_no: note_no, school_id: second_school_id, delivered_on: second_on}
increment: {by: supplier_id}
severity: high
explain:
  zh: >-
    {supplier_id:party}的送货单{note_no}，{first_on:date}已由{first_organisation_id:party}入账，{second_on:date}又由
    {second_organisation_id:party}入账，{n_same:number}行品名和数量相同，金额{amount:money}。
  en: >-
    Delivery note {note_no} of {supplier_id:party} was booked by {first_organisation_id:party} on {first_on:date} and again by
    {second_organisation_id:party} on {second_on:date}: {n_same:number} lines are the same, worth {amount:money}.
innocent_reasons:
  - zh: 供货单位的单号循环使用，内容并不相同
    en: The supplier uses its numbers again; the contents differ
  - zh: 一张单分两天送达，两次登记的是不同的行
    en: One note was delivered on two days, and each time other lines were booked
  - zh: 相隔很久的固定配送，内容相同
    en: A standing order with equal contents, long after
first_steps:
  - zh: 调取两次入账的送货单原件，比对单号、笔迹、签收人
    en: Obtain both originals; compare number, handwriting and signature
  - zh: 查两次付款的凭证和收款账户，算出多付的钱
    en: Check both payments and reckon what was paid too much
  - zh: 核对当日库存和菜谱，确认货物是否真的到过
    en: See from stock and menu whether the goods ever came
tags: [duplicate]
---*/
-- A presentation is a note at one school on one day. Two presentations of one number are compared line by line.
WITH lines AS (
    SELECT
        supplier_id,
        note_no,
        school_id,
        delivered_on,
        item,
        coalesce(unit, '') AS unit,
        quantity,
        CAST(sum(coalesce(amount, 0)) AS DECIMAL(18, 2)) AS amount
    FROM food_delivery
    WHERE
        supplier_id IS NOT NULL
        AND note_no IS NOT NULL
        AND trim(note_no) <> ''
        AND item IS NOT NULL
        AND quantity > 0
        AND delivered_on <= $as_of
    GROUP BY supplier_id, note_no, school_id, delivered_on, item, coalesce(unit, ''), quantity
),
presentations AS (
    SELECT
        supplier_id,
        note_no,
        school_id,
        delivered_on,
        CAST(count(item) AS BIGINT) AS n_lines,
        count(school_id) OVER (PARTITION BY supplier_id, note_no) AS n_times
    FROM lines
    GROUP BY supplier_id, note_no, school_id, delivered_on
),
repeated AS (
    SELECT supplier_id, note_no, school_id, delivered_on, n_lines
    FROM presentations
    WHERE n_times > 1
),
same AS (
    SELECT
        one.supplier_id,
        one.note_no,
        one.school_id AS first_school_id,
        one.delivered_on AS first_on,
        two.school_id AS second_school_id,
        two.delivered_on AS second_on,
        one.n_lines AS first_lines,
        two.n_lines AS second_lines,
        CAST(count(one_line.item) AS BIGINT) AS n_same,
        CAST(sum(two_line.amount) AS DECIMAL(18, 2)) AS amount
    FROM repeated AS one
    INNER JOIN repeated AS two
        ON
            one.supplier_id = two.supplier_id
            AND one.note_no = two.note_no
            AND (
                one.delivered_on < two.delivered_on
                OR (one.delivered_on = two.delivered_on AND one.school_id < two.school_id)
            )
    INNER JOIN lines AS one_line
        ON
            one.supplier_id = one_line.supplier_id
            AND one.note_no = one_line.note_no
            AND one.school_id = one_line.school_id
            AND one.delivered_on = one_line.delivered_on
    INNER JOIN lines AS two_line
        ON
            two.supplier_id = two_line.supplier_id
            AND two.note_no = two_line.note_no
            AND two.school_id = two_line.school_id
            AND two.delivered_on = two_line.delivered_on
            AND one_line.item = two_line.item
            AND one_line.unit = two_line.unit
            AND one_line.quantity = two_line.quantity
    WHERE date_diff('day', one.delivered_on, two.delivered_on) <= $max_gap_days
    GROUP BY
        one.supplier_id, one.note_no, one.school_id, one.delivered_on, two.school_id, two.delivered_on, one.n_lines,
        two.n_lines
)
SELECT
    same.supplier_id,
    same.note_no,
    same.first_school_id,
    same.first_on,
    same.second_school_id,
    same.second_on,
    first_school.organisation_id AS first_organisation_id,
    second_school.organisation_id AS second_organisation_id,
    same.n_same,
    same.amount
FROM same
LEFT JOIN school AS first_school ON same.first_school_id = first_school.school_id
LEFT JOIN school AS second_school ON same.second_school_id = second_school.school_id
WHERE
    same.n_same >= $min_lines
    AND same.n_same >= least(same.first_lines, same.second_lines) * CAST($min_match AS DECIMAL(9, 6))

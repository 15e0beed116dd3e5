/*---
id: water_works_in_two_programmes
title: {zh: 同一饮水工程在两个项目中报账, en: The same water works paid from two programmes}
question:
  zh: 同一处供水工程、相同的建设内容和工程量，是否在不同资金项目中分别结算？
  en: Was the same work at one water works, of the same kind and size, settled under two programmes?
category: water
entry: thing
status: active
risk_points: [water_planning, water_acceptance]
legal_basis:
  - article: 财政违法行为处罚处分条例#9
    note:
      zh: 以虚报、冒领、关联交易等手段骗取国家建设资金的，追回并处分。
      en: Public building money obtained by false claims or dealings among connected parties is recovered and disciplined.
  - article: 政府投资条例#34
    note:
      zh: 项目单位弄虚作假骗取政府投资资金的，责令改正、收回资金并追究责任。
      en: A body that obtains public investment money by deceit pays it back and is held to account.
  - article: 乡村振兴促进法#58
    note:
      zh: 应当完善涉农资金统筹整合长效机制，强化财政资金监督管理。
      en: Rural funds are coordinated and their use is supervised.
purpose: rural_water_supervision
kind: aggregate
inputs:
  water_project: [project_id, title, programme, owner_id, contractor_id, works_id, content, quantity, amount, paid_amount, started_on, accepted_on]
optional:
  water_project: [title, owner_id, contractor_id, paid_amount, started_on]
params:
  max_gap_days:
    value: 1095
    unit: days
    minimum: 1
    why:
      zh: "假设：管道、水池和设备的寿命远超三年；三年内重做的是同一项工作。"
      en: >-
        Assumption: mains, tanks and plants last far longer than three years; the same work again within them
        is the same work.
  max_difference:
    value: 0.1
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "假设：同一工作量的两次测量，相差可达十分之一。"
      en: "Assumption: two measurements of one work differ by up to a tenth."
  cofunding:
    value: 1.1
    unit: times the larger settlement
    minimum: 1.0
    why:
      zh: "假设：两个项目合计支付只略高于造价的，是共同出资，属于允许。"
      en: >-
        Assumption: where both programmes together paid hardly more than the works cost, they shared the cost,
        which is allowed.
subject: {column: subject_id, kind: organisation}
grain: [first_project_id, second_project_id]
amount: amount
occurred_on: second_on
evidence:
  water_project:
    - {project_id: first_project_id}
    - {project_id: second_project_id}
increment: {by: works_id}
severity: high
explain:
  zh: >-
    供水工程{works_id}的同一建设内容，在项目{first_project_id}（{first_on:date}验收，工程量{first_quantity:number}）和项目{second_project_id}
    （{second_on:date}验收，工程量{second_quantity:number}）中分别结算，施工单位为{subject_id:party}，重复金额约{amount:money}。
  en: >-
    The same work at water works {works_id} was settled in project {first_project_id} (accepted {first_on:date}, quantity
    {first_quantity:number}) and in {second_project_id} (accepted {second_on:date}, quantity {second_quantity:number}), built by
    {subject_id:party}; about {amount:money} was paid twice.
innocent_reasons:
  - zh: 两个资金项目共同出资，合计不超过造价
    en: Two programmes shared the cost, and together paid what it cost
  - zh: 分期建设，工程量不同
    en: It was built in phases of different size
  - zh: 多年以后更新改造
    en: It was renewed many years later
first_steps:
  - zh: 实地量测，确认到底建了几处
    en: Measure on the spot how much was built
  - zh: 比对两套竣工图、照片、发票和付款凭证
    en: Compare drawings, photographs, invoices and vouchers of both
  - zh: 查两个项目的验收人、监理和经办人
    en: See who accepted, supervised and handled both
tags: [duplicate]
---*/
WITH projects AS (
    SELECT
        project_id,
        programme,
        coalesce(contractor_id, owner_id) AS party_id,
        works_id,
        content,
        quantity,
        amount,
        coalesce(paid_amount, amount) AS paid_amount,
        accepted_on
    FROM water_project
    WHERE
        works_id IS NOT NULL
        AND content IS NOT NULL
        AND programme IS NOT NULL
        AND quantity > 0
        AND amount > 0
        AND accepted_on <= $as_of
)
SELECT
    one.project_id AS first_project_id,
    two.project_id AS second_project_id,
    one.works_id,
    one.content,
    coalesce(two.party_id, one.party_id) AS subject_id,
    one.quantity AS first_quantity,
    two.quantity AS second_quantity,
    one.accepted_on AS first_on,
    two.accepted_on AS second_on,
    least(one.paid_amount, two.paid_amount) AS amount
FROM projects AS one
INNER JOIN projects AS two
    ON
        one.works_id = two.works_id
        AND one.content = two.content
        AND one.programme <> two.programme
        AND (
            one.accepted_on < two.accepted_on
            OR (one.accepted_on = two.accepted_on AND one.project_id < two.project_id)
        )
WHERE
    date_diff('day', one.accepted_on, two.accepted_on) <= $max_gap_days
    AND abs(one.quantity - two.quantity) <= greatest(one.quantity, two.quantity) * CAST($max_difference AS DECIMAL(9, 6))
    AND one.paid_amount + two.paid_amount > greatest(one.amount, two.amount) * CAST($cofunding AS DECIMAL(9, 6))
    AND coalesce(two.party_id, one.party_id) IS NOT NULL

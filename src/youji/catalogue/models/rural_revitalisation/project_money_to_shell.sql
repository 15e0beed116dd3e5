/*---
id: project_money_to_shell
title: {zh: 项目资金流向空壳企业, en: Project money paid to a shell company}
question:
  zh: 乡村振兴项目资金是否拨给了新设立、无人参保、没有其他经营、或者很快注销的企业？
  en: Did project money go to a firm that was just founded, insures nobody, does no other business or was soon dissolved?
category: rural_revitalisation
entry: money
status: active
risk_points: [project_payment]
legal_basis:
  - article: 农业法#39
    note:
      zh: 任何单位和个人不得截留、挪用用于农业的财政资金。
      en: Nobody may withhold or divert public money for agriculture.
  - article: 政府投资条例#34
    note:
      zh: 项目单位弄虚作假骗取政府投资资金的，责令改正、收回资金并追究责任。
      en: A body that obtains public investment money by deceit pays it back and is held to account.
  - article: 财政违法行为处罚处分条例#14
    note:
      zh: 企业以虚报、冒领等手段骗取财政资金的，追回并处罚。
      en: Firms that obtain public money by false claims pay it back and are fined.
  - article: 乡村振兴促进法#72
    note:
      zh: 有关部门对乡村振兴资金使用情况和绩效等实施监督。
      en: The departments supervise how money for rural revitalisation is used.
purpose: rural_fund_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note: {zh: "监察机关有权依法向有关单位了解情况，收集、调取证据。", en: The supervisory authority may obtain information and evidence from the units concerned.}
kind: aggregate
inputs:
  rural_project: [project_id, title, approved_on]
  project_payment: [payment_no, project_id, payee_id, payee_kind, amount, paid_on]
  organisation: [organisation_id, kind, founded_on, status]
  enterprise_annual_report: [report_id, organisation_id, year, insured_staff, turnover]
optional:
  rural_project: all
  project_payment: [payee_kind]
  enterprise_annual_report: all
params:
  young_days:
    value: 180
    unit: days
    minimum: 0
    why:
      zh: "假设：第一笔资金前半年内成立的企业，来不及做别的业务。"
      en: "Assumption: a firm founded within half a year before the first money had no time to do anything else."
  business_share:
    value: 1.2
    unit: times the project money
    minimum: 1.0
    why:
      zh: "假设：营业额几乎只有项目资金，说明没有其他业务。"
      en: "Assumption: a turnover of hardly more than the project money shows that there is no other business."
  min_signs:
    value: 3
    unit: signs of four
    minimum: 1
    maximum: 4
    why:
      zh: "每个迹象都有无辜原因，新企业尤其如此；三个同时出现则少见。迹象为：新成立、无人参保、没有其他营业额、已不存在。"
      en: >-
        Each sign has innocent causes, young firms above all; three together are rare. The signs: young,
        nobody insured, no other turnover, no longer in being.
  min_amount:
    value: 50000.00
    unit: CNY
    minimum: 0.01
    why:
      zh: "假设：不到五万元，没有人专门成立企业。"
      en: "Assumption: for less than fifty thousand yuan nobody founds a firm."
subject: {column: payee_id, kind: organisation}
grain: [payee_id]
amount: amount
occurred_on: last_on
strength: strength
evidence:
  project_payment: [{payee_id: payee_id}]
  enterprise_annual_report: [{organisation_id: payee_id}]
  organisation: [{organisation_id: payee_id}]
increment: {by: payee_id}
severity: high
explain:
  zh: >-
    {payee_id:party}自{first_on:date}起共收到乡村振兴项目资金{amount:money}（{n_projects:number}个项目）。该企业{signs_zh}。
  en: >-
    From {first_on:date} {payee_id:party} received {amount:money} of rural project money for {n_projects:number} projects. The firm {signs_en}.
innocent_reasons:
  - zh: 新成立的合作社、公司，有职工参保、有真实经营
    en: A new cooperative or firm that employs people and does real business
  - zh: 年报缺失，无从判断
    en: There is no annual report to judge by
  - zh: 个体工商户本来就无须为雇员以外的人参保
    en: A sole trader need not insure anybody
  - zh: 老企业转产，近年无人参保
    en: An old firm that insures nobody at present
first_steps:
  - zh: 实地看企业住所、场地、设备和用工
    en: Visit the firm's address, site, machines and people
  - zh: 追查资金到账后的去向，有无回流到干部或者其亲属
    en: Follow the money; see whether it came back to cadres or kin
  - zh: 查项目的实施主体怎么选的、谁验收的
    en: See how the firm was chosen and who accepted the project
tags: [shell]
---*/
WITH paid AS (
    SELECT
        payee_id,
        CAST(sum(amount) AS DECIMAL(18, 2)) AS amount,
        CAST(count(DISTINCT project_id) AS INTEGER) AS n_projects,
        min(paid_on) AS first_on,
        max(paid_on) AS last_on
    FROM project_payment
    WHERE payee_id IS NOT NULL AND coalesce(payee_kind, 'organisation') = 'organisation' AND paid_on <= $as_of
    GROUP BY payee_id
),
firms AS (
    SELECT
        paid.payee_id, paid.amount, paid.n_projects, paid.first_on, paid.last_on,
        coalesce(organisation.kind, 'company') AS kind,
        CASE
            WHEN date_diff('day', organisation.founded_on, paid.first_on) <= $young_days THEN 1
            ELSE 0
        END AS is_young,
        CASE WHEN organisation.status IN ('dissolved', 'revoked') THEN 1 ELSE 0 END AS is_gone
    FROM paid
    INNER JOIN organisation ON paid.payee_id = organisation.organisation_id
    WHERE
        paid.amount >= CAST($min_amount AS DECIMAL(18, 2))
        AND coalesce(organisation.kind, 'company') IN ('company', 'sole_trader')
),
reports AS (
    SELECT
        firms.payee_id,
        max(enterprise_annual_report.insured_staff) AS insured_staff,
        max(enterprise_annual_report.turnover) AS turnover
    FROM firms
    INNER JOIN enterprise_annual_report ON firms.payee_id = enterprise_annual_report.organisation_id
    WHERE
        enterprise_annual_report.year >= year(firms.first_on)
        AND enterprise_annual_report.year <= year(firms.last_on) + 1
    GROUP BY firms.payee_id
),
signs AS (
    SELECT
        firms.payee_id, firms.amount, firms.n_projects, firms.first_on, firms.last_on, firms.is_young, firms.is_gone,
        CASE WHEN reports.insured_staff = 0 AND firms.kind <> 'sole_trader' THEN 1 ELSE 0 END AS is_empty,
        CASE
            WHEN reports.turnover <= firms.amount * CAST($business_share AS DECIMAL(9, 6)) THEN 1
            ELSE 0
        END AS is_idle
    FROM firms
    LEFT JOIN reports ON firms.payee_id = reports.payee_id
)
SELECT
    payee_id,
    amount,
    n_projects,
    first_on,
    last_on,
    is_young + is_gone + is_empty + is_idle AS n_signs,
    concat_ws(
        '、',
        CASE WHEN is_young = 1 THEN '拨款前不久才设立' END,
        CASE WHEN is_empty = 1 THEN '无人参保' END,
        CASE WHEN is_idle = 1 THEN '没有其他经营收入' END,
        CASE WHEN is_gone = 1 THEN '已经注销或者吊销' END
    ) AS signs_zh,
    concat_ws(
        ', ',
        CASE WHEN is_young = 1 THEN 'was founded shortly before' END,
        CASE WHEN is_empty = 1 THEN 'insures nobody' END,
        CASE WHEN is_idle = 1 THEN 'has no other turnover' END,
        CASE WHEN is_gone = 1 THEN 'is no longer in being' END
    ) AS signs_en,
    CAST(CAST(is_young + is_gone + is_empty + is_idle AS DOUBLE) / 4 AS DECIMAL(9, 6)) AS strength
FROM signs
WHERE is_young + is_gone + is_empty + is_idle >= $min_signs

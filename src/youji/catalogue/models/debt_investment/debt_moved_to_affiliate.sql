/*---
id: debt_moved_to_affiliate
title: {zh: 债务转移至关联企业充化债, en: Debt reported as reduced but moved to an affiliate}
question:
  zh: 申报化解的债务，是否只是转给了同一控制下的企业，而承接方又未登记？
  en: Was a debt reported as reduced only moved to a firm under the same control, which does not show it?
category: debt_investment
entry: money
status: active
risk_points: [debt_reporting]
legal_basis:
  - article: 公司法#265
    note: {zh: 关联关系的含义；国家控股的企业之间不仅因为同受国家控股而具有关联关系。, en: "What an affiliation is; state ownership alone makes none."}
  - article: 预算法#35
    note: {zh: 除依法发债外不得以任何方式举借债务；债务应有稳定的偿还资金来源。, en: "No borrowing but by lawful bonds; debt has a steady source of repayment."}
  - article: 公职人员政务处分法#39
    note: {zh: 工作中弄虚作假、误导欺骗，造成不良后果的，给予政务处分。, en: Discipline for fraud and deception at work.}
purpose: debt_investment_supervision
purpose_ground:
  procurement_supervision:
    article: 监察法#18
    note:
      zh: 监察机关依法向有关单位了解情况、收集调取证据；单位登记和股权只用于判断单位性质和控制关系。
      en: Supervision offices may learn of matters and obtain evidence from other bodies by law; the registers are read only to see what a body is and who controls it.
kind: graph
inputs:
  debt_reduction: [reduction_id, instrument_id, reporter_id, method, new_debtor_id, amount, currency, reported_on]
  shareholding: [shareholding_id, organisation_id, holder_id, share, from_on, to_on]
  debt_instrument: [instrument_id, borrower_id, lender_id, principal, signed_on, on_register]
  organisation: [organisation_id, kind]
optional:
  debt_reduction: [currency]
  shareholding: [from_on, to_on]
  debt_instrument: all
params:
  min_share:
    value: 0.5
    unit: ratio
    minimum: 0
    maximum: 1
    why:
      zh: "公司法#265：持股超过一半的是控股股东。恰好一半也计入，以免两个各占一半的股东漏掉。"
      en: >-
        公司法#265: who holds more than half of the capital is a controlling shareholder. Half itself is counted,
        so that two equal owners do not escape.
  register_days:
    value: 90
    unit: days
    minimum: 0
    why:
      zh: "假设：台账按季度登记；新债务人一个季度内登记的，属于公开转移。"
      en: >-
        Assumption: the register is filled in by the quarter; what the new debtor registers within a quarter
        is openly moved.
subject: {column: reporter_id, kind: organisation}
grain: [reduction_id]
amount: amount
currency: currency
occurred_on: reported_on
strength: share
evidence:
  debt_reduction: [{reduction_id: reduction_id}]
  shareholding: [{shareholding_id: shareholding_id}, {shareholding_id: other_shareholding_id}]
increment: {by: reporter_id}
severity: high
explain:
  zh: "{reporter_id:party}于{reported_on:date}申报化债{amount:money}，实为转给{new_debtor_id:party}；两者{path_zh}（{share:percent}），承接方未登记该债务。"
  en: "On {reported_on:date} {reporter_id:party} reported {amount:money} as reduced by moving it to {new_debtor_id:party}; {path_en} ({share:percent}), and the new debtor does not register it."
innocent_reasons:
  - {zh: 承接方已如实登记该债务，总额未减, en: "The new debtor registered the debt, so that the total still shows it"}
  - {zh: 转移时承接方已不是关联企业, en: The new debtor was no affiliate any more when the debt moved}
  - {zh: 两家企业仅因同受国家控股而有联系（公司法#265）, en: The two have nothing in common but that the state owns them}
first_steps:
  - {zh: 调取债务转移协议、债权人同意函和承接方账簿, en: "Get the agreement, the creditor's consent and the new debtor's books"}
  - {zh: 看承接方有无偿债能力和真实对价, en: See whether the new debtor can pay and what it got in return}
  - {zh: 合并口径重算集团债务余额, en: Compute the group's debt anew on a consolidated basis}
tags: [false_debt_reduction]
---*/
-- Three ways to be affiliated: the reporter owns the new debtor, the new debtor owns the reporter, or one owner has both.
WITH moves AS (
    SELECT
        debt_reduction.reduction_id,
        debt_reduction.reporter_id,
        debt_reduction.new_debtor_id,
        debt_instrument.lender_id,
        debt_reduction.amount,
        coalesce(debt_reduction.currency, 'CNY') AS currency,
        debt_reduction.reported_on
    FROM debt_reduction
    LEFT JOIN debt_instrument ON debt_reduction.instrument_id = debt_instrument.instrument_id
    WHERE
        debt_reduction.method = 'transferred'
        AND debt_reduction.reported_on <= $as_of
        AND debt_reduction.reporter_id <> debt_reduction.new_debtor_id
),
control AS (
    SELECT shareholding_id, organisation_id, holder_id, share, from_on, to_on
    FROM shareholding
    WHERE share >= $min_share
),
found AS (
    SELECT
        moves.reduction_id,
        'holds' AS path,
        control.shareholding_id,
        CAST(NULL AS VARCHAR) AS other_shareholding_id,
        control.share
    FROM moves
    INNER JOIN control ON moves.reporter_id = control.holder_id AND moves.new_debtor_id = control.organisation_id
    WHERE coalesce(control.from_on, moves.reported_on) <= moves.reported_on
        AND coalesce(control.to_on, moves.reported_on) >= moves.reported_on
    UNION ALL
    SELECT
        moves.reduction_id,
        'held' AS path,
        control.shareholding_id,
        CAST(NULL AS VARCHAR) AS other_shareholding_id,
        control.share
    FROM moves
    INNER JOIN control ON moves.new_debtor_id = control.holder_id AND moves.reporter_id = control.organisation_id
    WHERE coalesce(control.from_on, moves.reported_on) <= moves.reported_on
        AND coalesce(control.to_on, moves.reported_on) >= moves.reported_on
    UNION ALL
    SELECT
        moves.reduction_id,
        'sisters' AS path,
        mine.shareholding_id,
        theirs.shareholding_id AS other_shareholding_id,
        least(mine.share, theirs.share) AS share
    FROM moves
    INNER JOIN control AS mine ON moves.reporter_id = mine.organisation_id
    INNER JOIN control AS theirs ON moves.new_debtor_id = theirs.organisation_id AND mine.holder_id = theirs.holder_id
    WHERE coalesce(mine.from_on, moves.reported_on) <= moves.reported_on
        AND coalesce(mine.to_on, moves.reported_on) >= moves.reported_on
        AND coalesce(theirs.from_on, moves.reported_on) <= moves.reported_on
        AND coalesce(theirs.to_on, moves.reported_on) >= moves.reported_on
        -- firms that the state owns are not related by that alone; an owner of unknown kind may be the state
        AND NOT EXISTS (
            SELECT 1
            FROM organisation
            WHERE
                organisation.organisation_id = mine.holder_id
                AND coalesce(organisation.kind, 'government') = 'government'
        )
),
strongest AS (
    SELECT
        reduction_id, path, shareholding_id, other_shareholding_id, share,
        row_number() OVER (
            PARTITION BY reduction_id ORDER BY share DESC, path, shareholding_id, other_shareholding_id
        ) AS place
    FROM found
)
SELECT
    moves.reduction_id,
    moves.reporter_id,
    moves.new_debtor_id,
    moves.amount,
    moves.currency,
    moves.reported_on,
    strongest.shareholding_id,
    strongest.other_shareholding_id,
    strongest.share,
    CASE strongest.path
        WHEN 'holds' THEN '前者控股后者' WHEN 'held' THEN '后者控股前者' ELSE '同受一方控股'
    END AS path_zh,
    CASE strongest.path
        WHEN 'holds' THEN 'the former controls the latter'
        WHEN 'held' THEN 'the latter controls the former'
        ELSE 'one owner controls both'
    END AS path_en
FROM moves
INNER JOIN strongest ON moves.reduction_id = strongest.reduction_id AND strongest.place = 1
WHERE NOT EXISTS (
    SELECT 1
    FROM debt_instrument
    WHERE
        debt_instrument.borrower_id = moves.new_debtor_id
        AND debt_instrument.on_register
        -- the creditor stays the same, as far as it is known
        AND coalesce(moves.lender_id, debt_instrument.lender_id) = debt_instrument.lender_id
        AND debt_instrument.principal >= moves.amount
        AND abs(date_diff('day', moves.reported_on, debt_instrument.signed_on)) <= $register_days
)

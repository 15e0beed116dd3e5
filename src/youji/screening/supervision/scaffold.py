"""Writes the two files of a new model: SQL that passes the gate, and cases that pass.

The author replaces both.
"""

from __future__ import annotations

from pathlib import Path

from youji.screening.errors import ModelError
from youji.screening.supervision.model import NAME

_MODEL = """\
/*---
id: {id}
title: {{zh: 新模型 {id}, en: New model {id}}}
question:
  zh: 哪些合同的金额达到了需要复核的水平？（请改写成您的问题）
  en: Which contracts reach the amount that calls for a second look? (Replace with your question.)
category: {category}
entry: money
status: draft                # draft → trial → active → retired
source_needed: true          # remove when every article and threshold has a source
risk_points: [payment]
legal_basis:
  - article: 政府采购法#3
    note:
      zh: 政府采购公开透明、公平竞争、公正和诚实信用。（请改成直接相关的条文）
      en: Government purchasing is open, fair, impartial and in good faith. (Replace with your article.)
purpose: procurement_supervision
kind: row                    # row, window, aggregate or graph
inputs:
  contract: [contract_id, buyer_id, supplier_id, amount, currency, signed_on, procedure]
params:
  min_amount:
    value: 1000000.00
    unit: contract currency
    minimum: 1
    why:
      zh: 假设，请改写；说明数字从哪里来。
      en: Assumption, replace it; say where the figure comes from.
subject: {{column: supplier_id, kind: organisation}}
grain: [contract_id]         # what makes an alert the same alert on the next run
amount: amount
currency: currency
occurred_on: signed_on
strength: strength
evidence:
  contract: [{{contract_id: contract_id}}]
increment: {{by: contract_id}}
severity: low                # low, medium, high or critical
explain:
  zh: >-
    {{buyer_id:party}}于{{signed_on:date}}与{{supplier_id:party}}签订合同{{contract_id}}，
    金额{{amount:money}}。
  en: >-
    On {{signed_on:date}} {{buyer_id:party}} signed contract {{contract_id}} with {{supplier_id:party}}
    for {{amount:money}}.
innocent_reasons:
  - zh: 框架协议项下的订单，框架协议本身已经竞争产生
    en: A call-off under a framework agreement that was itself competed
first_steps:
  - {{zh: 调取合同和审批材料, en: Obtain the contract and its approvals}}
tags: []
---*/
-- Say here why the query is built as it is. Named CTEs, no `*`, no numbers that decide something, no clock.
WITH large AS (
    SELECT
        contract_id,
        buyer_id,
        supplier_id,
        amount,
        coalesce(currency, 'CNY') AS currency,
        signed_on
    FROM contract
    WHERE
        supplier_id IS NOT NULL
        AND amount >= $min_amount
        AND signed_on <= $as_of
        AND coalesce(procedure, 'unstated') <> 'framework'
)
SELECT
    contract_id,
    buyer_id,
    supplier_id,
    amount,
    currency,
    signed_on,
    -- 0 at the threshold, towards 1 the further above
    CAST(1 - $min_amount / NULLIF(amount, 0) AS DECIMAL(9, 6)) AS strength
FROM large
"""

_CASES = """\
model: {id}
as_of: 2025-06-30
cases:
  - name: a contract of twice the amount
    shows: hit
    given:
      contract:
        - {{contract_id: K1, buyer_id: B1, supplier_id: S1, amount: "2000000.00", signed_on: 2025-03-01}}
    expect:
      - {{contract_id: K1, supplier_id: S1, amount: "2000000.00", currency: CNY, strength: "0.5"}}
    evidence: {{contract: [K1]}}
  - name: a small contract
    shows: miss
    given:
      contract:
        - {{contract_id: K1, buyer_id: B1, supplier_id: S1, amount: "2000.00", signed_on: 2025-03-01}}
    expect: []
  - name: exactly the amount
    shows: edge
    param: min_amount
    given:
      contract:
        - {{contract_id: K1, buyer_id: B1, supplier_id: S1, amount: "1000000.00", signed_on: 2025-03-01}}
    expect:
      - {{contract_id: K1, strength: "0"}}
  - name: one cent below the amount
    shows: edge
    param: min_amount
    given:
      contract:
        - {{contract_id: K1, buyer_id: B1, supplier_id: S1, amount: "999999.99", signed_on: 2025-03-01}}
    expect: []
  - name: a call-off under a framework agreement
    shows: innocent
    innocent_reason: 0
    given:
      contract:
        - contract_id: K1
          buyer_id: B1
          supplier_id: S1
          amount: "2000000.00"
          signed_on: 2025-03-01
          procedure: framework
    expect: []
  - name: a contract without an amount
    shows: missing_data
    given:
      contract:
        - {{contract_id: K1, buyer_id: B1, supplier_id: S1, signed_on: 2025-03-01}}
    expect: []
"""


def new_model(model_id: str, category: str, root: Path) -> tuple[Path, Path]:
    """Writes `models/<category>/<id>.sql` and `cases/<category>/<id>.yml` below `root`; returns both paths.

    ModelError where a name is malformed, a file is there already, or the folder cannot be written to.
    """
    for what, name in (("id", model_id), ("category", category)):
        if not NAME.fullmatch(name) or len(name) > 60:
            raise ModelError(f"{what} `{name}` may hold at most 60 small letters, digits and `_`; choose another.")
    model, cases = (
        root / "models" / category / f"{model_id}.sql",
        root / "cases" / category / f"{model_id}.yml",
    )
    for path in (model, cases):
        if path.exists():
            raise ModelError(f"{path}: is there already; choose another id, ids are never reused.")
    try:
        for path, text in ((model, _MODEL), (cases, _CASES)):
            path.parent.mkdir(parents=True, exist_ok=True)
            # "x": a file that appeared meanwhile is not overwritten.
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text.format(id=model_id, category=category))
    except OSError as error:
        raise ModelError(
            f"{root}: cannot be written to ({error.strerror}); name another folder with --into."
        ) from error
    return model, cases

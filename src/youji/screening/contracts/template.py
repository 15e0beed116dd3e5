"""The text of a new data contract: valid as it is, with the places an office has to fill in."""

from __future__ import annotations

import re

from youji.screening.errors import ContractError

_TEMPLATE = """\
apiVersion: v3.2.0
kind: DataContract
id: youji-{category_id}-{dataset_id}
name: {dataset}
version: 1.0.0
status: draft
domain: {category}
description:
  purpose: Say in one sentence what one row of this table is.
customProperties:
- property: purpose
  value: {category}_supervision
- property: retention_basis
  value: 'assumption: name the rule that says how long these rows are kept'
slaProperties:
- property: retention
  value: 10
  unit: y
schema:
- name: {dataset}
  physicalType: table
  businessName: {dataset}
  description: {dataset}
  properties:
  - name: {dataset}_id
    businessName: 编号
    description: Number
    logicalType: string
    physicalType: varchar
    primaryKey: true
    primaryKeyPosition: 1
    required: true
    classification: internal
  - name: amount
    businessName: 金额
    description: Amount
    logicalType: number
    physicalType: decimal(18,2)
    classification: internal
    logicalTypeOptions:
      minimum: 0
    synonyms:
    - synonym: 金额(元)
      locale: zh
  - name: recorded_on
    businessName: 日期
    description: Date
    logicalType: date
    physicalType: date
    classification: internal
"""


def contract_template(dataset: str, category: str) -> str:
    """YAML text for a new dataset; ContractError where a name is not lower case letters, digits and `_`."""
    for name in (dataset, category):
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
            raise ContractError(f"name `{name}` must begin with a lower case letter and hold only a-z, 0-9 and `_`.")
    return _TEMPLATE.format(
        dataset=dataset,
        category=category,
        dataset_id=dataset.replace("_", "-"),
        category_id=category.replace("_", "-"),
    )

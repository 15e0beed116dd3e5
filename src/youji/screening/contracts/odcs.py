"""Reads Open Data Contract Standard files (apiVersion 3.x) into `Contract`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from open_data_contract_standard.model import OpenDataContractStandard, SchemaProperty
from pydantic import ValidationError

from youji.screening.contracts.checks import CHECKS
from youji.screening.contracts.model import Classification, Code, Column, Contract
from youji.screening.errors import ContractError

_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_DECIMAL = re.compile(r"decimal\((\d{1,2}),(\d{1,2})\)")
_TYPES = {
    "varchar": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
}
_BY_LOGICAL_TYPE = {
    "string": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
}


def load_contract(path: Path) -> Contract:
    """The contract in one YAML file; ContractError names file, place and mend."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506 - a safe loader, in C where it is there
    except OSError as error:
        raise ContractError(f"{path}: cannot be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise ContractError(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ContractError(f"{path}:{where} is not valid YAML; check indentation and quotes there.") from error
    if not isinstance(document, dict):
        raise ContractError(
            f"{path}: holds no data contract; it must be a YAML mapping with `apiVersion` and `schema`."
        )
    try:
        odcs = OpenDataContractStandard.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ContractError(f"{path}: field `{place}`: {first['msg']}; see the Open Data Contract Standard.") from error
    return _contract(odcs, path)


def _contract(odcs: OpenDataContractStandard, path: Path) -> Contract:
    if not odcs.schema_ or len(odcs.schema_) != 1:
        raise ContractError(f"{path}: field `schema` must hold exactly one dataset; split the file.")
    schema = odcs.schema_[0]
    dataset = _required(schema.name, path, "schema[0].name")
    if not _NAME.fullmatch(dataset):
        raise ContractError(f"{path}: dataset name `{dataset}` must be lower case letters, digits and `_`.")
    columns = tuple(_column(p, path) for p in schema.properties or [])
    if len({c.name for c in columns}) != len(columns) or not columns:
        raise ContractError(f"{path}: field `schema[0].properties` must name at least one column, each once.")
    keyed = sorted((p.primaryKeyPosition or 1, p.name or "") for p in schema.properties or [] if p.primaryKey)
    if not keyed:
        raise ContractError(f"{path}: dataset `{dataset}` has no primary key; set `primaryKey: true` on its columns.")
    custom = _custom(odcs.customProperties)
    retention = next((s for s in odcs.slaProperties or [] if s.property == "retention"), None)
    if retention is None or retention.unit not in {"y", "yr", "years"}:
        raise ContractError(f"{path}: field `slaProperties` must hold `retention` in years (unit `y`).")
    try:
        years = int(str(retention.value))
    except ValueError as error:
        raise ContractError(f"{path}: the retention value must be a whole number of years.") from error
    return Contract(
        dataset=dataset,
        category=odcs.domain or "",
        zh=schema.businessName or dataset,
        en=schema.description or dataset,
        description=(odcs.description.purpose if odcs.description else None) or "",
        version=odcs.version or "",
        columns=columns,
        key=tuple(name for _, name in keyed),
        purpose=_required(custom.get("purpose"), path, "customProperties.purpose"),
        retention_years=years,
        retention_basis=str(custom.get("retention_basis", "")),
        register=custom.get("register") is True,
    )


def _column(p: SchemaProperty, path: Path) -> Column:
    name = _required(p.name, path, "schema[0].properties.name")
    if not _NAME.fullmatch(name):
        raise ContractError(f"{path}: column name `{name}` must be lower case letters, digits and `_`.")
    check, warning = _check(p, path)
    options = p.logicalTypeOptions or {}
    try:
        classification = Classification(p.classification or "internal")
    except ValueError as error:
        allowed = ", ".join(Classification)
        raise ContractError(
            f"{path}: column `{name}`: classification `{p.classification}` is unknown; use one of {allowed}."
        ) from error
    relationship = p.relationships[0] if p.relationships else None
    return Column(
        name=name,
        type=_type(p, path),
        zh=p.businessName or name,
        en=(p.description or name).split(";")[0],
        required=bool(p.required or p.primaryKey),
        classification=classification,
        check=check,
        check_is_warning=warning,
        codes=tuple(_code(entry) for entry in p.enum or []),
        synonyms=tuple(s.synonym for s in p.synonyms or [] if s.synonym),
        references=str(relationship.to) if relationship else None,
        minimum=_whole(options.get("minimum")),
        maximum=_whole(options.get("maximum")),
    )


def _type(p: SchemaProperty, path: Path) -> str:
    physical = (p.physicalType or "").lower().replace(" ", "")
    if match := _DECIMAL.fullmatch(physical):
        precision, scale = int(match[1]), int(match[2])
        if 1 <= precision <= 38 and scale <= precision:
            return f"DECIMAL({precision},{scale})"
    elif physical in _TYPES:
        return _TYPES[physical]
    elif not physical and p.logicalType in _BY_LOGICAL_TYPE:
        return _BY_LOGICAL_TYPE[p.logicalType]
    raise ContractError(
        f"{path}: column `{p.name}`: type `{p.physicalType or p.logicalType}` is not supported; use varchar, date, "
        "timestamp, bigint, boolean or decimal(p,s) (never floating point for money or identity)."
    )


def _check(p: SchemaProperty, path: Path) -> tuple[str | None, bool]:
    for rule in p.quality or []:
        if rule.type == "custom" and rule.engine == "youji":
            if rule.implementation not in CHECKS:
                raise ContractError(
                    f"{path}: column `{p.name}`: check `{rule.implementation}` is unknown; use one of "
                    f"{', '.join(CHECKS)}."
                )
            return str(rule.implementation), rule.severity == "warning"
    return None, False


def _code(entry: Any) -> Code:
    custom = _custom(entry.customProperties)
    value = str(entry.value)
    return Code(value, entry.label or value, str(custom.get("en", value)), tuple(custom.get("aliases", ())))


def _custom(properties: list[Any] | None) -> dict[str, Any]:
    return {p.property: p.value for p in properties or []}


def _required(value: Any, path: Path, field: str) -> str:
    if not value:
        raise ContractError(f"{path}: field `{field}` is missing; add it.")
    return str(value)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)

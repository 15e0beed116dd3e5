"""The contracts that come with Youji, and what a malformed one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from datacontract.data_contract import DataContract

from youji.screening.contracts.model import Classification
from youji.screening.contracts.odcs import load_contract
from youji.screening.contracts.registry import contract_files, load_contracts
from youji.screening.contracts.template import contract_template
from youji.screening.errors import ContractError

TENDERING = {
    "tender",
    "lot",
    "bid",
    "award",
    "contract",
    "contract_change",
    "payment",
    "organisation",
    "person",
    "shareholding",
    "position",
    "kinship",
    "document_fingerprint",
}


def test_the_tendering_datasets_are_there() -> None:
    assert set(load_contracts()) >= TENDERING


@pytest.mark.parametrize("path", contract_files(), ids=lambda p: p.name)
def test_the_datacontract_command_line_accepts_every_file(path: Path) -> None:
    run = DataContract(data_contract_file=str(path)).lint()
    assert run.has_passed(), [check.reason for check in run.checks]


def test_every_contract_states_purpose_and_retention_and_guards_personal_data() -> None:
    contracts = load_contracts()
    for contract in contracts.values():
        assert contract.purpose
        assert contract.retention_years > 0
        assert contract.retention_basis
    person = contracts["person"]
    assert person.column("resident_id").classification is Classification.SENSITIVE
    assert person.column("resident_id").check == "resident_id"
    assert person.column("name").classification is Classification.PERSONAL
    assert contracts["payment"].column("payee_account").classification is Classification.SENSITIVE


def test_money_and_shares_are_exact() -> None:
    for contract in load_contracts().values():
        for column in contract.columns:
            assert column.type not in {"FLOAT", "DOUBLE", "REAL"}
            if column.name in {"amount", "estimate", "amount_before", "amount_after"}:
                assert column.type == "DECIMAL(18,2)"


def test_synonyms_of_one_dataset_are_unambiguous() -> None:
    """A header that names two columns at once would make a certain mapping wrong."""
    for contract in load_contracts().values():
        seen: dict[str, str] = {}
        for column in contract.columns:
            for name in {column.name, column.zh, *column.synonyms}:
                assert seen.setdefault(name.lower(), column.name) == column.name, (contract.dataset, name)


def broken(tmp_path: Path, **changes: object) -> Path:
    document = yaml.safe_load(contract_template("subsidy", "other"))
    for place, value in changes.items():
        target = document
        *parents, last = place.split("__")
        for parent in parents:
            target = target[int(parent) if parent.isdigit() else parent]
        if value is None:
            del target[last]
        else:
            target[last] = value
    path = tmp_path / "subsidy.odcs.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def test_the_template_is_a_valid_contract(tmp_path: Path) -> None:
    contract = load_contract(broken(tmp_path))
    assert contract.dataset == "subsidy"
    assert contract.key == ("subsidy_id",)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"schema__0__properties__0__primaryKey": False}, "no primary key"),
        ({"schema__0__properties__1__physicalType": "double"}, "`amount`: type `double` is not supported"),
        ({"schema__0__properties__1__classification": "secret"}, "classification `secret` is unknown"),
        ({"schema__0__properties__1__name": "Amount"}, "column name `Amount`"),
        ({"schema__0__name": "sub-sidy"}, "dataset name `sub-sidy`"),
        ({"slaProperties": []}, "`retention`"),
        ({"customProperties": []}, "customProperties.purpose"),
        (
            {"schema__0__properties__1__quality": [{"type": "custom", "engine": "youji", "implementation": "iban"}]},
            "check `iban` is unknown",
        ),
    ],
)
def test_a_malformed_contract_is_refused_by_file_and_place(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    path = broken(tmp_path, **changes)
    with pytest.raises(ContractError) as refusal:
        load_contract(path)
    assert told in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_broken_yaml_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "x.odcs.yaml"
    path.write_text("name: x\nschema: [\n  a: {b\n", encoding="utf-8")
    with pytest.raises(ContractError, match="line "):
        load_contract(path)


def test_a_foreign_key_to_nowhere_is_refused(tmp_path: Path) -> None:
    broken(tmp_path, schema__0__properties__1__relationships=[{"to": "nothing.here"}])
    with pytest.raises(ContractError, match=r"nothing\.here"):
        load_contracts([tmp_path])


def test_a_dataset_defined_twice_is_refused(tmp_path: Path) -> None:
    broken(tmp_path, schema__0__name="bid")
    with pytest.raises(ContractError, match="already defined"):
        load_contracts([tmp_path])

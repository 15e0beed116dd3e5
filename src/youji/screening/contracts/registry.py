"""Finds the data contracts: those that come with Youji and those an office adds in folders of its own."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from youji.screening.contracts.model import Contract
from youji.screening.contracts.odcs import load_contract
from youji.screening.errors import ContractError

SUFFIX = ".odcs.yaml"


def packaged_contracts() -> Path:
    """The folder of the contracts that come with Youji, one subfolder a category."""
    return Path(str(files("youji.catalogue"))) / "contracts"


def contract_files(extra: Sequence[Path] = ()) -> list[Path]:
    """All contract files, packaged ones first; ContractError where a named folder is missing."""
    found: list[Path] = []
    for folder in (packaged_contracts(), *extra):
        if not folder.is_dir():
            raise ContractError(f"{folder}: no such folder of data contracts; check the path.")
        found += sorted(folder.rglob(f"*{SUFFIX}"))
    return found


def load_contracts(extra: Sequence[Path] = ()) -> dict[str, Contract]:
    """Contracts by dataset name. ContractError where a dataset is defined twice or a foreign key leads nowhere."""
    contracts: dict[str, Contract] = {}
    origin: dict[str, Path] = {}
    for path in contract_files(extra):
        contract = load_contract(path)
        if contract.dataset in contracts:
            raise ContractError(
                f"{path}: dataset `{contract.dataset}` is already defined in {origin[contract.dataset]}; rename one."
            )
        contracts[contract.dataset] = contract
        origin[contract.dataset] = path
    for contract in contracts.values():
        for column in contract.columns:
            if column.references is not None:
                _check_reference(column.references, contracts, origin[contract.dataset], column.name)
    return contracts


def _check_reference(reference: str, contracts: dict[str, Contract], path: Path, column: str) -> None:
    dataset, _, target = reference.partition(".")
    if dataset not in contracts or target not in contracts[dataset].names:
        raise ContractError(
            f"{path}: column `{column}` refers to `{reference}`, which no contract defines; correct `relationships`."
        )

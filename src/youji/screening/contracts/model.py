"""The data contract as the rest of Youji sees it: frozen, typed, free of YAML."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Classification(StrEnum):
    """Who may see a value; `personal` and `sensitive` are masked unless someone unmasks with a reason."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Code:
    """One entry of a code list: the stored value, its names, and what sources write instead."""

    value: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column. `type` is a DuckDB type: VARCHAR, DATE, TIMESTAMP, BIGINT, BOOLEAN or DECIMAL(p,s)."""

    name: str
    type: str
    zh: str
    en: str
    required: bool = False
    classification: Classification = Classification.INTERNAL
    check: str | None = None
    """Name of a value check (`uscc`, `resident_id`, `division_code`, `currency`, `phone`, `bank_account`)."""
    check_is_warning: bool = False
    """A value that fails a warning check stays, and is counted; otherwise the row goes to quarantine."""
    codes: tuple[Code, ...] = ()
    synonyms: tuple[str, ...] = ()
    references: str | None = None
    """Foreign key as `dataset.column`. Rows without a partner are counted, not refused: files come in any order."""
    minimum: int | None = None
    maximum: int | None = None

    @property
    def is_decimal(self) -> bool:
        """True for DECIMAL columns."""
        return self.type.startswith("DECIMAL")


@dataclass(frozen=True)
class Contract:
    """One dataset: columns in order, primary key, ground for use and how long rows are kept."""

    dataset: str
    category: str
    zh: str
    en: str
    description: str
    version: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    purpose: str
    retention_years: int
    retention_basis: str
    register: bool = False
    """True where rows say who or what something is (a register), not what was done."""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in the contract's order."""
        return tuple(column.name for column in self.columns)

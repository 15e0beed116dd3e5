"""How records of one kind are compared: the levels of each comparison with their weights, blocking rules and vetoes.

The model is that of Fellegi and Sunter (1969): a level weighs log2(m / u), where m is how often records of one and the
same party reach it, u how often records of two parties do. m and u are kept in `catalogue/linking/KIND.json`; where
they come from is written there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from youji.screening.errors import HomeError


@dataclass(frozen=True)
class Level:
    """One way in which two records can agree; `condition` is SQL over columns with `_l` and `_r` behind them."""

    name: str
    condition: str


@dataclass(frozen=True)
class Comparison:
    """One field compared; `known` says when both records have it, the first level that holds counts, else `else`."""

    name: str
    known: str
    levels: tuple[Level, ...]
    frequency: str | None = None
    """Column whose frequent values weigh less where the first level holds: a common name proves little."""

    @property
    def level_names(self) -> tuple[str, ...]:
        """All levels in order, with `else` last."""
        return (*(level.name for level in self.levels), "else")

    def case(self) -> str:
        """SQL that gives the name of the level reached, null where either record lacks the field."""
        branches = " ".join(f"WHEN {level.condition} THEN '{level.name}'" for level in self.levels)
        return f"CASE WHEN NOT ({self.known}) THEN NULL {branches} ELSE 'else' END"


@dataclass(frozen=True)
class Blocking:
    """Two records are compared where the fields `left` of the one equal the fields `right` of the other."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    def condition(self) -> str:
        """SQL over `l` and `r`."""
        return " AND ".join(f"l.{ours} = r.{theirs}" for ours, theirs in zip(self.left, self.right, strict=True))


def block(*fields: str) -> Blocking:
    """Records are compared that agree in all `fields`."""
    return Blocking(fields, fields)


@dataclass(frozen=True)
class LinkSpec:
    """All that linking one kind of party needs; SQL names the columns that `features` make."""

    kind: str
    columns: tuple[str, ...]
    """Feature columns, without `record_id`."""
    comparisons: tuple[Comparison, ...]
    blocking: tuple[Blocking, ...]
    """Only pairs that meet one of these are compared."""
    vetoes: Mapping[str, str]
    """Reason → condition over the levels reached, named as the comparisons: such a pair is never merged by itself."""
    prior: float
    """Share of all pairs of records that are of one party, for the pairs that blocking lets through."""

    def keys(self) -> dict[tuple[str, ...], str]:
        """Fields of a blocking key → name of the column that holds its hash."""
        sides = dict.fromkeys(side for rule in self.blocking for side in (rule.left, rule.right))
        return {fields: f"block_{number}" for number, fields in enumerate(sides)}

    def key_columns(self) -> str:
        """SQL of the key columns: a 64-bit hash of the fields, null where one of them is."""
        return ", ".join(
            f"CASE WHEN {' AND '.join(f'{f} IS NOT NULL' for f in fields)} THEN hash({', '.join(fields)}) END AS {name}"
            for fields, name in self.keys().items()
        )


@dataclass(frozen=True)
class Weights:
    """m and u of each comparison and level, in that order."""

    m: Mapping[tuple[str, str], float]
    u: Mapping[tuple[str, str], float]


def packaged_weights(kind: str) -> Path:
    """The weights that come with Youji."""
    return Path(str(files("youji.catalogue"))) / "linking" / f"{kind}.json"


def load_weights(spec: LinkSpec, path: Path) -> Weights:
    """The weights of every level. HomeError where the file cannot be read or lacks one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))["comparisons"]
        m, u = {}, {}
        for comparison in spec.comparisons:
            for level in comparison.level_names:
                m[comparison.name, level], u[comparison.name, level] = map(float, content[comparison.name][level])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HomeError(f"{path}: is not a file of link weights for {spec.kind} ({error}); write it anew.") from error
    return Weights(m, u)

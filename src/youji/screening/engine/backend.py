"""What running a model needs of an engine, so that one body of logic in `step` serves every engine.

An engine finds rows. What makes a row an alert (its identity, its facts as text, its checks, its file) is done once, in
DuckDB, whichever engine found it: so the same rows give the same alerts to the last byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.engine.limits import Limits
from youji.screening.lake.parties import PartyIds
from youji.screening.lake.tables import Lake
from youji.screening.supervision.gate import CompiledModel
from youji.screening.supervision.render import Dialect

Wanted = Mapping[str, tuple[str, ...]]


class Backend(Protocol):
    """An engine with one model's inputs before it. Rows it finds arrive in `connection`."""

    connection: duckdb.DuckDBPyConnection

    def time_limit(self, seconds: float, what: str) -> AbstractContextManager[None]:
        """Stops the work after `seconds`; LimitError names `what`, and likewise where memory or disk run out."""

    def find(self, compiled: CompiledModel, limit: int) -> bool:
        """Makes table `found` of the model's rows, typed as DuckDB types them; False at the first beyond `limit`."""

    def show_alerts(self, types: Mapping[str, str]) -> None:
        """Lets evidence queries read table `alerts` of `connection`; `types`: its columns and their DuckDB types.

        From then on a party of several records is as many rows of its dataset: each is evidence.
        """

    def match(self, sql: str) -> None:
        """Adds the pairs of one evidence query to table `evidence_found` (alert_id, dataset, row_id)."""


class Engine(Protocol):
    """An engine that models can be screened on."""

    name: str
    version: str
    dialect: Dialect

    def open(
        self,
        limits: Limits,
        scratch: Path,
        lake: Lake,
        contracts: Mapping[str, Contract],
        versions: Mapping[str, int],
        wanted: Wanted,
        parties: PartyIds | None = None,
    ) -> AbstractContextManager[Backend]:
        """A backend that sees the `wanted` columns of each dataset at its version, and writes below `scratch` only.

        With `parties`, under the ids of that snapshot of the register.
        """

    def close(self) -> None:
        """Gives back what the engine holds between models."""

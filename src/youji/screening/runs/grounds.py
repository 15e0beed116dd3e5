"""What leads follow from beside alerts: the register in force, the frozen calibration, and what was judged.

Each has a name in the run's record and in its fingerprint, so a new outcome gathers leads anew and computes no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from youji.screening.lake.home import Home
from youji.screening.lake.parties import PartyIds
from youji.screening.lake.tables import literal
from youji.screening.leads.calibration import Calibration, Calibrations
from youji.screening.leads.gather import Gathering
from youji.screening.leads.judged import JudgedLead
from youji.screening.leads.outcomes import OutcomeLog, hash_of
from youji.screening.leads.precision import precisions
from youji.screening.linking.snapshot import Snapshots
from youji.screening.runs.record import RunStore

LEADS_FORMAT = 2
_REGISTER_FILES = ("aliases.parquet", "ties.parquet")


@dataclass(frozen=True)
class LeadGrounds:
    """The state of these at the start of a run."""

    register: str | None
    parties: PartyIds | None
    calibration: Calibration | None
    judged: tuple[JudgedLead, ...]

    @classmethod
    def of(cls, home: Home) -> LeadGrounds:
        """What is in force in a home; HomeError where a file of it is damaged."""
        snapshots = Snapshots(home.register)
        current = snapshots.current()
        return cls(
            register=current.hash if current else None,
            parties=snapshots.party_ids(current) if current else None,
            calibration=Calibrations(home.calibrations).current(),
            judged=tuple(OutcomeLog(home.outcomes).judged()),
        )

    @property
    def outcomes(self) -> str | None:
        """The hash that names what was judged."""
        return hash_of(self.judged)

    @property
    def calibration_hash(self) -> str | None:
        """The name of the frozen calibration."""
        return self.calibration.hash if self.calibration else None

    def key(self) -> list[object]:
        """What the fingerprint of a run holds of them."""
        folder = self.parties.folder if self.parties is not None else None
        there = [name for name in _REGISTER_FILES if folder is not None and (folder / name).is_file()]
        return [LEADS_FORMAT, self.register, there, self.calibration_hash, self.outcomes]

    def gathering(
        self,
        alerts: Sequence[Path],
        evidence: Sequence[Path],
        severities: Mapping[str, str],
        named: Sequence[str],
        as_of: date,
        before: Path | None,
        uncertain: str | None = None,
    ) -> Gathering:
        """What leads are gathered from, with each model's precision as learnt from the outcomes.

        `uncertain`: table of alerts that rest on a probable identity (see `Gathering`), where there is one.
        """
        return Gathering(
            alerts=alerts,
            evidence=evidence,
            as_of=as_of,
            precision=precisions(severities, self.judged),
            named=named,
            register=self.parties.folder if self.parties is not None else None,
            before=before,
            calibration=self.calibration,
            uncertain=uncertain,
        )


def identities_before(connection: duckdb.DuckDBPyConnection, store: RunStore, scratch: Path) -> Path | None:
    """The `identity.parquet` of the newest complete run; made of its leads where the run is older than that file."""
    for folder in reversed(store.complete()):
        if store.identity_file(folder.name).is_file():
            return store.identity_file(folder.name)
        leads = store.leads_file(folder.name)
        if leads.is_file():
            made = scratch / "identity-before.parquet"
            day = literal(store.load(folder.name).as_of)
            connection.execute(
                "COPY (SELECT subject_kind || '|' || subject_id AS record, lead_id, CAST("
                f"{day} AS DATE) AS since, NULL::VARCHAR AS split_from, []::VARCHAR[] AS absorbed, true AS present"
                f" FROM read_parquet({literal(str(leads))})) TO {literal(str(made))} (FORMAT parquet)"
            )
            return made
    return None

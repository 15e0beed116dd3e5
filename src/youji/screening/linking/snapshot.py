"""A frozen state of the register: which record is which party, and why; known by the hash of its content.

`register/snapshots/HASH/` holds for each kind `members-KIND.parquet` (`record_id`, `party_id`), `links-KIND.parquet`
(pairs that were joined: `left_id`, `right_id`, `weight`, a level for each comparison, `ground`), `review-KIND.parquet`
(pairs a person should look at) and `features-KIND.parquet`; `ties.parquet` and `probable.parquet` (see `ties.build`);
and `snapshot.json`. `register/current.json` names the
snapshot that screening reads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from youji.screening.errors import HomeError
from youji.screening.lake.home import write_atomically
from youji.screening.lake.tables import literal

KINDS = ("person", "organisation")


@dataclass(frozen=True)
class Snapshot:
    """What `snapshot.json` holds. `hash` is over members, links and ties, so the same register has the same name."""

    hash: str
    made_at: str
    versions: Mapping[str, int]
    """Dataset → version of the lake that was read."""
    judgement: int
    """Number of the last entry of the judgement log that was heeded."""
    weights: Mapping[str, str]
    """Kind → SHA-256 of the file of link weights."""
    engine: Mapping[str, str]
    records: Mapping[str, int]
    parties: Mapping[str, int]
    to_review: Mapping[str, int]
    next_number: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 1))
    previous: str | None = None
    ties: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Kind of tie → certainty → number."""
    ties_left_out: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Dataset or kind of tie → why no tie was made → number."""


class Snapshots:
    """The snapshots of one register folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, hash_: str) -> Path:
        """Where a snapshot lies."""
        return self.folder / "snapshots" / hash_

    def current(self) -> Snapshot | None:
        """The snapshot in force; None before the first. HomeError where it is damaged."""
        pointer = self.folder / "current.json"
        if not pointer.is_file():
            return None
        try:
            return self.read(str(json.loads(pointer.read_text(encoding="utf-8"))["snapshot"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HomeError(f"{pointer}: is damaged; run `youji register link` to make the register anew.") from error

    def read(self, hash_: str) -> Snapshot:
        """A certain snapshot. HomeError where it is not there or not whole."""
        path = self.path(hash_) / "snapshot.json"
        try:
            return Snapshot(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise HomeError(f"{path}: cannot be read; run `youji register link` to make the register anew.") from error

    def next_number(self, kind: str) -> int:
        """The first number that no snapshot has given to a party of this kind.

        A decision taken back may bring an earlier snapshot in force again; numbers given since then stay given.
        """
        files = sorted((self.folder / "snapshots").glob("*/snapshot.json"))
        return max((self.read(file.parent.name).next_number[kind] for file in files), default=1)

    def keep(self, made: Path, snapshot: Snapshot) -> None:
        """Moves a complete snapshot from the folder `made` to its place and puts it in force."""
        write_atomically(made / "snapshot.json", json.dumps(asdict(snapshot), ensure_ascii=False, indent=2) + "\n")
        final = self.path(snapshot.hash)
        final.parent.mkdir(parents=True, exist_ok=True)
        if not final.exists():
            made.rename(final)
        write_atomically(self.folder / "current.json", json.dumps({"snapshot": snapshot.hash}) + "\n")


def content_hash(connection: duckdb.DuckDBPyConnection, folder: Path) -> str:
    """Sixteen hex digits over the sorted rows of members and links of both kinds, and of the ties.

    The source rows of ties are left out: their numbers depend on the order in which batches came, what they say not.
    """
    digest = hashlib.sha256()
    for kind in KINDS:
        for name in ("members", "links"):
            path = literal(str(folder / f"{name}-{kind}.parquet"))
            rows = connection.execute(
                f"SELECT count(*), md5(string_agg(line, '|' ORDER BY line))"
                f" FROM (SELECT md5(CAST(r AS VARCHAR)) AS line FROM read_parquet({path}) r)"
            ).fetchall()[0]
            digest.update(f"{name} {kind} {rows[0]} {rows[1]}\n".encode())
    # A tie's id is unique and stands for kind, ends and source, so that an order-free sum of the rows says all.
    path = literal(str(folder / "ties.parquet"))
    told = ("detail", "share", "since", "until", "certainty", "probability")
    values = ", ".join(f"coalesce(CAST({column} AS VARCHAR), '')" for column in told)
    rows = connection.execute(
        f"SELECT count(*), bit_xor(md5_number(concat_ws('|', tie_id, {values}))) FROM read_parquet({path})"
    ).fetchall()[0]
    digest.update(f"ties {rows[0]} {rows[1]}\n".encode())
    return digest.hexdigest()[:16]

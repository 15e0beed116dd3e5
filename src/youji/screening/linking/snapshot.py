"""A frozen state of the register: which record is which party, and why; known by the hash of its content.

`register/snapshots/HASH/` holds for each kind `members-KIND.parquet` (`record_id`, `party_id`), `links-KIND.parquet`
(pairs that were joined: `left_id`, `right_id`, `weight`, a level for each comparison, `ground`), `review-KIND.parquet`
(pairs a person should look at) and `features-KIND.parquet`; `aliases.parquet`, `renames-KIND.parquet` and
`mentions.parquet`, which say who a source id is (`aliases`); `ties.parquet` and `probable.parquet` (`ties.build`); and
`snapshot.json`. `register/current.json` names the snapshot that screening reads.
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
from youji.screening.lake.parties import KINDS, PartyIds
from youji.screening.lake.tables import literal


@dataclass(frozen=True)
class Snapshot:
    """What `snapshot.json` holds. `hash` is over the content, so the same register has the same name."""

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
    renamed: Mapping[str, str | None] = field(default_factory=dict)
    """Kind, or `mention` → hash of the ids that screening reads otherwise than the source has them; None: none."""
    method: str = ""
    """Hash of how records were read and weighed; features and weights of another method are not gone on with."""
    ties: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Kind of tie → certainty → number."""
    ties_left_out: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Dataset or kind of tie → why no tie was made → number."""


@dataclass(frozen=True)
class Pointer:
    """What `current.json` holds: the snapshot in force, and the lake and the judgements as they were last linked."""

    snapshot: str
    versions: Mapping[str, int]
    judgement: int


class Snapshots:
    """The snapshots of one register folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, hash_: str) -> Path:
        """Where a snapshot lies."""
        return self.folder / "snapshots" / hash_

    def current(self) -> Snapshot | None:
        """The snapshot in force; None before the first. HomeError where it is damaged."""
        pointer = self.pointer()
        return None if pointer is None else self.read(pointer.snapshot)

    def pointer(self) -> Pointer | None:
        """Which snapshot is in force, and of what it was made; None before the first. HomeError where it is damaged."""
        path = self.folder / "current.json"
        if not path.is_file():
            return None
        try:
            return Pointer(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise HomeError(f"{path}: is damaged; restore it from a copy, or remove it and link anew.") from error

    def read(self, hash_: str) -> Snapshot:
        """A certain snapshot. HomeError where it is not there or not whole."""
        path = self.path(hash_) / "snapshot.json"
        try:
            return Snapshot(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise HomeError(f"{path}: cannot be read; run `youji register link` to make the register anew.") from error

    def party_ids(self, snapshot: Snapshot) -> PartyIds:
        """What screening reads of a snapshot."""
        return PartyIds(self.path(snapshot.hash), snapshot.renamed)

    def next_number(self, kind: str) -> int:
        """The first number that no snapshot has given to a party of this kind.

        A decision taken back may bring an earlier snapshot in force again; numbers given since then stay given.
        """
        files = sorted((self.folder / "snapshots").glob("*/snapshot.json"))
        return max((self.read(file.parent.name).next_number[kind] for file in files), default=1)

    def keep(self, made: Path, snapshot: Snapshot) -> None:
        """Moves a complete snapshot from the folder `made` to its place and puts it in force; the same one stays."""
        final = self.path(snapshot.hash)
        if not final.exists():
            write_atomically(made / "snapshot.json", json.dumps(asdict(snapshot), ensure_ascii=False, indent=2) + "\n")
            final.parent.mkdir(parents=True, exist_ok=True)
            made.rename(final)
        pointer = Pointer(snapshot.hash, snapshot.versions, snapshot.judgement)
        write_atomically(self.folder / "current.json", json.dumps(asdict(pointer)) + "\n")


def content_hash(connection: duckdb.DuckDBPyConnection, folder: Path, method: str) -> str:
    """Sixteen hex digits over the method, the rows of members, links, review pairs and ids, and of the ties.

    In any order of rows: none is there twice, so a sum of the rows' hashes that does not heed the order says all.
    """
    digest = hashlib.sha256(f"{method}\n".encode())
    names = ("members", "links", "review", "renames")
    for name in [*(f"{name}-{kind}" for kind in KINDS for name in names), "ties"]:
        path = literal(str(folder / f"{name}.parquet"))
        rows = connection.execute(
            f"SELECT count(*), bit_xor(md5_number(CAST(r AS VARCHAR))) FROM read_parquet({path}) r"
        ).fetchall()[0]
        digest.update(f"{name} {rows[0]} {rows[1]}\n".encode())
    return digest.hexdigest()[:16]

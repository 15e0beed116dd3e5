"""Linking what has come, gone or been decided gives what linking everything would: every table, id, tie and hash."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.screening.linking.conftest import NOW, TABLES, Office
from tests.screening.linking.test_register import number

from youji.screening.lake import parts
from youji.screening.lake.parties import KINDS
from youji.screening.linking import draft
from youji.screening.linking.judgements import Verdict
from youji.screening.linking.snapshot import Snapshot
from youji.screening.linking.ties import shared

NAMES = {"person": ["李建军", "李建君", "赵敏"], "organisation": ["棠浦澄阳建设工程有限公司", "棠浦霁湖商贸有限公司"]}
KEYS = ["1", "2", "3", "4"]
PHONES = [None, "14212345678", "05718888888"]
ADDRESSES = [None, "棠浦市人民路3号2栋501室"]
TABLES_OF_KINDS = ("records", "features", "weighed", "members", "links", "review", "renames")
EXAMPLES = int(os.environ.get("YOUJI_HISTORIES", "4"))
"""Histories tried; each links everything again after each of its steps."""
EVERY_TABLE = [
    *(f"{name}-{kind}" for kind in KINDS for name in TABLES_OF_KINDS),
    *("aliases", "mentions", "probable", "given", "shared", "ties"),
]


def either(*values: str | None) -> st.SearchStrategy[str | None]:
    return st.sampled_from(values)


PERSON = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from(KEYS),
        "name": either(*NAMES["person"]),
        "born_on": either(None, "1975-03-12"),
        "phone": either(*PHONES),
        "address": either(*ADDRESSES),
        "resident_id": either(None, None, number("61850119750312001"), number("61850119750312003")),
    }
)
ORGANISATION = st.fixed_dictionaries(
    {
        "organisation_id": st.sampled_from(KEYS),
        "name": either(*NAMES["organisation"]),
        "uscc": either(None, None, "91618501412820494P"),
        "legal_representative_id": either(None, *KEYS),
        "phone": either(*PHONES),
        "bank_account": either(None, "6222020200112233"),
    }
)
BID = st.one_of(
    st.fixed_dictionaries({"bidder_id": st.sampled_from(KEYS), "deposit_account": either(None, "6222020200112233")}),
    st.fixed_dictionaries({"bidder_name": either(*NAMES["organisation"]), "contact_phone": either(*PHONES)}),
)
KINSHIP = st.fixed_dictionaries(
    {"kinship_id": st.sampled_from("ab"), "person_id": st.sampled_from(KEYS), "relative_id": st.sampled_from(KEYS)}
)
SHAREHOLDING = st.fixed_dictionaries(
    {
        "shareholding_id": st.sampled_from("abc"),
        "organisation_id": st.sampled_from(KEYS),
        "holder_id": st.sampled_from(KEYS),
        "holder_kind": either(None, "person", "organisation"),
        "share": either("0.5", "0.7"),
    }
)
FINGERPRINT = st.fixed_dictionaries(
    {
        "bidder_id": st.sampled_from(KEYS),
        "device_id": either(None, "d1", "d2"),
        "ip_address": either(None, "10.0.0.1"),
        "created_at": either(None, "2025-01-01", "2025-02-01"),
    }
)
POSITION = st.fixed_dictionaries(
    {"position_id": st.sampled_from("ab"), "person_id": st.sampled_from(KEYS), "organisation_id": st.sampled_from(KEYS)}
)
AWARD = st.fixed_dictionaries({"supplier_name": either(*NAMES["organisation"])})
KEYLESS = ("bid", "award", "document_fingerprint")
ROWS = {
    "award": AWARD,
    "document_fingerprint": FINGERPRINT,
    "position": POSITION,
    "person": PERSON,
    "organisation": ORGANISATION,
    "bid": BID,
    "kinship": KINSHIP,
    "shareholding": SHAREHOLDING,
}
COME = st.sampled_from(sorted(ROWS)).flatmap(lambda table: st.tuples(st.just(table), ROWS[table]))
COMES = st.tuples(st.just("come"), COME)
MENTIONS = [
    f"{column}:{name}" for column in ("bid.bidder_name", "award.supplier_name") for name in NAMES["organisation"]
]


@st.composite
def decision(draw: st.DrawFn) -> tuple[str, Verdict, tuple[str, str]]:
    kind = draw(st.sampled_from(KINDS))
    records = [f"{kind}:{key}" for key in KEYS] + (MENTIONS if kind == "organisation" else [])
    pair = draw(st.lists(st.sampled_from(records), min_size=2, max_size=2, unique=True))
    verdict = draw(st.sampled_from([Verdict.SAME, Verdict.APART, Verdict.OPEN]))
    return kind, verdict, (pair[0], pair[1])


STEP = st.lists(
    st.one_of(
        COMES,
        COMES,
        COMES,
        st.tuples(st.just("go"), st.tuples(st.sampled_from(sorted(ROWS)), st.integers(0, 5))),
        st.tuples(st.just("decide"), decision()),
    ),
    min_size=1,
    max_size=6,
)


def act(office: Office, what: str, how: Any) -> None:
    if what == "come":
        table, values = how
        key = next(iter(values))
        if table not in KEYLESS:  # a batch replaces rows of the same key
            office.drop(table, lambda row: row[key] == values[key])
        office.put(table, **values)
    elif what == "go":
        table, index = how
        if index < len(office.rows[table]):
            row = office.rows[table][index]
            office.drop(table, lambda other: other is row)
    else:
        kind, verdict, pair = how
        office.log.add(kind, verdict, [pair], by="analyst", at=NOW, why="looked at the files")


def content(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect() as connection:
        return {
            name: connection.execute(f"SELECT * FROM {parts.scan(office.snapshot, name)} ORDER BY ALL").fetchall()
            for name in EVERY_TABLE
        }


def told(snapshot: Snapshot) -> dict[str, Any]:
    """What a snapshot says of itself, without how it came about."""
    ours = dict(vars(snapshot))
    ours["contents"] = {name: tuple(value) for name, value in snapshot.contents.items()}
    return ours


def forget(office: Office) -> None:
    """Lets the snapshot in force be one of another method, which linking does not go on from."""
    file = office.snapshot / "snapshot.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "method": "another"}), encoding="utf-8")


@pytest.fixture(params=[1e9, 0.0], ids=["in parts", "written anew"], autouse=True)
def largest_part(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "LARGEST_PART", request.param)
    monkeypatch.setattr(shared, "AT_LEAST", 2)  # so that the fence moves among a few parties


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(STEP, min_size=2, max_size=5))
def test_any_history_step_by_step_is_the_same_as_everything_anew(steps: list[list[tuple[str, Any]]]) -> None:
    with TemporaryDirectory() as place:
        office = Office(Path(place) / "steps")
        office.folder.mkdir()
        for step in steps:
            for what, how in step:
                act(office, what, how)
            other = Office(Path(place) / "anew")
            other.folder.mkdir()
            if office.register.exists():
                shutil.copytree(office.register, other.register)
                if (other.register / "current.json").is_file():
                    forget(other)
            other.rows, other.count = office.rows, office.count
            anew = other.link()
            linked = office.link()
            assert linked.changes == anew.changes
            assert content(office) == content(other)
            assert told(linked.snapshot) == told(anew.snapshot)
            shutil.rmtree(other.folder)


def test_the_tables_are_all_that_a_snapshot_holds(office: Office) -> None:
    office.put("person", person_id="1", name="李建军")
    office.link()
    assert {path.name for path in office.snapshot.iterdir()} == {
        "snapshot.json",
        *(f"{name}.parquet" for name in EVERY_TABLE),
    }
    assert set(TABLES) >= set(ROWS)


@pytest.mark.parametrize("last", ["features of person", "parties of organisation", "ties"])
def test_a_link_that_is_broken_off_leaves_the_former_register_whole(office: Office, last: str) -> None:
    office.put("person", person_id="1", name="李建军", phone=PHONES[1])
    office.put("person", person_id="2", name="赵敏", phone=PHONES[1])
    office.link()
    before, folder = content(office), office.snapshot
    office.drop("person", lambda row: row["person_id"] == "2")
    office.put("person", person_id="2", name="李建军", phone=PHONES[2])

    def break_off(step: str) -> None:
        if step == last:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.link(break_off)
    assert office.snapshot == folder
    assert content(office) == before
    office.link()
    assert office.snapshot != folder
    assert not office.ties("shared_phone")

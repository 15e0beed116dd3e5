"""Linking what has come, gone or been decided gives what linking everything would: every table, id, tie and hash."""

from __future__ import annotations

import json
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

NAMES = {"person": ["李建军", "李建君", "赵敏"], "organisation": ["棠浦澄阳建设工程有限公司", "棠浦霁湖商贸有限公司"]}
KEYS = ["1", "2", "3", "4"]
PHONES = [None, "14212345678", "05718888888"]
ADDRESSES = [None, "棠浦市人民路3号2栋501室"]
TABLES_OF_KINDS = ("records", "features", "weighed", "members", "links", "review", "renames")
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
ROWS = {
    "person": PERSON,
    "organisation": ORGANISATION,
    "bid": BID,
    "kinship": KINSHIP,
    "shareholding": SHAREHOLDING,
}
COME = st.sampled_from(sorted(ROWS)).flatmap(lambda table: st.tuples(st.just(table), ROWS[table]))
MENTIONS = [f"bid.bidder_name:{name}" for name in NAMES["organisation"]]


@st.composite
def decision(draw: st.DrawFn) -> tuple[str, Verdict, tuple[str, str]]:
    kind = draw(st.sampled_from(KINDS))
    records = [f"{kind}:{key}" for key in KEYS] + (MENTIONS if kind == "organisation" else [])
    pair = draw(st.lists(st.sampled_from(records), min_size=2, max_size=2, unique=True))
    verdict = draw(st.sampled_from([Verdict.SAME, Verdict.APART, Verdict.OPEN]))
    return kind, verdict, (pair[0], pair[1])


STEP = st.lists(
    st.one_of(
        st.tuples(st.just("come"), COME),
        st.tuples(st.just("come"), COME),
        st.tuples(st.just("go"), st.tuples(st.sampled_from(sorted(ROWS)), st.integers(0, 5))),
        st.tuples(st.just("decide"), decision()),
    ),
    min_size=1,
    max_size=4,
)


def act(office: Office, what: str, how: Any) -> None:
    if what == "come":
        table, values = how
        key = next(iter(values))
        if table != "bid":  # a batch replaces rows of the same key
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


@settings(
    max_examples=6,
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

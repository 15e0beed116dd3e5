"""Paths between parties: found, ranked, dated, with the rows that prove each step; busy parties are no way through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from tests.screening.linking.conftest import Office
from tests.screening.linking.test_register import LI
from tests.screening.linking.test_ties import company, holding, names, person

from youji.screening.errors import HomeError
from youji.screening.lake.batches import Batch
from youji.screening.lake.tables import first_row
from youji.screening.linking.ties.paths import THROUGH, Found, paths
from youji.screening.linking.ties.reading import attach, parties, places, ties_of


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def family(office: Office) -> None:
    """An official, the spouse, the spouse's company, and a company that this one owns."""
    person(office, "官", name="赵敏")
    person(office, "亲", name="周平")
    company(office, "春")
    company(office, "夏")
    office.put(
        "kinship",
        kinship_id="K",
        person_id="官",
        relative_id="亲",
        relation="spouse",
        from_on="2010-01-01",
        to_on="2020-12-31",
    )
    holding(office, "亲", "春", "0.6", from_on="2015-01-01")
    holding(office, "春", "夏", "0.5")


def search(office: Office, connection: duckdb.DuckDBPyConnection, left: str, right: str, **given: object) -> Found:
    attach(connection, office.snapshot)
    by_name = {name: party for party, name in names(office).items()}
    return paths(connection, by_name[left], by_name[right], **given)  # type: ignore[arg-type]


def ways(office: Office, found: Found) -> list[tuple[str, ...]]:
    known = names(office)
    return [
        (known[way.steps[0].from_id], *(f"{step.ties[0].kind} {known[step.to_id]}" for step in way.steps))
        for way in found.paths
    ]


def test_an_official_reaches_a_company_through_kin_and_shares_with_the_rows_of_every_step(
    office: Office, connection: duckdb.DuckDBPyConnection
) -> None:
    family(office)
    office.link()
    found = search(office, connection, "官", "夏")
    assert ways(office, found) == [
        ("官", "kin 亲", "shareholder_chain 夏"),
        ("官", "kin 亲", "shareholder 春", "shareholder 夏"),
    ]
    long = found.paths[1]
    assert long.firm
    assert long.probability == 1
    assert [step.ties[0].sources for step in long.steps] == [
        (("kinship", 0),),
        (("shareholding", 0),),
        (("shareholding", 1),),
    ]
    assert found.paths[0].steps[1].ties[0].sources == (("shareholding", 0), ("shareholding", 1))
    assert found.paths[0].steps[1].ties[0].share == Decimal("0.3")


def test_a_source_row_is_told_by_file_and_line(office: Office, connection: duckdb.DuckDBPyConnection) -> None:
    family(office)
    office.link()
    found = search(office, connection, "官", "亲")
    (tie,) = found.paths[0].steps[0].ties
    moved = type(tie)(**{**tie.__dict__, "sources": (("kinship", first_row(7) + 12), ("kinship", first_row(9) + 3))})
    batches = {7: Batch(7, "b", "kinship", "/data/亲属.xlsx", "表一", "m", "committed", "now")}
    told = [(p.dataset, p.source, p.sheet, p.line) for p in places([moved], batches)]
    assert told == [("kinship", "/data/亲属.xlsx", "表一", 12), ("kinship", None, None, 3)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"as_of": date(2016, 1, 1)}, True),
        ({"as_of": date(2020, 12, 31)}, True),
        ({"as_of": date(2021, 1, 1)}, False),
        ({"as_of": date(2014, 12, 31)}, False),
        ({"between": (date(2010, 1, 1), date(2014, 12, 31))}, False),
        ({"between": (date(2014, 1, 1), date(2015, 1, 1))}, True),
        ({}, True),
    ],
)
def test_dates_are_respected(
    office: Office, connection: duckdb.DuckDBPyConnection, given: dict[str, object], found: bool
) -> None:
    family(office)
    office.link()
    assert bool(search(office, connection, "官", "春", **given).paths) is found


def test_no_more_steps_than_asked_and_no_party_twice(office: Office, connection: duckdb.DuckDBPyConnection) -> None:
    for key in "春夏秋冬年":
        company(office, key)
    for one, other in zip("春夏秋冬", "夏秋冬年", strict=True):
        holding(office, one, other, "0.01")
    office.link()
    assert len(search(office, connection, "春", "年").paths) == 1
    assert search(office, connection, "春", "年", steps=3).paths == ()
    for way in search(office, connection, "春", "秋").paths:
        visited = [way.steps[0].from_id, *(step.to_id for step in way.steps)]
        assert len(visited) == len(set(visited))


def test_a_firm_path_stands_before_a_weak_one_of_its_length(
    office: Office, connection: duckdb.DuckDBPyConnection
) -> None:
    person(office, "官", name="赵敏")
    company(office, "春", phone="05711111111")
    company(office, "夏")
    company(office, "秋", phone="05711111111")
    office.put("position", position_id="1", person_id="官", organisation_id="春")
    office.put("position", position_id="2", person_id="官", organisation_id="夏")
    holding(office, "夏", "秋", "0.2")
    office.link()
    found = search(office, connection, "官", "秋")
    assert ways(office, found) == [
        ("官", "position 夏", "shareholder 秋"),
        ("官", "position 春", "shared_phone 秋"),
    ]
    assert [(way.firm, way.weak) for way in found.paths] == [(True, 0), (False, 1)]
    assert len(search(office, connection, "官", "秋", firm_only=True).paths) == 1


def test_a_path_over_a_merge_by_weight_is_probable_and_not_firm(
    office: Office, connection: duckdb.DuckDBPyConnection
) -> None:
    person(office, "官", name="赵敏")
    office.put("person", person_id="亲1", **LI)
    office.put("person", person_id="亲2", **LI)
    company(office, "春")
    office.put("kinship", kinship_id="K", person_id="官", relative_id="亲1", relation="sibling")
    holding(office, "亲2", "春", "0.6")
    office.link()
    (way,) = search(office, connection, "官", "春").paths
    assert way.probable == 1
    assert not way.firm
    assert 0 < way.probability < 1
    assert search(office, connection, "官", "春", firm_only=True).paths == ()


def test_a_busy_party_is_an_end_but_no_way_through(office: Office, connection: duckdb.DuckDBPyConnection) -> None:
    company(office, "局")
    for index in range(THROUGH + 1):
        key = f"员{index}"
        office.put("person", person_id=key, name=f"{chr(0x4E00 + 7 * index)}{chr(0x5E00 + 11 * index)}")
        office.put("position", position_id=key, person_id=key, organisation_id="局")
    office.link()
    through = search(office, connection, "员1", "员2")
    assert (through.paths, through.too_busy) == ((), 1)
    assert len(search(office, connection, "员1", "局").paths) == 1


def test_what_makes_no_sense_is_refused_in_one_sentence(office: Office, connection: duckdb.DuckDBPyConnection) -> None:
    for arguments, words in (
        (("RP1", "RP1"), "needs two parties"),
        (("RP1", "RP2", 5), "give 1 to 4"),
    ):
        with pytest.raises(HomeError, match=words):
            paths(connection, *arguments)
    with pytest.raises(HomeError, match="exchange the two"):
        paths(connection, "RP1", "RP2", between=(date(2020, 1, 2), date(2020, 1, 1)))
    with pytest.raises(HomeError, match="holds no ties; run `youji register link`"):
        attach(connection, office.folder)


def test_the_ties_of_a_party_come_firmest_first_and_parties_have_names(
    office: Office, connection: duckdb.DuckDBPyConnection
) -> None:
    family(office)
    office.rows["person"][1]["phone"] = office.rows["organisation"][1]["phone"] = "05711111111"
    office.link()
    attach(connection, office.snapshot)
    by_name = {name: party for party, name in names(office).items()}
    found = ties_of(connection, by_name["亲"], 10)
    assert found[-1].kind == "shared_phone"
    assert [tie.firm for tie in found] == [True, True, True, False]
    known = parties(connection, office.snapshot, [by_name["亲"], by_name["春"]])
    assert (known[by_name["亲"]].kind, known[by_name["亲"]].name) == ("person", "周平")
    assert known[by_name["春"]].kind == "organisation"

"""Who shares only a name with an official is tied to nothing of the official's; and ten thousand take seconds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.screening.linking.conftest import NOW, TABLES, Office
from tests.screening.linking.test_register import LI, number

from youji.screening.linking.register import link

OFFICIAL = {**LI, "born_on": "1985-11-27", "resident_id": number("61850119851127001")}
"""Born after all the others, at an address that none of them has."""

others = st.fixed_dictionaries(
    {
        "gender": st.sampled_from(["male", "female", None]),
        "born_on": st.one_of(
            st.none(), st.dates(min_value=NOW.date().replace(1930), max_value=NOW.date().replace(1972)).map(str)
        ),
        "phone": st.one_of(st.none(), st.integers(10**7, 10**8 - 1).map(lambda n: f"137{n}")),
        "address": st.one_of(
            st.none(),
            st.builds(
                "棠浦市{}路{}号{}栋{}室".format,
                st.sampled_from(["人民", "解放", "湖滨"]),
                st.integers(4, 99),
                st.integers(3, 9),
                st.integers(101, 499),
            ),
        ),
        "serial": st.one_of(st.none(), st.integers(2, 998)),
    }
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(others, min_size=1, max_size=40))
def test_a_namesake_never_gets_a_tie_to_the_official(tmp_path: Path, namesakes: list[dict[str, Any]]) -> None:
    folder = tmp_path / "office"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    office = Office(folder)
    office.put("person", person_id="official", **OFFICIAL)
    for index, namesake in enumerate(namesakes):
        serial, born = namesake["serial"], namesake["born_on"]
        resident = number(f"618501{born.replace('-', '')}{serial:03}") if serial and born else None
        values = {name: namesake[name] for name in ("gender", "born_on", "phone", "address")}
        office.put("person", person_id=str(index), name=OFFICIAL["name"], resident_id=resident, **values)
    office.link()
    members = office.members()
    official = members.pop("person:official")
    assert official not in members.values()
    assert [tie for tie in office.ties() if official in (tie["left_id"], tie["right_id"])] == []


def test_ten_thousand_namesakes_and_their_ties(tmp_path: Path) -> None:
    office = Office(tmp_path)
    (tmp_path / "scratch").mkdir()
    with duckdb.connect() as connection:
        for table, columns in TABLES.items():
            body = ", ".join(f"{name} VARCHAR" for name in columns)
            connection.execute(f"CREATE TABLE {table} ({body}, _row BIGINT)")
        connection.execute(
            """
            INSERT INTO person BY NAME
            SELECT CAST(n AS VARCHAR) AS person_id, '李建军' AS name,
              CAST(DATE '1930-01-01' + CAST(n AS INTEGER) AS VARCHAR) AS born_on,
              '137' || lpad(CAST(n // 2 AS VARCHAR), 8, '0') AS phone, n AS _row FROM range(10000) r(n)
            """
        )
        connection.execute(
            "INSERT INTO person BY NAME SELECT 'official' AS person_id, '李建军' AS name,"
            f" '{OFFICIAL['born_on']}' AS born_on, '{OFFICIAL['phone']}' AS phone, '{OFFICIAL['address']}' AS address,"
            " 10000 AS _row"
        )
        connection.execute(
            """
            INSERT INTO organisation BY NAME
            SELECT 'O' || n AS organisation_id,
              translate(lpad(CAST(n AS VARCHAR), 4, '0'), '0123456789', '金木水火土风云雷电雨')
                || '商贸有限公司' AS name,
              '05718888888' AS phone, n AS _row FROM range(2000) r(n)
            """
        )
        connection.execute(
            """
            INSERT INTO shareholding BY NAME
            SELECT 'S' || n AS shareholding_id, 'O' || n AS holder_id, 'O' || (n + 1) % 2000 AS organisation_id,
              'organisation' AS holder_kind, '0.9' AS share, n AS _row FROM range(2000) r(n)
            """
        )
        connection.execute(
            """
            INSERT INTO kinship BY NAME
            SELECT 'K' || n AS kinship_id, CAST(n AS VARCHAR) AS person_id, CAST(n + 5000 AS VARCHAR) AS relative_id,
              'sibling' AS relation, n AS _row FROM range(5000) r(n)
            """
        )
        linked = link(connection, office.register, tmp_path / "scratch", {}, NOW)
    counts = linked.snapshot.ties
    assert counts["shareholder"] == {"certain": 2000}
    assert counts["shareholder_chain"] == {"certain": 6000}
    assert linked.snapshot.ties_left_out["shared_phone"]["hub_values"] == 1
    members = office.members()
    official = members.pop("person:official")
    assert official not in members.values()
    assert [tie for tie in office.ties() if official in (tie["left_id"], tie["right_id"])] == []

"""An alert rests on a probable identity where two records make it, and only weight makes them one party."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.screening.engine.probing import CONTRACTS
from tests.screening.runs.test_register_ids import LIMITS, Zone

from youji.screening.lake.tables import Lake
from youji.screening.leads.probable import find_uncertain
from youji.screening.linking.judgements import Verdict
from youji.screening.linking.snapshot import Snapshots
from youji.screening.runs.linking import link_parties
from youji.screening.runs.record import RunRecord

Found = list[tuple[str, Decimal]]


def uncertain(zone: Zone, run: RunRecord, rows: list[tuple[str, int]]) -> Found:
    """Parties and probabilities for one alert that rests on these (dataset, line) rows."""
    snapshots = Snapshots(zone.home.register)
    current = snapshots.current()
    assert current is not None
    lake = Lake(zone.home)
    evidence = zone.home.path / "evidence.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE e (alert_id VARCHAR, dataset VARCHAR, row_id BIGINT)")
        for dataset, line in rows:
            (row_id,) = connection.execute(
                f"SELECT _row FROM read_parquet({lake.files(dataset)}) ORDER BY _row LIMIT 1 OFFSET {line}"
            ).fetchall()[0]
            connection.execute("INSERT INTO e VALUES ('a', ?, ?)", [dataset, row_id])
        connection.execute(f"COPY e TO '{evidence}' (FORMAT parquet)")
        find_uncertain(connection, snapshots.party_ids(current), lake, CONTRACTS, run.versions, [evidence])
        return connection.execute("SELECT party_id, probability FROM uncertain ORDER BY ALL").fetchall()


@pytest.fixture
def zone(tmp_path: Path) -> Zone:
    made = Zone(tmp_path)
    made.link()
    return made


def test_two_records_joined_by_weight_make_an_alert_probable(zone: Zone) -> None:
    found = uncertain(zone, zone.screen(), [("organisation", 0), ("organisation", 1)])
    assert [party for party, _ in found] == ["RP000000001"]
    assert Decimal("0.9") < found[0][1] < 1


def test_one_record_alone_rests_on_no_match(zone: Zone) -> None:
    assert uncertain(zone, zone.screen(), [("organisation", 0), ("organisation", 2)]) == []


def test_what_a_person_confirmed_is_no_longer_probable(zone: Zone) -> None:
    zone.decide(Verdict.SAME)
    assert uncertain(zone, zone.screen(), [("organisation", 0), ("organisation", 1)]) == []


def test_a_bidder_by_name_alone_is_probably_the_organisation_of_that_name(zone: Zone) -> None:
    zone.office.ingest(
        "bid", ["bid_id", "tender_id", "bidder_name"], [["B9", "T9", "棠浦甲建设有限公司"]], "/office/names.csv"
    )
    with zone.home.writing():
        link_parties(zone.home, CONTRACTS, LIMITS, zone.office.now)
    run = zone.screen()
    assert len(uncertain(zone, run, [("bid", 3)])) == 1
    assert uncertain(zone, run, [("bid", 0)]) == []

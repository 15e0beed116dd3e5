"""Ties between parties: what states them, what they are worth, where they end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from tests.screening.linking.conftest import NOW, Office
from tests.screening.linking.test_register import LI, decide, number

from youji.screening.linking.judgements import Verdict
from youji.screening.linking.register import link
from youji.screening.linking.ties import shared


def person(office: Office, key: str, **values: str | None) -> None:
    """A person whom nothing ties to the others: the name is the key."""
    office.put("person", person_id=key, **{"name": f"赵{key}", **values})


def company(office: Office, key: str, **values: str | None) -> None:
    office.put("organisation", organisation_id=key, **{"name": f"棠浦市{key}商贸有限公司", **values})


def holding(office: Office, holder: str, organisation: str, share: str, **values: str | None) -> None:
    number = len(office.rows["shareholding"])
    office.put(
        "shareholding",
        **{
            "shareholding_id": f"S{number}",
            "holder_id": holder,
            "organisation_id": organisation,
            "share": share,
            **values,
        },
    )


def names(office: Office) -> dict[str, str]:
    """Party → key of its record (of one of them)."""
    return {
        party: record.partition(":")[2]
        for kind in ("person", "organisation")
        for record, party in sorted(office.members(kind).items(), reverse=True)
    }


def told(office: Office, *kinds: str) -> list[tuple[str, str, str]]:
    """(left, kind, right) of each tie, by the keys of the records."""
    known = names(office)
    return sorted((known[tie["left_id"]], tie["kind"], known[tie["right_id"]]) for tie in office.ties(*kinds))


def chain(office: Office) -> dict[tuple[str, str], Decimal]:
    known = names(office)
    return {(known[t["left_id"]], known[t["right_id"]]): t["share"] for t in office.ties("shareholder_chain")}


def test_each_dataset_states_its_ties_with_dates_source_and_certainty(office: Office) -> None:
    person(office, "甲")
    person(office, "乙")
    company(office, "春", legal_representative_id="乙")
    office.put(
        "kinship",
        kinship_id="K1",
        person_id="甲",
        relative_id="乙",
        relation="spouse",
        from_on="2010-05-01",
        to_on="2020-01-31",
    )
    office.put("position", position_id="P1", person_id="甲", organisation_id="春", post="顾问", from_on="2015-01-01")
    holding(office, "乙", "春", "0.4")
    office.link()
    assert told(office) == [
        ("乙", "legal_representative", "春"),
        ("乙", "shareholder", "春"),
        ("甲", "kin", "乙"),
        ("甲", "position", "春"),
    ]
    (kin,) = office.ties("kin")
    assert (kin["detail"], kin["since"], kin["until"]) == ("spouse", date(2010, 5, 1), date(2020, 1, 31))
    assert kin["sources"] == [{"dataset": "kinship", "row_id": 0}]
    assert (kin["certainty"], kin["probability"], kin["strength"]) == ("certain", Decimal(1), "strong")
    assert office.ties("position")[0]["detail"] == "顾问"
    assert office.ties("shareholder")[0]["share"] == Decimal("0.4")


def test_an_end_that_nobody_knows_makes_no_tie_and_is_counted(office: Office) -> None:
    person(office, "甲")
    office.put("kinship", kinship_id="K1", person_id="甲", relative_id="nobody", relation="child")
    linked = office.link()
    assert office.ties() == []
    assert linked.snapshot.ties_left_out["kinship"] == {"unknown_party": 1}


def test_an_empty_lake_has_a_register_without_ties(office: Office) -> None:
    assert office.link().snapshot.ties == {}
    assert office.ties() == []


def test_missing_datasets_and_columns_count_as_empty(office: Office, tmp_path: Any) -> None:
    scratch = tmp_path / "alone"
    scratch.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE person AS SELECT '1' AS person_id, '赵敏' AS name, NULL::VARCHAR AS gender,"
            " NULL::DATE AS born_on, NULL::VARCHAR AS resident_id, '14212345678' AS phone, NULL::VARCHAR AS address,"
            " 1::BIGINT AS _row UNION ALL SELECT '2', '钱伟', NULL, NULL, NULL, '14212345678', NULL, 2"
        )
        for table, columns in (
            ("organisation", "organisation_id name uscc legal_representative_id phone address"),
            ("bid", "bidder_id bidder_name"),
            ("award", "supplier_id supplier_name"),
            ("tender", "buyer_id buyer_name"),
        ):
            body = ", ".join(f"{name} VARCHAR" for name in columns.split())
            connection.execute(f"CREATE TABLE {table} ({body}, _row BIGINT)")
        link(connection, office.register, scratch, {}, NOW)
    assert told(office) == [("1", "shared_phone", "2")]


# Shares


def test_the_two_ways_of_a_diamond_add_up(office: Office) -> None:
    for key in "春夏秋冬":
        company(office, key)
    for holder, owned, share in (("春", "夏", "0.5"), ("春", "秋", "0.4"), ("夏", "冬", "0.3"), ("秋", "冬", "0.25")):
        holding(office, holder, owned, share)
    office.link()
    assert chain(office) == {("春", "冬"): Decimal("0.25")}
    assert len(office.ties("shareholder_chain")[0]["sources"]) == 4


def test_a_direct_holding_counts_beside_the_chain(office: Office) -> None:
    for key in "春夏冬":
        company(office, key)
    for holder, owned, share in (("春", "夏", "0.5"), ("夏", "冬", "0.5"), ("春", "冬", "0.1")):
        holding(office, holder, owned, share)
    office.link()
    assert chain(office) == {("春", "冬"): Decimal("0.35")}


def test_a_cycle_ends_and_nothing_is_counted_twice(office: Office) -> None:
    person(office, "甲", name="李建军")
    for key in "春夏秋":
        company(office, key)
    for holder, owned, share in (("甲", "春", "0.8"), ("春", "夏", "0.5"), ("夏", "秋", "0.6"), ("秋", "春", "0.2")):
        holding(office, holder, owned, share)
    office.link()
    assert chain(office) == {
        ("甲", "夏"): Decimal("0.4"),
        ("甲", "秋"): Decimal("0.24"),
        ("春", "秋"): Decimal("0.3"),
        ("夏", "春"): Decimal("0.12"),
        ("秋", "夏"): Decimal("0.1"),
    }


@pytest.mark.parametrize(("last", "found"), [("0.5", True), ("0.499999", False)])
def test_five_per_cent_is_the_edge(office: Office, last: str, found: bool) -> None:
    for key in "春夏秋":
        company(office, key)
    holding(office, "春", "夏", "0.1")
    holding(office, "夏", "秋", last)
    office.link()
    assert bool(chain(office)) == found


def test_chains_end_after_four_holdings(office: Office) -> None:
    for key in "春夏秋冬年岁":
        company(office, key)
    for holder, owned in zip("春夏秋冬年", "夏秋冬年岁", strict=True):
        holding(office, holder, owned, "1")
    office.link()
    assert ("春", "年") in chain(office)
    assert ("春", "岁") not in chain(office)


def test_a_chain_holds_while_all_its_holdings_do_and_each_share_has_its_period(office: Office) -> None:
    for key in "春夏秋冬":
        company(office, key)
    holding(office, "春", "夏", "0.5", from_on="2015-01-01", to_on="2019-12-31")
    holding(office, "夏", "冬", "1", from_on="2016-01-01")
    holding(office, "春", "秋", "0.2", from_on="2018-01-01")
    holding(office, "秋", "冬", "1")
    office.link()
    rows = office.ties("shareholder_chain")
    assert sorted((t["since"], t["until"], t["share"]) for t in rows if t["until"]) == [
        (date(2016, 1, 1), date(2017, 12, 31), Decimal("0.5")),
        (date(2018, 1, 1), date(2019, 12, 31), Decimal("0.7")),
    ]
    assert [(t["since"], t["share"]) for t in rows if not t["until"]] == [(date(2020, 1, 1), Decimal("0.2"))]


def test_one_holding_written_down_twice_counts_once(office: Office) -> None:
    for key in "春夏秋":
        company(office, key)
    for _ in range(2):
        holding(office, "春", "夏", "0.5")
    holding(office, "夏", "秋", "0.5")
    office.link()
    assert chain(office) == {("春", "秋"): Decimal("0.25")}


def test_a_holder_of_no_stated_kind_is_what_the_register_knows(office: Office) -> None:
    person(office, "甲", name="李建军")
    company(office, "春")
    company(office, "夏")
    holding(office, "甲", "春", "0.3")
    holding(office, "春", "夏", "0.1")
    office.link()
    assert told(office, "shareholder") == [("春", "shareholder", "夏"), ("甲", "shareholder", "春")]


# Shared values


def test_values_are_compared_as_linking_reads_them(office: Office) -> None:
    person(office, "甲", name="李建军", phone="+86 142-1234-5678", address="棠浦市人民路三号2栋501室")
    company(office, "春", phone="14212345678", bank_account="6222 0219 0102 3456 789")
    company(office, "夏", address="棠浦市人民路3号2栋501室")
    company(office, "秋", address="临江市人民路3号2栋501室")
    company(office, "冬", address="棠浦市人民路")
    company(office, "年", address="棠浦市人民路")
    office.put("bid", bidder_id="夏", deposit_account="6222021901023456789", submitted_at="2024-03-01 09:00:00")
    office.put("document_fingerprint", bidder_id="春", device_id="AB-1", created_at="2024-01-01 08:00:00")
    office.put("document_fingerprint", bidder_id="秋", device_id="ab-1 ", created_at="2024-02-01 08:00:00")
    office.put("document_fingerprint", bidder_id="秋", ip_address="10.0.0.1")
    office.put("document_fingerprint", bidder_id="冬", ip_address="10.0.0.1")
    office.link()
    found = {(*sorted(t[::2]), t[1]) for t in told(office)}
    assert found == {
        ("春", "甲", "shared_phone"),
        ("夏", "甲", "shared_address"),
        ("夏", "春", "shared_account"),
        ("春", "秋", "shared_device"),
        ("冬", "秋", "shared_device"),
    }
    strength = {(t["kind"], t["detail"]): t["strength"] for t in office.ties()}
    assert strength == {
        ("shared_phone", None): "weak",
        ("shared_address", None): "weak",
        ("shared_account", None): "strong",
        ("shared_device", "device"): "strong",
        ("shared_device", "network_address"): "weak",
    }
    assert {t["since"] for t in office.ties("shared_device") if t["detail"] == "device"} == {date(2024, 2, 1)}


def test_what_very_many_share_ties_nobody_and_is_counted(office: Office) -> None:
    for index in range(shared.AT_LEAST + 1):
        company(office, f"甲{index}", phone="05718888888")
    for index in range(shared.AT_LEAST):
        company(office, f"乙{index}", phone="05719999999")
    for index in range(16):
        company(office, f"丙{index}", phone=f"0571666000{index // 2}")
    linked = office.link()
    pairs = shared.AT_LEAST * (shared.AT_LEAST - 1) // 2
    assert len(office.ties("shared_phone")) == pairs + 8
    assert linked.snapshot.ties_left_out["shared_phone"] == {
        "hub_values": 1,
        "hub_parties": shared.AT_LEAST + 1,
        "fence": shared.AT_LEAST,
    }


# Certainty


def kin_of(office: Office, *keys: str) -> dict[str, dict[str, Any]]:
    """A relative for each of these persons; gives the ties by person."""
    person(office, "亲", name="周平")
    for key in keys:
        office.put("kinship", kinship_id=key, person_id=key, relative_id="亲", relation="child")
    office.link()
    ids = {f"kinship:{key}": key for key in keys}
    rows = {row["row_id"]: tie for tie in office.ties("kin") for row in tie["sources"]}
    return {key: rows[index] for index, key in enumerate(ids.values())}


def test_a_tie_of_a_record_that_weight_alone_brought_is_probable(office: Office) -> None:
    office.put("person", person_id="1", **LI, resident_id=number("61850119750312001"))
    office.put("person", person_id="2", **LI)
    ties = kin_of(office, "1", "2")
    assert ties["1"]["left_id"] == ties["2"]["left_id"]
    assert (ties["1"]["certainty"], ties["1"]["probability"]) == ("certain", Decimal(1))
    assert ties["2"]["certainty"] == "probable"
    assert Decimal("0.99") < ties["2"]["probability"] < 1


def test_the_same_checked_number_makes_it_certain(office: Office) -> None:
    for key in ("1", "2"):
        office.put("person", person_id=key, name="李建军", resident_id=number("61850119750312001"))
    ties = kin_of(office, "1", "2")
    assert {tie["certainty"] for tie in ties.values()} == {"certain"}


def test_a_person_s_judgement_makes_it_certain_and_an_undo_takes_it_back(office: Office) -> None:
    office.put("person", person_id="1", **LI)
    office.put("person", person_id="2", **LI)
    assert kin_of(office, "1", "2")["2"]["certainty"] == "probable"
    decide(office, Verdict.SAME, "person:1", "person:2")
    office.link()
    assert {tie["certainty"] for tie in office.ties("kin")} == {"certain"}
    decide(office, Verdict.OPEN, "person:1", "person:2")
    office.link()
    assert {tie["certainty"] for tie in office.ties("kin")} == {"certain", "probable"}


def test_a_record_far_from_the_anchor_is_less_likely_than_each_link(office: Office) -> None:
    office.put("person", person_id="1", **LI, resident_id=number("61850119750312001"))
    office.put("person", person_id="2", **LI)
    office.put("person", person_id="3", **{**LI, "name": "李建君"})
    ties = kin_of(office, "1", "2", "3")
    assert ties["1"]["certainty"] == "certain"
    for key in ("2", "3"):
        assert ties[key]["certainty"] == "probable"
        assert 0 < ties[key]["probability"] < 1


def test_pairs_to_review_are_possibly_the_same_unless_a_veto_stands(office: Office) -> None:
    for key, serial in (("1", "001"), ("2", "003")):
        office.put("person", person_id=key, **LI, resident_id=number(f"61850119750312{serial}"))
    office.link()
    assert office.review() == [("person:1", "person:2")]
    assert office.ties("possibly_same") == []
    office.rows["person"].clear()
    office.put("person", person_id="1", name="李建军", phone="14212345678")
    office.put("person", person_id="2", name="李建军", phone="14212345678")
    office.link()
    if office.review():
        (tie,) = office.ties("possibly_same")
        assert (tie["certainty"], tie["strength"]) == ("probable", "weak")
        assert 0.5 <= tie["probability"] < 1
        assert [row["dataset"] for row in tie["sources"]] == ["person", "person"]
    else:
        assert len(set(office.members().values())) == 1


def test_ties_are_the_same_digit_for_digit_whatever_the_order_of_rows(office: Office, tmp_path: Any) -> None:
    def fill(desk: Office, order: int) -> None:
        for key in "春夏秋冬"[::order]:
            company(desk, key, phone="05718888888")
        for values in [("春", "夏", "0.333333"), ("夏", "秋", "0.777777"), ("春", "秋", "0.1")][::order]:
            desk.put(
                "shareholding",
                shareholding_id="".join(values),
                holder_id=values[0],
                organisation_id=values[1],
                share=values[2],
            )

    fill(office, 1)
    other = Office(tmp_path / "other")
    other.folder.mkdir()
    fill(other, -1)
    office.link()
    other.link()
    assert office.members("organisation") == other.members("organisation")

    def bare(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{key: value for key, value in row.items() if key != "sources"} for row in rows]

    assert bare(office.ties()) == bare(other.ties())
    before = (office.snapshot / "ties.parquet").read_bytes()
    assert office.link().unchanged
    assert (office.snapshot / "ties.parquet").read_bytes() == before


def test_a_new_tie_among_the_same_parties_is_a_new_snapshot(office: Office) -> None:
    company(office, "春")
    company(office, "夏")
    office.link()
    holding(office, "春", "夏", "0.5")
    assert not office.link().unchanged
    assert told(office) == [("春", "shareholder", "夏")]

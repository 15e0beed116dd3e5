"""The people of the region: households hold together, the dead stay dead, villages have cadres."""

from __future__ import annotations

from typing import Any

import duckdb

from youji.region import Region


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return connection.cursor().execute(sql).fetchall()


def none_of(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    return rows(connection, f"SELECT count(*) FROM ({sql})") == [(0,)]


def test_everybody_belongs_to_one_household_with_one_head(clean: duckdb.DuckDBPyConnection) -> None:
    assert none_of(clean, "SELECT person_id FROM person ANTI JOIN household_member USING (person_id)")
    assert none_of(clean, "SELECT person_id FROM household_member GROUP BY person_id HAVING count(*) <> 1")
    heads = "count(*) FILTER (relation = 'head')"
    assert none_of(clean, f"SELECT household_id FROM household_member GROUP BY household_id HAVING {heads} <> 1")


def test_children_are_younger_than_both_parents_by_twenty_years(clean: duckdb.DuckDBPyConnection) -> None:
    young = """SELECT 1 FROM household_member c JOIN person p USING (person_id)
        JOIN household_member e ON e.household_id = c.household_id AND e.relation IN ('head', 'spouse')
        JOIN person q ON q.person_id = e.person_id
        WHERE c.relation = 'child' AND p.born_on > DATE '2007-07-01'
            AND date_diff('year', q.born_on, p.born_on) < 10"""
    assert none_of(clean, young)


def test_births_deaths_and_moves_happen(clean: duckdb.DuckDBPyConnection) -> None:
    for sql in (
        "SELECT count(*) FROM person WHERE born_on > DATE '2022-07-01'",
        "SELECT count(*) FROM death",
        "SELECT count(*) FROM residence WHERE reason = 'moved_in'",
    ):
        assert rows(clean, sql)[0][0] > 5


def test_the_dead_are_registered_after_their_death_and_leave_household_and_home(
    clean: duckdb.DuckDBPyConnection,
) -> None:
    assert none_of(clean, "SELECT 1 FROM death WHERE registered_on < died_on")
    assert none_of(clean, "SELECT 1 FROM death JOIN household_member USING (person_id) WHERE to_on <> died_on")
    assert none_of(
        clean, "SELECT 1 FROM death JOIN residence USING (person_id) WHERE coalesce(to_on, died_on + 1) > died_on"
    )
    assert none_of(clean, "SELECT 1 FROM death JOIN person USING (person_id) WHERE born_on >= died_on")


def test_nobody_with_a_post_or_a_firm_dies(clean: duckdb.DuckDBPyConnection) -> None:
    for column in ("position.person_id", "shareholding.holder_id", "organisation.legal_representative_id"):
        table, name = column.split(".")
        assert none_of(clean, f"SELECT 1 FROM death d JOIN {table} t ON t.{name} = d.person_id")


def test_nobody_lives_in_two_places_at_once(clean: duckdb.DuckDBPyConnection) -> None:
    twice = """SELECT 1 FROM residence a JOIN residence b
            ON a.person_id = b.person_id AND a.residence_id < b.residence_id
        AND a.from_on <= coalesce(b.to_on, DATE '2099-01-01') AND b.from_on <= coalesce(a.to_on, DATE '2099-01-01')"""
    assert none_of(clean, twice)


def test_villages_have_members_and_cadres_of_their_own(clean: duckdb.DuckDBPyConnection) -> None:
    idle = """SELECT organisation_id FROM organisation WHERE kind = 'village'
        EXCEPT SELECT organisation_id FROM position WHERE post LIKE '村党支部书记%'"""
    assert none_of(clean, idle)
    strangers = """SELECT 1 FROM position p JOIN organisation o USING (organisation_id)
        ANTI JOIN residence r ON r.person_id = p.person_id AND r.village_id = p.organisation_id
        WHERE o.kind = 'village'"""
    assert none_of(clean, strangers)


def test_the_market_keeps_its_keys(world: Region) -> None:
    """People who joined later have later keys, so that the market's files do not depend on them."""
    first = world.world.market
    assert set(first) == {"person", "organisation", "position", "kinship", "shareholding"}
    for dataset, count in first.items():
        order = world.numbering.order(dataset)
        kept = order[order < count]
        assert (order[: len(kept)] == kept).all()

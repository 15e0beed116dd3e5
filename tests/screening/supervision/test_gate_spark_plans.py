"""What the gate refuses only because Spark cannot plan it; tests/screening/engine/spark shows that it is just this."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.screening.engine.spark.aggregates import PLANNED, UNPLANNED, WINDOWS

Sentences = Callable[..., list[str]]


@pytest.mark.parametrize("selected", UNPLANNED)
def test_string_agg_beside_certain_distinct_aggregates_is_refused(selected: str, sentences: Sentences) -> None:
    (sentence,) = sentences(f"SELECT bidder_id, {selected} FROM bid GROUP BY bidder_id")
    assert sentence.startswith("`string_agg` beside ")
    assert sentence.endswith(
        "in one SELECT cannot be planned by Spark; put one of them into a CTE of its own and join."
    )


@pytest.mark.parametrize("selected", PLANNED)
def test_string_agg_beside_others_passes(selected: str, sentences: Sentences) -> None:
    assert sentences(f"SELECT bidder_id, {selected} FROM bid GROUP BY bidder_id") == []


def test_an_aggregate_of_having_stands_in_the_same_select(sentences: Sentences) -> None:
    found = sentences(
        "SELECT bidder_id, string_agg(tender_id, ',' ORDER BY tender_id) AS x FROM bid GROUP BY bidder_id"
        " HAVING count(DISTINCT tender_id) > 1 AND count(DISTINCT bid_id) > 1"
    )
    assert [sentence for sentence in found if "`string_agg` beside DISTINCT over another value" in sentence]


def test_two_selects_are_two(sentences: Sentences) -> None:
    assert (
        sentences(
            "WITH joined AS (SELECT bidder_id, string_agg(tender_id, ',' ORDER BY tender_id) AS x FROM bid"
            " GROUP BY bidder_id), counted AS (SELECT bidder_id, count(DISTINCT tender_id) AS n,"
            " count(DISTINCT bid_id) AS m FROM bid GROUP BY bidder_id)"
            " SELECT joined.bidder_id, joined.x, counted.n, counted.m FROM joined"
            " INNER JOIN counted ON joined.bidder_id = counted.bidder_id"
        )
        == []
    )


@pytest.mark.parametrize("selected", WINDOWS)
def test_distinct_in_a_window_is_refused(selected: str, sentences: Sentences) -> None:
    assert sentences(f"SELECT bidder_id, {selected} FROM bid") == [
        "DISTINCT in a window function is not portable; count in a CTE of its own and join."
    ]

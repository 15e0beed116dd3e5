"""A problem is told at its own line, however long the model and however many parameters stand before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.screening.supervision.conftest import param

from youji.screening.contracts.model import Contract
from youji.screening.supervision.gate import check_model
from youji.screening.supervision.model import SupervisionModel

STEP = """\
step_{n} AS (
    SELECT
        {before}.bidder_id,
        CASE
            WHEN {before}.amount > $least THEN $most
            ELSE {before}.amount
        END AS amount,
        {before}.submitted_at  -- $least and $most
    FROM {before}
    WHERE
        {before}.amount >= $least
        AND {before}.amount <= $most
        AND {before}.bidder_id <> 'a $ b'
)"""


def long_sql() -> str:
    """Some 400 lines that pass the gate."""
    steps = [STEP.format(n=n, before="bid" if n == 0 else f"step_{n - 1}") for n in range(30)]
    return "WITH " + ",\n".join(steps) + "\nSELECT bidder_id\nFROM step_29\n"


@pytest.mark.parametrize(
    ("written", "instead", "below", "word"),
    [
        ("step_24.submitted_at", "getenv(step_24.bidder_id) AS submitted_at", 0, "getenv"),
        ("step_24.amount > $least", "step_24.amount > 77", 0, "number 77"),
        ("step_24.amount > $least THEN $most", "step_24.amount > $least\n    THEN\n        77", 2, "number 77"),
        ("step_24.amount > $least", "step_24.amount > $nope", 0, "$nope"),
        ("step_24.amount > $least", "step_24.nothing > $least", 0, "nothing"),
        ("AND step_24.amount <= $most", "AND AND step_24.amount <= $most", 0, "parsed"),
        ("step_24.amount <= $most", "step_24.amount / step_24.amount <= $most", 0, "NULLIF"),
        ("step_24.bidder_id <> 'a $ b'", "step_24.bidder_id <> 5", 0, "number 5"),
        ("FROM step_24", "FROM nowhere AS step_24", 0, "nowhere"),
    ],
)
def test_the_line_is_exact(
    written: str,
    instead: str,
    below: int,
    word: str,
    model: Callable[..., SupervisionModel],
    contracts: dict[str, Contract],
) -> None:
    sql, params = long_sql(), {"least": param(10), "most": param(20)}
    assert check_model(model(sql, params=params), contracts) == []
    assert sql.count(written) == 1
    line = sql[: sql.index(written)].count("\n") + 1 + below
    found = model(sql.replace(written, instead), params=params)
    told = {problem.line for problem in check_model(found, contracts) if word in problem.message}
    assert told == {found.sql_line + line}

"""The engines there are, by name."""

from __future__ import annotations

from youji.screening.engine.backend import Engine
from youji.screening.engine.on_duckdb import OnDuckDB
from youji.screening.errors import EngineError

ENGINES = ("duckdb", "spark")


def engine_named(name: str) -> Engine:
    """The engine; EngineError where there is none of that name, or what it needs is not installed."""
    if name == "duckdb":
        return OnDuckDB()
    if name == "spark":
        from youji.screening.engine.on_spark import OnSpark

        return OnSpark()
    raise EngineError(f"--engine: there is no engine `{name}`; write {' or '.join(ENGINES)}.")

"""Which table or query of a database is read."""

from __future__ import annotations

from collections.abc import Sequence

from youji.screening.errors import SourceError
from youji.screening.ingest.readers.job import Job


def check_choice(job: Job) -> None:
    """Refuse a table and a query at once, and an empty query."""
    if job.options.table is not None and job.options.query is not None:
        raise SourceError(f"{job.source}: name a table or a query, not both.")
    if job.options.query is not None and not job.options.query.strip().rstrip(";").strip():
        raise SourceError(f"{job.source}: the query is empty; write a SELECT.")


def pick_table(job: Job, names: Sequence[str]) -> str:
    """The wanted table, or the only one there is.

    Args:
        job: with `options.table`, or None to take the only table.
        names: the tables and views there are, as they may be named.

    Raises:
        SourceError: there is no such table, or more than one to choose from; the message lists them.
    """
    listed = ", ".join(names[:30]) + (", …" if len(names) > 30 else "")
    wanted = job.options.table
    if wanted is not None:
        if wanted in names:
            return wanted
        if not names:
            raise SourceError(
                f"{job.source}: there is no table {wanted!r}, nor any other; check the address and the user."
            )
        raise SourceError(f"{job.source}: there is no table {wanted!r}; the tables are {listed}.")
    if len(names) == 1:
        return names[0]
    if not names:
        raise SourceError(f"{job.source}: the database holds no table this user may read.")
    raise SourceError(f"{job.source}: name a table or a query; the tables are {listed}.")


def query_text(query: str) -> str:
    """The user's query without the semicolon at its end."""
    return query.strip().rstrip(";").rstrip()

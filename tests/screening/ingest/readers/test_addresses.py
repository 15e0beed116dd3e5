"""A database's password is nowhere to be seen."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from tests.screening.ingest.readers.reading import read_all

from youji.screening.errors import SourceError
from youji.screening.ingest.readers.address import parse_address, redacted, scrubbed


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:s3cret@db.local:5432/records", "postgresql://ann@db.local:5432/records"),
        ("postgresql://ann@db.local/records", "postgresql://ann@db.local/records"),
        ("mysql://ann:s3/cr@et?s3cret@db.local/records", "mysql://ann@db.local/records"),
        (
            "postgresql://db/records?user=ann&password=s3cret&a=b",
            "postgresql://db/records?user=ann&password=***&a=b",
        ),
        ("sqlite:////srv/da@ta.db", "sqlite:////srv/da@ta.db"),
        ("data/bids.csv", "data/bids.csv"),
    ],
)
def test_addresses_are_shown_without_password(address: str, shown: str) -> None:
    assert redacted(address) == shown
    assert "s3cret" not in redacted(address)


def test_the_parts_of_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    address = parse_address("postgres://ann%40office:p%40ss%2F@[::1]:5433/re%20cords?sslmode=require")

    assert (address.scheme, address.user, address.host, address.port) == (
        "postgresql",
        "ann@office",
        "::1",
        5433,
    )
    assert address.database == "re cords"
    assert address.params == (("sslmode", "require"),)
    assert address.password is not None
    assert address.password.reveal() == "p@ss/"
    assert "p@ss/" not in repr(address)
    assert scrubbed("bad password p%40ss%2F or p@ss/\nhere", address) == "bad password *** or *** here"


def test_the_password_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJI_SOURCE_PASSWORD", "from-outside")

    stated = parse_address("mysql://ann:own@h/d")
    taken = parse_address("mysql://ann@h/d")

    assert stated.password is not None
    assert stated.password.reveal() == "own"
    assert taken.password is not None
    assert taken.password.reveal() == "from-outside"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://office.example/bids.csv", "https:// is not a source Youji reads.*download the file first"),
        ("oracle://u:s3cret@h/d", "oracle:// is not a source"),
        ("postgresql://u:s3cret@h:port/d", "the address is malformed"),
        ("sqlite://", "write sqlite:///data.db"),
        ("sqlite:///gone.db", "there is no file 'gone.db'"),
        ("postgresql://u:s3cret@127.0.0.1:9/d", "PostgreSQL refused"),
        ("mysql://u:s3cret@127.0.0.1:9/d", "the MySQL server refused"),
        ("postgresql://u@127.0.0.1:9/d?password=s3cret&nonsense=1", "PostgreSQL refused"),
    ],
)
def test_refusals_name_the_address_but_not_the_password(
    address: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    with caplog.at_level(logging.DEBUG), pytest.raises(SourceError, match=says) as refusal:
        read_all(address)

    error: BaseException | None = refusal.value
    assert str(error).startswith(redacted(address))
    while error is not None:
        assert "s3cret" not in str(error) or error.__suppress_context__
        assert error.__cause__ is None or "s3cret" not in str(error.__cause__)
        error = error.__cause__
    assert "s3cret" not in caplog.text

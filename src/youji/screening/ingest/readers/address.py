"""Database addresses: what they name, and the same without the password."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from youji.screening.errors import SourceError

PASSWORD_VARIABLE = "YOUJI_SOURCE_PASSWORD"  # noqa: S105 - the name of a variable, not a password
SCHEMES = ("postgresql", "postgres", "mysql", "mariadb", "sqlite")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_SECRET_KEYS = frozenset({"password", "passwd", "pwd", "sslpassword"})


@dataclass(frozen=True)
class Address:
    """A database server's address in parts. `password` is never part of `shown` nor of the repr."""

    scheme: str
    host: str
    port: int | None
    user: str | None
    database: str
    params: tuple[tuple[str, str], ...]
    shown: str
    password: _Secret | None


class _Secret:
    """A password that no repr, message or log shows by accident."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "***"

    def reveal(self) -> str:
        """The password itself, for the driver only."""
        return self._value


def is_address(source: str) -> bool:
    """True for `scheme://…`."""
    return _SCHEME.match(source) is not None


def redacted(source: str) -> str:
    """The source as it may be shown: an address loses its password, anything else stays."""
    if not is_address(source):
        return source
    scheme, rest = source.split("://", 1)
    # Everything up to the last @ may be the user part: an unquoted password may hold a slash, a ? or another
    # @.
    who, at, tail = rest.rpartition("@")
    if scheme.lower().startswith("sqlite"):
        who, at, tail = "", "", rest
    shown = who.split(":", 1)[0] + at
    tail = re.sub(rf"(?i)([?&](?:{'|'.join(sorted(_SECRET_KEYS))})=)[^&#]*", r"\1***", tail)
    return f"{scheme}://{shown}{tail}"


def parse_address(source: str) -> Address:
    """Take a database address apart; the password may come from the environment (`YOUJI_SOURCE_PASSWORD`).

    Raises:
        SourceError: the scheme is not one of `SCHEMES`, or the address is malformed.
    """
    shown = redacted(source)
    scheme = source.split("://", 1)[0].lower().split("+", 1)[0]
    if scheme not in SCHEMES:
        hint = "download the file first" if scheme in ("http", "https", "ftp") else "or name a file"
        raise SourceError(
            f"{shown}: {scheme}:// is not a source Youji reads; use postgresql://, mysql:// or sqlite:///, {hint}."
        )
    try:
        parts = urlsplit(source)
        port = parts.port
    except ValueError:
        raise SourceError(
            f"{shown}: the address is malformed; write postgresql://user@host:port/database, with any special "
            "character of the password quoted as %40."
        ) from None
    params = parse_qsl(parts.query)
    secret = next((value for key, value in params if key.lower() in _SECRET_KEYS), None)
    if secret is None and parts.password is not None:
        secret = unquote(parts.password)
    if secret is None:
        secret = os.environ.get(PASSWORD_VARIABLE) or None
    return Address(
        scheme={"postgres": "postgresql", "mariadb": "mysql"}.get(scheme, scheme),
        host=parts.hostname or "",
        port=port,
        user=unquote(parts.username) if parts.username else None,
        database=unquote(parts.path[1:]) if parts.path else "",
        params=tuple((key, value) for key, value in params if key.lower() not in _SECRET_KEYS),
        shown=shown,
        password=_Secret(secret) if secret is not None else None,
    )


def scrubbed(text: str, address: Address) -> str:
    """A driver's message on one line, with the password taken out wherever the driver quoted it."""
    if address.password is not None:
        secret = address.password.reveal()
        for form in {secret, quote(secret), quote(secret, safe=""), urlencode({"": secret})[1:]}:
            if form:
                text = text.replace(form, "***")
    return " ".join(text.split())

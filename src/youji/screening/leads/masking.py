"""Masks personal data by what a column holds; on by default wherever a person reads a value.

Two fences stand one behind the other. This one knows the column (its data contract's classification, value
check and type) and hides what the value is. The second, `scrub`, reads any text and hides what looks like
an identity, phone or account number, wherever it got there from.

What is left of a value is enough to recognise it with the file in hand, and not enough to find the person:

| kind | left | why |
| --- | --- | --- |
| identity number | first 3, last 2 | hides the date of birth and the district |
| phone | `138****5678` | the form everybody knows |
| bank account | `****` and the last 4 | as banks print it |
| name of a person | surname and 某 | every person's, office or not: a lead is no finding |
| address | down to the road, without numbers, compounds and villages | |
| date | the year | |
| id of a person | unchanged, unless it is itself an identity or phone number | ties must stay readable |
| anything else personal | `***` | |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import cast

import duckdb
import pyarrow as pa

from youji.screening.contracts.model import Classification, Column
from youji.screening.leads.scrubbing import (
    ScrubFilter,
    account_mask,
    identity_mask,
    is_identity,
    is_uscc,
    known_numbers,
    mobile_mask,
    register_scrub,
    scrub,
    scrub_array,
    scrub_identifier,
    scrub_identifier_array,
    scrub_table,
)

__all__ = [
    "HIDDEN",
    "MaskKind",
    "ScrubFilter",
    "account_mask",
    "identity_mask",
    "is_identity",
    "is_uscc",
    "known_numbers",
    "mask",
    "mask_kind",
    "mask_kind_of",
    "mask_name",
    "mask_sql",
    "mask_table",
    "mask_value",
    "mobile_mask",
    "register_scrub",
    "scrub",
    "scrub_array",
    "scrub_identifier",
    "scrub_identifier_array",
    "scrub_table",
]

HIDDEN = "***"


class MaskKind(StrEnum):
    """How a value is masked."""

    NONE = "none"
    TEXT = "text"
    """Not personal, but free text: the second fence looks at it."""
    IDENTIFIER = "identifier"
    RESIDENT_ID = "resident_id"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    NAME = "name"
    ADDRESS = "address"
    DATE = "date"
    OTHER = "other"


_COMPOUND_SURNAMES = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|"
    "仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|子车|亓官|司寇|巫马|公西|颛孙|壤驷|公良|漆雕|乐正|宰父|谷梁|拓跋|夹谷|轩辕|令狐|"
    "段干|百里|呼延|东郭|南门|羊舌|微生|公户|公玉|公仪|梁丘|公仲|公上|公门|公山|公坚|左丘|公伯|西门|公祖|第五|公乘|贯丘|公皙|"
    "南荣|东里|东宫|仲长|子书|子桑|即墨|达奚|褚师|完颜|叶赫|纳兰|爱新"
)
_GROUPING = " \t\u00a0\u3000\u200b-\u200f\u2060\ufeff\\-\u2010-\u2015\u2212\uff0d"
_GROUPING_CLASS = f"[{_GROUPING}]"
_WIDE_DIGITS = "０１２３４５６７８９Ｘ"
_PLAIN_DIGITS = "0123456789X"
_WIDE = str.maketrans(_WIDE_DIGITS, _PLAIN_DIGITS)
_COUNTRY_CODE = r"^(?:00)?86(1[3-9]\d{9})$"
_ADDRESS_DETAIL = r"(?s)(?:[0-9０-９]|小区|社区|公寓|大厦|花园|家园|村).*$"
_ADDRESS_HEAD = r"(?s)^.*(?:省|市|区|县|旗|盟|州|路|街道|大道|街|巷|弄|镇|乡)"
_NAME_WORDS = ("name", "author", "contact")
_CODE_CHECKS = ("uscc", "division_code", "currency")
_PERSONAL = (Classification.PERSONAL, Classification.SENSITIVE)


@lru_cache(maxsize=4096)
def mask_kind(
    classification: Classification | str,
    check: str | None = None,
    column: str = "",
    type_: str = "VARCHAR",
    *,
    reference: bool = False,
) -> MaskKind:
    """How to mask a column, from its contract: classification, value check, name, DuckDB type, foreign
    key or not.
    """
    text = type_.upper().startswith("VARCHAR")
    if classification not in _PERSONAL:
        if not text or check in _CODE_CHECKS:
            return MaskKind.NONE
        return MaskKind.IDENTIFIER if reference or column.endswith("_id") else MaskKind.TEXT
    if check in (MaskKind.RESIDENT_ID, MaskKind.PHONE, MaskKind.BANK_ACCOUNT):
        return MaskKind(check)
    if type_.upper() in ("DATE", "TIMESTAMP"):
        return MaskKind.DATE
    if reference:
        return MaskKind.IDENTIFIER
    last = column.rsplit("_", 1)[-1]
    if last in _NAME_WORDS and text:
        return MaskKind.NAME
    if last == "address" and text:
        return MaskKind.ADDRESS
    return MaskKind.OTHER


def mask_kind_of(column: Column) -> MaskKind:
    """`mask_kind` of a contract column."""
    return mask_kind(
        column.classification, column.check, column.name, column.type, reference=column.references is not None
    )


def mask_value(
    value: str | None,
    classification: Classification | str,
    check: str | None = None,
    column: str = "",
    type_: str = "VARCHAR",
    *,
    reference: bool = False,
) -> str | None:
    """The value as a person without the right to unmask may read it. Null stays null: absence is evidence
    too.
    """
    return mask(value, mask_kind(classification, check, column, type_, reference=reference))


def mask(value: str | None, kind: MaskKind) -> str | None:
    """Mask one value of a known kind. Masking a masked value again changes nothing."""
    if value is None or value == "" or kind is MaskKind.NONE:
        return value
    if kind is MaskKind.TEXT:
        return scrub(value)
    if kind is MaskKind.IDENTIFIER:
        return scrub_identifier(value)
    if kind is MaskKind.NAME:
        return mask_name(value)
    if kind is MaskKind.ADDRESS:
        return _mask_address(value)
    if kind is MaskKind.DATE:
        return f"{value[:4]}-**-**" if re.match(r"[0-9]{4}", value) else "****-**-**"
    if kind is MaskKind.OTHER:
        return HIDDEN
    if "****" in value:
        return scrub(value)
    number = re.sub(_GROUPING_CLASS, "", value.translate(_WIDE))
    if kind is MaskKind.RESIDENT_ID:
        return identity_mask(number) if len(number) >= 15 else HIDDEN
    if kind is MaskKind.BANK_ACCOUNT:
        return account_mask(number) if len(number) >= 12 else "****"
    number = re.sub(_COUNTRY_CODE, r"\1", re.sub(r"[^0-9]", "", number))
    if len(number) >= 11:
        return mobile_mask(number)
    return f"****{number[-2:]}" if len(number) >= 7 else "****"


def mask_name(name: str) -> str:
    """A person's name: `王某`, `欧阳某`; a name in Latin letters keeps its first letter: `Z***`."""
    plain = name.strip()
    if not plain:
        return ""
    if re.match(r"[A-Za-z]", plain):
        return f"{plain[0]}{HIDDEN}"
    found = re.match(_COMPOUND_SURNAMES, plain)
    if found and len(plain) > len(found[0]):
        return f"{found[0]}某"
    return f"{plain[0]}某" if len(plain) > 1 else "某"


def _mask_address(address: str) -> str:
    head = re.match(_ADDRESS_HEAD, re.sub(_ADDRESS_DETAIL, "", address))
    return f"{head[0]}{HIDDEN}" if head else HIDDEN


def mask_sql(expression: str, kind: MaskKind) -> str:
    """A DuckDB expression that masks `expression` like `mask`, for exports of millions of rows.

    `expression` is SQL the caller wrote (a quoted column), never user text. Call
    `register_scrub(connection)` first.
    """
    text = f"CAST({expression} AS VARCHAR)"
    grouping = _sql(_GROUPING_CLASS)
    number = f"regexp_replace(translate({text}, '{_WIDE_DIGITS}', '{_PLAIN_DIGITS}'), {grouping}, '', 'g')"
    phone = f"regexp_replace(regexp_replace({number}, '[^0-9]', '', 'g'), {_sql(_COUNTRY_CODE)}, '\\1')"
    name = f"trim({text})"
    compound = f"regexp_extract({name}, '^(?:{_COMPOUND_SURNAMES})')"
    head = f"regexp_extract(regexp_replace({text}, {_sql(_ADDRESS_DETAIL)}, ''), {_sql(_ADDRESS_HEAD)})"
    again = f"CASE WHEN contains({text}, '****') THEN scrub({text}) ELSE"
    masked = {
        MaskKind.NONE: expression,
        MaskKind.TEXT: f"scrub({text})",
        MaskKind.IDENTIFIER: f"scrub_identifier({text})",
        MaskKind.RESIDENT_ID: (
            f"{again} CASE WHEN length({number}) >= 15 THEN left({number}, 3) || "
            f"repeat('*', CAST(length({number}) - 5 AS INTEGER)) || right({number}, 2) "
            f"ELSE '{HIDDEN}' END END"
        ),
        MaskKind.BANK_ACCOUNT: (
            f"{again} CASE WHEN length({number}) >= 12 THEN '****' || right({number}, 4) ELSE '****' END END"
        ),
        MaskKind.PHONE: (
            f"{again} CASE WHEN length({phone}) >= 11 THEN left({phone}, 3) || '****' || right({phone}, 4) "
            f"WHEN length({phone}) >= 7 THEN '****' || right({phone}, 2) ELSE '****' END END"
        ),
        MaskKind.NAME: (
            f"CASE WHEN {name} = '' THEN '' "
            f"WHEN regexp_matches({name}, '^[A-Za-z]') THEN left({name}, 1) || '{HIDDEN}' "
            f"WHEN length({compound}) > 0 AND length({name}) > length({compound}) THEN {compound} || '某' "
            f"WHEN length({name}) > 1 THEN left({name}, 1) || '某' ELSE '某' END"
        ),
        MaskKind.ADDRESS: f"CASE WHEN {head} = '' THEN '{HIDDEN}' ELSE {head} || '{HIDDEN}' END",
        MaskKind.DATE: (
            f"CASE WHEN regexp_matches({text}, '^[0-9]{{4}}') THEN left({text}, 4) ELSE '****' END || '-**-**'"
        ),
        MaskKind.OTHER: f"'{HIDDEN}'",
    }[kind]
    if kind is MaskKind.NONE:
        return expression
    return f"CASE WHEN {expression} IS NULL OR {text} = '' THEN {text} ELSE {masked} END"


def mask_table(table: pa.Table, columns: Sequence[Column]) -> pa.Table:
    """An Arrow table of contract columns with every personal value masked, in one DuckDB pass.

    Columns the contract does not name are treated as free text when they are strings and pass unchanged
    otherwise.
    """
    kinds = {column.name: mask_kind_of(column) for column in columns}
    parts = []
    for field in table.schema:
        textual = pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        kind = kinds.get(field.name, MaskKind.TEXT if textual else MaskKind.NONE)
        quoted = '"' + field.name.replace('"', '""') + '"'
        parts.append(f"{mask_sql(quoted, kind)} AS {quoted}")
    with duckdb.connect() as connection:
        register_scrub(connection)
        connection.register("masked_source", table)
        query = f"SELECT {', '.join(parts)} FROM masked_source"
        return cast("pa.Table", connection.sql(query).to_arrow_table())


def _sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

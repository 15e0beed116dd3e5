"""What a masked value still says, by what its column holds; and that the bulk path says the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youji.screening.contracts.model import Classification, Column
from youji.screening.leads.masking import (
    MaskKind,
    mask,
    mask_kind,
    mask_kind_of,
    mask_name,
    mask_sql,
    mask_table,
    mask_value,
    register_scrub,
)

PERSONAL, SENSITIVE, INTERNAL = Classification.PERSONAL, Classification.SENSITIVE, Classification.INTERNAL


def column(
    name: str,
    classification: Classification = PERSONAL,
    check: str | None = None,
    type_: str = "VARCHAR",
    references: str | None = None,
) -> Column:
    return Column(name, type_, name, name, classification=classification, check=check, references=references)


@pytest.mark.parametrize(
    ("contract_column", "value", "shown"),
    [
        (column("resident_id", SENSITIVE, "resident_id"), "430105198507123419", "430*************19"),
        (column("resident_id", SENSITIVE, "resident_id"), "430105 19850712 341X", "430*************1X"),
        (column("resident_id", SENSITIVE, "resident_id"), "12345", "***"),
        (column("phone", PERSONAL, "phone"), "13874821934", "138****1934"),
        (column("phone", PERSONAL, "phone"), "+86 138-7482-1934", "138****1934"),
        (column("phone", PERSONAL, "phone"), "0731-88847126", "073****7126"),
        (column("phone", PERSONAL, "phone"), "88847126", "****26"),
        (column("phone", PERSONAL, "phone"), "12", "****"),
        (column("bank_account", SENSITIVE, "bank_account"), "6222 0219 0102 3456 789", "****6789"),
        (column("bank_account", SENSITIVE, "bank_account"), "1234", "****"),
        (column("name"), "王小明", "王某"),
        (column("name"), "欧阳修", "欧阳某"),
        (column("author"), "Administrator", "A***"),
        (
            column("address"),
            "湖南省长沙市岳麓区麓山南路36号阳光小区3栋502室",
            "湖南省长沙市岳麓区麓山南路***",
        ),
        (column("address"), "长沙县黄花镇谷塘村三组", "长沙县黄花镇***"),
        (column("address"), "12 High Street", "***"),
        (column("born_on", type_="DATE"), "1985-07-12", "1985-**-**"),
        (column("gender"), "male", "***"),
        (column("relative_id", references="person.person_id"), "P000381", "P000381"),
        (column("relative_id", references="person.person_id"), "430105198507123419", "430*************19"),
        (column("note", INTERNAL), "电话13874821934", "电话138****1934"),
        (column("tender_id", INTERNAL), "430105202403150001", "430105202403150001"),
        (column("uscc", INTERNAL, "uscc"), "91430100MA4L2XG85T", "91430100MA4L2XG85T"),
        (column("amount", INTERNAL, type_="DECIMAL(18,2)"), "1234567890123.00", "1234567890123.00"),
    ],
)
def test_a_value_is_masked_by_what_its_column_holds(contract_column: Column, value: str, shown: str) -> None:
    assert mask(value, mask_kind_of(contract_column)) == shown
    table = pa.table({contract_column.name: [value, None]})
    assert mask_table(table, [contract_column]).column(0).to_pylist() == [shown, None]


def test_null_stays_null_and_empty_stays_empty() -> None:
    assert mask_value(None, SENSITIVE, "resident_id") is None
    assert mask_value("", SENSITIVE, "resident_id") == ""


def test_a_personal_column_nobody_thought_of_is_hidden_entirely() -> None:
    assert mask_value("O型", SENSITIVE, column="blood_type") == "***"
    assert mask_kind(PERSONAL, column="salary", type_="DECIMAL(18,2)") is MaskKind.OTHER


@pytest.mark.parametrize("name", ["王", "王明", "阿依古丽·买买提", "Li Lei", "  张三 "])
def test_a_name_shows_no_given_name(name: str) -> None:
    shown = mask_name(name)
    assert len(shown) <= 4
    assert name.strip() not in shown


KINDS = [kind for kind in MaskKind if kind not in (MaskKind.NONE, MaskKind.TEXT, MaskKind.IDENTIFIER)]
TEXTS = st.text(st.sampled_from("0123456789０９ Xx*-王欧阳路区省市村小号Aa"), max_size=24)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KINDS), st.lists(TEXTS, min_size=1, max_size=20))
def test_sql_masks_like_python(kind: MaskKind, values: list[str]) -> None:
    with duckdb.connect() as connection:
        register_scrub(connection)
        connection.register("given_values", pa.table({"v": values, "n": list(range(len(values)))}))
        query = f"SELECT {mask_sql('v', kind)} FROM given_values ORDER BY n"
        assert [row[0] for row in connection.execute(query).fetchall()] == [mask(v, kind) for v in values]


@given(st.sampled_from(KINDS), st.from_regex(r"[1-6][0-9]{10,18}X?", fullmatch=True))
def test_masking_twice_changes_nothing_more(kind: MaskKind, value: str) -> None:
    once = mask(value, kind)
    assert mask(once, kind) == once


def test_a_table_keeps_numbers_dates_order_and_unknown_columns() -> None:
    table = pa.table(
        {
            "name": ["王小明", "李雷"],
            "amount": pa.array([Decimal("390000.00"), None], pa.decimal128(18, 2)),
            "signed_on": [date(2024, 3, 1), None],
            'od"d': ["13874821934", "x"],
        }
    )
    shown = mask_table(table, [column("name"), column("amount", INTERNAL, type_="DECIMAL(18,2)")])
    assert shown.column_names == table.column_names
    assert shown.column("amount").type == pa.decimal128(18, 2)
    assert shown.to_pylist() == [
        {
            "name": "王某",
            "amount": Decimal("390000.00"),
            "signed_on": date(2024, 3, 1),
            'od"d': "138****1934",
        },
        {"name": "李某", "amount": None, "signed_on": None, 'od"d': "x"},
    ]

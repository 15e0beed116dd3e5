"""The second fence: personal numbers go, whatever stands around them; public numbers stay."""

from __future__ import annotations

import logging
import re
from datetime import date

import duckdb
import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from youji.screening.leads.masking import (
    ScrubFilter,
    is_identity,
    is_uscc,
    known_numbers,
    register_scrub,
    scrub,
    scrub_array,
    scrub_identifier,
    scrub_table,
)

PROVINCES = st.sampled_from(["11", "31", "43", "44", "51", "65", "81"])
DAYS = st.dates(date(1930, 1, 1), date(2024, 12, 31))


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from("0123456789"), min_size=count, max_size=count)


@st.composite
def identities(draw: st.DrawFn) -> str:
    body = draw(PROVINCES) + draw(digits(4)) + draw(DAYS).strftime("%Y%m%d") + draw(digits(3))
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]


@st.composite
def old_identities(draw: st.DrawFn) -> str:
    day = draw(st.dates(date(1930, 1, 1), date(1999, 12, 31)))
    return draw(PROVINCES) + draw(digits(4)) + day.strftime("%y%m%d") + draw(digits(3))


MOBILES = st.builds("1{}{}".format, st.sampled_from("3456789"), digits(9))
LANDLINES = st.builds(
    "{}{}{}".format, st.sampled_from(["010", "021", "0731", "0991"]), st.sampled_from("2358"), digits(7)
)
ACCOUNTS = st.integers(12, 30).flatmap(digits)
AROUND = st.text(max_size=12)
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def surrounded(before: str, secret: str, after: str) -> str:
    """Texts in which the number is a number of its own: no further digit, decimal or hexadecimal digest."""
    assume(not before[-1:].isdecimal() and not after[:1].isdecimal())
    assume(not re.search(r"\d[.]$", before) and not re.match(r"[.]\d", after))
    assume(not re.search(r"[0-9a-fA-F]{28}.*[a-fA-F]{2}", before + secret + after))
    return before + secret + after


def only_digits(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else "" for c in text)


@settings(max_examples=150)
@given(AROUND, identities() | old_identities(), AROUND, st.booleans())
@example("身份证", "430105198507123419", "，", False)
@example("person_", "430105198507123419", ".csv", False)
def test_no_identity_number_survives(before: str, secret: str, after: str, wide: bool) -> None:
    text = surrounded(before, secret.translate(FULL_WIDTH) if wide else secret, after)
    assert secret.rstrip("X") not in only_digits(scrub(text))


@settings(max_examples=100)
@given(AROUND, identities(), AROUND, st.sampled_from([" ", "\u3000", "\u200b", "-"]))
def test_nor_one_in_groups(before: str, secret: str, after: str, gap: str) -> None:
    assume(not any(c.isdecimal() for c in before + after))
    text = f"{before}{secret[:6]}{gap}{secret[6:14]}{gap}{secret[14:]}{after}"
    assert secret.rstrip("X") not in only_digits(scrub(text))


@settings(max_examples=150)
@given(AROUND, MOBILES, AROUND, st.sampled_from(["{}", "+86{}", "0086 {}", "TEL {}", "{}x"]))
def test_no_mobile_number_survives(before: str, secret: str, after: str, form: str) -> None:
    text = surrounded(before, form.format(secret), after)
    assume(not re.search(r"[¥￥$€£]$", before))  # that is an amount
    assert secret not in only_digits(scrub(text))


@given(MOBILES, st.sampled_from([" ", "-", "\u3000", "\u200b", "."]))
def test_nor_one_in_groups_of_three_and_four(secret: str, gap: str) -> None:
    text = f"联系人{gap.join((secret[:3], secret[3:7], secret[7:]))}。"
    assert scrub(text) == f"联系人{secret[:3]}****{secret[7:]}。"


@settings(max_examples=100)
@given(AROUND, LANDLINES, AROUND)
def test_no_landline_survives(before: str, secret: str, after: str) -> None:
    text = surrounded(before, secret, after)
    assume(not re.search(r"[¥￥$€£]$", before))
    assert secret not in only_digits(scrub(text))


@settings(max_examples=150)
@given(AROUND, ACCOUNTS, AROUND)
def test_no_account_survives(before: str, secret: str, after: str) -> None:
    assume(not re.fullmatch(r"20\d{12}(\d{3}|\d{6})?", secret))  # a timestamp to the second
    assume(not re.search(r"[A-Za-z]$", before) or not re.match(r"000|19\d\d|20\d\d", secret))  # a document number
    assume(not re.search(r"[¥￥$€£]$", before))  # an amount
    text = surrounded(before, secret, after)
    assume(not any(is_uscc(token) for token in re.findall("[0-9A-Z]{18}", text)))
    assert secret not in only_digits(scrub(text))


@given(digits(16) | digits(19), st.sampled_from([" ", "\u3000"]))
def test_nor_a_card_in_fours(secret: str, gap: str) -> None:
    fours = [secret[i : i + 4] for i in range(0, len(secret), 4)]
    assume(not all(re.fullmatch(r"(19|20)\d\d", four) for four in fours))
    assert secret not in only_digits(scrub(f"卡号{gap.join(fours)}元"))


@settings(max_examples=100)
@given(st.decimals(0, 10**15, places=2), AROUND, st.sampled_from(["¥", "", "USD ", "金额", "-"]))
def test_amounts_with_separators_survive(amount: object, after: str, before: str) -> None:
    assume(not re.match(r"[\d.]", after) and not any(c.isdecimal() for c in after))
    text = f"{before}{amount:,}{after}"
    assert scrub(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "¥1,234,567.00，390000元，1234567890123.45，123456789012元，¥13812345678，13812345678.00",
        "2024-01-15 13:20:00，20240115132000，2021 2022 2023 2024，2024年3月15日",
        "91430100MA4L2XG85T 9143010073897654XK 12430000MB0X12345A",
        "_row=17179869185 row_id: 4294967297 {'row_id': 30064771089}",
        "d41d8cd98f00b204e9800998ecf8427e 550e8400-e29b-41d4-a716-446655440000",
        "ZB2024-000123 HT202403150001 CG-2024-0315-000123 湘财采〔2024〕0123号 P000000000123",
        "0.333333333333333 12.5% 3/4 192.168.10.21 v2.0.0",
        "390000 380000 380000，共3份；第12页",
        "",
    ],
)
def test_public_numbers_stay(text: str) -> None:
    assert scrub(text) == text


def test_a_numeric_credit_code_is_told_from_an_account_by_its_check_digit() -> None:
    code = next(c for n in range(100) if is_uscc(c := f"9143010018449{n:05d}"))
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert scrub(f"代码{code}") == f"代码{code}"
    assert scrub(f"代码{wrong}") == f"代码****{wrong[-4:]}"


def test_what_is_known_as_an_identifier_may_stay_in_a_sentence_unless_it_is_a_person() -> None:
    contract, person = "430105202403150001", "430105198507123419"
    assert (
        scrub(f"合同{contract}，{person}", keep=known_numbers([contract, person]))
        == f"合同{contract}，430*************19"
    )


def test_an_identifier_is_masked_only_if_it_is_a_person() -> None:
    assert scrub_identifier("430105 19850712 3419") == "430*************19"
    assert scrub_identifier("13874821934") == "138****1934"
    assert scrub_identifier("202403150012") == "202403150012"
    assert scrub_identifier("ZB2024-000123") == "ZB2024-000123"
    assert not is_identity("430105198502303419")


def test_bulk_is_the_same_as_one_by_one() -> None:
    texts = ["电话13874821934", None, "", "无", "430105198507123419", "¥1,234,567.00", "电话13874821934"] * 3
    wanted = [None if text is None else scrub(text) for text in texts]
    for type_ in (pa.string(), pa.large_string()):
        array = pa.array(texts, type_)
        assert scrub_array(array).to_pylist() == wanted
        assert scrub_array(array).type == type_
    assert scrub_array(pa.chunked_array([texts[:4], texts[4:]])).to_pylist() == wanted
    assert scrub_array(pa.array(texts).dictionary_encode()).to_pylist() == wanted
    table = pa.table({"a": texts, "b": texts, "n": list(range(len(texts)))})
    assert scrub_table(table, ["a"]).to_pydict() == {"a": wanted, "b": texts, "n": list(range(len(texts)))}
    with duckdb.connect() as connection:
        register_scrub(connection)
        connection.register("given_texts", table)
        rows = connection.execute("SELECT scrub(a) FROM given_texts ORDER BY n").fetchall()
    assert [row[0] for row in rows] == wanted


def test_the_log_shows_no_number_even_in_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    handler = caplog.handler
    handler.addFilter(ScrubFilter())
    log = logging.getLogger("youji.test")
    try:
        raise ValueError("行 3：430105198507123419 无法读取")
    except ValueError:
        log.exception("failed for %s in %s", "13874821934", "6222021901023456789.xlsx")
    log.warning("broken %d", "x")
    shown = handler.format(caplog.records[0])
    assert "138****1934" in shown
    assert "430*************19" in shown
    for secret in ("13874821934", "430105198507123419", "6222021901023456789"):
        assert secret not in caplog.text
    assert "broken %d" in caplog.records[1].getMessage()

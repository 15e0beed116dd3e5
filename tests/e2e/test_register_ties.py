"""`youji register ties` and `path` as a user types them: evidence by file and line, masked names, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.cli import Youji

FILES = {
    "person": "人员编号,姓名,手机号码\nP1,赵小敏,14200000001\nP2,周大平,14200000002\nP3,周大平,14200000003\n",
    "organisation": "单位编号,单位名称,联系电话\nD1,棠浦市春和投资有限公司,\nD2,棠浦市夏雨建设有限公司,\n",
    "kinship": "亲属记录编号,申报人编号,亲属人员编号,亲属关系,关系起始日期\nK1,P1,P2,配偶,2008-05-01\n",
    "shareholding": (
        "股权编号,单位编号,股东编号,股东类型,持股比例,入股日期\nS1,D1,P2,自然人,60%,2020-02-01\nS2,D2,D1,法人,50%,2021-01-01\n"
    ),
}


@pytest.fixture
def youji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Youji:
    youji = Youji(tmp_path / "home", monkeypatch)
    for dataset, text in FILES.items():
        file = tmp_path / f"{dataset}.csv"
        file.write_text(text, encoding="utf-8")
        said = youji("ingest", file, "--as", dataset, "--yes")
        assert said.status == 0, said.text
    return youji


def test_ties_and_paths_come_with_evidence_and_masked_names(youji: Youji) -> None:
    assert youji("register", "link").status == 0
    said = youji("register", "path", "P1", "D2")
    assert said.status == 0, said.text
    for words in (
        "path 1: 2 steps, every step certain",
        "kin → spouse",
        "kinship kinship.csv:2",
        "indirect shares → 30%",
        "shareholding shareholding.csv:3",
        "path 2: 3 steps",
        "2008-**-**",
    ):
        assert words in said.text
    assert "小敏" not in said.text + youji("register", "ties", "P1").text
    assert "赵某" in said.text
    assert "holds shares ← 60%" in youji("register", "ties", "D1").text
    clear = youji("register", "path", "P1", "D2", "--unmask", "--reason", "order 12 of the office")
    assert "赵小敏" in clear.text
    assert "2008-05-01" in clear.text
    assert "register path" in (youji.home / "unmask.jsonl").read_text(encoding="utf-8")


def test_the_search_may_be_narrowed(youji: Youji) -> None:
    youji("register", "link")
    assert (
        "No path of up to 3 steps"
        in youji("register", "path", "P1", "D2", "--steps", "3", "--as-of", "2020-12-31").text
    )
    assert "path 1: 3 steps" not in youji("register", "path", "P1", "D2", "--steps", "2").text
    assert "No ties." in youji("register", "ties", "P3").text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ties", "nobody"), "knows no `nobody`"),
        (("ties", "周大平"), "names 2 parties (RP000000002, RP000000003)"),
        (("path", "P1", "P1"), "a path needs two parties"),
        (("path", "P1", "D2", "--steps", "9"), "give 1 to 4"),
        (("path", "P1", "D2", "--as-of", "yesterday"), "is no date"),
        (("path", "P1", "D2", "--unmask"), "needs --reason"),
    ],
)
def test_refusals_are_one_sentence(youji: Youji, arguments: tuple[str, ...], words: str) -> None:
    assert "run `youji register link`" in youji("register", "ties", "P1").text
    youji("register", "link")
    said = youji("register", *arguments)
    assert said.status == 1
    assert words in said.text

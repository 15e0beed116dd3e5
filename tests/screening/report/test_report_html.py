"""The HTML report: complete, masked, and deaf to whatever its values say."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from youji.screening.report.data import RunView, ScorePart, score_shares
from youji.screening.report.html import ReportLimits, render_report

VOID = {"meta", "link", "input", "br", "img", "path", "rect"}


class Page(HTMLParser):
    """Tags, attributes, ids and text of a document; fails on tags that do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)

    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_it_says_what_a_reader_needs(run_view: RunView) -> None:
    text = Page(render_report(run_view)).text()
    for words in (
        "2025年6月30日", "30 June 2025", "20250701-090512-7c1e", "13,905", "222",  # head and funnel
        "长沙云岭市政工程有限公司", "0.748", "¥12,846,000.00", "USD 880,000.00",  # leads
        "同一控制人围标", "Bidders under one controller", "先排除这些无辜原因", "Rule out first",
        "招标文件允许联合体投标，且联合体已在投标文件中声明", "查询股权变更登记档案", "招标投标法实施条例#40",
        "投标明细_2024年_2月.xlsx", "云岭大道雨污分流改造", "持股",  # evidence and ties
        "document_fingerprint（投标文件特征）没有数据；请先导入。", "not computable", "超出限制",  # models
        "不是数字", "160", "214", "37",  # data quality
    ):  # fmt: skip
        assert words in text


def test_no_personal_data_of_the_run_appears(run_view: RunView, secrets: tuple[str, ...]) -> None:
    html = render_report(run_view)
    for secret in secrets:
        assert secret not in html
    assert "430*************1X" in html
    assert "个人信息已脱敏" in html


def test_unmasked_shows_it_and_says_so(run_view: RunView, secrets: tuple[str, ...]) -> None:
    html = render_report(run_view, unmasked=True)
    assert all(secret in html for secret in secrets)
    assert "本文件含未脱敏的个人信息" in html
    assert "个人信息已脱敏" not in html


def test_hostile_values_stay_text(hostile_view: RunView) -> None:
    plain, hostile = Page(render_report(replace(hostile_view, leads=()))), render_report(hostile_view)
    page = Page(hostile)
    assert len(page.all("script")) == len(plain.all("script")) == 1
    assert len(page.all("style")) == 1
    assert page.all("img") == []
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        for name in ("href", "src", "xlink:href", "action"):
            assert re.match(r"#|data:,", attributes.get(name) or "#"), (tag, name)
    text = page.text()
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", hostile)


def test_the_policy_allows_only_this_style_and_this_script(run_view: RunView) -> None:
    html = render_report(run_view)
    policy = next(m["content"] for m in Page(html).all("meta") if m.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert body is not None
        digest = base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "http://" not in html
    assert "https://" not in html


def test_it_can_be_read_without_sight(run_view: RunView) -> None:
    page = Page(render_report(run_view))
    tags = Counter(tag for tag, _ in page.tags)
    assert tags["main"] == tags["h1"] == 1
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert attributes.get(name) is None or attributes[name] in ids
        if attributes.get("role") == "region":
            assert attributes.get("tabindex") == "0"
            assert attributes.get("aria-label") or attributes.get("aria-labelledby")
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(th.get("scope") in ("col", "row") for th in page.all("th"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    pairs = [(a["class"], a.get("lang")) for tag, a in page.tags if a.get("class") in ("zh", "en")]
    assert set(pairs) == {("zh", "zh-Hans"), ("en", "en")}


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-Hans"), ("en", "en")])
def test_it_opens_in_the_language_asked_for(run_view: RunView, lang: Any, code: str) -> None:
    page = Page(render_report(run_view, lang))
    assert page.all("html")[0] == {"lang": code, "data-lang": lang}
    checked = [radio["id"] for radio in page.all("input") if "checked" in radio]
    assert checked == [f"lang-{lang}"]


def test_what_is_left_out_is_counted_with_the_command_for_the_rest(run_view: RunView) -> None:
    limits = ReportLimits(leads=2, alerts_per_lead=2, evidence_per_alert=5, export_command="export {run_id} x")
    text = Page(render_report(run_view, limits=limits)).text()
    assert "25 条线索未列出" in text
    assert "5 条预警未列出" in text
    assert "12 行证据未列出" in text
    assert "export 20250701-090512-7c1e x" in text
    assert "Riverside" not in text


def test_a_run_without_leads_warns_of_the_models_that_were_silent(run_view: RunView) -> None:
    view = replace(run_view, leads=(), funnel=replace(run_view.funnel, leads=0, alerts=0))
    text = Page(render_report(view)).text()
    assert "本次运行没有产生线索" in text
    assert "这不等于没有问题" in text


def test_the_same_run_gives_the_same_file(run_view: RunView) -> None:
    assert render_report(run_view) == render_report(run_view)


def test_the_shares_of_a_score_add_up_to_it() -> None:
    def part(name: str, weight: str) -> ScorePart:
        return ScorePart(name, "high", Decimal(weight), 1, Decimal("0.5"))

    shares = score_shares([part("a", "0.2"), part("b", "0.5"), part("c", "1")], Decimal("1"))
    assert [p.model_id for p, _ in shares] == ["c", "b", "a"]
    assert abs(sum((share for _, share in shares), Decimal(-1))) < Decimal("0.00001")
    assert score_shares([part("a", "0")], Decimal("0")) == [(part("a", "0"), Decimal(0))]
    assert score_shares([], Decimal("0.4")) == []

"""The figures as tables in Chinese or English: the same for the terminal and for Markdown."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from youji.benchmark.errors import BenchmarkError
from youji.benchmark.expectations import expected_models
from youji.benchmark.figures import ALL, LARGER_TWO, UNSTATED
from youji.benchmark.metamorphic import MetamorphicResult
from youji.benchmark.rounds import RoundResult

BEGIN, END = "<!-- begin figures -->", "<!-- end figures -->"
"""Marks in a document between which the tables of a run are put."""
_EFFECTS = {
    "blatant": ("明显", "blatant"),
    "clear": ("清楚", "clear"),
    "moderate": ("一般", "moderate"),
    "faint": ("微弱", "faint"),
    LARGER_TWO: ("前两级合计", "the two larger"),
    ALL: ("全部", "all"),
    UNSTATED: ("未说明", "unstated"),
}
_MARKS = {
    "recall_larger_complete": ("召回率，前两级，证据完整", "recall, two larger effects, complete"),
    "recall_larger_30_missing": ("召回率，前两级，缺失30%", "recall, two larger effects, 30 % missing"),
    "precision_top_100": ("前100条线索的准确率", "precision, top 100 leads"),
    "precision_top_200": ("前200条线索的准确率", "precision, top 200 leads"),
    "clean_alerts_per_1000": ("无问题区域每千主体预警数", "alerts per 1,000 subjects, clean region"),
    "weakest_model_larger": (
        "召回率最低的模型，前两级，证据完整",
        "recall of the weakest model, two larger effects, complete",
    ),
}
_PARTS = {
    "generate": ("生成", "generate"),
    "ingest": ("读入", "ingest"),
    "screen": ("筛查", "screen"),
    "judge": ("比对", "judge"),
}


@dataclass(frozen=True)
class Section:
    """One table: its title, what must be known to read it, its columns (the first is text) and its rows."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(
    found: Mapping[str, Any], checks: MetamorphicResult | None, lang: str, *, full: bool = False
) -> list[Section]:
    """Every table that has something to tell; `full` adds the long one of models and effects."""
    teller = _Teller(found, lang)
    told = [
        teller.marks(),
        teller.recall("recall"),
        teller.recall("recall_by_expected_model"),
        teller.precision(),
        teller.clean(),
        teller.model_recall(),
        *([teller.model_recall_in_full()] if full else []),
        teller.models(),
        teller.undone(),
        teller.schemes(),
        teller.finders(),
        teller.look_alikes(),
        *([] if checks is None else [teller.taken_away(checks), teller.renamed(checks)]),
        teller.rounds(),
        teller.time(),
    ]
    return [section for section in told if section.rows]


def percent(rate: Mapping[str, Any]) -> str:
    """`93 % (85–97) 41/44`; a dash where nothing was measured."""
    if rate["value"] is None:
        return "—"
    return f"{100 * rate['value']:.0f} % ({100 * rate['low']:.0f}–{100 * rate['high']:.0f}) {rate['hits']}/{rate['n']}"


def frequency(rate: Mapping[str, Any]) -> str:
    """`0.31 (0.20–0.45)`; a dash where nothing was measured."""
    if rate["value"] is None:
        return "—"
    return f"{rate['value']:.2f} ({rate['low']:.2f}–{rate['high']:.2f})"


@dataclass(frozen=True)
class _Teller:
    found: Mapping[str, Any]
    lang: str

    def t(self, zh: str, en: str) -> str:
        return en if self.lang == "en" else zh

    def effect(self, name: str) -> str:
        return self.t(*_EFFECTS.get(name, (name, name)))

    def missing(self, share: str) -> str:
        if share in (ALL, UNSTATED):
            return self.effect(share)
        return self.t(f"缺失{float(share):.0%}", f"{float(share):.0%} missing")

    def marks(self) -> Section:
        rows = []
        for mark in self.found["marks"]:
            rate, at_least = mark["rate"], mark["at_least"]
            told = "—" if rate is None else percent(rate) if at_least else frequency(rate)
            told += f" {mark['of']}" if mark["of"] else ""
            wanted = f"≥ {100 * mark['mark']:.0f} %" if at_least else f"≤ {mark['mark']:g}"
            met = {None: "—", True: self.t("达到", "met"), False: self.t("未达到", "not met")}[mark["met"]]
            rows.append((self.t(*_MARKS[mark["name"]]), wanted, told, met))
        return Section(
            self.t("要求", "Marks"),
            self.t(
                "除末行外，召回率不问由哪个模型发现；准确率为各轮合计；每千主体按单位与人员计。括号内为95%区间。",
                "Recall asks for no particular model, but for the last row; precision pools all rounds with planted "
                "schemes; subjects are organisations and persons. In brackets: 95 % intervals.",
            ),
            ("", self.t("要求", "mark"), self.t("结果", "measured"), ""),
            tuple(rows),
        )

    def recall(self, key: str) -> Section:
        table = self.found[key]
        shares = [*self.found["missing"], *([ALL] if len(self.found["missing"]) > 1 else [])]
        rows = tuple((self.effect(e), *(percent(line[m]) for m in shares)) for e, line in table.items())
        right = key != "recall"
        return Section(
            self.t("召回率，由对应模型发现", "Recall by a model that ought to find it")
            if right
            else self.t("召回率，任一模型", "Recall by any model"),
            self.t(
                "只计有对应模型的问题种类。威尔逊区间，各轮合计。"
                if right
                else "任一预警属于该问题即为发现。威尔逊区间，各轮合计。",
                "Only schemes that some model speaks for. Wilson intervals, rounds pooled."
                if right
                else "Found: some alert belongs to the case. Wilson intervals, rounds pooled.",
            ),
            (self.t("程度", "effect"), *(self.missing(m) for m in shares)),
            rows if self.found["missing"] else (),
        )

    def precision(self) -> Section:
        rows = []
        for missing, tops in self.found["precision"].items():
            if missing == ALL and len(self.found["precision"]) == 2:
                continue
            for top, rate in tops.items():
                lift = self.found["lift"][missing].get(top)
                alone = interval = "—"
                if lift is not None and lift["value"] is not None:
                    alone = f"{100 * lift['severity_only_precision']:.0f} %"
                    interval = f"{lift['value']:.2f}"
                    interval += "" if lift["low"] is None else f" ({lift['low']:.2f}–{lift['high']:.2f})"
                name = self.t("全部", "all") if top == ALL else self.t(f"前{top}", f"top {top}")
                rows.append((self.missing(missing), name, percent(rate), alone, interval))
        return Section(
            self.t("线索的准确率，与只按严重程度排序之比", "Precision of leads, and lift over severity alone"),
            self.t(
                "不足该数的，以实有线索为分母。只按严重程度排序时，同级的顺序取期望。比值的区间由对各轮重抽样得出。",
                "Where there are fewer leads, those there are. Severity alone: the same leads by their gravest model, "
                "ties in expectation. The lift's interval is a bootstrap over the rounds.",
            ),
            (
                self.t("缺失", "missing"),
                self.t("线索", "leads"),
                self.t("准确率", "precision"),
                self.t("只按严重程度", "severity alone"),
                self.t("提升", "lift"),
            ),
            tuple(rows) if self.found["missing"] else (),
        )

    def clean(self) -> Section:
        clean = self.found["clean"]
        names = {
            "per_1000_organisations_and_persons": self.t(
                "每千单位与人员（要求所用）", "organisations and persons (the mark)"
            ),
            "per_1000_screened_subjects": self.t("每千受筛查主体", "screened subjects")
            + f" ({', '.join(clean['screened_kinds'])})",
            "per_1000_organisations": self.t("每千单位", "organisations alone"),
        }
        rows = [
            (name, f"{clean[key]['hits']:,}", f"{clean[key]['n']:,}", frequency(clean[key]))
            for key, name in names.items()
        ]
        rows += [
            (model, f"{rate['hits']:,}", f"{rate['n']:,}", frequency(rate))
            for model, rate in clean["by_model"].items()
            if rate["hits"]
        ]
        return Section(
            self.t("没有预埋问题的区域：每千主体预警数", "A region without any scheme: alerts per 1,000 subjects"),
            self.t(
                "各模型按单位与人员计，未列出的模型没有预警。拜尔区间。",
                "Models by organisations and persons; a model that is not listed raised none. Byar's intervals.",
            ),
            (self.t("主体 / 模型", "subjects / model"), self.t("预警", "alerts"), self.t("主体数", "subjects"), "‰"),
            tuple(rows) if clean["rounds"] else (),
        )

    def model_recall(self) -> Section:
        shares = [*self.found["missing"], *([ALL] if len(self.found["missing"]) > 1 else [])]
        group = LARGER_TWO if LARGER_TWO in self.found["recall"] else ALL
        rows = tuple(
            (model, *(percent(one["recall"][group][m]) for m in shares))
            for model, one in self.found["by_model"].items()
        )
        return Section(
            self.t(f"各模型的召回率，{self.effect(group)}", f"Recall by model, {self.effect(group)}"),
            self.t(
                "只计该模型应当发现的问题（schemes.yml）；没有这样的问题则为“—”。",
                "Over the cases that the model ought to find (schemes.yml); a dash where there are none.",
            ),
            (self.t("模型", "model"), *(self.missing(m) for m in shares)),
            rows if shares else (),
        )

    def model_recall_in_full(self) -> Section:
        shares = [*self.found["missing"], *([ALL] if len(self.found["missing"]) > 1 else [])]
        rows = tuple(
            (f"{model}, {self.effect(effect)}", *(percent(one["recall"][effect][m]) for m in shares))
            for model, one in self.found["by_model"].items()
            for effect in self.found["effects"]
            if one["recall"][effect][ALL]["n"]
        )
        return Section(
            self.t("各模型的召回率，按程度", "Recall by model and effect"),
            self.t("同上。", "As above."),
            (self.t("模型，程度", "model, effect"), *(self.missing(m) for m in shares)),
            rows if shares else (),
        )

    def models(self) -> Section:
        rows = tuple(
            (
                model,
                percent(one["alert_precision"]),
                percent(one["lead_precision"]),
                frequency(one["clean"]),
                "—" if one["seconds"] is None else f"{one['seconds']:.2f}",
            )
            for model, one in self.found["by_model"].items()
        )
        return Section(
            self.t("各模型的准确率与误报", "Precision and false alarms by model"),
            self.t(
                "属于预埋问题的预警和线索所占比例；无问题区域中每千单位与人员的预警数；每轮秒数。",
                "Share of its alerts, and of the leads it takes part in, that belong to planted cases; alerts per "
                "1,000 organisations and persons in a clean region; seconds a round.",
            ),
            (
                self.t("模型", "model"),
                self.t("预警", "alerts"),
                self.t("线索", "leads"),
                self.t("无问题区域‰", "clean ‰"),
                self.t("秒", "s"),
            ),
            rows,
        )

    def undone(self) -> Section:
        rows = tuple(
            (model, ", ".join(f"{status} × {n}" for status, n in one["status"].items()), one["reason"])
            for model, one in self.found["by_model"].items()
            if one["reason"]
        )
        return Section(
            self.t("没有算出的模型", "Models that were not computed"),
            self.t("在部分或全部轮次中。", "In some or all rounds."),
            (self.t("模型", "model"), self.t("轮次", "rounds"), self.t("原因", "reason")),
            rows,
        )

    def schemes(self) -> Section:
        first, last = self.found["missing"][:1], self.found["missing"][-1:]
        group = LARGER_TWO if LARGER_TWO in self.found["recall"] else ALL
        rows = tuple(
            (
                scheme,
                *(_short(one["recall"][e][m]) for m in first for e in self.found["effects"]),
                *(_short(one["recall"][group][m]) for m in last),
                _short(one["recall_by_expected_model"][ALL][ALL]),
            )
            for scheme, one in self.found["by_scheme"].items()
        )
        return Section(
            self.t("各类问题", "By scheme"),
            self.t(
                "发现数/总数：各程度在证据最完整时；前两级在缺失最多时；全部中由对应模型发现的。",
                "Found of planted: each effect at the smallest missing share; the two larger at the largest; of all, "
                "those found by a model that ought to.",
            ),
            (
                self.t("问题", "scheme"),
                *(self.effect(e) for e in self.found["effects"]),
                *(f"{self.effect(group)}, {self.missing(m)}" for m in last),
                self.t("对应模型", "by right model"),
            ),
            rows if first else (),
        )

    def finders(self) -> Section:
        rows = tuple(
            (
                scheme,
                ", ".join([*one["expected"], *(f"({model})" for model in one["also"])]) or "—",
                ", ".join(f"{model} {n}" for model, n in one["found_by"].items()) or "—",
            )
            for scheme, one in self.found["by_scheme"].items()
        )
        return Section(
            self.t("各类问题由谁发现", "Who finds which scheme"),
            self.t(
                "模型名后为发现的问题数。括号内的模型只见于部分做法。",
                "After each model: the cases it found, all rounds together. Those in brackets see some ways of it.",
            ),
            (self.t("问题", "scheme"), self.t("对应模型", "ought to"), self.t("发现者", "found by")),
            rows,
        )

    def look_alikes(self) -> Section:
        rows = tuple(
            (name if name != "none" else self.t("（无）", "(none)"), ", ".join(f"{m} {n}" for m, n in models.items()))
            for name, models in self.found["look_alikes"].items()
        )
        return Section(
            self.t("误报线索属于哪些无辜的相似情形", "Innocent look-alikes that false leads belong to"),
            self.t("模型名后为误报线索数，所有轮次合计。", "After each model: its false leads, all rounds together."),
            (self.t("相似情形", "look-alike"), self.t("模型", "models")),
            rows,
        )

    def taken_away(self, checks: MetamorphicResult) -> Section:
        rows = tuple(
            (model, f"{one.wholly:,}", f"{one.stayed_wholly:,}", f"{one.partly:,}", f"{one.stayed_partly:,}")
            for model, one in checks.taken_away.items()
        )
        return Section(
            self.t(
                f"去掉问题的定义行后（{checks.label}）", f"Without the rows that define the schemes ({checks.label})"
            ),
            self.t(
                "完全以这些行为据的预警必须消失；部分以之为据而留下的，依据的是其余的行。",
                "Alerts that rest wholly on such rows must vanish; one that rests partly on them and stays, rests on "
                "the rows that were left.",
            ),
            (
                self.t("模型", "model"),
                self.t("完全", "wholly"),
                self.t("其中留下", "of them stayed"),
                self.t("部分", "partly"),
                self.t("其中留下", "of them stayed"),
            ),
            rows,
        )

    def renamed(self, checks: MetamorphicResult) -> Section:
        rows = tuple(
            (model, f"{one.alerts:,}", f"{one.lost:,}", f"{one.new:,}", f"{one.retold:,}")
            for model, one in checks.renamed.items()
        )
        return Section(
            self.t(
                f"改名、打乱、重新分文件后（{checks.label}）", f"Renamed, shuffled, in other files ({checks.label})"
            ),
            self.t(
                "消失与新增必须为零；“另述”为编号次序改变后举出了另一个同等的对象。",
                "Lost and new must be nought; retold alerts are the same, but name another of several equal partners "
                "once the order of keys is broken.",
            ),
            (
                self.t("模型", "model"),
                self.t("预警", "alerts"),
                self.t("消失", "lost"),
                self.t("新增", "new"),
                self.t("另述", "retold"),
            ),
            rows,
        )

    def rounds(self) -> Section:
        rows = tuple(
            (
                one["round"],
                f"{one['found']}/{one['cases']}" if one["cases"] else "—",
                f"{one['larger_found']}/{one['larger_cases']}" if one["larger_cases"] else "—",
                f"{one['top_100_true']}/{one['top_100']}" if one["cases"] else "—",
                f"{one['leads']:,}",
                f"{one['alerts']:,}",
                "—" if one["alerts_per_1000"] is None else f"{one['alerts_per_1000']:.2f}",
                f"{one['unknown_rows']:,}/{one['book_rows']:,}",
            )
            for one in self.found["by_round"]
        )
        return Section(
            self.t("各轮", "By round"),
            self.t(
                "最后一列：答案中的行，有多少不在入库的数据里（缺失或被隔离）。",
                "Last column: rows of the answer book that the ingested data lack (missing by design, or quarantined).",
            ),
            (
                self.t("轮次", "round"),
                self.t("发现", "found"),
                self.effect(LARGER_TWO),
                self.t("前100真", "top 100 true"),
                self.t("线索", "leads"),
                self.t("预警", "alerts"),
                "‰",
                self.t("缺行", "rows lacking"),
            ),
            rows,
        )

    def time(self) -> Section:
        rows = tuple((self.t(*_PARTS.get(p, (p, p))), f"{s:.1f}") for p, s in self.found["seconds"].items())
        return Section(
            self.t("每轮用时", "Time of a round"),
            self.t("各轮平均。", "Mean over the rounds."),
            ("", self.t("秒", "s")),
            rows,
        )


def _short(rate: Mapping[str, Any]) -> str:
    return f"{rate['hits']}/{rate['n']}" if rate["n"] else "—"


def markdown(told: Sequence[Section], heading: str) -> str:
    """The tables as Markdown below a heading of the second level, each with its own of the third."""
    parts = [f"## {heading}\n"]
    for section in told:
        aligned = " | ".join(["---", *["---:"] * (len(section.columns) - 1)])
        lines = [f"| {' | '.join(column or ' ' for column in section.columns)} |", f"| {aligned} |"]
        lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in section.rows]
        parts.append(f"### {section.title}\n\n{section.note}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def placed(page: Path, figures_text: str) -> str:
    """The page with the figures between its marks; the figures alone where there is no page or no mark in it.

    BenchmarkError where there are marks and they do not enclose one place.
    """
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if BEGIN not in text and END not in text:
        return figures_text
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end or BEGIN in after or END in before + after:
        raise BenchmarkError(f"{page}: has not one place for figures; put `{BEGIN}` once, and `{END}` once after it.")
    return f"{before}{begin}\n\n{figures_text}\n{end}{after}"


def write_details(results: Sequence[RoundResult], folder: Path) -> list[Path]:
    """Write `cases.csv` (what was missed, and by which models the rest was found) and `false_leads.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    cases, leads = folder / "cases.csv", folder / "false_leads.csv"
    with cases.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(
            ("round", "scheme", "case_id", "effect", "missing", "subjects", "expected", "found_by", "outcome")
        )
        for result in results:
            for case in result.cases:
                expected = expected_models(case.scheme, result.models).any
                right = set(expected) & set(case.models)
                outcome = "found" if right else "found by others only" if case.models else "missed"
                listed = (";".join(part) for part in (case.subjects, expected, case.models))
                writer.writerow(
                    (result.round.label, case.scheme, case.case_id, case.effect, case.missing, *listed, outcome)
                )
    with leads.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("round", "rank", "severity", "models", "subject_kind", "subject_id", "look_alikes"))
        for result in results:
            for lead in result.leads:
                if not lead.true:
                    who = (lead.subject_kind, lead.subject_id)
                    fired, resembled = ";".join(lead.models), ";".join(lead.look_alikes)
                    writer.writerow((result.round.label, lead.rank, lead.severity, fired, *who, resembled))
    return [cases, leads]

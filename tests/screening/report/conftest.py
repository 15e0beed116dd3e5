"""One invented run, small enough to read and rich enough to show everything a report can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.screening.report.invented_overview import GEOMETRY, invented_overview

from youji.screening.contracts.model import Classification
from youji.screening.report.data import (
    AlertView,
    Article,
    Bilingual,
    DatasetView,
    EvidenceRow,
    EvidenceValue,
    Funnel,
    LeadView,
    ModelView,
    ParamView,
    QuarantineReason,
    RunView,
    ScorePart,
    TieEdge,
)
from youji.screening.report.geometry import Geometry

RESIDENT_ID = "43010519850712341X"
PHONE = "13874821934"
ACCOUNT = "6222021901023456789"
PERSON = "钟离明远"
ADDRESS = "湖南省长沙市岳麓区麓山南路36号阳光小区3栋502室"
SECRETS = (
    RESIDENT_ID,
    PHONE,
    ACCOUNT,
    PERSON,
    "36号",
    "阳光小区",
    "1985-07-12",
    "13874821935",
    "(0731)88847126",
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</style></script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{7*7}}{% raw %}",
    "\u202eمكافحة‮ gnp.exe",
    "超长名称" * 60,
    "👩‍👩‍👧‍👦 家庭农场 🏗️",
    "javascript:alert(1)",
    '=HYPERLINK("http://evil.example","看")',
    "\x1b[31mred\x1b[0m\x00\x07",
)

SHARED = ModelView(
    id="shared_controller",
    title=Bilingual("同一控制人围标", "Bidders under one controller"),
    category="tendering",
    severity="high",
    status="done",
    n_alerts=18,
    seconds=2.41,
    question="Did two bidders in one tender share a controller?",
    legal_basis=(
        Article("招标投标法实施条例#40", "不同投标人的投标文件由同一单位或者个人编制，视为投标人相互串通投标。"),
        Article("招标投标法#32"),
    ),
    innocent_reasons=(
        Bilingual("招标文件允许联合体投标，且联合体已在投标文件中声明", "A joint venture was allowed and declared"),
        Bilingual("持股在投标截止日前已转让并办理变更登记", "The shares were transferred before the deadline"),
        Bilingual("同名不同人，股东身份未核实", "Two persons of the same name"),
    ),
    first_steps=(
        Bilingual(
            "调取两家投标文件，比对编制人、文件创建信息与上传地址",
            "Compare authors and file metadata of both bids",
        ),
        Bilingual("核对投标保证金转出账户与缴纳时间", "Check the accounts that paid the bid bonds, and when"),
        Bilingual("查询股权变更登记档案", "Read the register of shareholders"),
    ),
    params=(ParamView("min_share", "0.25", "ratio", "Below a quarter, control is not presumed."),),
)
SPLIT = ModelView(
    id="split_purchases",
    title=Bilingual("拆分采购规避招标", "Purchases split under the threshold"),
    category="tendering",
    severity="medium",
    status="done",
    n_alerts=41,
    seconds=5.9,
    question="Did one buyer sign several contracts just under the threshold with one supplier?",
    legal_basis=(Article("招标投标法#4", "任何单位和个人不得将依法必须进行招标的项目化整为零。"),),
    innocent_reasons=(
        Bilingual("分年度预算，分批采购属正常", "The budget came in yearly parts"),
        Bilingual("维修类支出按次结算", "Repairs are billed one by one"),
    ),
    first_steps=(Bilingual("调取全部合同与验收单", "Obtain all contracts and acceptance notes"),),
)
KIN = ModelView(
    id="official_relative_supplier",
    title=Bilingual("干部亲属为供应商", "Relative of an official supplies the office"),
    category="tendering",
    severity="critical",
    status="done",
    n_alerts=3,
    seconds=1.1,
    innocent_reasons=(Bilingual("该干部已书面回避", "The official had recused in writing"),),
    first_steps=(Bilingual("查阅回避记录与会议纪要", "Read the recusal record and the minutes"),),
)
PRICE = ModelView(
    id="tender_price_pattern",
    title=Bilingual("报价形态与陪标特征", "Price pattern of a rigged tender"),
    category="tendering",
    severity="low",
    status="limit",
    seconds=600.0,
    reason=Bilingual(
        "超过600秒的时间限制；请放宽限制，或缩短筛查的月份。",
        "Passed its limit of 600 s; raise it or screen fewer months.",
    ),
)
DEVICE = ModelView(
    id="shared_device",
    title=Bilingual("投标文件同一设备", "Bids written on one device"),
    category="tendering",
    severity="high",
    status="not_computable",
    reason=Bilingual(
        "数据集 document_fingerprint（投标文件特征）没有数据；请先导入。",
        "Dataset document_fingerprint holds no rows; ingest it first.",
    ),
)


def cell(
    column: str,
    zh: str,
    en: str,
    text: str | None,
    classification: Classification = Classification.INTERNAL,
    check: str | None = None,
    type_: str = "VARCHAR",
    reference: bool = False,
) -> EvidenceValue:
    return EvidenceValue(column, Bilingual(zh, en), text, classification, check, type_, reference)


def bid_row(number: int, bidder: str, amount: str, phone: str = PHONE) -> EvidenceRow:
    sensitive, personal = Classification.SENSITIVE, Classification.PERSONAL
    return EvidenceRow(
        "bid",
        Bilingual("投标", "Bid"),
        (7 << 32) | number,
        f"投标明细_2024年_{number % 3 + 1}月.xlsx",
        number,
        (
            cell("bid_id", "投标编号", "Bid number", f"TB-2024-{number:06d}"),
            cell("tender_id", "招标编号", "Tender number", "ZB2024-000123", reference=True),
            cell("bidder_id", "投标人编号", "Bidder id", bidder, reference=True),
            cell("amount", "投标报价", "Bid amount", amount, type_="DECIMAL(18,2)"),
            cell("submitted_at", "递交时间", "Submitted at", "2024-03-14 16:42:00", type_="TIMESTAMP"),
            cell("deposit_account", "保证金账号", "Deposit account", ACCOUNT, sensitive, "bank_account"),
            cell("contact_phone", "联系电话", "Contact phone", phone, personal, "phone"),
            cell("lot_id", "标段编号", "Lot number", None),
        ),
    )


def person_row() -> EvidenceRow:
    personal = Classification.PERSONAL
    return EvidenceRow(
        "person",
        Bilingual("人员", "Person"),
        (9 << 32) | 18,
        f"人员库_{RESIDENT_ID}.csv",
        18,
        (
            cell("person_id", "人员编号", "Person id", "P000381"),
            cell("name", "姓名", "Name", PERSON, personal),
            cell(
                "resident_id",
                "公民身份号码",
                "Identity number",
                RESIDENT_ID,
                Classification.SENSITIVE,
                "resident_id",
            ),
            cell("born_on", "出生日期", "Born on", "1985-07-12", personal, None, "DATE"),
            cell("phone", "手机号码", "Phone", PHONE, personal, "phone"),
            cell("address", "住址", "Address", ADDRESS, personal),
            cell("note", "备注", "Note", f"本人电话{PHONE}，座机(0731)88847126"),
        ),
    )


def alert(model: ModelView, number: int, sentence: Bilingual, **more: object) -> AlertView:
    given: dict[str, object] = {"amount": Decimal("12846000.00"), "currency": "CNY", **more}
    return AlertView(f"{number:032x}", model.id, model.title, model.severity, sentence, **given)  # type: ignore[arg-type]


def tie(source: str, name: str, kind: str, target: str, label: str, to: str, how: str, detail: str = "") -> TieEdge:
    return TieEdge(source, name, kind, target, label, to, how, detail)


def company_lead() -> LeadView:
    me, name = "91430100MA4L2XG85T", "长沙云岭市政工程有限公司"
    rows = tuple(bid_row(n, me if n % 2 else "91430104MA4PDUQ31K", f"{12846000 + 1000 * n}.00") for n in range(1, 18))
    return LeadView(
        "a1" * 16,
        1,
        "organisation",
        me,
        name,
        Decimal("0.748120"),
        Decimal("12846000.00"),
        "CNY",
        parts=(
            ScorePart(KIN.id, "critical", Decimal("0.528000"), 1, Decimal("0.9")),
            ScorePart(SHARED.id, "high", Decimal("0.322000"), 2, Decimal("0.8")),
            ScorePart(SPLIT.id, "medium", Decimal("0.213100"), 4, Decimal("0.55")),
        ),
        alerts=(
            alert(
                KIN,
                1,
                Bilingual(
                    f"市住建局副局长{PERSON}的配偶持有该公司40%股权，任职期间该公司中标金额1,284.6万元。",
                    "A deputy director's spouse holds 40% of this company, which won ¥12,846,000.00.",
                ),
                occurred_on=date(2024, 4, 2),
                strength=Decimal("0.9"),
                evidence=(person_row(),),
                evidence_total=1,
            ),
            alert(
                SHARED,
                2,
                Bilingual(
                    "在《云岭大道雨污分流改造》中，该公司与长沙澜川建设有限公司同时投标，两家均由同一自然人持股25%以上。",
                    "In “Yunling Avenue drainage”, one person held more than 25% of this and another bidder.",
                ),
                occurred_on=date(2024, 3, 15),
                strength=Decimal("0.8"),
                evidence=rows,
                evidence_total=17,
            ),
            alert(
                SPLIT,
                3,
                Bilingual(
                    "2024年3月至5月，市政维护中心与该公司签订4份合同，每份均低于40万元，合计¥1,558,999.97。",
                    "From March to May 2024 the centre signed 4 contracts below 400,000 with this company.",
                ),
                amount=Decimal("1558999.97"),
                occurred_on=date(2024, 5, 20),
                strength=Decimal("0.55"),
                evidence=(bid_row(40, me, "399999.99", "13874821935"),),
                evidence_total=4,
            ),
        ),
        ties=(
            tie(me, name, "organisation", "P000381", PERSON, "person", "shareholding", "25%"),
            tie(
                "P000381",
                PERSON,
                "person",
                "91430104MA4PDUQ31K",
                "长沙澜川建设有限公司",
                "organisation",
                "shareholding",
                "30%",
            ),
            tie(me, name, "organisation", "P000912", "周雅", "person", "legal_representative"),
            tie("P000912", "周雅", "person", "P000044", "李建国", "person", "kinship", "配偶"),
            tie(
                "P000044",
                "李建国",
                "person",
                "O-ZJJ",
                "市住房和城乡建设局",
                "organisation",
                "position",
                "副局长",
            ),
            tie(
                "O-ZJJ",
                "市住房和城乡建设局",
                "organisation",
                "ZB2024-000123",
                "云岭大道雨污分流改造",
                "tender",
                "buyer",
            ),
            tie(
                me,
                name,
                "organisation",
                "91430104MA4PDUQ31K",
                "长沙澜川建设有限公司",
                "organisation",
                "shared_phone",
                "138****1934",
            ),
        ),
        last_on=date(2024, 5, 20),
        n_alerts=7,
        is_new=True,
    )


def simple_lead(rank: int, name: str, score: str, amount: str | None, on: date, model: ModelView = SPLIT) -> LeadView:
    sentence = Bilingual(
        f"{on.year}年，该主体在{model.title.zh}模型下的金额为{amount or '未知'}。",
        f"In {on.year} the amount under “{model.title.en}” is {amount or 'unknown'}.",
    )
    money = None if amount is None else Decimal(amount)
    return LeadView(
        f"{rank:032x}",
        rank,
        "organisation",
        f"9143010{rank}MA4L0000{rank}X",
        name,
        Decimal(score),
        money,
        "USD" if rank == 4 else "CNY",
        parts=(ScorePart(model.id, model.severity, Decimal(score), rank, Decimal("0.5")),),
        urgency=Decimal("0.9") if rank == 4 else Decimal("0.1"),
        alerts=(alert(model, 100 + rank, sentence, amount=money, occurred_on=on, strength=Decimal("0.5")),),
        last_on=on,
        n_alerts=rank,
    )


def person_lead() -> LeadView:
    sentence = Bilingual(
        f"{PERSON}（身份证{RESIDENT_ID}）的联系电话{PHONE}与投标人相同。", "The phone equals a bidder's."
    )
    return LeadView(
        "b2" * 16,
        3,
        "person",
        RESIDENT_ID,
        PERSON,
        Decimal("0.31"),
        parts=(ScorePart(SHARED.id, "high", Decimal("0.31"), 1, Decimal("0.4")),),
        alerts=(alert(SHARED, 50, sentence, amount=None, evidence=(person_row(),), evidence_total=1),),
        last_on=date(2023, 11, 30),
    )


def build_run(*leads: LeadView, models: tuple[ModelView, ...] = (SHARED, SPLIT, KIN, PRICE, DEVICE)) -> RunView:
    data = (
        DatasetView("tender", Bilingual("招标项目", "Tender"), 1834, 3, version=4),
        DatasetView(
            "bid",
            Bilingual("投标", "Bid"),
            9127,
            6,
            214,
            37,
            (
                QuarantineReason("amount", "not_a_number", 160),
                QuarantineReason("submitted_at", "impossible_date", 41),
                QuarantineReason(None, "too_many_fields", 13),
            ),
            7,
        ),
        DatasetView("organisation", Bilingual("单位", "Organisation"), 2210, 2, version=3),
        DatasetView(
            "person",
            Bilingual("人员", "Person"),
            512,
            1,
            8,
            0,
            (QuarantineReason("resident_id", "resident_id", 8),),
            1,
        ),
    )
    return RunView(
        "20250701-090512-7c1e",
        date(2025, 6, 30),
        "2025-07-01 09:05:12",
        {"Youji": "0.1.0", "DuckDB": "2.0.0", "tender": "4", "bid": "7", "organisation": "3"},
        data,
        models,
        Funnel(13905, 13683, 62, max(len(leads), 27) if leads else 0),
        tuple(replace(lead, division="438101" if lead.rank % 2 else None) for lead in leads),
        overview=invented_overview(ids=(SHARED.id, SPLIT.id, DEVICE.id)),
        geometry=GEOMETRY,
    )


@pytest.fixture
def run_view() -> RunView:
    """Six leads: companies, a person known by his identity number, one amount in dollars, one without."""
    return build_run(
        company_lead(),
        simple_lead(2, "湘西南岭建材经营部", "0.412", "1150000.00", date(2025, 2, 11)),
        person_lead(),
        simple_lead(4, "Riverside Engineering (HK) Ltd", "0.287", "880000.00", date(2022, 8, 1), SHARED),
        simple_lead(5, "岳阳市君山区芦苇场", "0.15", None, date(2024, 12, 31)),
        simple_lead(6, "湖南省第九测绘院有限责任公司长沙分公司第三项目部", "0.098", "399999.99", date(2025, 5, 6)),
    )


@pytest.fixture
def hostile_view() -> RunView:
    """Hostile text wherever a value of the data or the catalogue is shown."""
    leads = []
    for rank, attack in enumerate(HOSTILE, start=1):
        both = Bilingual(attack, attack)
        row = EvidenceRow(
            "bid",
            both,
            1,
            attack,
            1,
            (EvidenceValue(attack, both, attack), cell("amount", attack, "A", "1.5", type_="DECIMAL(18,2)")),
        )
        leads.append(
            LeadView(
                attack,
                rank,
                "organisation",
                attack,
                attack,
                Decimal("0.5"),
                Decimal("1"),
                attack[:3],
                parts=(ScorePart(attack, attack, Decimal("0.5"), 1, Decimal("0.5")),),
                alerts=(AlertView("x", attack, both, attack, both, evidence=(row,), evidence_total=99),),
                ties=(tie(attack, attack, attack, "b", attack, attack, attack, attack),),
                n_alerts=50,
            )
        )
    both = Bilingual(HOSTILE[1], HOSTILE[0])
    model = ModelView(
        HOSTILE[2],
        both,
        HOSTILE[0],
        "high",
        HOSTILE[2],
        reason=both,
        question=HOSTILE[1],
        legal_basis=(Article(HOSTILE[0], HOSTILE[1]),),
        innocent_reasons=(both,),
        first_steps=(both,),
        params=(ParamView(HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3]),),
    )
    view = build_run(*leads, models=(model,))
    data = DatasetView(HOSTILE[0], both, 1, 1, 1, 1, (QuarantineReason(HOSTILE[1], HOSTILE[2], 1),))
    return RunView(
        HOSTILE[1],
        view.as_of,
        HOSTILE[0],
        {HOSTILE[0]: HOSTILE[1]},
        (data,),
        view.models,
        view.funnel,
        view.leads,
        overview=invented_overview(HOSTILE[0], (HOSTILE[2], HOSTILE[1], HOSTILE[3])),
        geometry=Geometry(tuple(replace(f, name=HOSTILE[4]) for f in GEOMETRY.features)),
    )


@pytest.fixture
def secrets() -> tuple[str, ...]:
    """Personal data of `run_view` that no masked output may hold."""
    return SECRETS


@pytest.fixture
def attacks() -> tuple[str, ...]:
    """The texts of `hostile_view`."""
    return HOSTILE

"""Which files an office of the region would send: names, formats, encodings, headers and styles.

Headers are the contracts' column names, or their Chinese names and synonyms, so that a mapping can be
proposed without a guess. Files of one dataset may differ, as they do when an office changes its system in
mid-period.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from youji.screening.contracts.model import Classification, Column, Contract
from youji.screening.contracts.registry import load_contracts

Format = Literal["csv", "jsonl", "parquet", "xlsx"]


@dataclass(frozen=True)
class Form:
    """One file: its dataset, format and style."""

    file: str
    dataset: str
    format: Format
    headers: dict[str, str]
    """Contract column → header, in the order of the file."""
    encoding: Literal["utf-8", "utf-8-sig", "gb18030"] = "utf-8"
    codes: Literal["value", "label"] = "label"
    dates: str = "%Y-%m-%d"
    title: str = ""
    """Text of the merged row above the header (xlsx)."""
    part: tuple[str, str, str] | None = None
    """A column, and the half-open interval [from, to) of its texts: the rows that go into this file."""
    kinds: dict[str, str] = field(default_factory=dict)
    """Kind of noise of each column; where empty, `kind_of` tells."""
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    """Column → code → label, beside `LABELS`."""


def plain(
    file: str,
    dataset: str,
    format: Format = "csv",
    *,
    encoding: Literal["utf-8", "utf-8-sig", "gb18030"] = "utf-8",
    dates: str = "%Y-%m-%d",
    title: str = "",
) -> Form:
    """A form with all columns of the data contract: Chinese names and labels, or as declared in Parquet and JSON."""
    contract = load_contracts_once()[dataset]
    coded = format in ("parquet", "jsonl")
    columns = [column for column in contract.columns if column.name != "released_at"]
    return Form(
        file,
        dataset,
        format,
        {column.name: column.name if coded else column.zh for column in columns},
        encoding=encoding,
        codes="value" if coded else "label",
        dates=dates,
        title=title,
        kinds={column.name: _noise(column, column.name == contract.key[0]) for column in columns},
        labels={c.name: {code.value: code.zh for code in c.codes} for c in columns if c.codes},
    )


def complete(form: Form, *columns: str) -> Form:
    """The form with columns that are never empty or misspelled: accounting systems do not let them be."""
    return replace(form, kinds={**form.kinds, **dict.fromkeys(columns, "fixed")})


@cache
def load_contracts_once() -> dict[str, Contract]:
    """The packaged contracts, read once in a process."""
    return load_contracts(())


def _noise(column: Column, key: bool) -> str:
    """The kind of noise that fits a column of a contract; what must be there is never left out."""
    if key:
        return "key"
    if column.references is not None:
        return "required_reference" if column.required else "reference"
    if column.type == "DATE":
        return "required_date" if column.required else "date"
    if column.is_decimal:
        return "required_money" if column.required else "money"
    if column.required:
        return "fixed"
    if column.check == "currency":
        return "fixed"
    if column.check is not None:
        return "account" if column.check == "bank_account" else column.check
    if column.type != "VARCHAR":
        return {"TIMESTAMP": "moment", "BIGINT": "code"}.get(column.type, "fixed")
    if column.classification is Classification.PERSONAL and "name" in column.name:
        return "person_name"
    # Systems write codes and numbers, people write texts.
    return "code" if column.codes or column.name.endswith(("_id", "_code", "_no")) else "text"


def _same(*columns: str) -> dict[str, str]:
    return {column: column for column in columns}


_TENDER_ZH = {
    "tender_id": "招标项目编号", "title": "招标项目名称", "buyer_id": "采购人代码", "buyer_name": "采购人",
    "division_code": "行政区划代码", "procedure": "采购方式", "category_code": "项目类型",
    "estimate": "预算金额(元)",
    "published_on": "公告日期", "deadline_at": "投标截止时间", "opened_on": "开标日期", "status": "项目状态",
}  # fmt: skip
_BID_ZH = {
    "bid_id": "投标编号", "tender_id": "招标项目编号", "lot_id": "标段编号", "bidder_id": "投标人代码",
    "bidder_name": "投标人名称", "amount": "投标报价(元)", "submitted_at": "递交时间", "status": "投标状态",
    "deposit_account": "保证金账号", "contact_phone": "投标联系人电话",
}  # fmt: skip

FORMS: tuple[Form, ...] = (
    Form("persons.csv", "person", "csv", {
        "person_id": "人员编号", "name": "姓名", "resident_id": "身份证号", "gender": "性别",
        "born_on": "出生日期",
        "phone": "手机号码", "address": "家庭住址",
    }, encoding="gb18030"),
    Form("organisations.csv", "organisation", "csv", {
        "organisation_id": "单位编号", "uscc": "统一社会信用代码", "name": "单位名称", "kind": "单位类型",
        "legal_representative_id": "法定代表人编号", "phone": "联系电话", "address": "注册地址",
        "bank_account": "基本户账号", "registered_capital": "注册资本(元)", "founded_on": "成立日期",
        "status": "登记状态", "division_code": "行政区划代码",
    }, encoding="gb18030", dates="%Y/%m/%d"),
    Form("positions.xlsx", "position", "xlsx", {
        "position_id": "任职编号", "person_id": "人员编号", "organisation_id": "任职单位编号", "post": "职务",
        "rank": "职级", "from_on": "任职起始日期", "to_on": "任职结束日期",
    }, title="全市干部任职情况统计表"),
    Form("kinship.csv", "kinship", "csv", {
        "kinship_id": "亲属记录编号", "person_id": "申报人编号", "relative_id": "亲属人员编号",
        "relation": "亲属关系",
        "from_on": "关系起始日期", "to_on": "关系结束日期",
    }, encoding="utf-8-sig"),
    Form("shareholdings.parquet", "shareholding", "parquet", _same(
        "shareholding_id", "organisation_id", "holder_id", "holder_kind", "share", "from_on", "to_on",
    ), codes="value"),
    Form("tenders_2022_2023.csv", "tender", "csv", _TENDER_ZH, encoding="gb18030", dates="%Y/%m/%d",
         part=("published_on", "2000-01-01", "2024-01-01")),
    Form("tenders_2024_2025.csv", "tender", "csv", _same(
        "tender_id", "title", "buyer_id", "buyer_name", "division_code", "procedure", "category_code",
        "estimate",
        "currency", "published_on", "deadline_at", "opened_on", "status",
    ), codes="value", part=("published_on", "2024-01-01", "2099-01-01")),
    Form("lots.jsonl", "lot", "jsonl", _same("lot_id", "tender_id", "title", "estimate", "currency")),
    Form("bids_2022_2023.csv", "bid", "csv", _BID_ZH, encoding="utf-8-sig", part=("tender_id", "ZB2000",
    "ZB2024")),
    Form("bids_2024_2025.parquet", "bid", "parquet", _same(
        "bid_id", "tender_id", "lot_id", "bidder_id", "bidder_name", "amount", "currency", "submitted_at",
        "status",
        "deposit_account", "contact_phone",
    ), codes="value", part=("tender_id", "ZB2024", "ZB2099")),
    Form("awards.csv", "award", "csv", {
        "award_id": "中标通知书编号", "tender_id": "招标项目编号", "lot_id": "标段编号", "bid_id": "投标编号",
        "supplier_id": "中标人代码", "supplier_name": "中标人名称", "amount": "中标金额(元)",
        "awarded_on": "中标日期",
    }, dates="%Y年%m月%d日"),
    Form("contracts.csv", "contract", "csv", {
        "contract_id": "合同编号", "tender_id": "招标编号", "award_id": "中标编号", "title": "合同名称",
        "buyer_id": "甲方代码", "supplier_id": "乙方代码", "amount": "合同金额(元)", "signed_on": "签订日期",
        "end_on": "履约截止日期", "category_code": "采购类别", "procedure": "采购方式",
    }, encoding="gb18030"),
    Form("contract_changes.csv", "contract_change", "csv", {
        "change_id": "变更编号", "contract_id": "合同编号", "changed_on": "变更日期",
        "amount_before": "变更前金额",
        "amount_after": "变更后金额", "currency": "币种", "reason": "变更原因",
    }, dates="%Y%m%d"),
    Form("payments_2022_2023.csv", "payment", "csv", {
        "payment_id": "支付单号", "contract_id": "合同编号", "payer_id": "付款单位代码",
        "payee_id": "收款单位代码",
        "payee_account": "收款账号", "amount": "支付金额(元)", "paid_on": "支付日期",
    }, encoding="gb18030", part=("paid_on", "2000-01-01", "2024-01-01")),
    Form("payments_2024_2025.csv", "payment", "csv", _same(
        "payment_id", "contract_id", "payer_id", "payee_id", "payee_account", "amount", "currency", "paid_on",
    ), part=("paid_on", "2024-01-01", "2099-01-01")),
    Form("document_fingerprints.jsonl", "document_fingerprint", "jsonl", _same(
        "fingerprint_id", "tender_id", "bid_id", "bidder_id", "author", "device_id", "ip_address", "software",
        "created_at",
    )),
)  # fmt: skip

KINDS: dict[str, str] = {
    "name": "person_name", "buyer_name": "organisation_name", "bidder_name": "organisation_name",
    "supplier_name": "organisation_name", "title": "text", "address": "text", "post": "text", "rank": "text",
    "reason": "text", "gender": "code", "kind": "code", "status": "code", "relation": "code",
    "holder_kind": "code",
    "procedure": "code", "category_code": "code", "resident_id": "resident_id", "uscc": "uscc",
    "division_code": "division_code", "phone": "phone", "contact_phone": "phone", "bank_account": "account",
    "deposit_account": "account", "payee_account": "account", "registered_capital": "money",
    "estimate": "money",
    "amount": "money", "amount_before": "money", "amount_after": "money", "share": "share",
    "currency": "fixed",
    "author": "trace", "device_id": "trace", "ip_address": "trace", "software": "trace",
    "legal_representative_id": "reference", "to_on": "date",
}  # fmt: skip
_REQUIRED_REFERENCES = {
    "position": {"person_id", "organisation_id"}, "kinship": {"person_id", "relative_id"},
    "shareholding": {"organisation_id", "holder_id"}, "lot": {"tender_id"}, "bid": {"tender_id"},
    "award": {"tender_id"}, "contract_change": {"contract_id"}, "document_fingerprint": {"tender_id"},
}  # fmt: skip


def kind_of(dataset: str, column: str, first: bool) -> str:
    """The kind of noise a column suffers; `first` marks the primary key."""
    if first:
        return "key"
    if dataset == "organisation" and column == "name":
        return "organisation_name"
    if dataset == "payment" and column == "amount":
        return "required_money"
    if column in _REQUIRED_REFERENCES.get(dataset, set()):
        return "required_reference"
    if column.endswith("_id") and column not in KINDS:
        return "reference"
    if column.endswith("_on"):
        return "date"
    if column.endswith("_at"):
        return "moment"
    return KINDS[column]


LABELS: dict[str, dict[str, str]] = {
    "gender": {"male": "男", "female": "女"},
    "kind": {"company": "企业", "sole_trader": "个体工商户", "government": "机关",
    "public_institution": "事业单位",
             "state_owned": "国有企业", "village": "村集体"},
    "relation": {"spouse": "配偶", "child": "子女", "parent": "父母", "sibling": "兄弟姐妹",
                 "child_in_law": "子女的配偶", "parent_in_law": "配偶的父母",
                 "sibling_in_law": "配偶的兄弟姐妹",
                 "other": "其他近亲属"},
    "procedure": {"open": "公开招标", "invited": "邀请招标", "negotiation": "竞争性谈判",
    "consultation": "竞争性磋商",
                  "inquiry": "询价", "single_source": "单一来源", "framework": "框架协议"},
    "category_code": {"works": "工程", "goods": "货物", "services": "服务"},
    "organisation.status": {"active": "存续", "dissolved": "注销", "revoked": "吊销", "suspended": "停业"},
    "tender.status": {"planned": "计划", "active": "进行中", "complete": "已完成", "cancelled": "终止"},
    "bid.status": {"valid": "有效", "disqualified": "否决", "withdrawn": "撤回"},
    "holder_kind": {"person": "自然人", "organisation": "法人"},
}  # fmt: skip
"""Chinese labels of the contracts' codes."""
ALIASES: dict[str, tuple[str, ...]] = {
    "男": ("男性", "1"), "女": ("女性", "2"), "企业": ("公司", "有限公司"), "机关": ("行政机关", "党政机关"),
    "配偶": ("夫妻",), "公开招标": ("公开", "公开采购"), "单一来源": ("单一来源采购", "直接采购"),
    "竞争性磋商": ("磋商",), "工程": ("工程类", "建设工程"), "货物": ("货物类",), "服务": ("服务类",),
    "存续": ("在业", "开业"), "注销": ("已注销",), "已完成": ("完成", "成交"), "否决": ("废标", "无效投标"),
    "有效": ("合格", "有效投标"),
}  # fmt: skip
"""Other words offices write for the same code (see `writing.ALIAS_RATE`)."""


@dataclass
class Written:
    """What became of one form: rows in the file and the noise put into it."""

    form: Form
    rows: int
    noise: dict[tuple[str, str], int] = field(default_factory=dict)

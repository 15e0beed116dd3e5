"""A contract small enough to read, as mappings and proposals are tested against it."""

from __future__ import annotations

from youji.screening.contracts.model import Classification, Code, Column, Contract


def column(name: str, zh: str, kind: str = "VARCHAR", *synonyms: str, **more: object) -> Column:
    return Column(name, kind, zh, name.replace("_", " "), synonyms=synonyms, **more)  # type: ignore[arg-type]


BID = Contract(
    dataset="bid",
    category="tendering",
    zh="投标",
    en="Bid",
    description="One bidder's offer.",
    version="1.0.0",
    columns=(
        column("bid_id", "投标编号", "VARCHAR", "投标文件编号", "报价编号", required=True),
        column("tender_id", "招标编号", "VARCHAR", "项目编号", "采购编号", "tender", required=True),
        column("bidder_id", "投标人编号", "VARCHAR", "投标人代码", "统一社会信用代码", check="uscc"),
        column("bidder_name", "投标人", "VARCHAR", "投标单位", "供应商名称"),
        column("amount", "投标报价", "DECIMAL(18,2)", "报价", "投标金额", "报价(元)", minimum=0),
        column("currency", "币种", "VARCHAR", "货币", check="currency"),
        column("submitted_at", "递交时间", "TIMESTAMP", "投标时间"),
        column(
            "status",
            "投标状态",
            "VARCHAR",
            "状态",
            codes=(
                Code("valid", "有效", "valid", ("合格",)),
                Code("disqualified", "否决", "disqualified", ("废标", "无效")),
            ),
        ),
        column("contact_phone", "联系电话", "VARCHAR", "手机号", check="phone", check_is_warning=True),
        column("share", "持股比例", "DECIMAL(9,6)", "出资比例", "持股比例(%)", minimum=0, maximum=1),
        column(
            "resident_id",
            "公民身份号码",
            "VARCHAR",
            "身份证号",
            check="resident_id",
            classification=Classification.SENSITIVE,
        ),
    ),
    key=("bid_id",),
    purpose="procurement_supervision",
    retention_years=15,
    retention_basis="assumption for tests",
)

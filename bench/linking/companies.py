"""Pairs of company records: one company written twice, or two companies that are easily taken for one."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import noise
import people

BRANDS = "澄阳霁湖云麓槐远恒泰鼎盛宏达瑞丰华信天诚金桥新锐明德博雅康宁顺通中创众合联科立信东升昌隆启航"
TRADES = (
    "建设工程",
    "建筑",
    "市政工程",
    "园林绿化",
    "信息技术",
    "网络科技",
    "文化传播",
    "广告传媒",
    "医疗器械",
    "食品配送",
    "餐饮管理",
    "物业服务",
    "工程咨询",
    "规划设计",
    "环保科技",
    "商贸",
    "印务",
    "劳务",
)
FORMS = ("有限公司", "有限责任公司", "股份有限公司")
REGIONS = ("棠浦市", "棠浦", "衡南省棠浦市", "衡南", "棠浦高新区", "")
COLUMNS = ("name", "former_name", "uscc", "legal_representative", "phone", "address")
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True)
class Company:
    """A company that does not exist."""

    region: str
    brand: str
    trade: str
    form: str
    serial: int
    legal_representative: str
    phone: str
    address: people.Address
    branch: str = ""
    former_brand: str = ""

    @property
    def name(self) -> str:
        """The registered name, with the branch behind it."""
        return f"{self.region}{self.brand}{self.trade}{self.form}{self.branch}"

    @property
    def uscc(self) -> str:
        """Unified social credit code with the check digit of GB 32100."""
        body = f"91618501{self.serial:09d}"
        rest = sum(_SIGNS.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True)) % 31
        return body + _SIGNS[(31 - rest) % 31]


def company(draw: random.Random) -> Company:
    """Some company of the city."""
    brand = "".join(draw.sample(BRANDS, 2 if draw.random() < 0.85 else 3))
    return Company(
        draw.choice(REGIONS),
        brand,
        draw.choice(TRADES),
        draw.choices(FORMS, weights=[80, 12, 8])[0],
        draw.randrange(10**9),
        noise.surname(draw) + noise.given(draw, "male"),
        people.phone(draw),
        people.address(draw),
        former_brand="".join(draw.sample(BRANDS, 2)) if draw.random() < 0.08 else "",
    )


Record = dict[str, str]


def record(draw: random.Random, one: Company) -> Record:
    """The company as one office has it."""
    former = replace(one, brand=one.former_brand).name if one.former_brand else ""
    return {
        "name": one.name,
        "former_name": former if former and draw.random() < 0.7 else "",
        "uscc": one.uscc if draw.random() < 0.4 else "",
        "legal_representative": one.legal_representative if draw.random() < 0.75 else "",
        "phone": one.phone if draw.random() < 0.65 else "",
        "address": one.address.text(draw) if draw.random() < 0.8 else "",
    }


def _mistaken_name(draw: random.Random, one: Company) -> str:
    kind = draw.choices(
        ["plain", "form", "region", "brackets", "short", "homophone", "spaced", "former", "traditional"],
        weights=[34, 14, 14, 8, 8, 8, 6, 6, 2],
    )[0]
    if kind == "form":
        form = {"有限公司": "有限责任公司", "有限责任公司": "有限公司", "股份有限公司": "股份公司"}[one.form]
        return replace(one, form=form).name
    if kind == "region":
        return replace(one, region=draw.choice(["", "棠浦市", "棠浦", "衡南省棠浦市"])).name
    if kind == "brackets" and one.region:
        left, right = draw.choice(["（）", "()"])
        return f"{one.brand}{left}{one.region}{right}{one.trade}{one.form}{one.branch}"
    if kind == "short":
        return f"{one.region}{one.brand}{one.trade}{'公司' if draw.random() < 0.5 else ''}{one.branch}"
    if kind == "homophone":
        return replace(one, brand=noise.replaced(draw, one.brand, _BRAND_HOMOPHONES)).name
    if kind == "spaced":
        name = one.name
        place = draw.randrange(2, len(name) - 2)
        return f"{name[:place]} {name[place:]}"
    if kind == "former" and one.former_brand:
        return replace(one, brand=one.former_brand).name
    if kind == "traditional":
        return noise.traditional(one.name)
    return one.name


_BRAND_SOUNDS = """
澄成诚 阳扬洋 霁季济 湖胡 云芸 恒衡 泰太 鼎顶 盛胜 达答 瑞睿锐 丰峰锋 信鑫 天添 桥乔 德得 康慷 通同 创窗 合和禾
"""
_BRAND_HOMOPHONES = (*noise.HOMOPHONES, *_BRAND_SOUNDS.split())


def same(draw: random.Random) -> tuple[Record, Record, str]:
    """One company, written twice."""
    while True:
        one = company(draw)
        if draw.random() < 0.06:
            one = replace(one, branch=draw.choice(["霁阳分公司", "第二分公司", "云麓分公司"]))
        left, right = record(draw, one), record(draw, one)
        right["name"] = _mistaken_name(draw, one)
        if right["uscc"] and draw.random() < 0.15:
            right["uscc"] = right["uscc"][:8] + noise.wrong_digit(draw, right["uscc"][8:17]) + right["uscc"][17]
        if right["phone"] and draw.random() < 0.2:
            right["phone"] = people.phone(draw)
        if right["address"] and draw.random() < 0.15:
            right["address"] = people.address(draw).text(draw)
        if right["legal_representative"] and draw.random() < 0.12:
            right["legal_representative"] = noise.surname(draw) + noise.given(draw, "male")
        if _decidable(left, right):
            return left, right, "same"


def _decidable(left: Record, right: Record) -> bool:
    def agree(column: str) -> bool:
        return bool(left[column]) and left[column] == right[column]

    if agree("uscc"):
        return True
    signs = agree("legal_representative") + agree("phone") + agree("address")
    return signs >= (1 if left["name"] == right["name"] else 2)


def different(draw: random.Random) -> tuple[Record, Record, str]:
    """Two companies with much in common."""
    one, other = company(draw), company(draw)
    kinds = [
        ("parent_and_branch", 16),
        ("two_branches", 8),
        ("sister_company", 20),
        ("same_brand_elsewhere", 16),
        ("same_owner", 12),
        ("same_building", 8),
        ("sounds_alike", 12),
        ("group_and_member", 8),
    ]
    kind = draw.choices([name for name, _ in kinds], weights=[weight for _, weight in kinds])[0]
    if kind == "parent_and_branch":
        other = replace(
            one,
            branch=draw.choice(["霁阳分公司", "云麓分公司", "第一分公司", "棠东营业部"]),
            serial=other.serial,
            address=one.address if draw.random() < 0.3 else other.address,
            phone=one.phone if draw.random() < 0.3 else other.phone,
            legal_representative=one.legal_representative if draw.random() < 0.5 else other.legal_representative,
        )
    elif kind == "two_branches":
        names = draw.sample(["霁阳分公司", "云麓分公司", "第一分公司", "第二分公司", "第三分公司"], 2)
        one = replace(one, branch=names[0])
        other = replace(one, branch=names[1], serial=other.serial, address=other.address, phone=other.phone)
    elif kind == "sister_company":
        trade = draw.choice([t for t in TRADES if t != one.trade])
        other = replace(
            one,
            trade=trade,
            serial=other.serial,
            address=one.address if draw.random() < 0.5 else other.address,
            phone=one.phone if draw.random() < 0.4 else other.phone,
            former_brand="",
        )
    elif kind == "same_brand_elsewhere":
        other = replace(other, brand=one.brand, trade=one.trade, region=draw.choice(["湘阴县", "望川市", "临武县"]))
    elif kind == "same_owner":
        other = replace(other, legal_representative=one.legal_representative, phone=one.phone)
    elif kind == "same_building":
        other = replace(other, address=replace(one.address, room=one.address.room + 1), trade=one.trade)
    elif kind == "sounds_alike":
        brand = noise.replaced(draw, one.brand, _BRAND_HOMOPHONES)
        other = replace(other, brand=brand, trade=one.trade, region=one.region)
    else:
        other = replace(one, trade=f"{one.trade}集团", serial=other.serial, phone=other.phone, former_brand="")
    if one.name == other.name:
        return different(draw)
    return record(draw, one), record(draw, other), kind

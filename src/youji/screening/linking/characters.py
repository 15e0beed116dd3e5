"""What the matcher knows of Chinese characters: simplified form, sound and shape, one row a character.

Sound is pinyin without tone, taken per character from a table: reading whole names through the library costs thirty
times as much, and names are read character by character anyway. Family names that are read differently from the same
character elsewhere (单 Shan, 仇 Qiu) come from `SURNAME_SOUNDS`. Shape is the four-corner code, in which characters
that look alike differ in few of the five digits.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
from four_corner_method import FourCornerMethod
from opencc import OpenCC

FIRST, LAST = 0x4E00, 0x9FFF
"""The block of unified Chinese characters; names with rarer ones are compared as they are written."""
NO_SHAPE = "-----"

SURNAME_SOUNDS = {
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "区": "ou",
    "盖": "ge",
    "曾": "zeng",
    "翟": "zhai",
    "乐": "yue",
    "朴": "piao",
    "任": "ren",
    "员": "yun",
    "黑": "he",
    "缪": "miao",
    "覃": "qin",
    "冼": "xian",
    "尉": "yu",
    "万": "wan",
    "种": "chong",
    "秘": "bi",
    "纪": "ji",
    "召": "shao",
    "幺": "yao",
    "祭": "zhai",
    "重": "chong",
    "繁": "po",
}
"""Readings that hold for family names only."""

COMPOUND_SURNAMES = tuple(
    sorted(
        {
            "欧阳",
            "司马",
            "上官",
            "诸葛",
            "尉迟",
            "令狐",
            "夏侯",
            "皇甫",
            "东方",
            "慕容",
            "司徒",
            "司空",
            "公孙",
            "宇文",
            "长孙",
            "端木",
            "申屠",
            "淳于",
            "轩辕",
            "独孤",
            "南宫",
            "百里",
            "呼延",
            "闻人",
            "澹台",
            "公羊",
            "钟离",
            "太史",
            "东郭",
            "西门",
        }
    )
)
"""Family names of two characters."""


def character_table(wanted: Iterable[str]) -> pa.Table:
    """Columns `sign`, `simple`, `sound`, `surname_sound`, `shape` (5 digits, `-----` where unknown) of Chinese signs.

    Signs that are no CJK unified ideograph are left out. Looking one up takes tens of microseconds.
    """
    signs = sorted(sign for sign in set(wanted) if len(sign) == 1 and FIRST <= ord(sign) <= LAST)
    simple = OpenCC("t2s").convert("\n".join(signs)).split("\n") if signs else []
    # Loading its tables takes half a second, and who only looks something up in the register needs none of them.
    from pypinyin import Style, lazy_pinyin

    sounds = [lazy_pinyin(sign, style=Style.NORMAL)[0] for sign in simple]
    corners = FourCornerMethod()
    columns = {
        "sign": signs,
        "simple": simple,
        "sound": sounds,
        "surname_sound": [SURNAME_SOUNDS.get(sign, sound) for sign, sound in zip(simple, sounds, strict=True)],
        "shape": [corners.query(sign) or NO_SHAPE for sign in simple],
    }
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})

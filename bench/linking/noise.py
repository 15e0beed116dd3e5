"""What goes wrong between two records of one person or company in Chinese registers, as tables of the trade.

Hand-made lists only: nothing here knows how the matcher reads names, so that its tables cannot vouch for themselves.
"""

from __future__ import annotations

import random

SURNAMES = (
    ("王李张刘陈杨黄赵周吴", 10),
    ("徐孙马朱胡郭何高林罗", 5),
    ("郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡", 3),
    ("余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金", 2),
    ("石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单解仇查区盖", 1),
)
COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "尉迟", "令狐")
MALE = "伟强磊军勇杰涛明超刚平辉鹏波斌宇浩凯健俊帆帅旭宁龙林建国志文海峰东成亮鑫洋昊博"
FEMALE = "芳娜敏静丽艳娟霞秀玲桂英燕红梅琳雪慧颖倩婷洁丹萍莉蓉欣怡佳琪瑶妍悦萱诗涵梦雅"
BOTH = "华玉兰云晓小春永新宏立思子雨晨嘉安彤清"

_HOMOPHONES_TABLE = """
伟玮炜纬维 军君均钧 华骅桦 丽莉俐荔 芳方坊 敏闵旻 静靖婧菁 娟鹃涓 霞侠 秀绣 玲铃灵 英瑛颖
燕艳 红虹宏洪 梅玫 琳林霖 雪血 慧惠蕙 倩茜 婷亭庭 洁杰 萍平苹 蓉荣容 欣昕馨鑫 怡宜仪
佳嘉 琪奇祺 瑶遥 涵函晗 强蔷 磊垒 勇永泳 涛滔 明鸣铭 超朝 刚钢 辉晖 鹏朋 波博 斌彬滨
宇雨羽 浩昊皓 凯恺 健建剑 俊骏峻 帆凡 旭绪 宁柠 龙隆 国果 志智致 文雯 海亥 峰锋丰 东冬
成诚程 亮靓 洋阳扬 张章 徐许 余于俞 肖萧 傅付 邱丘 邹周 沈申 程陈 蒋姜 梁良 彭朋 曾增
"""
HOMOPHONES = tuple(_HOMOPHONES_TABLE.split())
_LOOK_ALIKES_TABLE = """
伟佛 军车 丽俪 敏敬 静睁 娟捐 霞露 秀季 玲冷 燕蒸 梅海 琳淋 雪雷 慧彗 婷停 洁浩 萍苹
莉利 欣欧 怡恰 佳住 强弹 杰杏 涛铸 明朋 超赵 刚则 平半 辉挥 波坡 斌赋 宇字 凯剀 健建
俊俏 帆帜 帅师 旭旮 宁守 龙尤 林材 国围 志忘 文丈 海悔 峰锋 东车 成戍 亮高 鑫金 洋样
昊昌 博搏 王玉 李季 张弦 刘浏 陈阵 杨扬 田由 于干 付什 白自 石右 万方 毛手
"""
LOOK_ALIKES = tuple(_LOOK_ALIKES_TABLE.split())
TRADITIONAL = dict(
    zip(
        "张刘陈杨黄赵孙马罗郑谢韩冯邓萧蒋叶苏吕卢钟谭陆贾韦邹江龙严云兰华伟军丽娟艳红玲刚国东鹏强龙",
        "張劉陳楊黃趙孫馬羅鄭謝韓馮鄧蕭蔣葉蘇呂盧鍾譚陸賈韋鄒江龍嚴雲蘭華偉軍麗娟艷紅玲剛國東鵬強龍",
        strict=True,
    )
)
DIGITS = "〇一二三四五六七八九"


def surname(draw: random.Random) -> str:
    """A family name by rough frequency; one in eighty is of two characters."""
    if draw.random() < 1 / 80:
        return draw.choice(COMPOUND_SURNAMES)
    group = draw.choices(SURNAMES, weights=[len(names) * weight for names, weight in SURNAMES])[0][0]
    return draw.choice(group)


def given(draw: random.Random, gender: str) -> str:
    """One or two characters of a given name."""
    pool = (MALE if gender == "male" else FEMALE) + BOTH
    return "".join(draw.choice(pool) for _ in range(1 if draw.random() < 0.18 else 2))


def _partner(draw: random.Random, sign: str, groups: tuple[str, ...]) -> str | None:
    found = [other for group in groups if sign in group for other in group if other != sign]
    return draw.choice(found) if found else None


def replaced(draw: random.Random, text: str, groups: tuple[str, ...]) -> str:
    """`text` with one character exchanged for another of its group; unchanged where none has a partner."""
    places = [place for place, sign in enumerate(text) if _partner(draw, sign, groups)]
    if not places:
        return text
    place = draw.choice(places)
    partner = _partner(draw, text[place], groups)
    return f"{text[:place]}{partner}{text[place + 1 :]}"


def spaced(draw: random.Random, text: str) -> str:
    """Blanks, full-width blanks or a dot where a clerk put them."""
    return draw.choice([" ", "\u3000", "  ", "·"]).join(text) if draw.random() < 0.5 else f"{text} "


def traditional(text: str) -> str:
    """Traditional characters where the table has them."""
    return "".join(TRADITIONAL.get(sign, sign) for sign in text)


def wrong_digit(draw: random.Random, digits: str) -> str:
    """One digit mistyped, or two neighbours exchanged."""
    place = draw.randrange(len(digits) - 1)
    if draw.random() < 0.5 and digits[place] != digits[place + 1]:
        return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    other = draw.choice([d for d in "0123456789" if d != digits[place]])
    return digits[:place] + other + digits[place + 1 :]


def chinese_number(number: int) -> str:
    """Digits one by one in Chinese, as on door plates: 203 is 二〇三."""
    return "".join(DIGITS[int(digit)] for digit in str(number))

"""What the region's offices buy, who sells it, and which office buys what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from youji.region.randomness import Floats, Ints
from youji.region.tables import GOODS, GOVERNMENT, PUBLIC_INSTITUTION, SERVICES, STATE_OWNED, WORKS


@dataclass(frozen=True)
class Sector:
    """One trade: its category, what is tendered or bought directly, and the words in firms' names."""

    key: str
    category: int
    words: tuple[str, ...]
    tendered: tuple[str, ...]
    direct: tuple[str, ...]
    median: int
    """Median estimate of a tender in yuan; log-normal with `sigma`."""
    sigma: float
    spread: float
    """Standard deviation of the logarithm of rivals' offers."""
    niche: bool = False
    """Five firms a zone, who meet in every tender of the trade."""


SECTORS = (
    Sector("building", WORKS, ("建设工程", "建筑工程", "建筑安装工程"),
           ("教学楼新建工程", "综合楼改造工程", "保障性住房施工", "办公用房维修工程", "屋面防水改造工程"),
           ("值班室维修", "会议室装修", "门窗维修", "墙面粉刷"), 3_200_000, 1.2, 0.05),
    Sector("municipal", WORKS, ("市政工程", "市政建设"),
           ("道路提升改造工程", "雨污分流改造工程", "路灯改造工程", "人行道修缮工程"),
           ("井盖更换", "路面坑槽修补", "路灯维修"), 3_000_000, 1.2, 0.05),
    Sector("landscape", WORKS, ("园林绿化工程", "生态园林"),
           ("绿化提升工程", "口袋公园建设工程", "行道树补植工程"), ("绿植补种", "草坪修复"), 1_600_000, 1.0,
           0.06),
    Sector("water", WORKS, ("水利工程", "水利水电工程"),
           ("河道整治工程", "水库除险加固工程", "灌区渠系改造工程", "堤防加固工程"),
           ("渠道清淤", "闸门维修"), 3_600_000, 1.1, 0.05),
    Sector("roads", WORKS, ("路桥工程", "公路工程"),
           ("农村公路养护工程", "桥梁加固工程", "公路安防提升工程"), ("护栏修复", "标线施划"), 4_200_000,
           1.1, 0.05),
    Sector("software", SERVICES, ("信息技术", "软件科技", "网络科技"),
           ("信息系统运维服务", "政务平台升级服务", "数据共享平台开发", "网络安全服务"),
           ("软件维护服务", "网站维护服务", "系统数据迁移"), 900_000, 0.9, 0.09),
    Sector("office", GOODS, ("办公设备", "商贸", "文化用品"),
           ("办公家具采购", "计算机及外设采购", "档案柜采购"),
           ("办公用品采购", "打印机耗材采购", "空调采购", "会议桌椅采购"), 600_000, 0.8, 0.06),
    Sector("medical", GOODS, ("医疗器械", "医疗设备"),
           ("彩色超声设备采购", "检验设备采购", "医用耗材采购", "康复设备采购"),
           ("医用耗材补充采购", "器械配件采购"), 1_500_000, 1.0, 0.08),
    Sector("teaching", GOODS, ("教育装备", "教学设备"),
           ("多媒体教学设备采购", "理化生实验室设备采购", "学生课桌椅采购"),
           ("体育器材采购", "图书采购", "教具采购"), 800_000, 0.8, 0.07),
    Sector("property", SERVICES, ("物业服务", "物业管理", "保洁服务"),
           ("物业管理服务", "保洁服务", "食堂劳务外包服务"), ("外墙清洗", "绿植租摆", "四害消杀"), 800_000,
           0.8, 0.06),
    Sector("security", SERVICES, ("保安服务", "安保服务"),
           ("安保服务", "护学岗值守服务"), ("活动安保服务", "监控值守服务"), 700_000, 0.7, 0.05),
    Sector("design", SERVICES, ("工程设计", "规划设计", "工程咨询"),
           ("勘察设计服务", "可行性研究报告编制", "专项规划编制", "造价咨询服务"),
           ("方案设计", "结算审核", "地形测量"), 700_000, 0.9, 0.1),
    Sector("supervision", SERVICES, ("工程监理", "项目管理"),
           ("工程监理服务", "全过程工程咨询服务"), ("零星工程监理",), 600_000, 0.9, 0.06),
    Sector("publicity", SERVICES, ("广告传媒", "印务", "文化传播"),
           ("宣传服务", "印刷服务", "展厅布展服务"), ("宣传品印刷", "会议材料印制", "标识标牌制作"),
           450_000, 0.7, 0.1),
    Sector("catering", GOODS, ("餐饮管理", "农产品", "食品"),
           ("食堂食材配送采购", "学生营养餐配送采购"), ("慰问品采购", "食堂粮油采购"), 900_000, 0.8, 0.05),
    Sector("machinery", GOODS, ("机电设备", "汽车贸易", "应急装备"),
           ("环卫车辆采购", "应急物资采购", "水泵设备采购"), ("车辆维修保养", "发电机采购", "消防器材采购"),
           1_100_000, 0.9, 0.06),
    Sector("lifts", SERVICES, ("电梯工程", "电梯服务"),
           ("电梯维护保养服务",), ("电梯配件更换",), 650_000, 0.6, 0.06, niche=True),
    Sector("heritage", WORKS, ("古建筑", "文物保护工程"),
           ("古建筑修缮工程", "文物本体保护工程"), ("碑亭修补",), 1_800_000, 0.7, 0.05, niche=True),
)  # fmt: skip
_KEYS = [sector.key for sector in SECTORS]


def _of(base: float = 0.05, **weights: float) -> tuple[float, ...]:
    return tuple(weights.get(key, base) for key in _KEYS)


_EVERYDAY = {
    "office": 1.0,
    "property": 0.8,
    "publicity": 0.7,
    "software": 0.9,
    "security": 0.5,
    "lifts": 0.25,
}

BUYERS: tuple[tuple[str, int, tuple[float, ...]], ...] = (
    (
        "住房和城乡建设局",
        GOVERNMENT,
        _of(building=4, municipal=4, landscape=1, design=2, supervision=2, heritage=0.6),
    ),
    ("教育局", GOVERNMENT, _of(building=3, teaching=5, catering=3, security=1, software=1, design=0.6)),
    ("水利局", GOVERNMENT, _of(water=6, design=1.5, supervision=1.5, machinery=1)),
    ("交通运输局", GOVERNMENT, _of(roads=6, design=1.5, supervision=1.5, machinery=0.8)),
    ("城市管理局", GOVERNMENT, _of(municipal=3, landscape=3, machinery=2, property=1.5)),
    ("卫生健康局", GOVERNMENT, _of(medical=4, building=1.5, software=1, publicity=0.8)),
    ("第一人民医院", PUBLIC_INSTITUTION, _of(medical=7, property=1.5, lifts=1, security=1, software=1)),
    ("公安局", GOVERNMENT, _of(software=4, machinery=2, office=1, building=1)),
    ("农业农村局", GOVERNMENT, _of(water=2, roads=1, machinery=1.5, design=1)),
    ("自然资源和规划局", GOVERNMENT, _of(design=5, software=1.5)),
    ("文化广电旅游局", GOVERNMENT, _of(publicity=3, heritage=2.5, software=1)),
    ("生态环境局", GOVERNMENT, _of(design=2, software=1.5, water=1, machinery=1)),
    (
        "机关事务服务中心",
        PUBLIC_INSTITUTION,
        _of(property=4, office=3, lifts=1.2, catering=2, building=1, security=2),
    ),
    ("公路养护中心", PUBLIC_INSTITUTION, _of(roads=5, machinery=2)),
    ("园林绿化服务中心", PUBLIC_INSTITUTION, _of(landscape=5, machinery=1)),
    ("城市建设投资集团有限公司", STATE_OWNED, _of(building=4, municipal=3, design=2, supervision=2)),
    ("第一中学", PUBLIC_INSTITUTION, _of(teaching=4, catering=3, security=1, building=1, property=1)),
    ("职业技术学院", PUBLIC_INSTITUTION, _of(teaching=3, building=1.5, property=2, lifts=0.8, software=1.5)),
    ("民政局", GOVERNMENT, _of(**_EVERYDAY, building=1, design=0.4)),
    ("财政局", GOVERNMENT, _of(**_EVERYDAY, design=1)),
    ("人力资源和社会保障局", GOVERNMENT, _of(**_EVERYDAY)),
    ("市场监督管理局", GOVERNMENT, _of(**_EVERYDAY, medical=0.4)),
    ("应急管理局", GOVERNMENT, _of(machinery=3, office=1, software=1)),
    ("发展和改革局", GOVERNMENT, _of(design=3, office=1, software=1)),
    ("商务局", GOVERNMENT, _of(**_EVERYDAY)),
    ("司法局", GOVERNMENT, _of(**_EVERYDAY)),
    ("退役军人事务局", GOVERNMENT, _of(**_EVERYDAY)),
    ("审计局", GOVERNMENT, _of(**_EVERYDAY, design=0.8)),
    ("统计局", GOVERNMENT, _of(**_EVERYDAY)),
    ("医疗保障局", GOVERNMENT, _of(**_EVERYDAY)),
    ("中医院", PUBLIC_INSTITUTION, _of(medical=5, property=1, lifts=0.8)),
    ("妇幼保健院", PUBLIC_INSTITUTION, _of(medical=4, property=1, lifts=0.6)),
    ("疾病预防控制中心", PUBLIC_INSTITUTION, _of(medical=4, software=0.8)),
    ("图书馆", PUBLIC_INSTITUTION, _of(software=1.5, property=1, publicity=1, lifts=0.5)),
    ("博物馆", PUBLIC_INSTITUTION, _of(publicity=2, heritage=3, security=1)),
    ("水库管理所", PUBLIC_INSTITUTION, _of(water=4, machinery=1)),
    ("体育中心", PUBLIC_INSTITUTION, _of(property=2, building=1, landscape=0.6)),
    ("档案馆", PUBLIC_INSTITUTION, _of(software=1.5, office=1.5)),
    ("实验小学", PUBLIC_INSTITUTION, _of(teaching=3, catering=2, security=1)),
    ("公共资源交易中心", PUBLIC_INSTITUTION, _of(software=2, property=1, office=1)),
)
"""Name, kind and appetite of the offices of one level (the city, or a district)."""
TOWN_OFFICES: tuple[tuple[str, int, tuple[float, ...]], ...] = (
    ("人民政府", GOVERNMENT, _of(municipal=2, roads=2, building=1, water=1, landscape=1)),
    ("中心小学", PUBLIC_INSTITUTION, _of(teaching=3, catering=3, building=1)),
    ("初级中学", PUBLIC_INSTITUTION, _of(teaching=3, catering=3, building=1)),
    ("卫生院", PUBLIC_INSTITUTION, _of(medical=4, building=0.6)),
    ("农业综合服务中心", PUBLIC_INSTITUTION, _of(water=2, machinery=1.5)),
)
"""Offices below the district, for regions so large that city and districts are not enough."""


def columns() -> tuple[Ints, Floats, Floats, Floats, Ints]:
    """Category, median (fen), sigma, spread and niche flag of every sector, as arrays."""
    return (
        np.array([sector.category for sector in SECTORS], dtype=np.int64),
        np.array([sector.median * 100.0 for sector in SECTORS]),
        np.array([sector.sigma for sector in SECTORS]),
        np.array([sector.spread for sector in SECTORS]),
        np.array([sector.niche for sector in SECTORS], dtype=np.int64),
    )

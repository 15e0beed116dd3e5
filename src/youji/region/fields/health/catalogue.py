"""Items the fund pays, diagnoses and departments of the invented city. Prices are plausible, not any region's list."""

from __future__ import annotations

from dataclasses import dataclass

from youji.region.tables import NONE

KINDS = ("drug", "examination", "treatment", "consumable", "bed")
DRUG, EXAMINATION, TREATMENT, CONSUMABLE, BED = range(5)
SEXES = ("male", "female")
MALE, FEMALE = 0, 1


@dataclass(frozen=True)
class Item:
    """One item: price in fen; ages in years; `part_of` names the item that comprises it."""

    name: str
    kind: int
    unit: str
    price: int
    generic: str = ""
    sex: int = NONE
    youngest: int = NONE
    oldest: int = NONE
    days: int = NONE
    daily: int = NONE
    part_of: str = ""
    recognised: int = NONE
    supplier: int = NONE


_SERVICES = (
    Item("普通病房床位费", BED, "日", 45_00, daily=1),
    Item("二级护理", TREATMENT, "日", 22_00, daily=1),
    Item("静脉输液", TREATMENT, "次", 12_00, daily=2),
    Item("综合治疗", TREATMENT, "次", 100_00),
    Item("腹腔镜胆囊切除术", TREATMENT, "次", 2_200_00, daily=1),
    Item("腹腔镜术中探查", TREATMENT, "次", 420_00, part_of="腹腔镜胆囊切除术"),
    Item("股骨颈骨折内固定术", TREATMENT, "次", 3_100_00, daily=1),
    Item("骨折复位", TREATMENT, "次", 380_00, part_of="股骨颈骨折内固定术"),
    Item("胸部CT平扫", EXAMINATION, "次", 240_00, generic="胸部CT平扫", recognised=14),
    Item("腹部彩色超声", EXAMINATION, "次", 120_00, generic="腹部彩色超声", recognised=7),
    Item("头颅磁共振平扫", EXAMINATION, "次", 460_00, generic="头颅磁共振平扫", recognised=14),
    Item("血常规", EXAMINATION, "次", 20_00, generic="血常规", recognised=3),
    Item("生化全套", EXAMINATION, "次", 140_00, generic="生化全套", recognised=7),
    Item("子宫附件超声", EXAMINATION, "次", 110_00, sex=FEMALE),
    Item("前列腺特异性抗原测定", EXAMINATION, "次", 80_00, sex=MALE, youngest=18),
    Item("自然分娩接生", TREATMENT, "次", 1_100_00, sex=FEMALE, youngest=14, oldest=55),
    Item("新生儿听力筛查", EXAMINATION, "次", 90_00, oldest=1),
    Item("儿童雾化吸入", TREATMENT, "次", 35_00, oldest=14),
    Item("老年综合评估", TREATMENT, "次", 60_00, youngest=60),
    Item("接骨板", CONSUMABLE, "件", 1_900_00, supplier=3),
    Item("可吸收缝线", CONSUMABLE, "包", 85_00, supplier=4),
)
_GENERICS = (
    ("苯磺酸氨氯地平片", 84, (9_50, 12_80, 21_00)),
    ("盐酸二甲双胍片", 84, (11_00, 14_20, 19_60)),
    ("阿托伐他汀钙片", 84, (18_00, 23_50, 38_00)),
    ("硫酸氢氯吡格雷片", 84, (24_00, 31_00, 46_00)),
    ("甘精胰岛素注射液", 28, (66_00, 78_00, 120_00)),
    ("丁苯酞软胶囊", 28, (52_00, 60_00, 88_00)),
    ("奥美拉唑肠溶胶囊", 28, (8_00, 12_00, 17_50)),
    ("头孢呋辛酯片", 7, (12_00, 15_50, 26_00)),
)
ITEMS = _SERVICES + tuple(
    Item(f"{name}（{'甲乙丙'[turn]}）", DRUG, "盒", price, generic=name, days=days, supplier=turn)
    for name, days, prices in _GENERICS
    for turn, price in enumerate(prices)
)
SUPPLIERS = 6
"""Wholesalers; the first three sell a brand of every drug each, the others devices."""
CHOICES = 3
"""Suppliers of each drug."""
FIRST_DRUG = len(_SERVICES)
DRUGS = len(_GENERICS)
CHRONIC = tuple(range(6))
"""Drugs taken for months, by position among the generics."""
_AT = {item.name: place for place, item in enumerate(ITEMS)}
BED_FEE, NURSING, INFUSION, CARE = (_AT[n] for n in ("普通病房床位费", "二级护理", "静脉输液", "综合治疗"))
LAPAROSCOPY, EXPLORATION = _AT["腹腔镜胆囊切除术"], _AT["腹腔镜术中探查"]
FIXATION, REPOSITION = _AT["股骨颈骨折内固定术"], _AT["骨折复位"]
EXAMINATIONS = tuple(_AT[n] for n in ("胸部CT平扫", "腹部彩色超声", "头颅磁共振平扫", "血常规", "生化全套"))
UTERUS, PROSTATE, BIRTH = (_AT[n] for n in ("子宫附件超声", "前列腺特异性抗原测定", "自然分娩接生"))
NEWBORN, CHILD_INHALATION, OLD_AGE = (_AT[n] for n in ("新生儿听力筛查", "儿童雾化吸入", "老年综合评估"))
PLATE, SUTURE = _AT["接骨板"], _AT["可吸收缝线"]
PART_OF = tuple(_AT[item.part_of] if item.part_of else NONE for item in ITEMS)

DEPARTMENTS = ("内科", "外科", "妇产科", "儿科")
MEDICINE, SURGERY, OBSTETRICS, PAEDIATRICS = range(4)
DIAGNOSES = ("J18.9", "I10", "E11.9", "I63.9", "K80.1", "S72.0", "O80.9", "J06.9", "Z51.1")
PNEUMONIA, PRESSURE, DIABETES, STROKE, GALLSTONE, FEMUR, DELIVERY, COLD, CHEMO = range(9)
DEPARTMENT_OF = (MEDICINE, MEDICINE, MEDICINE, MEDICINE, SURGERY, SURGERY, OBSTETRICS, PAEDIATRICS, MEDICINE)
WEIGHT = (8_000, 4_500, 5_500, 12_500, 13_500, 24_000, 6_500, 3_500, 9_000)
"""Case weight of each diagnosis in ten-thousandths."""
STAY_DAYS = (8, 6, 7, 11, 7, 14, 4, 5, 3)
"""Usual length of a stay."""
CHILDREN, WOMEN, GROWN, OLD = range(4)
CHANCES = (
    (2, 0, 0, 0, 0, 1, 0, 9, 0),
    (2, 1, 1, 0, 2, 1, 5, 1, 0),
    (3, 3, 3, 1, 3, 1, 0, 2, 0),
    (4, 5, 4, 4, 2, 2, 0, 1, 0),
)
"""For each age group, how often each diagnosis occurs."""

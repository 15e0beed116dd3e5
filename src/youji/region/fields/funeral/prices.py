"""What funeral homes of the invented city may charge: fixed, guided and market prices, and what was cancelled when."""

from __future__ import annotations

from dataclasses import dataclass

from youji.region.tables import FIRST_DAY, NONE

FORMS = ("fixed", "guided", "market", "cancelled")
FIXED, GUIDED, MARKET, CANCELLED = range(4)


@dataclass(frozen=True)
class Service:
    """One service: price in fen, allowed margin in ten-thousandths, the day it was cancelled (NONE: in force)."""

    name: str
    form: int
    price: int
    margin: int = NONE
    cancelled: int = NONE
    share: float = 1.0
    """How often it is part of a funeral."""


SERVICES = (
    Service("遗体接运", FIXED, 280_00),
    Service("遗体冷藏（日）", FIXED, 60_00, share=0.8),
    Service("普通炉火化", FIXED, 320_00),
    Service("骨灰寄存（年）", FIXED, 90_00, share=0.6),
    Service("中型告别厅", GUIDED, 600_00, margin=2_000, share=0.5),
    Service("守灵室（日）", GUIDED, 400_00, margin=2_000, share=0.4),
    Service("骨灰盒", MARKET, 1_200_00, share=0.7),
    Service("鲜花布置", MARKET, 900_00, share=0.4),
    Service("遗体消毒费", FIXED, 80_00, cancelled=FIRST_DAY + 184, share=0.9),
    Service("告别厅清洁费", FIXED, 120_00, cancelled=FIRST_DAY + 549, share=0.5),
)

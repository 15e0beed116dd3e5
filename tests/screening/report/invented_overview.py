"""An overview to go with the invented run: every state a card, a map, a month and a risk point can have."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from youji.screening.report.data import Bilingual
from youji.screening.report.geometry import Feature, Geometry
from youji.screening.report.overview import (
    CategoryFigures,
    CoveringModel,
    DivisionFigures,
    Money,
    Overview,
    PointFigures,
    Trend,
)
from youji.screening.report.wording import CATEGORIES

MONTHS = tuple(f"{2022 + (6 + n) // 12}-{(6 + n) % 12 + 1:02d}" for n in range(36))


def _feature(code: str, name: str, west: float, south: float) -> Feature:
    ring = [(west, south), (west + 1, south), (west + 1, south + 1), (west, south + 1), (west, south)]
    return Feature(code, name, (np.array(ring, dtype=np.float64),))


GEOMETRY = Geometry(
    (
        _feature("438101", "云岭区", 0, 0),
        _feature("438102", "澜川区", 1, 0),
        _feature("438103", "高新区", 0, 1),
        _feature("438104", "江华瑶族自治县", 1, 1),
    )
)


def invented_overview(text: str | None = None, ids: tuple[str, str, str] = ("", "", "")) -> Overview:
    """Figures of tendering and health; with `text`, hostile words wherever an office's own may stand."""
    both = Bilingual(text, text) if text else None
    shared, split, device = ids
    categories = tuple(
        {
            "tendering": CategoryFigures(
                "tendering", 3, 2, 62, 27, (Money("CNY", Decimal("132846000.00")), Money("USD", Decimal("880000")))
            ),
            "health": CategoryFigures("health", 13, 1, 4, 2, (Money(None, Decimal("1200")),)),
        }.get(name, CategoryFigures(name, 4, 0))
        for name in CATEGORIES
    )
    return Overview(
        (*categories, CategoryFigures(text, 1, 0, 1, 1)) if text else categories,
        (
            DivisionFigures("438101", text or "云岭区", 14, (Money("CNY", Decimal("98000000")),)),
            DivisionFigures("438102", "澜川区", 7, (Money("CNY", Decimal("24000000")), Money("USD", Decimal(880000)))),
            DivisionFigures("438103", "高新区"),
            DivisionFigures("438104", "江华瑶族自治县", 1, (Money("CNY", Decimal("399999.99")),)),
            DivisionFigures("438199", "", 2),
            DivisionFigures(None, "", 3, (Money("CNY", Decimal("1558999.97")),)),
        ),
        Trend(
            MONTHS,
            {
                "tendering": tuple((n * 7) % 11 for n in range(36)),
                text or "health": tuple(1 if n in (3, 30) else 0 for n in range(36)),
            },
            5,
            2,
            1,
        ),
        (
            PointFigures(
                "bid_evaluation", both or Bilingual("评标定标", "Evaluation and award"), "tendering", 1, True,
                (CoveringModel(shared, Bilingual("同一控制人围标", "Bidders under one controller"), "active", True),),
                18, 9,
            ),
            PointFigures(
                "bid_submission", Bilingual("投标", "Submission of bids"), "tendering", 2, True,
                (CoveringModel(device, both or Bilingual("投标文件同一设备", "Bids on one device"), "active", False),),
            ),
            PointFigures(
                "need_and_budget", Bilingual("需求与预算编制", "Need and budget"), "tendering", 3, False,
                (CoveringModel(split, Bilingual("拆分采购规避招标", "Purchases split"), "trial", True),), 41, 20,
            ),
            PointFigures("insured_identity", Bilingual("参保身份核验", "Checking who is insured"), "health", 1, False),
        ),
        {shared: 9, split: 20},
    )  # fmt: skip

"""The invented city, its districts and their division codes.

Codes follow GB/T 2260 in form: two digits of a real province, two of the city, two of the district. The
city's digits are 81…89, which are unassigned in every province, so that a code, and every identifier built on
it, is nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from youji.region.randomness import stream

PROVINCES = (13, 21, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 51, 61)
CITY_DIGITS = tuple(range(81, 90))
_CITIES = ("澄屿", "栖岚", "砚溪", "霁川", "棠浦", "琅溪", "沅霁", "临砚", "云岫", "澹川", "汀岚", "槐屿")
_DISTRICT_FIRST = "澄栖砚霁棠琅沅岫澹汀槐岚"
_DISTRICT_SECOND = "东西南北湖山江桥阳平"
_TOWN_FIRST = "青白黄柳松梅杏竹荷桂枫榆槐桑樟石金银龙凤"
_TOWN_SECOND = "溪塘店桥岭湾坪墩渡集铺庄坝墟浦沟"


@dataclass(frozen=True)
class Place:
    """One city: its name, its six-digit code, and its districts in the order of their codes."""

    city: str
    code: int
    districts: tuple[str, ...]
    towns: tuple[str, ...]

    @property
    def district_codes(self) -> tuple[int, ...]:
        """Six-digit codes of the districts: the city's code plus 1, 2, …."""
        return tuple(self.code + 1 + i for i in range(len(self.districts)))

    @property
    def short(self) -> str:
        """The city's name without 市."""
        return self.city.removesuffix("市")


def found(seed: int, scale: float) -> Place:
    """Invent the city of this seed, with five to twenty districts."""
    rng = stream(seed, "place")
    city = str(rng.choice(_CITIES))
    code = int(rng.choice(PROVINCES)) * 10_000 + int(rng.choice(CITY_DIGITS)) * 100
    count = int(np.clip(4 + round(scale**0.5), 5, 20))
    names = [a + b for a in _DISTRICT_FIRST for b in _DISTRICT_SECOND if a + b != city]
    districts = [names[i] + "区" for i in rng.permutation(len(names))[:count]]
    districts[-1] = "高新区"
    towns = [a + b + "镇" for a in _TOWN_FIRST for b in _TOWN_SECOND]
    return Place(
        city=city + "市",
        code=code,
        districts=tuple(districts),
        towns=tuple(towns[i] for i in rng.permutation(len(towns))),
    )

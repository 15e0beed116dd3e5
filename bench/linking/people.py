"""Pairs of person records: one person written twice, or two persons who are easily taken for one."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

import noise

DISTRICTS = ("棠东区", "棠西区", "槐湖区", "霁阳县", "澄阳县", "云麓市")
STREETS = ("人民路", "解放路", "建设大道", "湖滨路", "文昌街", "学府路", "桃花岭路", "新园路", "迎宾大道", "枫林街")
COLUMNS = ("name", "former_name", "gender", "born_on", "resident_id", "phone", "address")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Address:
    """Where somebody lives, part by part."""

    district: int
    street: int
    number: int
    building: int
    room: int

    def text(self, draw: random.Random, plain: bool = False) -> str:
        """One way to write it; `plain` is the whole official form."""
        district, street = DISTRICTS[self.district], STREETS[self.street]
        whole = f"棠浦市{district}{street}{self.number}号{self.building}栋{self.room}室"
        if plain or draw.random() < 0.45:
            return whole
        room = noise.chinese_number(self.room) if draw.random() < 0.2 else str(self.room)
        return draw.choice(
            [
                f"{district}{street}{self.number}号{self.building}栋{room}",
                f"{street}{self.number}号{self.building}-{room}",
                f"棠浦市{district}{street}{self.number}号",
                f"{district}{street}{self.number}号{self.building}号楼{room}室",
                f"棠浦{street}{self.number}号{self.building}幢{room}房",
            ]
        )


@dataclass(frozen=True)
class Person:
    """A person who does not exist; the city's division codes 6185xx are in use nowhere."""

    surname: str
    given: str
    gender: str
    born: date
    serial: int
    phone: str
    address: Address
    former: str = ""

    @property
    def name(self) -> str:
        """Family and given name."""
        return self.surname + self.given

    @property
    def resident_id(self) -> str:
        """18 digits with the check digit of GB 11643."""
        body = f"61850{self.serial % 6 + 1}{self.born:%Y%m%d}{self.serial // 6 % 50:02d}"
        body += str(self.serial % 5 * 2 + (self.gender == "male"))
        return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def phone(draw: random.Random) -> str:
    """A number with a prefix no operator uses."""
    return draw.choice(["142", "143", "154"]) + f"{draw.randrange(10**8):08d}"


def address(draw: random.Random) -> Address:
    """Some flat of the city."""
    return Address(
        draw.randrange(len(DISTRICTS)),
        draw.randrange(len(STREETS)),
        draw.randrange(1, 400),
        draw.randrange(1, 20),
        draw.randrange(1, 30) * 100 + draw.randrange(1, 7),
    )


def person(draw: random.Random) -> Person:
    """Somebody aged 18 to 85."""
    gender = draw.choice(["male", "female"])
    born = date(1940, 1, 1) + timedelta(days=draw.randrange(67 * 365))
    former = noise.given(draw, gender) if draw.random() < 0.06 else ""
    return Person(
        noise.surname(draw),
        noise.given(draw, gender),
        gender,
        born,
        draw.randrange(3000),
        phone(draw),
        address(draw),
        former,
    )


Record = dict[str, str]


def record(draw: random.Random, one: Person) -> Record:
    """The person as a careful office writes it, with what it did not ask for left out."""
    return {
        "name": one.name,
        "former_name": one.surname + one.former if one.former and draw.random() < 0.7 else "",
        "gender": one.gender if draw.random() < 0.9 else "",
        "born_on": one.born.isoformat() if draw.random() < 0.85 else "",
        "resident_id": one.resident_id if draw.random() < 0.35 else "",
        "phone": one.phone if draw.random() < 0.75 else "",
        "address": one.address.text(draw) if draw.random() < 0.85 else "",
    }


def _mistaken_name(draw: random.Random, one: Person) -> str:
    kind = draw.choices(
        ["plain", "homophone", "look_alike", "missing", "order", "traditional", "spaced", "former"],
        weights=[46, 14, 9, 5, 4, 4, 10, 8],
    )[0]
    if kind == "homophone":
        return one.surname + noise.replaced(draw, one.given, noise.HOMOPHONES)
    if kind == "look_alike":
        return noise.replaced(draw, one.name, noise.LOOK_ALIKES)
    if kind == "missing" and len(one.given) == 2:
        return one.surname + draw.choice(one.given)
    if kind == "order" and len(one.given) == 2:
        return one.surname + one.given[::-1]
    if kind == "traditional":
        return noise.traditional(one.name)
    if kind == "spaced":
        return noise.spaced(draw, one.name)
    if kind == "former" and one.former:
        return one.surname + one.former
    return one.name


def _mistaken_birth(draw: random.Random, born: date) -> str:
    kind = draw.random()
    if kind < 0.88:
        return born.isoformat()
    if kind < 0.92 and born.day <= 12:
        return date(born.year, born.day, born.month).isoformat()
    if kind < 0.96:
        return f"{born.year}-01-01"
    return (born + timedelta(days=draw.choice([1, -1, 10, -10, 365, 3652]))).isoformat()


def same(draw: random.Random) -> tuple[Record, Record, str]:
    """One person, written twice: the second time with the mistakes of another office."""
    while True:
        one = person(draw)
        left, right = record(draw, one), record(draw, one)
        right["name"] = _mistaken_name(draw, one)
        if right["born_on"]:
            right["born_on"] = _mistaken_birth(draw, one.born)
        if right["resident_id"] and draw.random() < 0.2:
            right["resident_id"] = noise.wrong_digit(draw, right["resident_id"])
        if right["phone"]:
            chance = draw.random()
            right["phone"] = phone(draw) if chance < 0.15 else right["phone"]
            right["phone"] = noise.wrong_digit(draw, right["phone"]) if 0.15 <= chance < 0.2 else right["phone"]
        if right["address"] and draw.random() < 0.12:
            right["address"] = address(draw).text(draw)
        if _decidable(left, right):
            return left, right, "same"


def _decidable(left: Record, right: Record) -> bool:
    """Whether a careful person could tell: an equal number, or enough other agreement for how the name differs."""

    def agree(column: str) -> bool:
        return bool(left[column]) and left[column] == right[column]

    def place(text: str) -> str:
        return text.replace("棠浦市", "").replace("棠浦", "").split("号")[0][-8:]

    if agree("resident_id"):
        return True
    signs = (
        agree("born_on") + agree("phone") + bool(left["address"] and place(left["address"]) == place(right["address"]))
    )
    plain = "".join(right["name"].replace("·", "").split())
    return signs >= (1 if plain == left["name"] else 2)


def different(draw: random.Random) -> tuple[Record, Record, str]:
    """Two persons with much in common."""
    one = person(draw)
    kinds = [
        ("namesake", 24),
        ("namesake_of_an_age", 12),
        ("father_and_son", 14),
        ("twins", 12),
        ("spouses", 8),
        ("siblings", 8),
        ("sounds_alike", 14),
        ("shared_phone", 8),
    ]
    kind = draw.choices([name for name, _ in kinds], weights=[weight for _, weight in kinds])[0]
    other = person(draw)
    if kind == "namesake":
        other = replace(other, surname=one.surname, given=one.given, gender=one.gender, former="")
    elif kind == "namesake_of_an_age":
        born = one.born + timedelta(days=draw.randrange(20, 340))
        other = replace(other, surname=one.surname, given=one.given, gender=one.gender, born=born, former="")
    elif kind == "father_and_son":
        born = one.born + timedelta(days=draw.randrange(20 * 365, 36 * 365))
        shared = one.given[0] + draw.choice(noise.MALE) if draw.random() < 0.3 else noise.given(draw, "male")
        phone_ = one.phone if draw.random() < 0.3 else other.phone
        one = replace(one, gender="male")
        other = replace(
            other, surname=one.surname, given=shared, gender="male", born=born, address=one.address, phone=phone_
        )
    elif kind == "twins":
        sign = draw.choice(noise.BOTH)
        one = replace(one, given=sign + draw.choice(noise.MALE), gender="male")
        gender = draw.choice(["male", "female"])
        second = draw.choice([s for s in (noise.MALE if gender == "male" else noise.FEMALE) if s != one.given[1]])
        phone_ = one.phone if draw.random() < 0.3 else other.phone
        other = replace(
            other,
            surname=one.surname,
            given=sign + second,
            gender=gender,
            born=one.born,
            address=one.address,
            phone=phone_,
            serial=one.serial + 1,
        )
    elif kind == "spouses":
        other = replace(
            other,
            gender="female" if one.gender == "male" else "male",
            address=one.address,
            phone=one.phone if draw.random() < 0.4 else other.phone,
            born=one.born + timedelta(days=draw.randrange(-2000, 2000)),
        )
    elif kind == "siblings":
        born = one.born + timedelta(days=draw.randrange(400, 3000))
        shared = one.given[0] + noise.given(draw, other.gender)[0]
        other = replace(other, surname=one.surname, given=shared, born=born, address=one.address)
    elif kind == "sounds_alike":
        given = noise.replaced(draw, one.given, noise.HOMOPHONES)
        other = replace(other, surname=one.surname, given=given, gender=one.gender, former="")
    else:
        other = replace(other, phone=one.phone, surname=one.surname if draw.random() < 0.3 else other.surname)
    left, right = record(draw, one), record(draw, other)
    if one.name == other.name and not _told_apart(left, right):
        return different(draw)
    if kind == "twins" and any(one.given[1] in group and other.given[1] in group for group in noise.HOMOPHONES):
        return different(draw)
    return left, right, kind


def _told_apart(left: Record, right: Record) -> bool:
    """Namesakes must differ in something that is on both records, or nobody could tell them apart."""
    return any(left[c] and right[c] and left[c] != right[c] for c in ("born_on", "resident_id"))

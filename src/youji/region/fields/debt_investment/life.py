"""Honest borrowing and deciding: debts are on the register or repaid by their own income, great deals decided first.

Assumptions: ten debts a platform company within seven years; principal log-normal around 40 million yuan; a debt is
repaid in one to three parts; half of what was repaid is reported as reduced; boards have seven members, of whom five to
seven come.
"""

from __future__ import annotations

import numpy as np

from youji.region.fields.debt_investment import tables as t
from youji.region.folk import buyers, bystanders, companies
from youji.region.organisations import join_later
from youji.region.randomness import Bools, Ints, between, log_normal, weighted
from youji.region.tables import (
    COMPANY,
    FIRST_DAY,
    GOVERNMENT,
    HOLDER_ORGANISATION,
    LAST_DAY,
    NONE,
    PUBLIC_INSTITUTION,
    STATE_OWNED,
    World,
)

WAN = 1_000_000
"""Ten thousand yuan in fen."""
PLATFORMS, FUNDS, LENDERS = "platforms", "funds", "lenders"
_TRADES = ("交通", "水务", "产业", "文旅", "城乡", "国有资本", "保障房", "园区")
_LENDERS = (
    "农村商业银行", "城市商业银行", "融资租赁有限公司", "信托有限责任公司", "商业保理有限公司", "发展银行分行",
    "建设银行分行", "交通租赁有限公司", "工商银行分行", "农业银行分行",
)  # fmt: skip
BOARD = 7


def live(world: World) -> None:
    """Fill the field's tables."""
    rng = world.stream("debt and investment")
    platforms, lenders, funds = _bodies(world)
    instruments = _borrow(world, rng, platforms, lenders)
    _repay(world, rng, instruments)
    _guarantee(world, rng, platforms, lenders)
    _invest(world, rng, funds)
    _decide(world, rng, platforms, funds)
    _approve_projects(world, rng)


def of_group(world: World, topic: str) -> Ints:
    """Organisations of this field, by the words of their names."""
    marks: dict[str, str | tuple[str, ...]] = {
        PLATFORMS: "投资运营有限公司",
        FUNDS: "引导基金有限公司",
        LENDERS: tuple(_LENDERS),
    }
    first = len(world.organisation) - len(world.names)
    return first + np.flatnonzero(np.array([name.endswith(marks[topic]) for name in world.names], np.bool_))


def _bodies(world: World) -> tuple[Ints, Ints, Ints]:
    place, count = world.place, max(30, round(64 * world.scale))
    spots, short = len(place.districts), [d.removesuffix("区") for d in place.districts]
    at = np.arange(count)
    names = [
        f"{place.short}{short[i % spots]}{_TRADES[i // spots % len(_TRADES)]}"
        f"{f'第{i // (spots * len(_TRADES)) + 1}' if i >= spots * len(_TRADES) else ''}投资运营有限公司"
        for i in range(count)
    ]
    platforms = join_later(world, "platform companies", names, STATE_OWNED, at % spots)
    lenders = join_later(world, "lenders", [place.short + n for n in _LENDERS], COMPANY, np.zeros(len(_LENDERS), int))
    size = max(2, round(8 * world.scale))
    funds = join_later(
        world,
        "government funds",
        [f"{place.short}{_TRADES[i % 8]}{f'{i // 8 + 1}号' if i >= 8 else ''}引导基金有限公司" for i in range(size)],
        STATE_OWNED,
        np.zeros(size, int),
    )
    offices = buyers(world, GOVERNMENT)
    owned = np.r_[platforms, funds]
    world.shareholding.append(
        len(owned),
        organisation=owned,
        holder=offices[np.arange(len(owned)) % len(offices)],
        holder_kind=HOLDER_ORGANISATION,
        share=1_000_000,
        from_on=FIRST_DAY - 2500,
    )
    return platforms, lenders, funds


def _borrow(world: World, rng: np.random.Generator, platforms: Ints, lenders: Ints) -> Ints:
    count = 10 * len(platforms)
    kind = weighted(rng, [0, 0.6, 0.15, 0.12, 0.08, 0.05], count)
    registered = (rng.random(count) < 0.75).astype(np.int64)
    source = np.where(registered == 1, weighted(rng, [3, 2, 3, 2], count), 1 + weighted(rng, [2, 3], count))
    signed = between(rng, FIRST_DAY - 1400, LAST_DAY - 20, count)
    rows = world.records["debt_instrument"].append(
        count,
        borrower=platforms[np.arange(count) % len(platforms)],
        lender=lenders[between(rng, 0, len(lenders) - 1, count)],
        kind=kind,
        principal=np.maximum(30, np.round(log_normal(rng, 4_000, 0.9, count))).astype(np.int64) * WAN,
        signed_on=signed,
        matures_on=signed + between(rng, 1, 5, count) * 365,
        source=source,
        on_register=registered,
        refinancing=0,
        purpose=between(rng, 0, len(t.PURPOSES) - 1, count),
    )
    finance = buyers(world, GOVERNMENT)
    hospitals = buyers(world, PUBLIC_INSTITUTION)
    for borrowers, what, own in ((finance, t.BOND, t.BUDGET), (hospitals, t.LOAN, t.COMPANY_INCOME)):
        n = max(1, len(borrowers))
        day = between(rng, FIRST_DAY - 900, LAST_DAY - 30, n)
        world.records["debt_instrument"].append(
            n,
            borrower=np.resize(borrowers, n),
            lender=lenders[between(rng, 0, len(lenders) - 1, n)],
            kind=what,
            principal=np.round(log_normal(rng, 6_000, 0.7, n)).astype(np.int64) * WAN,
            signed_on=day,
            matures_on=day + 3650,
            source=own,
            on_register=1,
            refinancing=0,
            purpose=0,
        )
    return rows


def near(keys: Ints, days: Ints, others: Ints, other_days: Ints, reach: int) -> Bools:
    """Whether each (key, day) has an entry of the other list with its key within `reach` days."""
    there = np.sort(others * 100_000 + other_days)
    low = np.searchsorted(there, keys * 100_000 + days - reach)
    high = np.searchsorted(there, keys * 100_000 + days + reach, side="right")
    return np.asarray(high > low, dtype=np.bool_)


def _repay(world: World, rng: np.random.Generator, rows: Ints) -> None:
    debts, flows = world.records["debt_instrument"], world.records["debt_flow"]
    every = np.arange(len(debts))
    flows.append(
        len(every), instrument=every, kind=t.DRAWDOWN, settlement=t.CASH, amount=debts["principal"],
        flow_on=debts["signed_on"] + between(rng, 0, 9, len(every)),
    )  # fmt: skip
    for year in range(1, 4):
        due = every[debts["signed_on"] + 365 * year < LAST_DAY - 5]
        flows.append(
            len(due), instrument=due, kind=t.INTEREST, settlement=t.CASH, amount=debts["principal"][due] // 20,
            flow_on=debts["signed_on"][due] + 365 * year,
        )  # fmt: skip
    repaid = rows[debts["matures_on"][rows] < LAST_DAY - 60]
    parts = between(rng, 1, 3, len(repaid))
    for part in range(3):
        now = repaid[parts > part]
        n = parts[parts > part]
        amount = debts["principal"][now] // n
        amount = np.where(part == n - 1, debts["principal"][now] - amount * (n - 1), amount)
        flows.append(
            len(now), instrument=now, kind=t.PRINCIPAL,
            settlement=weighted(rng, [0.9, 0.04, 0, 0, 0.06], len(now)),
            amount=amount, flow_on=debts["matures_on"][now] - 30 * (n - 1 - part),
        )  # fmt: skip
    # What is signed close to a repayment of the same borrower was put before the office in charge and approved.
    close = near(debts["borrower"], debts["signed_on"], debts["borrower"][repaid], debts["matures_on"][repaid], 45)
    debts["refinancing"][close] = 1
    told = repaid[rng.random(len(repaid)) < 0.5]
    world.records["debt_reduction"].append(
        len(told), instrument=told, reporter=debts["borrower"][told], method=t.REPAID, amount=debts["principal"][told],
        reported_on=np.minimum(debts["matures_on"][told] + between(rng, 1, 25, len(told)), LAST_DAY - 31),
    )  # fmt: skip
    rest = np.setdiff1d(rows, repaid)
    other = rest[rng.random(len(rest)) < 0.1]
    world.records["debt_reduction"].append(
        len(other), instrument=other, reporter=debts["borrower"][other],
        method=2 + weighted(rng, [5, 3, 1], len(other)), amount=debts["principal"][other] // 2,
        reported_on=np.maximum(FIRST_DAY, debts["signed_on"][other] + 15),
    )  # fmt: skip


def _guarantee(world: World, rng: np.random.Generator, platforms: Ints, lenders: Ints) -> None:
    count = 2 * len(platforms)
    turn = between(rng, 1, max(1, len(platforms) - 1), count)
    at = np.arange(count) % len(platforms)
    world.records["guarantee"].append(
        count,
        guarantor=platforms[at],
        debtor=platforms[(at + turn) % len(platforms)],
        creditor=lenders[between(rng, 0, len(lenders) - 1, count)],
        form=t.CONTRACT,
        amount=np.round(log_normal(rng, 3_000, 0.8, count)).astype(np.int64) * WAN,
        signed_on=between(rng, FIRST_DAY - 600, LAST_DAY - 20, count),
        onlending=0,
    )


def _invest(world: World, rng: np.random.Generator, funds: Ints) -> None:
    targets = companies(world)
    count = min(len(targets), 14 * len(funds))
    world.records["fund_investment"].append(
        count,
        fund=funds[np.arange(count) % len(funds)],
        target=rng.permutation(targets)[:count],
        amount=np.round(log_normal(rng, 1_500, 0.7, count)).astype(np.int64) * WAN,
        invested_on=between(rng, FIRST_DAY + 60, LAST_DAY - 20, count),
    )


def _decide(world: World, rng: np.random.Generator, platforms: Ints, funds: Ints) -> None:
    debts, given, put = (world.records[name] for name in ("debt_instrument", "guarantee", "fund_investment"))
    mine = np.flatnonzero(np.isin(debts["borrower"], platforms))
    deals = (
        (t.BORROWING, mine, debts["borrower"][mine], debts["principal"][mine], debts["signed_on"][mine]),
        (t.GUARANTEE, np.arange(len(given)), given["guarantor"], given["amount"], given["signed_on"]),
        (t.INVESTMENT, np.arange(len(put)), put["fund"], put["amount"], put["invested_on"]),
    )
    for which, rows, body, amount, day in deals:
        made = decide(world, rng, which, rows, body, amount, day - between(rng, 4, 60, len(rows)))
        if which == t.INVESTMENT:
            put["decision"][rows] = made
    count = 6 * (len(platforms) + len(funds))
    bodies = np.r_[platforms, funds][np.arange(count) % (len(platforms) + len(funds))]
    matter = 3 + weighted(rng, [2, 3, 2], count)
    amount = np.round(log_normal(rng, 300, 1.0, count)).astype(np.int64) * WAN
    decide(world, rng, matter, NONE, bodies, amount, between(rng, FIRST_DAY, LAST_DAY - 3, count))
    _vote(world, rng, np.r_[platforms, funds])


def decide(
    world: World,
    rng: np.random.Generator,
    matter: Ints | int,
    reference: Ints | int,
    body: Ints,
    amount: Ints,
    day: Ints,
) -> Ints:
    """Decisions in order, by five to seven of seven members, with minutes."""
    return world.records["decision"].append(
        len(body), organisation=body, matter=matter, reference=reference, amount=amount, decided_on=day,
        n_entitled=BOARD, n_present=between(rng, 5, BOARD, len(body)), minutes=1,
    )  # fmt: skip


def board_of(world: World, bodies: Ints) -> Ints:
    """The members of each body's board, a row a body."""
    people = bystanders(world, "boards")
    at = np.arange(len(bodies))[:, None] * BOARD + np.arange(BOARD)
    return np.asarray(people[at % len(people)], dtype=np.int64)


def _vote(world: World, rng: np.random.Generator, bodies: Ints) -> None:
    decisions = world.records["decision"]
    boards = board_of(world, bodies)
    row = np.searchsorted(bodies, decisions["organisation"])
    present = decisions["n_present"]
    seat = np.tile(np.arange(BOARD), len(decisions))
    which = np.repeat(np.arange(len(decisions)), BOARD)
    vote = np.where(seat < present[which], np.where(rng.random(len(which)) < 0.97, t.FOR, t.ABSTAINED), t.ABSENT)
    world.records["decision_member"].append(len(which), decision=which, person=boards[row[which], seat], vote=vote)


def _approve_projects(world: World, rng: np.random.Generator) -> None:
    owners = buyers(world, GOVERNMENT, PUBLIC_INSTITUTION)
    count = 8 * len(owners)
    amount = np.round(log_normal(rng, 1_500, 1.0, count)).astype(np.int64) * WAN
    day = between(rng, FIRST_DAY + 70, LAST_DAY - 10, count)
    owner = owners[np.arange(count) % len(owners)]
    offices = world.position["organisation"]
    order = np.argsort(offices, kind="stable")
    leader = order[np.minimum(np.searchsorted(offices[order], owner), len(order) - 1)]
    rows = world.records["investment_project"].append(
        count, owner=owner, title=between(rng, 0, 5, count), review=(amount >= 1_000 * WAN).astype(np.int64),
        emergency=0, amount=amount, approved_on=day, approved_by=world.position["person"][leader],
    )  # fmt: skip
    reviewed = rows[amount >= 1_000 * WAN]
    world.records["project_review"].append(
        len(reviewed), project=reviewed, reviewed_on=day[reviewed] - between(rng, 1, 50, len(reviewed)), result=t.PASSED
    )
    again = reviewed[rng.random(len(reviewed)) < 0.2]
    world.records["project_review"].append(
        len(again), project=again, reviewed_on=day[again] - between(rng, 55, 65, len(again)), result=t.SUPPLEMENT
    )

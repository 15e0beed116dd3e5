"""Why public money is borrowed, guaranteed and invested against the rules, and what it leaves in the records.

A leader wants works this year that no budget pays, or figures with less debt than there is, or money for a friend's
company; and nobody at the table says no. From blatant to faint: fewer deeds, smaller sums, better cover.
"""

from __future__ import annotations

import numpy as np

from youji.region.field import Scheme
from youji.region.fields.debt_investment import tables as t
from youji.region.fields.debt_investment.life import LENDERS, PLATFORMS, WAN, decide, of_group
from youji.region.folk import buyers, bystanders, offices, relate, take_share
from youji.region.organisations import MILLIONTHS
from youji.region.people import SIBLING, SIBLING_IN_LAW, SPOUSE
from youji.region.randomness import Ints
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, GOVERNMENT, HOLDER_ORGANISATION, LAST_DAY, NONE, PUBLIC_INSTITUTION
from youji.region.truth import BLATANT, FAINT, ORGANISATION, Case


def platform(scene: Scene) -> int | None:
    """A platform company that no case is about."""
    found = scene.organisations(of_group(scene.world, PLATFORMS), 1)
    return None if found is None else int(found[0])


def borrow(
    scene: Scene,
    borrower: int,
    amount: int,
    day: int,
    kind: int,
    source: int,
    *,
    registered: bool,
    decided: bool = True,
) -> int:
    """A debt with its drawdown and, as usual, a decision of the board before it; returns its row."""
    world, rng = scene.world, scene.rng
    lenders = of_group(world, LENDERS)
    row = int(
        world.records["debt_instrument"].append(
            1, borrower=borrower, lender=lenders[rng.integers(len(lenders))], kind=kind, principal=amount,
            signed_on=day,
            matures_on=day + 365 * int(rng.integers(1, 6)), source=source, on_register=int(registered), refinancing=0,
            purpose=int(rng.integers(len(t.PURPOSES))),
        )[0]
    )  # fmt: skip
    world.records["debt_flow"].append(
        1, instrument=row, kind=t.DRAWDOWN, settlement=t.CASH, amount=amount, flow_on=day + int(rng.integers(0, 8))
    )
    if decided:
        before = np.array([day - int(rng.integers(5, 50))])
        decide(world, rng, t.BORROWING, row, np.array([borrower]), np.array([amount]), before)
    return row


def repaid_debt(scene: Scene, borrower: int, *, paid: float = 1.0, settlement: int = t.CASH) -> tuple[int, int, Ints]:
    """An old debt that fell due, its day, and the flows of what was paid of it."""
    rng, flows = scene.rng, scene.table("debt_flow")
    day = int(rng.integers(FIRST_DAY + 60, LAST_DAY - 120))
    amount = int(rng.integers(1_500, 9_000)) * WAN
    row = borrow(scene, borrower, amount, day - 1100, t.LOAN, t.COMPANY_INCOME, registered=True)
    scene.table("debt_instrument")["matures_on"][row] = day
    part = int(amount * paid) // 100 * 100
    if not part:
        return row, day, np.empty(0, np.int64)
    return row, day, flows.append(1, instrument=row, kind=t.PRINCIPAL, settlement=settlement, amount=part, flow_on=day)


def report(scene: Scene, row: int, day: int, method: int = t.REPAID, new_debtor: int = NONE) -> Ints:
    """The reduction as it was reported."""
    debts = scene.table("debt_instrument")
    return scene.table("debt_reduction").append(
        1, instrument=row, reporter=debts["borrower"][row], method=method, new_debtor=new_debtor,
        amount=debts["principal"][row], reported_on=day + int(scene.rng.integers(1, 20)),
    )  # fmt: skip


def _hidden(scene: Scene, case: Case) -> bool:
    """Works without a budget: money by lease or trust, repaid by the treasury, told to nobody."""
    firm = platform(scene)
    if firm is None:
        return False
    rng = scene.rng
    for _ in range((4, 2, 1, 1)[case.effect]):
        amount = int(rng.integers(*((6_000, 20_000), (3_000, 9_000), (1_200, 4_000), (200, 900))[case.effect])) * WAN
        row = borrow(
            scene, firm, amount, int(rng.integers(FIRST_DAY, LAST_DAY - 60)),
            int(rng.choice([t.LEASE, t.TRUST, t.FACTORING, t.FUND, t.ADVANCE])),
            t.BUDGET if case.effect < FAINT else t.LAND, registered=False,
        )  # fmt: skip
        scene.mark(case, firm, "debt_instrument", row, columns=("repayment_source",))
    return True


def _reborrowed(scene: Scene, case: Case) -> bool:
    """The quota of reduction is due at the month's end: bridge money for a few days, then the same loan again."""
    firm = platform(scene)
    if firm is None:
        return False
    rng = scene.rng
    row, day, flows = repaid_debt(scene, firm)
    told = report(scene, row, day)
    gap = int(rng.integers(*((0, 2), (2, 6), (5, 12), (10, 26))[case.effect]))
    shift = float(rng.uniform(*((0, 0.005), (-0.03, 0.03), (-0.1, 0.1), (-0.25, 0.25))[case.effect]))
    amount = int(scene.table("debt_instrument")["principal"][row] * (1 + shift)) // WAN * WAN
    again = borrow(scene, firm, amount, day + gap, t.LOAN, t.COMPANY_INCOME, registered=True)
    scene.mark(case, firm, "debt_reduction", told)
    scene.mark(case, firm, "debt_flow", flows)
    scene.mark(case, firm, "debt_instrument", [row, again], columns=("signed_on",))
    return True


def _moved(scene: Scene, case: Case) -> bool:
    """The books of the parent get lighter, those of a daughter nobody reports get heavier."""
    firm, other = platform(scene), platform(scene)
    if firm is None or other is None:
        return False
    world, rng = scene.world, scene.rng
    holding = world.shareholding
    rows = np.flatnonzero(holding["organisation"] == other)
    share = int(rng.integers(*((990, 1_001), (700, 900), (510, 660), (380, 520))[case.effect])) * 1000
    former = int(holding["holder"][rows][0])
    holding["holder"][rows], holding["share"][rows] = firm, share
    if share < MILLIONTHS:
        holding.append(
            1, organisation=other, holder=former, holder_kind=HOLDER_ORGANISATION, share=MILLIONTHS - share,
            from_on=FIRST_DAY - 2500,
        )  # fmt: skip
    day = int(rng.integers(FIRST_DAY + 60, LAST_DAY - 120))
    row = borrow(
        scene, firm, int(rng.integers(2_000, 9_000)) * WAN, day - 700, t.LOAN, t.COMPANY_INCOME, registered=True
    )
    told = report(scene, row, day, t.TRANSFERRED, other)
    scene.mark(case, firm, "debt_reduction", told, columns=("new_debtor_id",))
    scene.mark(case, firm, "shareholding", rows)
    return True


def _without_cash(scene: Scene, case: Case) -> bool:
    """Repaid on paper: nothing was paid, or it was set off against a claim that nobody will ever collect."""
    firm = platform(scene)
    if firm is None:
        return False
    paid = (0.0, 1.0, float(scene.rng.uniform(0.3, 0.6)), float(scene.rng.uniform(0.75, 0.95)))[case.effect]
    settlement = t.OFFSET if case.effect == 1 else t.CASH
    row, day, flows = repaid_debt(scene, firm, paid=paid, settlement=settlement)
    told = report(scene, row, day)
    scene.mark(case, firm, "debt_reduction", told)
    scene.mark(case, firm, "debt_flow", flows)
    return True


def _public_guarantee(scene: Scene, case: Case) -> bool:
    """The bank wants more than a platform's word, and gets the office's."""
    world, rng = scene.world, scene.rng
    pool = offices(world) if case.effect < 2 else buyers(world, PUBLIC_INSTITUTION)
    office, firms = scene.organisations(pool, 1), of_group(world, PLATFORMS)
    if office is None:
        return False
    lenders = of_group(world, LENDERS)
    n = (3, 2, 1, 1)[case.effect]
    rows = world.records["guarantee"].append(
        n, guarantor=office[0], debtor=rng.choice(firms, n), creditor=rng.choice(lenders, n),
        form=(t.CONTRACT, t.COMMITMENT, t.PLEDGE, t.COMFORT)[case.effect], amount=rng.integers(500, 8_000, n) * WAN,
        signed_on=rng.integers(FIRST_DAY, LAST_DAY - 20, n), onlending=0,
    )  # fmt: skip
    scene.mark(case, office, "guarantee", rows, columns=("guarantor_id",))
    return True


def _well_off(scene: Scene) -> Ints:
    """Bystanders in whose household nobody has public housing: their property is no other case."""
    world = scene.world
    found, tenants = bystanders(world, "insiders"), scene.table("housing_allotment")["person"]
    household = world.people.household
    return found[~np.isin(household[found], household[tenants])]


def insider(scene: Scene, case: Case, *, withdrew: bool = False) -> bool:
    """A member of the committee, or near kin, owns part of the company the fund invests in."""
    world, rng = scene.world, scene.rng
    put, votes = scene.table("fund_investment"), scene.table("decision_member")
    free = scene.free_organisations(np.unique(put["target"]))
    rows = scene.rows("fund_investment", np.flatnonzero(np.isin(put["target"], free)), 1)
    if not len(rows):
        return False
    row = int(rows[0])
    target = int(put["target"][row])
    seats = np.flatnonzero((votes["decision"] == put["decision"][row]) & (votes["vote"] != t.ABSENT))
    member = scene.persons(votes["person"][seats], 1)
    relatives = scene.persons(_well_off(scene), 1)
    if member is None or relatives is None or scene.organisations(np.array([target]), 1) is None:
        return False
    holder = int(member[0] if case.effect == BLATANT else relatives[0])
    share = int(rng.integers(*((500, 900), (300, 500), (150, 300), (60, 160))[case.effect])) * 1000
    held = take_share(world, target, holder, share)
    if case.effect != BLATANT:
        relation = (SPOUSE, SPOUSE, SIBLING, SIBLING_IN_LAW)[case.effect]
        scene.mark(case, target, "kinship", relate(world, int(member[0]), holder, relation))
    if withdrew:
        votes["vote"][seats[votes["person"][seats] == member[0]]] = t.WITHDREW
    scene.mark(case, target, "shareholding", held)
    scene.mark(case, target, "fund_investment", row, columns=("decision_id",))
    return True


def _review(scene: Scene, case: Case) -> bool:
    """The leader signs; the review may follow, or not."""
    world, rng = scene.world, scene.rng
    office = scene.organisations(buyers(world, GOVERNMENT, PUBLIC_INSTITUTION), 1)
    projects, reviews = scene.table("investment_project"), scene.table("project_review")
    if office is None:
        return False
    own = np.flatnonzero((projects["owner"] == office[0]) & (projects["review"] == 1))
    rows = scene.rows("investment_project", own, (3, 2, 1, 1)[case.effect])
    if not len(rows):
        return False
    mine = np.flatnonzero(np.isin(reviews["project"], rows))
    passed = mine[reviews["result"][mine] == t.PASSED]
    if case.effect == BLATANT:
        reviews["result"][mine] = t.SUPPLEMENT
    else:
        late = rng.integers(*((1, 2), (40, 90), (12, 40), (1, 8))[case.effect], len(passed))
        reviews["reviewed_on"][passed] = np.minimum(
            LAST_DAY, projects["approved_on"][reviews["project"][passed]] + late
        )
    scene.mark(case, office, "investment_project", rows)
    scene.mark(case, office, "project_review", passed, columns=("reviewed_on",))
    return True


def _quorum(scene: Scene, case: Case) -> bool:
    """The head decides with whoever is there; minutes are a formality."""
    firm = platform(scene)
    if firm is None:
        return False
    decisions = scene.table("decision")
    own = np.flatnonzero((decisions["organisation"] == firm) & (decisions["amount"] >= 100 * WAN))
    rows = scene.rows("decision", own, (5, 3, 2, 1)[case.effect])
    decisions["n_present"][rows] = (1, 2, 3, 3)[case.effect]
    if case.effect == FAINT:
        decisions["n_entitled"][rows] = 6
    if case.effect == BLATANT:
        decisions["minutes"][rows] = 0
    scene.mark(case, firm, "decision", rows, columns=("n_present",))
    return True


def _no_decision(scene: Scene, case: Case) -> bool:
    """Signed on the quiet; the board hears of it later, if ever."""
    firm = platform(scene)
    if firm is None:
        return False
    world, rng = scene.world, scene.rng
    for _ in range((4, 2, 1, 1)[case.effect]):
        amount = int(rng.integers(1_100, 12_000)) * WAN if case.effect < FAINT else int(rng.integers(700, 2_500)) * WAN
        day = int(rng.integers(FIRST_DAY + 100, LAST_DAY - 90))
        row = borrow(scene, firm, amount, day, t.LOAN, t.COMPANY_INCOME, registered=True, decided=False)
        if case.effect >= 2:
            later = np.array([day + int(rng.integers(2, 40))])
            decide(world, rng, t.BORROWING, row, np.array([firm]), np.array([amount]), later)
        scene.mark(case, firm, "debt_instrument", row, ORGANISATION, ("signed_on",))
    return True


SCHEMES = (
    Scheme("hidden_debt", 2, _hidden),
    Scheme("debt_merry_go_round", 2, _reborrowed),
    Scheme("debt_to_daughter", 2, _moved),
    Scheme("paper_repayment", 2, _without_cash),
    Scheme("office_guarantee", 2, _public_guarantee),
    Scheme("committee_insider", 2, insider),
    Scheme("signed_before_review", 2, _review),
    Scheme("empty_board_room", 2, _quorum),
    Scheme("deal_without_board", 2, _no_decision),
)

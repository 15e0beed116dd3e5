"""Innocent cases that look like the schemes: registered leases, approved refinancing, sisters owned by the state."""

from __future__ import annotations

import numpy as np

from youji.region.field import LookAlike
from youji.region.fields.debt_investment import tables as t
from youji.region.fields.debt_investment.life import LENDERS, PLATFORMS, WAN, decide, of_group
from youji.region.fields.debt_investment.schemes import borrow, insider, platform, repaid_debt, report
from youji.region.folk import buyers, offices
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, GOVERNMENT, LAST_DAY, NONE
from youji.region.truth import Case


def _copiers(scene: Scene, case: Case) -> bool:
    """An office leases copiers."""
    office = scene.organisations(offices(scene.world), 1)
    if office is None:
        return False
    row = borrow(
        scene, int(office[0]), int(scene.rng.integers(4, 40)) * WAN, int(scene.rng.integers(FIRST_DAY, LAST_DAY - 60)),
        t.LEASE, t.BUDGET, registered=False, decided=False,
    )  # fmt: skip
    scene.mark(case, office, "debt_instrument", row)
    return True


def _refinanced(scene: Scene, case: Case) -> bool:
    """An approved loan replaces one that fell due."""
    firm = platform(scene)
    if firm is None:
        return False
    row, day, flows = repaid_debt(scene, firm)
    told = report(scene, row, day)
    amount = int(scene.table("debt_instrument")["principal"][row])
    again = borrow(scene, firm, amount, day + 2, t.LOAN, t.COMPANY_INCOME, registered=True)
    scene.table("debt_instrument")["refinancing"][again] = 1
    scene.mark(case, firm, "debt_reduction", told)
    scene.mark(case, firm, "debt_instrument", [row, again])
    scene.mark(case, firm, "debt_flow", flows)
    return True


def _openly_moved(scene: Scene, case: Case) -> bool:
    """A debt goes to another company of the same office, which has nothing else in common with the first."""
    firm, other = platform(scene), platform(scene)
    if firm is None or other is None:
        return False
    holding = scene.world.shareholding
    mine, theirs = (np.flatnonzero(holding["organisation"] == one) for one in (firm, other))
    holding["holder"][theirs] = holding["holder"][mine][0]
    day = int(scene.rng.integers(FIRST_DAY + 60, LAST_DAY - 120))
    row = borrow(scene, firm, 4_000 * WAN, day - 700, t.LOAN, t.COMPANY_INCOME, registered=True)
    scene.mark(case, firm, "debt_reduction", report(scene, row, day, t.TRANSFERRED, other))
    return True


def _by_treasury(scene: Scene, case: Case) -> bool:
    """The treasury pays the creditor, shortly after the report."""
    firm = platform(scene)
    if firm is None:
        return False
    row, day, flows = repaid_debt(scene, firm, settlement=t.TREASURY)
    scene.table("debt_flow")["flow_on"][flows] = day + 15
    scene.mark(case, firm, "debt_reduction", report(scene, row, day))
    scene.mark(case, firm, "debt_flow", flows)
    return True


def _onlending(scene: Scene, case: Case) -> bool:
    """The finance office backs a foreign loan that the State Council approved."""
    world, rng = scene.world, scene.rng
    office = scene.organisations(offices(world), 1)
    if office is None:
        return False
    rows = world.records["guarantee"].append(
        1, guarantor=office[0], debtor=rng.choice(of_group(world, PLATFORMS)),
        creditor=rng.choice(of_group(world, LENDERS)),
        form=t.CONTRACT, amount=6_000 * WAN, signed_on=int(rng.integers(FIRST_DAY, LAST_DAY)), onlending=1,
    )  # fmt: skip
    scene.mark(case, office, "guarantee", rows)
    return True


def _withdrew(scene: Scene, case: Case) -> bool:
    return insider(scene, Case(case.kind, case.number, 1, case.resembles), withdrew=True)


def _flood(scene: Scene, case: Case) -> bool:
    """Dykes are mended after a flood; papers follow."""
    office = scene.organisations(buyers(scene.world, GOVERNMENT), 1)
    if office is None:
        return False
    projects, reviews = scene.table("investment_project"), scene.table("project_review")
    rows = scene.rows(
        "investment_project", np.flatnonzero((projects["owner"] == office[0]) & (projects["review"] == 1)), 1
    )
    projects["emergency"][rows] = 1
    late = np.flatnonzero(np.isin(reviews["project"], rows))
    reviews["reviewed_on"][late] = projects["approved_on"][reviews["project"][late]] + 20
    scene.mark(case, office, "investment_project", rows)
    return bool(len(rows))


def _recused(scene: Scene, case: Case) -> bool:
    """Three members withdraw because of an interest; all others are there."""
    firm = platform(scene)
    if firm is None:
        return False
    decisions, votes = scene.table("decision"), scene.table("decision_member")
    rows = scene.rows(
        "decision", np.flatnonzero((decisions["organisation"] == firm) & (decisions["n_present"] == 7)), 1
    )
    decisions["n_present"][rows] = 3
    seats = np.flatnonzero(np.isin(votes["decision"], rows))[:4]
    votes["vote"][seats] = t.WITHDREW
    scene.mark(case, firm, "decision", rows)
    return bool(len(rows))


def _year_plan(scene: Scene, case: Case) -> bool:
    """The board decided on the year's financing as a whole."""
    firm = platform(scene)
    if firm is None:
        return False
    day, amount = int(scene.rng.integers(FIRST_DAY + 300, LAST_DAY - 90)), 5_000 * WAN
    plan = np.array([day - 120])
    decide(scene.world, scene.rng, t.BORROWING, NONE, np.array([firm]), np.array([6 * amount]), plan)
    row = borrow(scene, firm, amount, day, t.LOAN, t.COMPANY_INCOME, registered=True, decided=False)
    scene.table("debt_instrument")["refinancing"][row] = 1
    scene.mark(case, firm, "debt_instrument", row)
    return True


LOOK_ALIKES = (
    LookAlike("copier_lease", "hidden_debt", 1, _copiers),
    LookAlike("approved_refinancing", "debt_merry_go_round", 1, _refinanced),
    LookAlike("state_sisters", "debt_to_daughter", 1, _openly_moved),
    LookAlike("treasury_pays", "paper_repayment", 1, _by_treasury),
    LookAlike("approved_onlending", "office_guarantee", 1, _onlending),
    LookAlike("member_withdrew", "committee_insider", 1, _withdrew),
    LookAlike("flood_repair", "signed_before_review", 1, _flood),
    LookAlike("members_recused", "empty_board_room", 1, _recused),
    LookAlike("year_plan", "deal_without_board", 1, _year_plan),
)

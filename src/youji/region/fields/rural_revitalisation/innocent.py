"""Innocent households and firms that look like dishonest ones."""

from __future__ import annotations

import numpy as np

from youji.region.fields.rural_revitalisation import records
from youji.region.fields.rural_revitalisation.acts import living_heads, one_firm, some_village
from youji.region.scene import Scene
from youji.region.tables import LAST_DAY, NONE
from youji.region.truth import PERSON, Case


def share_card(scene: Scene, case: Case) -> bool:
    """A son draws for his parents, who live on their own, on his card."""
    village = some_village(scene)
    pair = scene.persons(living_heads(scene, village), 2)
    if pair is None:
        return False
    grant = scene.table("subsidy_grant")
    rows = np.flatnonzero(np.isin(grant["person"], pair))
    grant["card"][rows] = pair[0]
    scene.mark(case, pair[0], "subsidy_grant", rows, PERSON)
    return True


def lease_land(scene: Scene, case: Case) -> bool:
    """A farmer tills the plots of four neighbours and draws the grain subsidy for them, plot by plot."""
    taken = scene.persons(living_heads(scene), 5)
    if taken is None:
        return False
    farmer, grant = int(taken[0]), scene.table("subsidy_grant")
    rows = np.flatnonzero(np.isin(grant["person"], taken) & (grant["programme"] == records.GRAIN))
    grant["person"][rows], grant["card"][rows] = farmer, farmer
    if not len(rows):
        return False
    scene.mark(case, farmer, "subsidy_grant", rows, PERSON)
    return True


def halve_plot(scene: Scene, case: Case) -> bool:
    """Two brothers divided their father's plot and draw a half each."""
    village = some_village(scene)
    pair = scene.persons(living_heads(scene, village), 2)
    if pair is None:
        return False
    grant = scene.table("subsidy_grant")
    rows = np.flatnonzero((grant["person"] == pair[0]) & (grant["plot"] != NONE))
    grant["area"][rows] //= 2
    grant["amount"][rows] //= 2
    same = {name: grant[name][rows].copy() for name in ("programme", "year", "village", "plot", "area", "amount", "on")}
    other = grant.append(len(rows), person=pair[1], card=pair[1], **same)
    scene.mark(case, pair[1], "subsidy_grant", np.r_[rows, other], PERSON)
    return True


def start_firm(scene: Scene, case: Case) -> bool:
    """A firm was founded for the project, took people on and sells what it grows."""
    firm = one_firm(scene)
    if firm is None:
        return False
    payment = scene.table("project_payment")
    rows = np.flatnonzero(payment["payee"] == firm)
    scene.world.organisation["founded"][firm] = int(payment["on"][rows].min()) - 90
    scene.mark(case, firm, "project_payment", rows)
    return True


def aid_before_office(scene: Scene, case: Case) -> bool:
    """The family had drawn aid until a year before one of them was elected."""
    position = scene.world.position
    serving = np.isin(position["organisation"], scene.world.people.villages) & (position["from_on"] > LAST_DAY - 1100)
    taken = scene.persons(position["person"][serving], 1)
    if taken is None:
        return False
    cadre = int(taken[0])
    row = int(np.flatnonzero(serving & (position["person"] == cadre))[0])
    rows = scene.table("subsidy_grant").append(
        3,
        programme=records.LOW_INCOME,
        year=2022,
        person=cadre,
        village=int(position["organisation"][row]),
        amount=90_000,
        on=int(position["from_on"][row]) - np.array([380, 290, 200]),
        card=cadre,
    )
    scene.mark(case, cadre, "subsidy_grant", rows, PERSON)
    return True

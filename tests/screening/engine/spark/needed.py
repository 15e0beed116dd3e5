"""What a test on Spark needs of the machine."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

from youji.screening.engine.limits import Limits

needs_spark = [
    pytest.mark.skipif(
        find_spec("pyspark") is None or shutil.which("java") is None, reason="PySpark or Java is not on this machine"
    ),
    pytest.mark.slow,
]
LIMITS = Limits(memory="3GB", threads=2)

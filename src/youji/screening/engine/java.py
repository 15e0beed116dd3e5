"""Is there what Spark needs: PySpark, and a Java it runs on? Each answer that is no is one sentence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from youji.screening.errors import EngineError

LEAST_JAVA = 17
_INSTALL = "install OpenJDK 17 (Debian: apt install openjdk-17-jre-headless) or set JAVA_HOME to one"
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def pyspark_version() -> str:
    """The version of PySpark, without loading it; EngineError where it is not installed."""
    try:
        return version("pyspark")
    except PackageNotFoundError as error:
        raise EngineError(
            "--engine spark: PySpark is not installed; run `pip install 'youji[spark]'`, or leave --engine out."
        ) from error


def find_java() -> Path:
    """The Java that Spark will run on: that of JAVA_HOME, else the one on PATH.

    EngineError where there is none, it does not start, or it is older than 17, the oldest that Spark 4 runs on.
    """
    home = os.environ.get("JAVA_HOME")
    if home:
        java = Path(home) / "bin" / "java"
        if not java.is_file():
            raise EngineError(f"--engine spark: JAVA_HOME is {home}, where there is no bin/java; {_INSTALL}.")
    else:
        found = shutil.which("java")
        if found is None:
            raise EngineError(f"--engine spark: Spark needs Java, and there is none on PATH; {_INSTALL}.")
        java = Path(found)
    try:
        # the user's own Java
        said = subprocess.run(  # noqa: S603
            [str(java), "-version"], capture_output=True, text=True, check=True, timeout=60
        ).stderr
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError(f"--engine spark: {java} does not start; {_INSTALL}.") from error
    match = _VERSION.search(said)
    if match is None or int(match[1]) < LEAST_JAVA:
        what = f"Java {match[1]}" if match else "of an unknown version"
        raise EngineError(f"--engine spark: {java} is {what}, and Spark needs {LEAST_JAVA} or newer; {_INSTALL}.")
    return java

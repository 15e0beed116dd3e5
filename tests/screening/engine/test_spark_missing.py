"""What is said where Spark cannot start: these tests need neither Java nor PySpark."""

from __future__ import annotations

from pathlib import Path

import pytest

from youji.screening.engine import java
from youji.screening.engine.choice import engine_named
from youji.screening.engine.on_spark import SMALLEST, OnSpark, shared_memory
from youji.screening.errors import EngineError, LimitError


def test_an_unknown_engine_is_refused_by_name() -> None:
    with pytest.raises(EngineError, match="no engine `polars`; write duckdb or spark"):
        engine_named("polars")


def test_no_java_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="there is none on PATH; install OpenJDK 17"):
        java.find_java()


def test_a_wrong_java_home_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=f"JAVA_HOME is {tmp_path}, where there is no bin/java"):
        java.find_java()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [('openjdk version "11.0.2" 2019-01-15', "is Java 11, and Spark needs 17 or newer"), ("hello", "unknown version")],
)
def test_an_old_java_is_named(said: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=sentence):
        java.find_java()


def test_no_pyspark_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise java.PackageNotFoundError(name)

    monkeypatch.setattr(java, "version", missing)
    with pytest.raises(EngineError, match=r"PySpark is not installed; run `pip install 'youji\[spark\]'`"):
        OnSpark()


def test_too_little_memory_for_java_is_refused() -> None:
    assert shared_memory(f"{SMALLEST // 1024**2}MiB")[0] > 0
    with pytest.raises(LimitError, match="too little for Spark"):
        shared_memory("1GB")

"""Spark in this process's own Java machine: the one file that knows PySpark.

Everything that other modules want of Spark goes in and out as SQL text, file names and plain Python values. One Java
machine a process, however many ask for it; each `Spark` is a session of its own in it, with views of its own.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.classic.dataframe import DataFrame as ClassicFrame
from pyspark.sql.types import StructType

from youji.screening.errors import EngineError, LimitError

_SAME_MEANING = {
    # Zone and rounding as DuckDB has them; a product keeps its digits after the point, or the query stops.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    # The gate bounds recursion by a parameter; Spark's own bounds are lower.
    "spark.sql.cteRecursionRowLimit": "-1",
    "spark.sql.cteRecursionLevelLimit": "101",
    # The second wall: no query reads a file by its name.
    "spark.sql.runSQLOnFiles": "false",
}
_LARGE = {"spark.sql.shuffle.partitions": "16"}
_TINY = {
    # A case holds a few rows: what costs is planning, compiling and exchanging, not the rows.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
_FOREIGN = ("SPARK_HOME", "SPARK_CONF_DIR", "HADOOP_CONF_DIR", "YARN_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "SPARK_REMOTE")
"""Variables that would turn the local engine into somebody's cluster or another version."""
_LINK = "youji-spark-"
_LOG = """\
rootLogger.level = error
rootLogger.appenderRef.err.ref = err
appender.err.type = Console
appender.err.name = err
appender.err.target = SYSTEM_ERR
appender.err.layout.type = PatternLayout
appender.err.layout.pattern = %p %c{1}: %m%n
"""


@dataclass
class _Machine:
    """The Java machine of this process, and how many sessions lean on it."""

    session: Any
    folder: Path
    plain: Path
    users: int = 0
    overrun: bool = False
    """A time limit has passed in it: work that was cancelled may go on, for not all of Spark's code looks up."""


_machines: list[_Machine] = []
_starting = threading.RLock()


class Spark:
    """One session. Start it with `start`; EngineError where Spark stops at a query."""

    def __init__(self, machine: _Machine, settings: Mapping[str, str]) -> None:
        self._machine = machine
        self._session: SparkSession = machine.session.newSession()
        for name, value in {**_SAME_MEANING, **settings}.items():
            self._session.conf.set(name, value)

    @classmethod
    def start(cls, heap_mb: int, threads: int | None, scratch: Path | None = None, tiny: bool = False) -> Spark:
        """A session, in the Java machine that runs already or a new one with `heap_mb` MiB and `threads` (or all).

        What does not fit into memory goes below `scratch`. `tiny` tunes for queries over a handful of rows. EngineError
        where Java does not start.
        """
        with _starting:
            if not _machines:
                _machines.append(_boot(heap_mb, threads, scratch))
            machine = _machines[0]
            machine.users += 1
        return cls(machine, _TINY if tiny else _LARGE)

    def fresh(self, tiny: bool = False) -> Spark:
        """Another session of the same machine, without views; it ends with this one and need not be stopped."""
        return Spark(self._machine, _TINY if tiny else _LARGE)

    @property
    def overrun(self) -> bool:
        """True where cancelled work may still be going on in the Java machine; only a new one is free of it."""
        return self._machine.overrun

    def stop(self) -> None:
        """Ends the session; the last one ends the Java machine's work and removes its files."""
        with _starting:
            self._machine.users -= 1
            if self._machine.users > 0 or self._machine not in _machines:
                return
            _machines.remove(self._machine)
            try:
                self._session.stop()
            except (Py4JError, OSError):
                logging.getLogger(__name__).debug("Spark had ended before it was stopped")
            if self._machine.overrun:
                _end_java()
            _remove(self._machine.folder, self._machine.plain)

    def view(self, name: str, sql: str) -> None:
        """A view of a query over rows that are written in it."""
        with _told():
            self._session.sql(sql).createOrReplaceTempView(name)

    def view_files(self, name: str, schema: str, files: Sequence[str]) -> None:
        """A view of Parquet files; `schema` in Spark's own terms. A column that a file lacks is null in its rows."""
        with _told():
            self._read(schema, [Path(file) for file in files]).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str, folder: Path) -> None:
        """A view of a query's rows, which are computed now into a new folder of files and read from there.

        A checkpoint held in memory will not do: it keeps the identities of its columns, so a query that reads it twice
        can end in a plan whose keys are not found.
        """
        with _told():
            frame = self._session.sql(sql)
            frame.write.parquet(_address(folder))
            self._read(frame.schema, [folder]).createOrReplaceTempView(name)

    def keep_few(self, name: str, sql: str) -> None:
        """The same for a handful of rows: computed now and held as constants, which is quickest to plan over."""
        with _told():
            found = self._session.sql(sql)._jdf
            constant = self._session._jsparkSession.createDataFrame(found.collectAsList(), found.schema())
            # One partition that Spark knows to be one: nothing is exchanged afterwards, and every exchange is a stage.
            ClassicFrame(constant.coalesce(1), self._session).createOrReplaceTempView(name)

    def rows(self, sql: str) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Column names and all rows of a query, as Python values."""
        with _told():
            frame = self._session.sql(sql)
            return tuple(frame.columns), [tuple(row) for row in frame.collect()]

    def write(self, sql: str, folder: Path) -> None:
        """A query's rows as Parquet files in a new folder."""
        with _told():
            self._session.sql(sql).write.parquet(_address(folder))

    def _read(self, schema: str | StructType, paths: Sequence[Path]) -> DataFrame:
        # By default every path is a pattern, in which `{`, `[` or `*` of a folder's name would mean something.
        reader = self._session.read.schema(schema).option("__globPaths__", "false")
        return reader.parquet(*(_address(path) for path in paths))

    @contextmanager
    def time_limit(self, seconds: float, what: str) -> Iterator[None]:
        """Cancels the work after `seconds`: LimitError names `what`, and likewise where memory or disk run out."""
        ended, expired = threading.Event(), threading.Event()
        context = self._session.sparkContext

        def stop() -> None:
            if ended.wait(seconds):
                return
            expired.set()
            self._machine.overrun = True
            # A job that is not there yet cannot be cancelled, so it is repeated until the work has stopped.
            while not ended.wait(0.1):
                context.cancelAllJobs()

        context.setJobGroup("youji", what, interruptOnCancel=True)
        watcher = threading.Thread(target=stop, name="youji time limit", daemon=True)
        watcher.start()
        late = f"{what}: stopped after the time limit of {seconds:g} s; narrow the model or raise --time-limit."
        try:
            yield
        except EngineError as error:
            if expired.is_set():
                raise LimitError(late) from error
            if any(word in str(error) for word in ("OutOfMemoryError", "UNABLE_TO_ACQUIRE_MEMORY", "No space left")):
                raise LimitError(
                    f"{what}: needs more memory or disk than allowed; raise --memory, free disk space, or narrow "
                    "the model."
                ) from error
            raise
        finally:
            ended.set()
            watcher.join()
        if expired.is_set():
            raise LimitError(late)


def _boot(heap_mb: int, threads: int | None, scratch: Path | None) -> _Machine:
    folder = Path(tempfile.mkdtemp(prefix="spark-", dir=scratch))
    plain = _plain_name(folder)
    (folder / "log4j2.properties").write_text(_LOG, encoding="utf-8")
    settings = {
        "spark.master": f"local[{threads or '*'}]",
        "spark.app.name": "youji",
        "spark.driver.memory": f"{heap_mb}m",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": (
            f"-XX:+UseSerialGC -Xss4m -XX:-UsePerfData -Djava.io.tmpdir={plain}"
            f" -Dlog4j2.configurationFile={plain}/log4j2.properties"
        ),
        "spark.local.dir": str(plain),
        "spark.sql.warehouse.dir": str(plain / "warehouse"),
        "spark.hadoop.fs.defaultFS": "file:///",
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.python.sql.dataFrameDebugging.enabled": "false",
    }
    conf = SparkConf(loadDefaults=False)
    for name, value in settings.items():
        conf.set(name, value)
    try:
        with _own_environment(plain), _quiet(folder / "java.log"):
            session = SparkSession.builder.config(conf=conf).getOrCreate()
    except Exception as error:  # PySpark raises several unrelated classes where its Java does not come up
        log = folder / "java.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
        said = next((line for line in lines if "rror" in line), type(error).__name__)
        _remove(folder, plain)
        raise EngineError(
            f"--engine spark: Spark does not start ({said.strip()[:200]}); check Java and the memory given."
        ) from error
    # PySpark writes every failed query, values included, to the terminal through this logger.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    return _Machine(session, folder, plain)


def _end_java() -> None:
    """Ends the Java process itself: a stopped Spark leaves threads that compute in a loop of their own running."""
    gateway = SparkContext._gateway
    if gateway is None:
        return
    SparkContext._gateway = SparkContext._jvm = None
    gateway.shutdown()
    gateway.proc.kill()
    gateway.proc.communicate()


def _plain_name(folder: Path) -> Path:
    """The folder, by a name that may stand in Java's options and in lists: they part at spaces and commas."""
    if re.fullmatch(r"[\w./+@=-]+", str(folder), re.ASCII):
        return folder
    for old in Path(tempfile.gettempdir()).glob(f"{_LINK}*/scratch"):
        # Left by a process that was killed, whose folder has been swept since.
        if old.is_symlink() and not old.exists():
            shutil.rmtree(old.parent, ignore_errors=True)
    link = Path(tempfile.mkdtemp(prefix=_LINK)) / "scratch"
    link.symlink_to(folder, target_is_directory=True)
    return link


def _remove(folder: Path, plain: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if plain != folder:
        shutil.rmtree(plain.parent, ignore_errors=True)


@contextmanager
def _own_environment(folder: Path) -> Iterator[None]:
    before = dict(os.environ)
    for name in _FOREIGN:
        os.environ.pop(name, None)
    os.environ["SPARK_LOCAL_DIRS"] = str(folder)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _quiet(log: Path) -> Iterator[None]:
    """What the Java machine says for as long as it lives goes to a file: it inherits the error stream at its start."""
    kept = os.dup(2)
    with log.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


@contextmanager
def _told() -> Iterator[None]:
    """Whatever Spark raises, as one line."""
    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise EngineError(_sentence(error)) from error
    except OSError as error:
        raise EngineError(f"Spark has ended unexpectedly ({type(error).__name__}).") from error


_NAMED = re.compile(r"\[([A-Z][A-Z_0-9]+)[A-Z_.0-9]*\].*")
_WRAPPERS = frozenset({"FAILED_READ_FILE", "TASK_WRITE_FAILED", "INTERNAL_ERROR"})
"""Error classes of Spark that only say where it stopped, not at what."""


def _sentence(error: BaseException) -> str:
    """What Spark's own error class says, the innermost if there are several; else what the first cause in Java says."""
    said = [str(error), *_causes(error)]
    for word, sentence in (("OutOfMemoryError", "OutOfMemoryError"), ("No space left", "No space left on device")):
        if any(word in text for text in said):
            return sentence
    for text in reversed(said):
        named = _NAMED.search(text)
        if named is not None and named[1] not in _WRAPPERS:
            return named[0].strip()
    lines = [line.strip() for line in said[-1].splitlines() if line.strip()]
    return re.sub(r"^(?:\w+\.)+(?=\w+: )", "", lines[0]) if lines else type(error).__name__


def _causes(error: BaseException) -> list[str]:
    """What Java says, from the outermost to the first cause: a wrapper may only say that a call failed."""
    cause = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    found = []
    while cause is not None:
        found.append(str(cause.toString()))
        cause = cause.getCause()
    return found


def _address(path: Path) -> str:
    return f"file:{path}"

"""Who may know whom beyond what import-linter sees: the clock, Django, the network."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "youji"
LIBRARIES = ("screening", "region", "benchmark", "trace", "process", "law")
CLOCK = {"now", "utcnow", "today"}
ROOMS = {"screening", "catalogue", "trace", "process", "law", "region", "benchmark", "desk", "services", "web", "cli"}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (SOURCE / room).rglob("*.py")


def test_only_the_rooms_of_the_design_exist() -> None:
    folders = {p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders <= ROOMS


def test_the_catalogue_holds_no_code() -> None:
    assert [p.name for p in modules("catalogue")] == ["__init__.py"]


def test_libraries_do_not_read_the_clock() -> None:
    found = []
    for path in modules(*LIBRARIES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
            if (name in {"datetime", "date"} and node.func.attr in CLOCK) or (
                name == "time" and node.func.attr in {"time", "time_ns", "localtime", "gmtime"}
            ):
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert found == []


def test_nothing_fetches_from_the_network_by_itself() -> None:
    """No HTTP client anywhere; sockets only through the database drivers a user names an address for."""
    clients = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "socket", "ftplib", "smtplib"}
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [f"{path.relative_to(SOURCE)}: {name}" for name in names if name in clients]
    assert found == []


@pytest.mark.skipif(not hasattr(socket, "AF_INET"), reason="no sockets on this machine")
def test_a_run_works_with_the_network_cut(tmp_path: Path) -> None:
    """The command line ends normally where opening any internet socket is an error."""
    guard = tmp_path / "sitecustomize.py"
    guard.write_text(
        "import socket\n"
        "real = socket.socket.connect\n"
        "def connect(self, address):\n"
        "    if self.family != socket.AF_UNIX:\n"
        "        raise RuntimeError('network use: ' + repr(address))\n"
        "    return real(self, address)\n"
        "socket.socket.connect = connect\n",
        encoding="utf-8",
    )
    source = tmp_path / "payment.csv"
    source.write_text("payment_id,contract_id,amount,paid_on\nP1,K1,100.00,2024-01-02\n", encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(SOURCE.parent)]),
        "YOUJI_HOME": str(tmp_path / "home"),
    }
    for command in (
        ["ingest", str(source), "--as", "payment"],
        ["screen"],
        ["report", "--out", str(tmp_path / "r.html")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "youji.cli.main", *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
    assert "http://" not in (tmp_path / "r.html").read_text(encoding="utf-8").replace("http://www.w3.org/", "")

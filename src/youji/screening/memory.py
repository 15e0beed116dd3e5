"""The memory a user grants, and how much of it the engine may fill.

DuckDB's `memory_limit` bounds its own buffers only. Beside them live Python, Arrow and the libraries' code (measured:
250 to 290 MiB at 10 million bids), so the engine gets less than what was granted and the process stays within it.
"""

from __future__ import annotations

import re

from youji.screening.errors import LimitError

_UNITS = {
    "K": 1000,
    "M": 1000**2,
    "G": 1000**3,
    "T": 1000**4,
    "KI": 1024,
    "MI": 1024**2,
    "GI": 1024**3,
    "TI": 1024**4,
}
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]i?)B?", re.IGNORECASE)
_RESERVED = 288 * 1024**2
_RESERVED_SHARE = 0.05
SMALLEST = 600 * 1024**2


def memory_bytes(text: str) -> int:
    """Bytes of a text such as `4GB`, `512MiB` or `1.5G`; LimitError where it cannot be read or is below 600 MiB."""
    match = _MEMORY.fullmatch(text.strip())
    if match is None:
        raise LimitError(f"--memory: cannot read `{text}`; write an amount with its unit, such as 4GB.")
    size = int(float(match[1]) * _UNITS[match[2].upper()])
    if size < SMALLEST:
        raise LimitError(f"--memory: {text} is too little; give at least {SMALLEST // 1024**2}MiB.")
    return size


def engine_memory(text: str) -> str:
    """DuckDB's `memory_limit` for a process that may use `text` in all."""
    size = memory_bytes(text)
    return f"{int(size - _RESERVED - size * _RESERVED_SHARE) // 1024**2}MiB"

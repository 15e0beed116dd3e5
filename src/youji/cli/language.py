"""The language of what a person reads: Chinese, or English with `YOUJI_LANG=en`."""

from __future__ import annotations

import os
from typing import Literal


def lang() -> Literal["zh", "en"]:
    """`en` where the environment variable YOUJI_LANG begins with it, else `zh`."""
    return "en" if os.environ.get("YOUJI_LANG", "").lower().startswith("en") else "zh"


def t(zh: str, en: str) -> str:
    """The text of the two that is in the reader's language."""
    return zh if lang() == "zh" else en

"""Reads YAML by hand-held nodes, so that every refusal can name the file, the line and the key.

`yaml.safe_load` loses lines, takes a repeated key silently, turns 0.1 into a float and 0012 into 10. Here
numbers with a point become `Decimal`, text stays as it was written, and anchors, aliases and custom tags
are refused (nested aliases can swell a small file into gigabytes).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

import yaml

from youji.screening.errors import ModelError

Scalar = int | Decimal | date | str | bool | None
MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where it was built: ten times as fast, and a hundred models are read at every start."""


@dataclass(frozen=True)
class Source:
    """Where a YAML text came from: the file as the user names it, and the lines before the text."""

    path: str
    lines_before: int = 0

    def refuse(self, node: yaml.Node | None, sentence: str) -> ModelError:
        """A ModelError that starts with the file and, where the node is known, its line in the file."""
        if node is None:
            return ModelError(f"{self.path}: {sentence}")
        return ModelError(f"{self.path}:{line_of(node, self)}: {sentence}")


def line_of(node: yaml.Node, source: Source) -> int:
    """1-based line of the node in the file."""
    return int(node.start_mark.line) + 1 + source.lines_before


def read_yaml(text: str, source: Source) -> yaml.Node:
    """The root node.

    ModelError for malformed YAML, anchors, aliases, custom tags, several documents or excess.
    """
    if len(text) > MAX_CHARACTERS:
        raise source.refuse(None, f"the YAML is longer than {MAX_CHARACTERS:,} characters; split it.")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            mark = (event.start_mark.line if event.start_mark else 0) + 1 + source.lines_before
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise ModelError(f"{source.path}:{mark}: YAML anchors and aliases are refused; write the value out.")
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            if depth > MAX_DEPTH:
                raise ModelError(f"{source.path}:{mark}: nested more than {MAX_DEPTH} levels deep; flatten it.")
            tag = getattr(event, "tag", None)
            if tag not in (None, "!"):
                raise ModelError(f"{source.path}:{mark}: YAML tag `{tag}` is refused; remove it.")
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        line = (place.line if place else 0) + 1 + source.lines_before
        raise ModelError(
            f"{source.path}:{line}: not valid YAML ({error.problem}); check indentation, and quote text that "
            "holds a colon, a bracket or a percent sign."
        ) from error
    except yaml.YAMLError as error:
        raise source.refuse(None, "holds a character that YAML forbids; save the file as plain UTF-8.") from error
    if node is None:
        raise source.refuse(None, "holds no YAML; fill it in.")
    return node


class Fields:
    """One YAML mapping whose keys are checked when it is opened: known, not repeated, none missing."""

    def __init__(
        self,
        node: yaml.Node,
        source: Source,
        name: str,
        required: Iterable[str] = (),
        optional: Iterable[str] = (),
    ) -> None:
        self.node = node
        self.source = source
        self.name = name
        needed = tuple(required)
        self.values = mapping(node, source, name)
        known = {*needed, *optional}
        for key, (key_node, _) in self.values.items():
            if key not in known:
                close = difflib.get_close_matches(key, sorted(known), n=1)
                advice = f"did you mean `{close[0]}`?" if close else "remove it, or use: " + ", ".join(sorted(known))
                raise source.refuse(key_node, f"unknown key `{self.full(key)}`; {advice.rstrip('.')}.")
        for key in needed:
            if key not in self.values:
                raise source.refuse(node, f"key `{self.full(key)}` is missing; add it.")

    def full(self, key: str) -> str:
        """The key with the path that leads to it."""
        return f"{self.name}.{key}" if self.name else key

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def child(self, key: str) -> yaml.Node:
        """The value's node; the key must be there."""
        return self.values[key][1]

    def line(self, key: str) -> int:
        """The key's line in the file."""
        return line_of(self.values[key][0], self.source)

    def refuse(self, key: str, sentence: str) -> ModelError:
        """A ModelError at the value of that key."""
        return self.source.refuse(self.child(key), f"key `{self.full(key)}` {sentence}")

    def text(self, key: str) -> str:
        """A non-empty text."""
        return text(self.child(key), self.source, self.full(key))

    def optional_text(self, key: str) -> str | None:
        """A non-empty text, or None where the key is missing or null."""
        if key not in self.values or is_null(self.child(key)):
            return None
        return self.text(key)

    def flag(self, key: str) -> bool:
        """true or false; false where the key is missing."""
        if key not in self.values:
            return False
        value = scalar(self.child(key), self.source, self.full(key))
        if not isinstance(value, bool):
            raise self.refuse(key, "must be true or false.")
        return value

    def integer(self, key: str) -> int:
        """A whole number."""
        value = scalar(self.child(key), self.source, self.full(key))
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refuse(key, "must be a whole number.")
        return value

    def day(self, key: str) -> date:
        """A date, written 2025-06-30."""
        value = scalar(self.child(key), self.source, self.full(key))
        if not isinstance(value, date):
            raise self.refuse(key, "must be a date, written like 2025-06-30.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none repeated; empty where the key is missing."""
        if key not in self.values:
            return ()
        found: list[str] = []
        for item in sequence(self.child(key), self.source, self.full(key)):
            value = text(item, self.source, self.full(key))
            if value in found:
                raise self.source.refuse(item, f"key `{self.full(key)}` names `{value}` twice; keep one.")
            found.append(value)
        return tuple(found)

    def items(self, key: str) -> Iterator[tuple[str, yaml.Node]]:
        """Keys and value nodes of a mapping below that key; nothing where the key is missing."""
        if key in self.values:
            for name, (_, value) in mapping(self.child(key), self.source, self.full(key)).items():
                yield name, value


def mapping(node: yaml.Node, source: Source, name: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Key → (key node, value node).

    ModelError where it is no mapping or a key is repeated or is not plain text.
    """
    if not isinstance(node, yaml.MappingNode):
        raise source.refuse(node, f"key `{name}` must be a mapping (`key: value` lines)." if name
                            else "must be a mapping (`key: value` lines).")  # fmt: skip
    found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise source.refuse(key, "a key must be plain text; rename it.")
        if key.value in found:
            raise source.refuse(key, f"key `{key.value}` appears twice; keep one.")
        found[key.value] = (key, value)
    return found


def sequence(node: yaml.Node, source: Source, name: str) -> list[yaml.Node]:
    """The items of a list."""
    if not isinstance(node, yaml.SequenceNode):
        raise source.refuse(node, f"key `{name}` must be a list.")
    return list(node.value)


def is_null(node: yaml.Node) -> bool:
    """True for `null`, `~` and nothing."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def text(node: yaml.Node, source: Source, name: str) -> str:
    """The scalar as it was written (YAML's own idea of 0012 or `no` is not wanted here), trimmed."""
    value = raw(node, source, name)
    if value is None or not value.strip():
        raise source.refuse(node, f"key `{name}` is empty; write a text.")
    return value.strip()


def raw(node: yaml.Node, source: Source, name: str) -> str | None:
    """The characters of a scalar; None for null."""
    if not isinstance(node, yaml.ScalarNode):
        raise source.refuse(node, f"key `{name}` must be a single value, not a list or a mapping.")
    return None if is_null(node) else str(node.value)


def scalar(node: yaml.Node, source: Source, name: str) -> Scalar:
    """The value: whole numbers as int, other numbers as Decimal, dates as date, true and false as bool."""
    value = raw(node, source, name)
    if value is None:
        return None
    kind = node.tag.rsplit(":", 1)[-1]
    try:
        if kind == "int":
            return int(value.replace("_", ""))
        if kind == "float":
            number = Decimal(value.replace("_", ""))
            if not number.is_finite():
                raise InvalidOperation
            return number
        if kind == "timestamp":
            return date.fromisoformat(value)
    except (ValueError, InvalidOperation) as error:
        raise source.refuse(
            node, f"key `{name}` holds `{value}`; write a plain decimal number or a date like 2025-06-30."
        ) from error
    if kind == "bool":
        return value.lower() in ("true", "yes", "on")
    return value

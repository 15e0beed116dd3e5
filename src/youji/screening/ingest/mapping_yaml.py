"""YAML as a person writes it: every value the text that stands there, every mistake with its line and column.

Tags and anchors are refused: a mapping is data, and neither says anything a mapping needs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import yaml
from rapidfuzz import fuzz, process

from youji.screening.errors import MappingError

_MAX_CHARACTERS = 2_000_000
_MAX_DEPTH = 8
_PLAIN = "tag:yaml.org,2002:"
_PLAIN_KINDS = ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "value", "merge", "yaml")


@dataclass(frozen=True)
class Entry:
    """One value of a document, with the place it stands at."""

    node: yaml.Node
    origin: str
    path: str

    @property
    def is_mapping(self) -> bool:
        """True for `key: value` pairs."""
        return isinstance(self.node, yaml.MappingNode)

    def error(self, what: str) -> MappingError:
        """A refusal that names the file, the line and the field."""
        mark = self.node.start_mark
        field = f"field `{self.path}`, " if self.path else ""
        return MappingError(f"{self.origin}: {field}line {mark.line + 1}, column {mark.column + 1}: {what}.")

    def mapping(self) -> dict[str, Entry]:
        """The pairs by key. Raises MappingError for anything else, or a key that comes twice."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("`key: value` pairs are expected here")
        found: dict[str, Entry] = {}
        for key_node, value in self.node.value:
            key = Entry(key_node, self.origin, self.path).text()
            entry = Entry(value, self.origin, f"{self.path}.{key}" if self.path else key)
            if key in found:
                raise entry.error(f"the key {key!r} comes twice")
            found[key] = entry
        return found

    def keys(self, known: Collection[str]) -> Mapping[str, Entry]:
        """The pairs by key, all of which must be known."""
        found = self.mapping()
        for key, entry in found.items():
            if key not in known:
                nearest = process.extractOne(key, sorted(known), scorer=fuzz.ratio)
                raise entry.error(f"the key {key!r} is unknown; {nearest[0]!r} is the nearest known one")
        return found

    def items(self) -> list[Entry]:
        """The values of a list; a single value counts as a list of one."""
        if isinstance(self.node, yaml.SequenceNode):
            return [Entry(one, self.origin, self.path) for one in self.node.value]
        return [self]

    def text(self, may_be_empty: bool = False) -> str:
        """The text that stands here, whatever YAML would make of it."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("a single value is expected here")
        text: str = self.node.value
        if not text and not may_be_empty:
            raise self.error("a value is missing here")
        return text

    def truth(self) -> bool:
        """True or false."""
        text = self.text().lower()
        if text not in ("true", "false", "yes", "no"):
            raise self.error("true or false is expected here")
        return text in ("true", "yes")

    def whole_number(self) -> int:
        """A whole number from 1."""
        text = self.text().replace("_", "")
        if not (text.isascii() and text.isdigit() and 0 < len(text) <= 18 and int(text) > 0):
            raise self.error("a whole number from 1 is expected here")
        return int(text)


def read_document(text: str, origin: str) -> Entry:
    """Parse YAML text.

    Args:
        text: one document.
        origin: the file's name, for messages.

    Raises:
        MappingError: not YAML (with line and column), empty, too large, or with tags, anchors or deep
            nesting.
    """
    if len(text) > _MAX_CHARACTERS:
        raise MappingError(f"{origin}: the mapping is longer than {_MAX_CHARACTERS:,} characters; split it.")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "its start"
        raise MappingError(f"{origin}: {place}: this is not valid YAML ({error.problem}).") from None
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split()) or "nested too deep"
        raise MappingError(f"{origin}: this is not valid YAML ({reason[:200]}).") from None
    if node is None:
        raise MappingError(f"{origin}: the mapping is empty; write at least `dataset` and `columns`.")
    _check(node, origin, set(), 0)
    return Entry(node, origin, "")


def _check(node: yaml.Node, origin: str, seen: set[int], depth: int) -> None:
    here = Entry(node, origin, "")
    if id(node) in seen:
        raise here.error("anchors (&, *) are not used in mappings; write the value out")
    seen.add(id(node))
    if depth > _MAX_DEPTH:
        raise here.error("this is nested too deep for a mapping")
    if node.tag.removeprefix(_PLAIN) not in _PLAIN_KINDS:
        raise here.error(f"tags are not used in mappings; remove {node.tag!r}")
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _check(key, origin, seen, depth + 1)
            _check(value, origin, seen, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _check(value, origin, seen, depth + 1)


class _Dumper(yaml.SafeDumper):
    """Writes exact decimals as plain numbers."""


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = format(value, "f")
    return dumper.represent_scalar(_PLAIN + ("float" if "." in text else "int"), text)


_Dumper.add_representer(Decimal, _decimal)


def dump(data: Mapping[str, object]) -> str:
    """The data as YAML text, keys in their order, Chinese as it is."""
    text: str = yaml.dump(dict(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text

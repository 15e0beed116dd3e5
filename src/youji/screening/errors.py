"""Refusals. The message is one sentence for the person at the keyboard: what, where, and what to do."""

from __future__ import annotations


class YoujiError(Exception):
    """A refusal that names its place. The command line prints the message and exits with 1."""


class SourceError(YoujiError):
    """A file, sheet or database that cannot be read as it is."""


class ContractError(YoujiError):
    """A data contract that is malformed or unknown."""


class MappingError(YoujiError):
    """A column mapping that is malformed or names a column that is not there."""


class ModelError(YoujiError):
    """A supervision model file that is malformed or refused by the SQL gate."""


class LimitError(YoujiError):
    """Work stopped because it passed a limit of time, rows or memory."""


class HomeError(YoujiError):
    """The working folder is locked, damaged or of another version."""


class EngineError(YoujiError):
    """An engine that is not there, or that stopped at a query; the message is the engine's own first line."""


class GeometryError(YoujiError):
    """A file of borders that is malformed or draws a division twice."""

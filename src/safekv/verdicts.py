"""What ChunkGuard says of a text: findings by category, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Category(StrEnum):
    """What kind of sensitive content a finding is."""

    PERSON = "person"
    CONTACT = "contact"
    ADDRESS = "address"
    BIRTH_DATE = "birth-date"
    NATIONAL_ID = "national-id"
    FINANCIAL_ID = "financial-id"
    MONEY = "money"
    HEALTH = "health"
    BIOMETRIC = "biometric"
    EMPLOYMENT = "employment"
    CREDENTIAL = "credential"
    NETWORK_ID = "network-id"
    VEHICLE = "vehicle"
    NARRATIVE = "narrative"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where something sensitive stands in a unit's text: characters `start` to `end`, never the text itself.

    `tier` is 1 to 3; `detector` names the rule or the model.
    """

    category: Category
    start: int
    end: int
    tier: int
    detector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """The unit stays private. `score` is 0 to 1."""

    findings: tuple[Finding, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """Nothing sensitive was found. `score` is 0 to 1, below the threshold."""

    score: float


class Doubt(StrEnum):
    """Why there is no verdict, in a word: few enough to be counted by."""

    LANGUAGE = "language"
    """Not of a language that the models know."""
    BINARY = "binary"
    """Data, not text."""
    UNREADABLE = "unreadable"
    """Its tokens cannot be turned into text."""
    FAILED = "failed"
    """A tier failed, or gave no verdict."""
    LATE = "late"
    """Not judged in time."""
    ABSENT = "absent"
    """There is no guard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """The guard cannot tell, so the unit stays private. `reason` is for the operator, `doubt` its kind."""

    reason: str
    doubt: Doubt = field(default=Doubt.FAILED, compare=False)


Verdict: TypeAlias = Sensitive | Clean | Undecided

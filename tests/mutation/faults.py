"""All planted faults. Importing this module plants nothing."""

from __future__ import annotations

from contextlib import nullcontext

from tests.mutation import (
    faults_of_charging,
    faults_of_the_cache,
    faults_of_the_engine,
    faults_of_the_ledger,
    faults_of_the_monitor,
    faults_that_tell,
)
from tests.mutation.fault import FAULTS, Fault

NOTHING = Fault(name="nothing", plant=nullcontext, tests=("tests/unit/scope/test_units.py",))
"""For the test of the gate: no fault, so the gate must say that it survives."""

PLANTABLE = {**FAULTS, NOTHING.name: NOTHING}

__all__ = [
    "FAULTS",
    "NOTHING",
    "PLANTABLE",
    "faults_of_charging",
    "faults_of_the_cache",
    "faults_of_the_engine",
    "faults_of_the_ledger",
    "faults_of_the_monitor",
    "faults_that_tell",
]

"""All planted faults. Importing this module plants nothing."""

from __future__ import annotations

from tests.mutation import faults_of_the_engine, faults_of_the_ledger, faults_that_tell
from tests.mutation.fault import FAULTS

__all__ = ["FAULTS", "faults_of_the_engine", "faults_of_the_ledger", "faults_that_tell"]

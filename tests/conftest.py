"""What every test may rely on. Nothing here starts a server or loads a model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# Two busy cores decide how long an example takes, not the code: no deadline.
settings.register_profile("safekv", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# For the mutation gate, which asks only whether a test fails: one failure is enough, and need not be small.
settings.register_profile(
    "gate", settings.get_profile("safekv"), phases=[Phase.explicit, Phase.generate], report_multiple_bugs=False
)
settings.load_profile("safekv")


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    """A master secret as `openssl rand -hex 32` leaves it, mode 0600."""
    path = tmp_path / "master.key"
    path.write_text("ab" * 32 + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture(autouse=True)
def machine_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledgers' names are held on the whole machine, where the same tests may run twice with the same secrets."""
    monkeypatch.setattr("safekv.ledger.store.locks.PREFIX", f"safekv-tests-{os.getpid()}-")

"""Tier 2's file: what is there is read, and a part of it is refused by an error that the guard expects."""

from __future__ import annotations

from pathlib import Path

import pytest

np = pytest.importorskip("numpy")

from safekv.guard.models.fast import STEPS, Weights  # noqa: E402 - what is optional is asked for first
from safekv.guard.shipped import WEIGHTS  # noqa: E402

FILE = WEIGHTS / "fast.npz"


def test_what_is_stored_is_read_as_it_was(tmp_path: Path) -> None:
    weights = Weights.load(FILE)
    weights.save(tmp_path / "again.npz")
    again = Weights.load(tmp_path / "again.npz")
    for name in Weights.__dataclass_fields__:
        assert np.array_equal(getattr(again, name), getattr(weights, name))
        assert np.array_equal(getattr(weights, name) * STEPS, np.round(getattr(weights, name) * STEPS))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_a_part_of_it_is_refused(tmp_path: Path, share: float) -> None:
    whole = FILE.read_bytes()
    path = tmp_path / "fast.npz"
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises((OSError, KeyError, ValueError)):
        Weights.load(path)


def test_other_arrays_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "fast.npz"
    np.savez_compressed(path, word=np.zeros((2, 2)))
    with pytest.raises(KeyError):
        Weights.load(path)

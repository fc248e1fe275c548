"""A key that its owner published is no secret; the same form with another content is one."""

from __future__ import annotations

from hashlib import blake2b

import pytest

from safekv.guard.rules import BUILT_IN, RuleScanner
from safekv.guard.rules.credentials import published


def test_a_published_key_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = ("Qm4Zt9Rk2Vw7Xp1Ls6Hd3Jf8Bn5Gc0Ty_Ue", "Kd7Wq2Zs9Nf4Hx1Vb6Jm3Rt8Lp5Gc0Ya-Ei")
    known, other = ("AI" + "za" + body for body in bodies)
    digest = blake2b(known.encode(), digest_size=8).hexdigest()
    monkeypatch.setattr(published, "_DIGESTS", frozenset({digest}))
    scanner = RuleScanner(BUILT_IN)
    assert scanner.scan(f"script src={known} async") == ()
    assert [found.detector for found in scanner.scan(f"script src={other} async")] == ["token-google-api-key"]

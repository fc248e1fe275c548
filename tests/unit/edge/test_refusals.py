from __future__ import annotations

from safekv.edge.refusals import MOST_REASONS, Refusals


class Log:
    def __init__(self) -> None:
        self.now, self.lines = 0.0, list[str]()
        self.refusals = Refusals(self.lines.append, clock=lambda: self.now)


def test_a_refusal_is_logged_with_its_status_reason_and_address() -> None:
    log = Log()
    log.refusals.note(401, "the API key is not known here", "203.0.113.9")
    log.refusals.note(403, "this route is for operators", None)
    assert log.lines == [
        "refused a request from 203.0.113.9 with 401: the API key is not known here",
        "refused a request from an unknown address with 403: this route is for operators",
    ]


def test_a_flood_of_one_reason_makes_a_line_a_minute_with_the_number() -> None:
    log = Log()
    for number in range(6000):
        log.now = number / 100
        log.refusals.note(401, "the API key is not known here", "203.0.113.9")
    assert len(log.lines) == 1
    log.now = 61.0
    log.refusals.note(401, "the API key is not known here", "203.0.113.10")
    assert log.lines[1:] == [
        "refused a request from 203.0.113.10 with 401: the API key is not known here; and 5999 more in the 61 s before"
    ]


def test_so_many_reasons_share_a_line() -> None:
    log = Log()
    for number in range(10 * MOST_REASONS):
        log.refusals.note(401, f"reason {number}", None)
    assert len(log.lines) == MOST_REASONS + 1
    assert "for other reasons" in log.lines[-1]

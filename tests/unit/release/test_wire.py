"""Frames between scheduler and release process: what is taken, and what is refused. Random bytes: tests/property."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest

from safekv.errors import EngineError
from safekv.release import wire
from safekv.release.wire import Frame, FrameReader, encode
from safekv.types import Cause, Contribution, OwnerTag, Release, UnitId


def unit(number: int, tokens: list[int], start: int = 0) -> Release:
    return Release(
        id=UnitId(bytes([number]) * 32),
        path=wire.pack_path(tokens),
        start=start,
        cause=Cause.LEDGER,
        expires=1000.0 + number,
    )


def raw(header: bytes, payload: bytes = b"") -> bytes:
    return struct.pack("<II", len(header), len(payload)) + header + payload


def sent(frame: Frame) -> Frame:
    (got,) = FrameReader().feed(encode(frame))
    return got


def test_frames_arrive_whole_however_the_stream_was_cut() -> None:
    frames = [Frame(header={"op": "a", "n": 1}, payload=b"xyz"), Frame(header={"op": "b"})]
    stream = b"".join(map(encode, frames))
    reader = FrameReader()
    got = [frame for byte in stream for frame in reader.feed(bytes([byte]))]
    assert got == frames
    assert FrameReader().feed(stream) == frames
    assert FrameReader().feed(stream[:-1]) == frames[:1]


@pytest.mark.parametrize(
    "stream",
    [
        pytest.param(raw(b"{}"), id="no op"),
        pytest.param(raw(b'{"op": 1}'), id="op that is no string"),
        pytest.param(raw(b'["op"]'), id="no object"),
        pytest.param(raw(b"\xff\xfe\xff"), id="no text"),
        pytest.param(raw(b'{"op":"a","x":NaN}'), id="not a number"),
        pytest.param(raw(b'{"op":"a"'), id="cut off"),
        pytest.param(raw(b"[" * 200_000), id="nested without end"),
        pytest.param(struct.pack("<II", wire.MAX_HEADER_BYTES + 1, 0), id="header too long"),
        pytest.param(struct.pack("<II", 2, wire.MAX_PAYLOAD_BYTES + 1), id="payload too long"),
    ],
)
def test_a_malformed_frame_ends_the_stream(stream: bytes) -> None:
    good = encode(Frame(header={"op": "good"}))
    reader = FrameReader()
    with pytest.raises(EngineError):
        reader.feed(good + stream)
    with pytest.raises(EngineError):
        reader.feed(good)


def test_what_no_reader_would_take_is_not_written() -> None:
    with pytest.raises(EngineError):
        encode(Frame(header={"op": "a" * wire.MAX_HEADER_BYTES}))


def test_frames_do_not_print_what_they_carry() -> None:
    shown = repr(Frame(header={"op": "contribute", "owner": "cafe"}, payload=b"secret"))
    assert "cafe" not in shown
    assert "secret" not in shown


def test_a_path_is_little_endian() -> None:
    assert wire.pack_path([1, 0x01020304]) == bytes([1, 0, 0, 0, 4, 3, 2, 1])
    assert wire.unpack_path(bytes([1, 0, 0, 0, 4, 3, 2, 1])) == [1, 0x01020304]
    with pytest.raises(OverflowError):
        wire.pack_path([-1])
    with pytest.raises(EngineError):
        wire.unpack_path(b"abc")


def test_a_contribution_arrives_as_it_was() -> None:
    given = Contribution(owner=OwnerTag(b"o" * 16), path=wire.pack_path([5, 6, 7]), start=2)
    assert wire.contribution_of(sent(wire.contribute(given))) == given


@pytest.mark.parametrize(
    ("change", "payload"),
    [
        ({"owner": "abcd"}, b"abcd"),
        ({"owner": "A" * 32}, b"abcd"),
        ({"owner": None}, b"abcd"),
        ({"start": 1}, b"abcd"),
        ({"start": -1}, b"abcd"),
        ({"start": True}, b"abcdefgh"),
        ({"start": "0"}, b"abcd"),
        ({}, b"abc"),
        ({}, b""),
    ],
)
def test_a_contribution_that_is_none_is_refused(change: dict[str, Any], payload: bytes) -> None:
    header = {"op": "contribute", "owner": "ab" * 16, "start": 0}
    wire.contribution_of(Frame(header=header, payload=b"abcd"))
    with pytest.raises(EngineError):
        wire.contribution_of(Frame(header={**header, **change}, payload=payload))


# ── releases ─────────────────────────────────────────────────────────────────────────────────────


def test_releases_arrive_as_they_were_in_one_frame() -> None:
    given = [unit(3, [1, 2, 3]), unit(1, [9]), unit(2, [4, 5], 1)]
    (frame,) = wire.release(given, not_before=12.5, step=2.5)
    got = sent(frame)
    assert (got.header["not_before"], got.header["step"]) == (12.5, 2.5)
    assert list(wire.releases_of(got)) == given


def test_nothing_released_is_no_frame() -> None:
    assert wire.release([], not_before=0, step=1) == []


def test_parents_come_before_their_children_and_all_else_keeps_its_order() -> None:
    root, child, grandchild = unit(1, [1, 2]), unit(2, [1, 2, 3, 4], 2), unit(3, [1, 2, 3, 4, 5], 4)
    others = [unit(9, [7, 7, 7]), unit(4, [8]), unit(5, [7, 7])]
    ids = [one.id[0] for one in wire.parents_first([others[0], grandchild, others[1], child, others[2], root])]
    assert ids == [9, 1, 2, 3, 4, 5]


def test_a_unit_that_begins_elsewhere_on_the_same_path_is_a_parent_too() -> None:
    whole, half, child = unit(1, [1, 2, 3]), unit(2, [1, 2, 3], 1), unit(3, [1, 2, 3, 4], 3)
    assert [one.id[0] for one in wire.parents_first([child, whole, half])] == [1, 2, 3]


def test_a_release_larger_than_a_frame_goes_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [unit(number, [number] * 10) for number in range(1, 8)]
    monkeypatch.setattr(wire, "MAX_PAYLOAD_BYTES", 100)
    monkeypatch.setattr(wire, "UNITS_PER_FRAME", 2)
    frames = wire.release(given, not_before=1, step=1)
    assert [len(frame.header["units"]) for frame in frames] == [2, 2, 2, 1]
    assert [one for frame in frames for one in wire.releases_of(sent(frame))] == given


def test_as_many_units_as_a_frame_may_have_fit_into_its_header() -> None:
    given = [
        Release(
            id=UnitId(number.to_bytes(32, "big")),
            path=wire.pack_path([number]) * 2**12,
            start=2**12 - 1,
            cause=Cause.DETECTOR,
            expires=1764156031.123456 + number,
        )
        for number in range(wire.UNITS_PER_FRAME)
    ]
    (frame,) = wire.release(given, not_before=1, step=1)
    assert len(json.dumps(frame.header)) < wire.MAX_HEADER_BYTES


@pytest.mark.parametrize(
    "change",
    [
        {"bytes": 5},
        {"bytes": -4},
        {"bytes": 8},
        {"bytes": "4"},
        {"start": 1},
        {"id": "00"},
        {"id": 7},
        {"expires": "soon"},
        {"expires": 10**400},
        {"cause": "rumour"},
    ],
)
def test_a_release_that_is_none_is_refused(change: dict[str, Any]) -> None:
    (frame,) = wire.release([unit(1, [1])], not_before=0, step=1)
    broken = {**frame.header, "units": [{**frame.header["units"][0], **change}]}
    with pytest.raises(EngineError):
        wire.releases_of(Frame(header=broken, payload=frame.payload))
    with pytest.raises(EngineError):
        wire.releases_of(Frame(header=frame.header, payload=frame.payload + b"more"))

"""Any bytes: frames, or our own error. Any frames: the same frames, however the stream is cut."""

from __future__ import annotations

import contextlib
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from safekv.errors import EngineError
from safekv.release import wire
from safekv.release.wire import Frame, FrameReader, encode
from safekv.types import Cause, Release, UnitId

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
headers = st.builds(lambda op, rest: {**rest, "op": op}, st.text(), st.dictionaries(st.text(), json_values, max_size=4))
frames = st.builds(lambda header, payload: Frame(header=header, payload=payload), headers, st.binary(max_size=64))


@given(st.lists(frames, max_size=5), st.data())
def test_frames_survive_any_cut(sent: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(map(encode, sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader = FrameReader()
    got: list[Frame] = []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        got += reader.feed(stream[begin:end])
    assert got == sent


@given(st.lists(st.binary(max_size=64), max_size=8))
@example([b"\x02\0\0\0\0\0\0\0{}"])
@example([b"\x0a\0\0\0\0\0\0\0", b'{"op":"a"}'])
def test_any_bytes_give_frames_or_our_own_error(pieces: list[bytes]) -> None:
    reader = FrameReader()
    with contextlib.suppress(EngineError):
        for piece in pieces:
            for frame in reader.feed(piece):
                assert isinstance(frame.op, str)


units = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just("ab" * 32) | json_values,
        "start": st.integers(-1, 9) | json_values,
        "bytes": st.sampled_from([0, 4, 8]) | json_values,
        "expires": st.floats(0, 1e12) | json_values,
        "cause": st.sampled_from(Cause) | json_values,
    },
)


@given(
    st.sampled_from(["contribute", "release", "withdraw", "declared"]),
    st.fixed_dictionaries(
        {},
        optional={
            "owner": st.just("ab" * 16) | json_values,
            "unit": st.just("ab" * 32) | json_values,
            "start": st.integers(-1, 9) | json_values,
            "units": st.lists(units, max_size=3) | json_values,
        },
    ),
    st.binary(max_size=24),
)
def test_any_header_gives_values_or_our_own_error(op: str, header: dict[str, Any], payload: bytes) -> None:
    frame = Frame(header={**header, "op": op}, payload=payload)
    for read in (wire.contribution_of, wire.releases_of, wire.unit_of, wire.start_of):
        with contextlib.suppress(EngineError):
            read(frame)


paths = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=5), max_size=12)


@given(paths, st.data())
def test_parents_first_keeps_all_and_puts_no_child_before_its_parent(given_paths: list[Any], data: Any) -> None:
    releases = [
        Release(
            id=UnitId(number.to_bytes(32, "big")),
            path=wire.pack_path(path),
            start=data.draw(st.integers(0, len(path) - 1)),
            cause=Cause.LEDGER,
            expires=1.0,
        )
        for number, path in enumerate(given_paths)
    ]
    placed = wire.parents_first(releases)
    assert sorted(one.id for one in placed) == [one.id for one in releases]
    for position, one in enumerate(placed):
        parent = one.path[: one.start * wire.TOKEN_BYTES]
        assert parent not in {later.path for later in placed[position:]}

"""The closed world: values of the records are found wherever they stand, and nothing else is."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from safekv_lab.bench.guard.corpora import tau_bench
from safekv_lab.bench.guard.corpora.tau_values import Values, values_of
from safekv_lab.bench.guard.document import Role

USERS: dict[str, Any] = {
    "ada_quirke_1234": {
        "name": {"first_name": "Ada", "last_name": "Quirke"},
        "address": {"address1": "12 Elm Lane", "address2": "Suite 3", "zip": "12345"},
        "email": "ada.quirke1@example.com",
        "dob": "1980-02-03",
        "payment_methods": {"credit_card_55": {"id": "credit_card_55"}},
        "saved_passengers": [{"first_name": "Ivo", "last_name": "Brandt", "dob": "1990-01-01"}],
    }
}
BOOKINGS: dict[str, Any] = {
    "ABC123": {
        "user_id": "ada_quirke_1234",
        "passengers": [{"first_name": "Uma", "last_name": "Odell", "dob": "1970-05-05"}],
    }
}
ORDERS: dict[str, Any] = {
    "#W0000001": {"user_id": "ada_quirke_1234", "address": {"address1": "9 Oak Street", "zip": "54321"}}
}


@pytest.fixture
def values() -> Values:
    return values_of(USERS, BOOKINGS, ORDERS)


def found(values: Values, text: str) -> list[str]:
    return [text[s.start : s.end] for s in values.spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is for Ada Quirke and Uma Odell.", ["Ada Quirke", "Uma Odell"]),
        ("Dear Mister Ivo Brandt", ["Ivo Brandt"]),
        ("id ada_quirke_1234, mail ada.quirke1@example.com", ["ada_quirke_1234", "ada.quirke1@example.com"]),
        ("born 1980-02-03, flies 2024-05-15", ["1980-02-03"]),
        ("12 Elm Lane or 9 Oak Street, not 13 Elm Lane", ["12 Elm Lane", "9 Oak Street"]),
        ("pay by credit_card_55, not credit_card_555", ["credit_card_55"]),
        ('{"first_name": "Zoe", "last_name": "New"}', ['"first_name": "Zoe", "last_name": "New"']),
        ("Ada, ABC123, Odell, Zoe New", []),
    ],
)
def test_values_of_customers_are_found(values: Values, text: str, expected: list[str]) -> None:
    assert found(values, text) == expected


def test_parts_and_numbers_are_doubtful(values: Values) -> None:
    text = "Ada of 12345 has ABC123 and #W0000001, Bob of 99999 has nothing"
    assert [text[s.start : s.end] for s in values.doubtful(text)] == ["Ada", "12345", "ABC123", "#W0000001"]


def test_a_conversation_adds_the_passengers_that_it_names(values: Values) -> None:
    said = 'book([{\\"first_name\\": \\"Zoe\\", \\"last_name\\": \\"New\\", \\"dob\\": \\"2001-09-09\\"}])'
    assert found(values.heard_in(said), "Zoe New, 2001-09-09") == ["Zoe New", "2001-09-09"]
    assert values.heard_in("nobody") is values


def test_a_shown_dialogue_is_split_into_turns() -> None:
    shown = "user: Hi\nthere\nassistant: None\ntool: {}"
    assert tau_bench.turns(shown) == [("user", "Hi\nthere"), ("assistant", "None"), ("tool", "{}")]


def write(data: Path, name: str, content: Any, *, lines: bool = False) -> None:
    path = data / tau_bench.FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(map(json.dumps, content)) if lines else json.dumps(content)
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())


def test_conversations_and_records_of_a_customer_are_one_group(tmp_path: Path) -> None:
    call = {"function": {"name": "find", "arguments": '{"id": "ada_quirke_1234"}'}}
    traj = [
        {"role": "system", "content": "Policy."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": ""},
    ]
    run = {"task_id": 3, "trial": 1, "info": {"task": {"user_id": "ada_quirke_1234"}}, "traj": traj}
    write(tmp_path, tau_bench.TRAJECTORIES, [run])
    for name in tau_bench.FEW_SHOT:
        shown = [{"messages_display": "user: I am ada_quirke_1234"}, {"messages_display": "user: Hi\nassistant: None"}]
        write(tmp_path, f"few_shot_data/{name}", shown, lines=True)
    write(tmp_path, "airline/data/users.json.gz", USERS)
    write(tmp_path, "retail/data/users.json.gz", {})
    write(tmp_path, "airline/data/reservations.json.gz", BOOKINGS)
    write(tmp_path, "retail/data/orders.json.gz", ORDERS)
    documents = list(tau_bench.read(tmp_path))
    assert [d.role for d in documents[:3]] == [Role.SYSTEM, Role.USER, Role.ASSISTANT], "an empty message is none"
    assert documents[2].text == 'find({"id": "ada_quirke_1234"})'
    assert documents[0].group == "policy"
    assert {d.group for d in documents[1:4]} == {"ada_quirke_1234"}
    assert documents[4].group == "MockAirlineDomainEnv-1", "a dialogue without a known customer stands for itself"
    records = list(tau_bench.read_records(tmp_path))
    assert [d.id for d in records] == ["ada_quirke_1234", "ABC123", "#W0000001"]
    assert {d.group for d in records} == {"ada_quirke_1234"}
    assert all(d.spans for d in records)

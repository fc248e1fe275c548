"""A customer-service agent platform: one policy and tool list for all tenants, customers of their own.

Some customers deal with several tenants (they compare brokers; a broker forwards a record): there the same
private text stands at the same place of the prompt, and a cache shared by all is hit across tenants.
All names, numbers and addresses are invented here and drawn from the seed.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

from safekv_lab.bench.workloads.support_policy import POLICY, TOOLS
from safekv_lab.bench.workloads.workload import MAX_TOKENS, Declared, Json, Request, Workload, interleave, turns

TENANTS = (
    "northgate",
    "bellwether",
    "quayside",
    "larkfield",
    "stonebridge",
    "millrace",
    "fernhill",
    "ashdown",
)
DECLARED = Declared(name="support-agent", messages=({"role": "system", "content": POLICY},), tools=TOOLS)


def _items(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.split(","))


_FIRST = _items("""Alma, Bruno, Clara, Dario, Elin, Femke, Goran, Hanna, Ilias, Jonna, Karel, Livia, Marek, Nadia,
    Osman, Petra, Quentin, Rosa, Sven, Thea, Urban, Vera, Wanda, Yusuf, Zoe""")
_LAST = _items("""Aldermoor, Birkholt, Castellane, Drummond, Eskildsen, Farrowgate, Gundersen, Hollingrave,
    Ibarrola, Jankovic, Kestlemere, Lindqvist, Marchetti, Novakova, Oakhurst, Pellegrin, Quillfeather, Rosenvold,
    Szymanska, Tamsworth, Underhay, Vandermeer, Wexcombe, Yarborough, Zeltner""")
_STREET = _items("""Orchard Lane, Tannery Row, Harbour Street, Millpond Road, Cooper Alley, Station Square,
    Lime Walk, Quarry Hill, Weaver Court, Glebe Terrace""")
_TOWN = _items("""Eastmere, Hallowford, Pinecross, Saltwick, Redhaven, Thornbury Vale, Marlow Ferry, Greyfield,
    Oldcastle Bay, Winterbourne""")
_CONTRACT = _items("household, motor, liability, travel, pet, bicycle, legal")
_ARTICLE = _items("""walking boots, espresso machine, reading lamp, rain jacket, blood pressure monitor, desk chair,
    garden hose, wool blanket, hearing aid batteries, child seat, bread knife, winter tyres""")
_DAMAGE = (
    "a pipe burst behind the kitchen wall and the floor of the room below is wet",
    "somebody broke into the cellar and took two bicycles and a box of tools",
    "the neighbour's tree fell on the carport during the storm",
    "I scratched the door of a parked car while turning",
    "the suitcase did not arrive and the medicine was inside",
    "the dog bit the postman, and his doctor has written to me",
)
_WISH = (
    "Please tell me what the next step is and how long it will take.",
    "Can you check whether this is covered before I call a craftsman?",
    "I would like to know why the premium went up, and what I can do about it.",
    "My parcel has not moved for six days, please find out where it is.",
    "I moved last week and want to change the address on everything.",
    "I want to give one article back and keep the other.",
)
_REPLY = (
    "Thank you. I have read the record and the details match. The next step is an appointment. Do you agree?",
    "I found it. The contract is active, and nothing has to be changed by you today. Shall I open the case?",
    "This has been noted in your record. You will have an answer within three working days. Is that all?",
)
_FOLLOW_UP = (
    "Yes, please go ahead. You can reach me under the number in the record, but not before ten.",
    "No, that is all for the moment. Please send the confirmation to my email address and not by post.",
    "One more thing: my partner should not see this letter. Can you make sure that it goes to me only?",
    "Yes. And please note that the amount on the last invoice was wrong, I paid for the same thing twice.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """An invented person, the record that the tools return, and the message that opens the conversation."""

    name: str
    number: str
    record: Json
    opening: str


def customer(rng: random.Random) -> Customer:
    """Invent one customer from `rng`."""
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    number = f"HL{rng.randrange(10**6):06d}"
    record = {
        "customer_id": number,
        "name": f"{first} {last}",
        "date_of_birth": f"{rng.randint(1938, 2004)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "email": f"{first.lower()}.{last.lower()}{rng.randrange(100)}@example.org",
        "phone": f"+44 {rng.randint(1000, 9999)} {rng.randint(100000, 999999)}",
        "address": f"{rng.randint(1, 180)} {rng.choice(_STREET)}, {rng.choice(_TOWN)}",
        "contracts": [_contract(rng) for _ in range(rng.randint(1, 2))],
        "orders": [_order(rng) for _ in range(rng.randint(1, 3))],
        "notes": [f"Called on 2026-{rng.randint(1, 9):02d}-{rng.randint(1, 28):02d}: {rng.choice(_DAMAGE)}."],
    }
    opening = (
        f"Forwarded record of {first} {last}, customer {number}, born {record['date_of_birth']}, living at"
        f" {record['address']}, phone {record['phone']}, email {record['email']}. Contracts:"
        f" {json.dumps(record['contracts'])}. The customer writes: {rng.choice(_DAMAGE)}. {rng.choice(_WISH)}"
    )
    return Customer(name=f"{first} {last}", number=number, record=record, opening=opening)


def _contract(rng: random.Random) -> Json:
    return {
        "contract_id": f"C{rng.randrange(10**7):07d}",
        "kind": rng.choice(_CONTRACT),
        "state": rng.choice(("active", "active", "suspended", "expired")),
        "premium": round(rng.uniform(40, 900), 2),
        "account": f"GB{rng.randrange(10**8):08d}{rng.randrange(10**8):08d}",
        "renewal": f"2027-{rng.randint(1, 12):02d}-01",
    }


def _order(rng: random.Random) -> Json:
    return {
        "order_id": f"O{rng.randrange(10**7):07d}",
        "article": rng.choice(_ARTICLE),
        "state": rng.choice(("open", "packed", "sent", "delivered", "returned")),
        "total": round(rng.uniform(9, 420), 2),
        "card_ending": f"{rng.randrange(10**4):04d}",
    }


def dialogue(who: Customer, rng: random.Random) -> list[Json]:
    """Return one conversation about `who`: opening, tool call, result, answer, follow-up, answer."""
    call = {
        "id": f"call_{rng.randrange(16**8):08x}",
        "type": "function",
        "function": {"name": "get_customer", "arguments": json.dumps({"customer_id": who.number})},
    }
    return [
        {"role": "user", "content": who.opening},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {
            "role": "tool",
            "tool_call_id": call["id"],
            "name": "get_customer",
            "content": json.dumps(who.record),
        },
        {"role": "assistant", "content": rng.choice(_REPLY)},
        {"role": "user", "content": rng.choice(_FOLLOW_UP)},
        {"role": "assistant", "content": rng.choice(_REPLY)},
    ]


def build(
    *, seed: int = 0, tenants: int = 4, sessions: int = 4, common: int = 2, max_tokens: int = MAX_TOKENS
) -> Workload:
    """Build the workload: `sessions` conversations per tenant, the first `common` about shared customers.

    Every shared customer turns up at two neighbouring tenants, with the same opening message.
    Raises ValueError where a number is out of range.
    """
    if not 2 <= tenants <= len(TENANTS):
        raise ValueError(f"tenants must be between 2 and {len(TENANTS)}, not {tenants}")
    if not 0 <= common <= sessions:
        raise ValueError(f"common must be between 0 and the sessions per tenant ({sessions}), not {common}")
    rng = random.Random(f"agents {seed}")
    names = TENANTS[:tenants]
    by_tenant: dict[str, list[Request]] = {name: [] for name in names}
    for number in range(sessions):
        shared = [customer(rng) for _ in range((tenants + 1) // 2)]
        for place, name in enumerate(names):
            who = shared[place // 2] if number < common else customer(rng)
            by_tenant[name] += turns(
                tenant=name,
                session=f"{name}-{number}",
                declared=DECLARED,
                dialogue=dialogue(who, rng),
                max_tokens=max_tokens,
            )
    return Workload(name="agents", declared=DECLARED, requests=interleave(by_tenant))

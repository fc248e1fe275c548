"""Wallets of crypto-currencies.

Formats: Bitcoin base58check (also Litecoin, Dogecoin, Tron), BIP 173 and 350 (bech32), Ethereum EIP-55 (hex; its
mixed-case checksum needs Keccak, so words are asked for instead).
"""

from __future__ import annotations

import hashlib

from safekv.guard.rules.anchors import BASE58
from safekv.guard.rules.base import Rule
from safekv.verdicts import Category

_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def base58check(text: str) -> bool:
    """25 bytes, the last four of which are the others' double SHA-256."""
    value = 0
    for c in text:
        value = value * 58 + _58.index(c)
    if value.bit_length() > 200:
        return False
    raw = value.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def bech32(text: str) -> bool:
    """The BCH code of BIP 173; its remainder is 1, or BIP 350's constant."""
    human, _, rest = text.lower().rpartition("1")
    values = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human] + [_32.index(c) for c in rest]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> i & 1 else 0
    return check in {1, 0x2BC830A3}


RULES = (
    Rule(
        name="wallet-base58",
        category=Category.FINANCIAL_ID,
        pattern=r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b",
        anchor=BASE58,
        source="Bitcoin developer reference, base58check",
        valid=base58check,
    ),
    Rule(
        name="wallet-base58-named",
        category=Category.FINANCIAL_ID,
        pattern=r"\b(?i:wallet|address|litecoin|ltc|dogecoin|doge|tron|trx|usdt)\b[^\n]{0,30}\b(?P<v>[LMDT][1-9A-HJ-NP-Za-km-z]{25,34})\b",
        source="Litecoin, Dogecoin and Tron, base58check as Bitcoin's",
        valid=base58check,
    ),
    Rule(
        name="wallet-bech32",
        category=Category.FINANCIAL_ID,
        pattern=r"\b(?:bc|ltc|tb)1[ac-hj-np-z02-9]{11,71}\b",
        source="BIP 173",
        caseless=True,
        valid=bech32,
    ),
    Rule(
        name="wallet-ethereum",
        category=Category.FINANCIAL_ID,
        pattern=r"\b0x[0-9a-fA-F]{40}\b",
        source="EIP-55",
        context=(
            "wallet",
            "address",
            "eth",
            "ether",
            "ethereum",
            "metamask",
            "send",
            "crypto",
            "usdt",
            "usdc",
            "polygon",
        ),
        valid=lambda text: len(set(text[2:])) > 6,
    ),
)

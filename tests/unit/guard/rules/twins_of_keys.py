"""Twins of the credential rules. Keys are drawn, never written out, so that no scanner of this repository's host takes
them for real ones.
"""

from __future__ import annotations

import base64
import json
import random
import string

from tests.unit.guard.rules.twin import Twin, twin

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
BASE32 = string.ascii_uppercase + "234567"


def drawn(length: int, alphabet: str = ALNUM, seed: int = 0) -> str:
    """Random characters, the same at each run; always with a letter and a digit if the alphabet has both."""
    source = random.Random(f"{length}{alphabet}{seed}")
    return "".join(source.choice(alphabet) for _ in range(length))


def jwt() -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": "4711", "name": "Jane"})
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*encoded, drawn(43)])


def keyed(detector: str, prefix: str, length: int, alphabet: str = ALNUM) -> tuple[Twin, Twin]:
    """The token in a sentence, and its placeholder."""
    return (
        twin(detector, f"the key is «{prefix}{drawn(length, alphabet)}» and more"),
        twin(detector, f"the key is {prefix}{'x' * length} and more"),
    )


TOKENS = (
    *keyed("token-aws-access-key-id", "AKIA", 16, BASE32),
    *keyed("token-google-api-key", "AIza", 35),
    *keyed("token-google-client-secret", "GOCSPX-", 28),
    *keyed("token-digitalocean", "dop_v1_", 64, HEX),
    *keyed("token-github", "ghp_", 36),
    *keyed("token-github-fine-grained", "github_pat_", 82),
    *keyed("token-gitlab", "glpat-", 20),
    *keyed("token-npm", "npm_", 36),
    *keyed("token-pypi", "pypi-AgE", 60),
    *keyed("token-slack", "xoxb-123443215678-432112348765-", 24),
    *keyed("token-stripe", "sk_live_", 24),
    *keyed("token-openai", "sk-proj-", 48),
    *keyed("token-huggingface", "hf_", 34),
    *keyed("token-twilio", "SK", 32, HEX),
    *keyed("token-mailchimp", "", 32, HEX)[1:],
    *keyed("token-vault", "hvs.", 24),
    *keyed("token-databricks", "dapi", 32, HEX),
    twin("token-anthropic", f"«sk-ant-api03-{drawn(93)}AA»"),
    twin("token-sendgrid", f"«SG.{drawn(22)}.{drawn(43)}»"),
    twin("token-azure-storage-key", f"AccountKey=«{drawn(86)}==»"),
    twin("token-grafana", f"«glsa_{drawn(32)}_{drawn(8, HEX)}»"),
    twin("token-terraform", f"«{drawn(14)}.atlasv1.{drawn(67)}»"),
)

CREDENTIALS = (
    twin("private-key", f"«-----BEGIN RSA PRIVATE KEY-----\n{drawn(64)}\n{drawn(64)}\n-----END RSA PRIVATE KEY-----»"),
    twin("private-key", "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----"),
    twin("jwt", f"token «{jwt()}» here"),
    twin("jwt", "token eyJ.eyJ.nothing here"),
    twin("url-password", "postgres://«app:t7Gq-zP4w@db.internal»/main"),
    twin("url-password", "postgres://app:${DB_PASSWORD}@db.internal/main"),
    twin("authorization", f"Authorization: Bearer «{drawn(32)}»"),
    twin("authorization", "Authorization: Bearer $API_KEY"),
    twin("authorization-basic", f"Authorization: Basic «{base64.b64encode(b'jane:t7Gq-zP4w').decode()}»"),
    twin("curl-user", "curl -u «jane:t7Gq-zP4w» https://api.acme.io"),
    twin("curl-user", "curl -u username:password https://api.acme.io"),
    twin("named-secret", f'client_secret = "«{drawn(32)}»"'),
    twin("named-secret", f'"api_key": "«{drawn(32, HEX)}»"'),
    twin("named-secret", f'api_key_id = "{drawn(32)}"'),
    twin("named-secret", 'api_key = "your-api-key-goes-here"'),
    twin("named-secret", 'sort_key = "created_at_desc"'),
    twin("password-quoted", 'db_password = "«correcthorse»"'),
    twin("password-quoted", 'db_password = "${DB_PASSWORD}"'),
    twin("password-told", "the password is «Tr0ub4dor&3» for now"),
    twin("password-told", "the password is required for now"),
    twin("pin", "her PIN is «4821»"),
    twin("nuget-password", '<add key="ClearTextPassword" value="«t7Gq-zP4w»" />'),
    twin(
        "kubernetes-secret",
        f"apiVersion: v1\nkind: Secret\ndata:\n  pass: «{base64.b64encode(b'correct horse').decode()}»\n",
    ),
    twin("kubernetes-secret", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: something\n"),
    twin("encoded-secret", f"see «{base64.b64encode(f'ghp_{drawn(36)}'.encode()).decode()}» there"),
    twin("encoded-secret", f"see {base64.b64encode(b'nothing at all to see here, go on').decode()} there"),
    twin("encoded-run", f"see «{base64.b64encode(drawn(33).encode()).decode()}» there"),
    twin("encoded-run", f"see {base64.b64encode(b'nothing at all to see here, 1 or 2').decode()} there"),
    twin("biometric-template", f"fingerprint template: «{drawn(48)}»"),
)

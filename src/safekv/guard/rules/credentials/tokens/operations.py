"""Secret stores, monitoring and other tools of operations."""

from __future__ import annotations

from safekv.guard.rules.anchors import KEYS
from safekv.guard.rules.credentials.token import token

RULES = (
    token(
        "vault",
        r"\b(?:hv[sbr]\.[A-Za-z0-9_-]{24,300}|s\.[A-Za-z0-9]{24}\b)",
        "HashiCorp Vault docs, tokens",
        bits=3.5,
        mixed=True,
        anchor=KEYS,
    ),
    token(
        "terraform", r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}", "HashiCorp Terraform Cloud docs, API tokens"
    ),
    token("pulumi", r"\bpul-[a-f0-9]{40}\b", "Pulumi docs, access tokens"),
    token("prefect", r"\bpn[ub]_[A-Za-z0-9]{36}\b", "Prefect docs, API keys"),
    token(
        "doppler",
        r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}\b",
        "Doppler docs, token formats",
    ),
    token("infracost", r"(?:^|[^.\w])(?P<v>ico-[A-Za-z0-9]{32})\b", "Infracost docs, API key"),
    token(
        "grafana",
        r"\b(?:glc_[A-Za-z0-9+/]{32,400}={0,3}|glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|eyJrIjoi"
        r"[A-Za-z0-9+/]{60,300}={0,2})",
        "Grafana docs, tokens",
    ),
    token(
        "new-relic",
        r"\b(?:NRAK-[A-Z0-9]{27}|NRI[IQ]-[A-Za-z0-9_-]{32}|NRJS-[a-f0-9]{19})\b",
        "New Relic docs, API keys",
    ),
    token("dynatrace", r"\bdt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b", "Dynatrace docs, access tokens"),
    token("openshift", r"\bsha256~[A-Za-z0-9_-]{43}", "OpenShift docs, OAuth access tokens"),
    token("age", r"\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b", "age, specification"),
    token(
        "onepassword",
        r"\b(?:A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}"
        r"|ops_eyJ[A-Za-z0-9+/=_-]{200,400})",
        "1Password, security design; service accounts",
        bits=3.6,
    ),
    token("linear", r"\blin_api_[A-Za-z0-9]{40}\b", "Linear docs, API keys"),
    token("notion", r"\b(?:ntn_[A-Za-z0-9]{43,50}|secret_[A-Za-z0-9]{43})\b", "Notion docs, authorization"),
    token("airtable", r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b", "Airtable docs, personal access tokens"),
    token("dropbox", r"\bsl\.(?:u\.)?[A-Za-z0-9_=-]{120,400}", "Dropbox docs, OAuth"),
    token(
        "launchdarkly",
        r"\b(?:sdk|mob|api)-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}\b",
        "LaunchDarkly docs, keys",
    ),
    token("okta", r"\b00[A-Za-z0-9_-]{40}\b", "Okta developer docs, API tokens", bits=4.2, context=("okta", "ssws")),
    token("tailscale", r"\btskey-[a-z]{2,10}-[A-Za-z0-9_-]{16,60}", "Tailscale docs, keys"),
    token("mapbox", r"\bsk\.eyJ[A-Za-z0-9_-]{20,120}\.[A-Za-z0-9_-]{20,30}", "Mapbox docs, access tokens"),
    token("microsoft-sas", r"[?&]sig=(?P<v>[A-Za-z0-9%+/]{40,60}(?:%3D|=))", "Azure Storage, shared access signatures"),
    token("aws-signed", r"X-Amz-Signature=(?P<v>[a-f0-9]{64})\b", "AWS Signature Version 4, presigned URLs"),
)

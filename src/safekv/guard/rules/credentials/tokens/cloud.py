"""Cloud providers."""

from __future__ import annotations

from safekv.guard.rules.credentials.token import token

RULES = (
    token("aws-access-key-id", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b", "AWS IAM user guide, unique identifiers"),
    token(
        "aws-bedrock",
        r"\b(?:ABSKQmVkcm9ja0FQSUtleS|bedrock-api-key-)[A-Za-z0-9+/=_-]{30,300}",
        "Amazon Bedrock, API keys",
    ),
    token("google-api-key", r"\bAIza[0-9A-Za-z_-]{35}", "Google Cloud, API keys", bits=3.5),
    token("google-oauth", r"\bya29\.[0-9A-Za-z_-]{20,250}", "Google Identity, OAuth 2.0 access tokens"),
    token("google-client-secret", r"\bGOCSPX-[0-9A-Za-z_-]{28}", "Google Identity, OAuth 2.0 client secrets"),
    token(
        "azure-client-secret", r"[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}", "Microsoft Entra, credential formats"
    ),
    token(
        "azure-storage-key",
        r"(?:AccountKey|SharedAccessKey)=(?P<v>[A-Za-z0-9+/]{40,88}={0,2})",
        "Azure Storage, connection strings",
    ),
    token("digitalocean", r"\bdo[opr]_v1_[a-f0-9]{64}\b", "DigitalOcean API reference, tokens"),
    token("alibaba", r"\bLTAI[A-Za-z0-9]{12,26}\b", "Alibaba Cloud, AccessKey pair", bits=3.5),
    token("heroku", r"\bHRKU-[A-Za-z0-9_-]{30,80}", "Heroku dev center, OAuth token format"),
    token("flyio", r"\b(?:fo1_[A-Za-z0-9_-]{43}|fm[12][ar]?_[A-Za-z0-9+/=_-]{60,400})", "Fly.io docs, access tokens"),
    token("scalingo", r"\btk-us-[A-Za-z0-9_-]{40,60}", "Scalingo docs, API tokens"),
    token("databricks", r"\bdapi[a-f0-9]{32}(?:-\d)?\b", "Databricks docs, personal access tokens"),
    token("planetscale", r"\bpscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.=-]{32,64}", "PlanetScale docs, service tokens"),
    token("supabase", r"\bsb(?:p|_secret)_[A-Za-z0-9_]{30,60}", "Supabase docs, API keys"),
    token("cloudflare-ca", r"\bv1\.0-[a-f0-9]{24}-[a-f0-9]{146}\b", "Cloudflare docs, origin CA keys"),
    token("clickhouse", r"\b4b1d[A-Za-z0-9]{38}\b", "ClickHouse Cloud, API keys"),
    token("vercel", r"\bvc[apirk]_[A-Za-z0-9_-]{40,80}", "Vercel docs, access tokens"),
)

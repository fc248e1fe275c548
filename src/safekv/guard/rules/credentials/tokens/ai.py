"""Services of models."""

from __future__ import annotations

from safekv.guard.rules.credentials.token import token

RULES = (
    token(
        "openai",
        r"\bsk-(?:(?:proj|svcacct|admin|None|or-v1)-[A-Za-z0-9_-]{20,200}|[A-Za-z0-9]{32,64}\b)",
        "OpenAI platform, API keys",
        bits=3.4,
    ),
    token("anthropic", r"\bsk-ant-[a-z]{2,8}\d{2}-[A-Za-z0-9_-]{80,110}AA\b", "Anthropic docs, API keys"),
    token("huggingface", r"\b(?:hf|api_org)_[A-Za-z0-9]{34}\b", "Hugging Face docs, user access tokens", bits=3.4),
    token("perplexity", r"\bpplx-[A-Za-z0-9]{32,64}\b", "Perplexity docs, API keys"),
    token("groq", r"\bgsk_[A-Za-z0-9]{40,64}\b", "Groq docs, API keys"),
    token("replicate", r"\br8_[A-Za-z0-9]{37}\b", "Replicate docs, API tokens"),
    token("xai", r"\bxai-[A-Za-z0-9_-]{60,100}", "xAI docs, API keys"),
    token("langchain", r"\bls(?:v2)?_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}\b", "LangSmith docs, API keys"),
    token("pinecone", r"\bpcsk_[A-Za-z0-9_]{50,90}", "Pinecone docs, API keys"),
    token("wandb", r"\bwandb_v\d_[A-Za-z0-9_]{40,120}", "Weights & Biases docs, API keys"),
)

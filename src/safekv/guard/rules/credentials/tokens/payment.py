"""Payment and shops."""

from __future__ import annotations

from safekv.guard.rules.credentials.token import token

RULES = (
    token("stripe", r"\b(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,250}", "Stripe docs, API keys"),
    token("stripe-hook", r"\bwhsec_[A-Za-z0-9+/=]{24,80}", "Stripe docs, webhooks"),
    token(
        "square",
        r"\b(?:sq0[a-z]{3}-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_+=-]{56,62})",
        "Square developer docs, access tokens",
        bits=3.5,
    ),
    token("shopify", r"\bshp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{32}\b", "Shopify dev docs, access tokens"),
    token(
        "paypal-braintree",
        r"\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}\b",
        "Braintree docs, access tokens",
    ),
    token(
        "plaid",
        r"\baccess-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        "Plaid docs, tokens",
    ),
    token("flutterwave", r"\bFLWSECK(?:_TEST)?-[a-h0-9]{12,34}(?:-X)?\b", "Flutterwave docs, API keys", caseless=True),
    token("razorpay", r"\brzp_(?:live|test)_[A-Za-z0-9]{14}\b", "Razorpay docs, API keys"),
    token("easypost", r"\bEZ[AT]K[A-Za-z0-9]{54}\b", "EasyPost docs, API keys"),
    token("shippo", r"\bshippo_(?:live|test)_[a-fA-F0-9]{40}\b", "Shippo docs, authentication"),
    token("lob", r"\b(?:live|test)_[a-f0-9]{35}\b", "Lob docs, API keys"),
    token("adyen", r"\bAQE[a-z]hm[A-Za-z0-9+/=_-]{40,200}", "Adyen docs, API credentials"),
)

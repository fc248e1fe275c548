"""Twins of the vendors' tokens and of what else has no other table. Keys are drawn at run time, never written out.

In a form, `[h32]` is 32 random characters of the alphabet `h`; in its twin they are a placeholder's.
"""

from __future__ import annotations

import base64
import hashlib
import random
import re
import string

from tests.unit.guard.rules.twin import Twin, twin, twins
from tests.unit.guard.rules.twins_of_keys import ALNUM, HEX, drawn, jwt

ALPHABETS = {
    "A": ALNUM,
    "h": HEX,
    "U": string.ascii_uppercase + string.digits,
    "L": string.ascii_lowercase + string.digits,
    "d": string.digits,
    "f": "abcdefgh0123456789",
    "Q": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
_PART = re.compile(r"\[([AhULdfQ])(\d+)\]")
_UUID = "[h8]-[h4]-[h4]-[h4]-[h12]"

FORMS = {
    "aws-bedrock": "ABSKQmVkcm9ja0FQSUtleS[A90]",
    "google-oauth": "ya29.[A120]",
    "azure-client-secret": "[A3]8Q~[A34]",
    "azure-storage-key": "AccountKey=«[A86]==»",
    "alibaba": "LTAI[A20]",
    "heroku": "HRKU-[A60]",
    "flyio": "fo1_[A43]",
    "scalingo": "tk-us-[A48]",
    "planetscale": "pscale_tkn_[A43]",
    "supabase": "sbp_[h40]",
    "cloudflare-ca": "v1.0-[h24]-[h146]",
    "clickhouse": "4b1d[A38]",
    "vercel": "vcp_[A56]",
    "rubygems": "rubygems_[h48]",
    "nuget": "oy2[L43]",
    "crates": "cio[A32]",
    "docker": "dckr_pat_[A27]",
    "clojars": "CLOJARS_[L60]",
    "artifactory": "AKCp[A69]",
    "atlassian": "ATATT3[A180]",
    "sourcegraph": "sgp_[h40]",
    "sonar": "sqp_[h40]",
    "circleci": "CCIPAT_[A22]_[h40]",
    "travis-buildkite": "bkua_[h40]",
    "postman": "PMAK-[h24]-[h34]",
    "readme": "rdme_[L70]",
    "octopus": "API-[U26]",
    "figma": "figd_[A40]",
    "sentry": "sntrys_[A90]",
    "sidekiq": "BUNDLE_GEMS__CONTRIBSYS__COM: «[h8]:[h8]»",
    "slack-rotated": "xoxe.xoxp-1-[U146]",
    "slack-app": "xapp-1-[U11]-[d13]-[h64]",
    "slack-hook": "https://hooks.slack.com/«services/T[U8]/B[U8]/[A24]»",
    "teams-hook": f"https://acme.webhook.office.com/webhookb2/«{_UUID}@{_UUID}/IncomingWebhook/[h32]/{_UUID}»",
    "discord-hook": "https://discord.com/api/webhooks/«[d18]/[A68]»",
    "discord-bot": "M[A23].[A6].[A38]",
    "telegram-bot": "[d10]:AA[A33]",
    "mailchimp": "[h32]-us12",
    "mailgun": "key-[L32]",
    "sendgrid": "SG.[A22].[A43]",
    "sendinblue": "xkeysib-[h64]-[A16]",
    "facebook": "EAAC[A120]",
    "facebook-app": "[d15]|[A27]",
    "twitter-bearer": "AAAAAAAAAAAAAAAAAAAAA[A90]",
    "intra42": "s-s4t2ud-[h64]",
    "hubspot": f"pat-na1-{_UUID}",
    "stripe-hook": "whsec_[A32]",
    "square": "sq0csp-[A43]",
    "shopify": "shpat_[h32]",
    "paypal-braintree": "access_token$production$[L16]$[h32]",
    "plaid": f"access-production-{_UUID}",
    "flutterwave": "FLWSECK-[f32]-X",
    "razorpay": "rzp_live_[A14]",
    "easypost": "EZAK[A54]",
    "shippo": "shippo_live_[h40]",
    "lob": "live_[h35]",
    "adyen": "AQEyhm[A60]",
    "anthropic": "sk-ant-api03-[A93]AA",
    "perplexity": "pplx-[A48]",
    "groq": "gsk_[A52]",
    "replicate": "r8_[A37]",
    "xai": "xai-[A80]",
    "langchain": "lsv2_pt_[h32]_[h10]",
    "pinecone": "pcsk_[A70]",
    "wandb": "wandb_v1_[A77]",
    "terraform": "[A14].atlasv1.[A67]",
    "pulumi": "pul-[h40]",
    "prefect": "pnu_[A36]",
    "doppler": "dp.pt.[A43]",
    "infracost": "ico-[A32]",
    "grafana": "glsa_[A32]_[h8]",
    "new-relic": "NRAK-[U27]",
    "dynatrace": "dt0c01.[U24].[U64]",
    "openshift": "sha256~[A43]",
    "age": "AGE-SECRET-KEY-1[Q58]",
    "onepassword": "A3-[U6]-[U6]-[U5]-[U5]-[U5]-[U5]",
    "linear": "lin_api_[A40]",
    "notion": "ntn_[A46]",
    "airtable": "pat[A14].[h64]",
    "dropbox": "sl.[A130]",
    "launchdarkly": f"sdk-{_UUID}",
    "okta": "okta «00[A40]»",
    "tailscale": "tskey-auth-[A12]-[A32]",
    "mapbox": "sk.eyJ[A60].[A22]",
    "microsoft-sas": "https://acme.blob.core.windows.net/a?sv=2022&sig=«[A43]%3D»",
    "aws-signed": "https://acme.s3.amazonaws.com/a?X-Amz-Signature=«[h64]»",
}


def filled(form: str, source: random.Random | None) -> str:
    """The form with random characters; without a source, with those of a placeholder."""

    def part(match: re.Match[str]) -> str:
        alphabet, length = ALPHABETS[match[1]], int(match[2])
        if source is None:
            return ("x" if "x" in alphabet else "X" if "X" in alphabet else "0") * length
        return "".join(source.choice(alphabet) for _ in range(length))

    return _PART.sub(part, form)


def of_vendor(name: str, form: str) -> tuple[Twin, Twin]:
    """A key of the form in a sentence, and its placeholder."""
    marked = "the key is " + (form if "«" in form else f"«{form}»") + " and more"
    plain = marked.replace("«", "").replace("»", "")
    return twin(f"token-{name}", filled(marked, random.Random(name))), twin(f"token-{name}", filled(plain, None))


def base58(version: int, seed: int) -> str:
    """An address as wallets write it, with its checksum."""
    raw = bytes([version]) + random.Random(seed).randbytes(20)
    raw += hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]
    value, text = int.from_bytes(raw, "big"), ""
    while value:
        value, rest = divmod(value, 58)
        text = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[rest] + text
    return text


_LITECOIN = base58(0x30, 1)
_TWICE = base64.b64encode(jwt().encode()).decode()

VENDORS: tuple[Twin, ...] = tuple(one for name, form in FORMS.items() for one in of_vendor(name, form))

OTHERS = (
    twin("token-sidekiq-url", f"https://«{drawn(8, HEX)}:{drawn(8, HEX, 1)}@gems.contribsys.com»/"),
    twin("token-sidekiq-url", "https://gems.contribsys.com/00000000:00000000/"),
    twin("putty-key", "«PuTTY-User-Key-File-3: ssh-ed25519»\nEncryption: none"),
    twin("putty-key", "PuTTY-User-Key-File of any version"),
    twin("jwt-base64", f"token «{_TWICE}» here"),
    twin("jwt-base64", f"token ZXlK{drawn(96)} here"),
    twin("bearer", f"send it as bearer «{drawn(40)}» then"),
    twin("bearer", "the bearer responsibilities-and-duties-of others"),
    twin("sshpass", "sshpass -p «t7Gq-zP4w» ssh jane@host"),
    twin("sshpass", "sshpass -p $PASSWORD ssh jane@host"),
    twin("wallet-base58-named", f"litecoin wallet «{_LITECOIN}»"),
    twin("wallet-base58-named", f"litecoin wallet {_LITECOIN[:-1]}{'2' if _LITECOIN[-1] != '2' else '3'}"),
    twin("biometric-template", f"fingerprint template: {'x' * 48}"),
    *twins("""
password-quoted | db_password = '«correcthorse»'
password-quoted | db_password = 'os.environ'
birth-date-before | «14 March 1987» is her date of birth
birth-date-before | 14 March 1987 is the date of the fire
authorization-basic | Authorization: Basic $CREDENTIALS
pin | her PIN is four digits
nuget-password | <add key="ClearTextPassword" value="%PASSWORD%" />
email-spelled | the sign [at] stands before a name
us-ssn-last-four | the last four digits of the SSN are required
br-cpf-named | CPF: 52998224726
in-pan | part BNZPM1111F of the catalogue
passport-zone | P<UTOERIKSSON is how it begins
card-code | CVV: three digits
card-ending | the card ending the game is the joker
us-mbi | Medicare 1EG4-TE5-MK7
icd-10-named | ICD-10: the tenth revision
imei | IMEI 490154203237519
imsi | IMSI: 26201987
iccid | SIM 8991959849109850366
street-english-short | at 1600 old mill rd for ever
street-germanic-apart | durch die Berliner Allee im Regen
street-romance | vive en la calle de al lado
street-polish | mieszka przy ulicy Polnej
street-hungarian | a Kossuth utca hosszu
flat | the apartment is on the second floor
post-box | a P.O. box is all they have
military-address | the PSC has many boxes
us-zip-named | the zip code has five digits
ca-postcode | the part K1A 0B1 is sold out
continental-postcode | 50674 people came
vin-named | VIN: seventeen characters
genotype-row | rs4477212 is on chromosome 1
str-profile | D8S1179 is a locus
"""),
)

"""Names that nobody bears: of AI models and their makers, products, fonts; and first names that are ordinary words."""

from __future__ import annotations

import re

_MODELS = (
    "ChatGPT|GPT|Claude|Gemini|Gemma|Llama|LLaMA|Mistral|Mixtral|Codestral|Ministral|Magistral|Devstral"
    "|Qwen|QwQ|DeepSeek"
    "|Grok|Copilot|Codex|Bard|PaLM|Siri|Alexa|Cortana|Bixby|Falcon|Vicuna|Alpaca|Nemotron|Granite|Jamba|Kimi|Hunyuan"
    "|Doubao|ERNIE|Aya|Cohere|Perplexity|Midjourney|DALL-?E|Sora|Veo|Imagen|Whisper|Stable Diffusion|Stability AI|BLOOM"
    "|BERT|RoBERTa|T5|GLM|ChatGLM|MiniMax|StarCoder|WizardLM|Zephyr|SmolLM|OLMo|Phi-[1-5]|Command R|Titan|Amazon Nova"
    "|Anthropic|OpenAI|Hugging Face|Ollama|LangChain|LangGraph|LlamaIndex|Cursor|Windsurf|Cline|Aider|Replit"
)
_EDITIONS = (
    "Opus|Sonnet|Haiku|Fable|Mythos|Instant|Code|Desktop|Pro|Flash|Ultra|Nano|Max|Mini|Turbo|Large|Medium|Small|Tiny"
    "|Maverick|Scout|Behemoth|Guard|Vision|Instruct|Chat|Coder|Base|Plus|Preview|Thinking|Lite|AI|API|CLI|SDK|Workspace"
    "|mini|nano|turbo|preview|Studio|Advanced|Enterprise|Nemo|Omni|Next|Agent|Echo|Imagine|Live|Skills?"
    "|Assistant|Team|Model"
)
_FIRST_NAMES = "Claude|Alexa|Siri|Sora|Aya|Falcon|Granite|Bard|Titan|Scout|Cline"
"""Those of the models whose name people bear, too: with a surname behind, they stay."""
_VERSION = r"(?:[- ]?v?\d{1,3}(?:\.\d{1,2}){0,2}[a-z]{0,5}(?![A-Za-z0-9]))"

MODELS = re.compile(
    rf"\b(?:(?!(?:{_FIRST_NAMES})\b)(?:{_MODELS})|(?:{_FIRST_NAMES})"
    rf"(?=[- ](?:(?:{_EDITIONS})\b|\d)|(?! [A-Z][a-z])(?!-[A-Za-z]|'(?!s\b)[A-Za-z])))"
    rf"{_VERSION}?(?:[- ](?:(?:{_EDITIONS})\b|\d{{1,3}}[Bb]\b){_VERSION}?){{0,4}}(?![A-Za-z0-9])"
)
"""An AI model, its maker or its tool, with edition and version."""
BEARER = re.compile(
    r"(?i)(?:\b(?:mrs?|ms|dr|prof|herr|frau|mme|monsieur|madame|sra?|don|jean|marie|named)\.?[ -]|[a-z]-)$"
)
"""What stands before a name that a person bears."""

PRODUCTS = re.compile(
    r"\b(?:iPhone|iPad|iMac|MacBook|AirPods|Apple (?:Watch|TV|Pay|Music|Vision)|Tesla Model [SXY3]|Tesla"
    r"|Android|Windows"
    r"|Google (?:Maps|Drive|Docs|Sheets|Cloud|Calendar|Analytics|Home|Pixel)|Galaxy S\d\d?|Kindle|PlayStation|Xbox"
    r"|Nintendo Switch|Photoshop|Figma|Jira|Confluence|Slack|Trello|Notion|Salesforce|Zendesk|HubSpot|Shopify|Stripe"
    r"|Docker|Kubernetes|Jenkins|Terraform|Ansible|Grafana|Prometheus|Kafka|Redis|PostgreSQL|MySQL"
    r"|MongoDB|GitHub|GitLab"
    r"|JavaScript|TypeScript|Python|Java|Kotlin|Swift|Ruby on Rails|Django|Flask|React|Angular|Vue|Svelte|Laravel|Julia"
    r"|Jasper|Pascal|Ada|Haskell|Erlang|Elixir|Crystal|Gatsby|Jekyll|Hugo|Helm|Istio|Vercel|Heroku|Bazel|Gradle|Maven)"
    r"(?: (?:Pro|Max|Plus|Mini|Air|Ultra|SE))?(?: \d{1,2})?(?! [A-Z][a-z]+(?:son|man|berg|stein|ski|sky|ez|ova?)\b)\b"
)
"""Products and technology."""

FONTS = re.compile(
    r"\b(?:Times New Roman|Arial(?: Black| Narrow)?|Helvetica(?: Neue)?|Franklin Gothic|Georgia(?= (?:font|type|serif))"
    r"|Comic Sans(?: MS)?|Courier New|Trebuchet MS|Century Gothic|Gill Sans|Lucida (?:Sans|Console|Grande)|Book Antiqua"
    r"|Palatino Linotype|Segoe UI|Open Sans|Source (?:Sans|Code|Serif) Pro|Playfair Display|Roboto(?: Mono| Slab)?"
    r"|Brush Script|Baskerville(?: Old Face)?|Bodoni(?: MT)?|Bookman Old Style|Garamond|Rockwell|Tahoma|Verdana|Calibri"
    r"|Cambria|Candara|Consolas|Constantia|Corbel|Futura|Frutiger|Josefin Sans|Work Sans|IBM Plex(?: Sans| Mono)?|Jost"
    r"|Noto (?:Sans|Serif)|PT (?:Sans|Serif)|Fira (?:Sans|Code)|Montserrat|Merriweather|Lato"
    r"|Inter(?= font)|DejaVu Sans)\b"
)
"""Typefaces."""

TERMS = re.compile(
    r"\b(?:Rich|Bill|Art|Frank|Grace|May|Mark|Will|Drew|Chase|Hope|Faith|Joy|Rose|Ruby|Pearl|Dawn|Summer"
    r"|Autumn|Penny|Cash"
    r"|Buck|Jack|Gene|Rob|Pat|Sue|Don|Victor|Sandy|Norm|Ray|Dale|Cliff|Lance|Miles|Pierce|Chip|Dean|Duke"
    r"|Earl|Guy|Melody"
    r"|Eve|Iris|Ivy|Jade|Olive|Violet|Amber|Crystal|Ginger|Holly|Mercy|Patience|Sage|Star|Page|Peg|Tab|Drake|Harry"
    r"|Max|Ace|Major|Trip|Skip|Stew|Bob|Sterling|Trace|Reed|Wade|Clay|Glen|Forest|Brook|River|Robin|Jay|Mason|Carter)"
    r" (?:Texts?|Rates?|Days?|Directors?|Discussions?|Periods?|Accounts?|Cards?|Models?|Tiers?|Sizes?"
    r"|Formats?|Payments?"
    r"|Box(?:es)?|Galler(?:y|ies)|Works?|Styles?|Deco|Flow|Registers?|Back|Up|Down|Out|In|On|Media|Results?"
    r"|Snippets?|Editors?|Statements?|Sets?|Points?|Price|Prices|Stack|Values?|Garden|Gold|Quartz|Ball|Oil|Alert|Mode"
    r"|Logs?|Files?|Layout|Title|Break|Numbers?|Views?|Speed|Load|Area|Lines?|Bars?|Keys?|Tags?|Code"
    r"|Field|Types?|Status"
    r"|Metric|Metrics|Route|Advisor|Plan|Review|Report|Summary|Notes?|List|Stage|Level|Language|Element|Therapy|Science"
    r"|Pool|Expression|Sequencing|Splicing|Edit|Trading|Service|Services|Management|History|Historians?|Critics?)\b"
)
"""A first name that is a word, with a word behind it that is no surname."""

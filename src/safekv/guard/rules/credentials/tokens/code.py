"""Forges, registries of packages and builders."""

from __future__ import annotations

from safekv.guard.rules.credentials.token import token

RULES = (
    token("github", r"\bgh[pousr]_[A-Za-z0-9]{36,255}", "GitHub docs, authentication, token formats"),
    token("github-fine-grained", r"\bgithub_pat_[A-Za-z0-9_]{82}", "GitHub docs, authentication, token formats"),
    token(
        "gitlab",
        r"\b(?:gl(?:pat|dt|rt|rtr|ptt|ft|oas|soat|imt|agent|cbt|ffct|wt)-[A-Za-z0-9_.=-]{20,300}"
        r"|GR1348941[A-Za-z0-9_-]{20}|_gitlab_session=[a-f0-9]{32})",
        "GitLab docs, token overview",
    ),
    token("npm", r"\bnpm_[A-Za-z0-9]{36}\b", "npm docs, access tokens"),
    token("pypi", r"\bpypi-AgE[A-Za-z0-9_-]{50,500}", "PyPI help, API tokens"),
    token("rubygems", r"\brubygems_[a-f0-9]{48}\b", "RubyGems guides, API key"),
    token("nuget", r"\boy2[a-z0-9]{43}\b", "NuGet docs, API keys"),
    token("crates", r"\bcio[A-Za-z0-9]{32}\b", "crates.io, API tokens", bits=4.0),
    token("docker", r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,60}", "Docker docs, access tokens"),
    token("clojars", r"\bCLOJARS_[a-z0-9]{60}\b", "Clojars wiki, deploy tokens", caseless=True),
    token("artifactory", r"\b(?:AKCp[A-Za-z0-9]{69}|cmVmd[A-Za-z0-9]{59})\b", "JFrog docs, access tokens and API keys"),
    token("atlassian", r"\bAT(?:ATT3|CTT3|BB)[A-Za-z0-9_=+/-]{24,250}", "Atlassian support, API tokens"),
    token(
        "sourcegraph",
        r"\bs(?:gp|gd|lk)_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40,64}\b",
        "Sourcegraph docs, access token formats",
    ),
    token("sonar", r"\bsq[apu]_[A-Za-z0-9]{40}\b", "SonarQube docs, tokens"),
    token("circleci", r"\bCCIP(?:AT|RJ)_[A-Za-z0-9_]{40,80}", "CircleCI docs, API tokens"),
    token("travis-buildkite", r"\bbk(?:ua|ct|aj|pt)_[a-f0-9A-Za-z]{32,60}\b", "Buildkite docs, token formats"),
    token("postman", r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b", "Postman docs, API keys", caseless=True),
    token("readme", r"\brdme_[a-z0-9]{70}\b", "ReadMe docs, API keys"),
    token("octopus", r"\bAPI-[A-Z0-9]{26}\b", "Octopus docs, API keys", bits=3.3),
    token("figma", r"\bfig[dou]_[A-Za-z0-9_-]{38,60}", "Figma developer docs, access tokens"),
    token("sentry", r"\bsntry[su]_[A-Za-z0-9+/=_]{60,400}", "Sentry docs, auth tokens"),
    token(
        "sidekiq-url",
        r"\b[a-f0-9]{8}:[a-f0-9]{8}@(?:gems|enterprise)\.contribsys\.com",
        "Sidekiq wiki, commercial FAQ",
        bits=1.5,
        caseless=True,
    ),
    token(
        "sidekiq",
        r"\bBUNDLE_(?:ENTERPRISE|GEMS)__CONTRIBSYS__COM[\"' ]{0,3}[:=][\"' ]{0,3}(?P<v>[a-f0-9]{8}:[a-f0-9]{8})",
        "Sidekiq wiki, commercial FAQ",
        bits=1.5,
        caseless=True,
    ),
)

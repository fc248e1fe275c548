"""The examples are what they say: policies that are taken, and a deployment that mounts what its policy names."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
import yaml

from safekv.config import load_policy
from safekv.types import Mode

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/policy.yaml")), ids=lambda path: path.parent.name)
def test_policies_are_taken(path: Path) -> None:
    assert load_policy(path).mode.publishes


def test_the_deployment_mounts_what_its_policy_names_and_is_alone() -> None:
    policy = load_policy(EXAMPLES / "kubernetes" / "policy.yaml")
    deployment, volume, service = yaml.safe_load_all((EXAMPLES / "kubernetes" / "safekv.yaml").read_text())
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    mounted = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    assert policy.identity.api_keys is not None
    assert policy.identity.master_secret_file is not None
    for path in (policy.identity.api_keys, policy.identity.master_secret_file, policy.ledger.path):
        assert str(PurePosixPath(str(path)).parent) in mounted
    assert {volume["name"] for volume in pod["volumes"]} == set(mounted.values())
    assert (deployment["spec"]["replicas"], deployment["spec"]["strategy"]["type"]) == (1, "Recreate")
    assert {"claimName": volume["metadata"]["name"]} in [each.get("persistentVolumeClaim") for each in pod["volumes"]]
    assert service["spec"]["selector"].items() <= deployment["spec"]["template"]["metadata"]["labels"].items()
    modes = [each["secret"]["defaultMode"] for each in pod["volumes"] if "secret" in each]
    assert modes == [0o440]
    assert policy.identity.group_readable


def test_the_gateway_names_the_tenant_itself() -> None:
    policy = load_policy(EXAMPLES / "gateway" / "policy.yaml")
    proxy = policy.identity.proxy
    assert policy.mode is Mode.LEDGER
    assert proxy is not None
    template = (EXAMPLES / "gateway" / "nginx.conf.template").read_text()
    assert f"proxy_set_header {proxy.tenant_header} $tenant;" in template
    assert "proxy_set_header X-SafeKV-Proxy-Secret ${SECRET};" in template

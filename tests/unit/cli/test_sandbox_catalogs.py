"""The catalogues of catalogs.yml in a sandbox: nothing stands in front of it."""

from dataclasses import replace
from pathlib import Path

from publisher.cli.sandbox_catalogs import with_sandbox_addresses
from publisher.manifests.load_folder import load
from publisher.model.manifest import Mode


def test_certificates_and_passwords_are_left_out(tmp_path: Path) -> None:
    settings = "repository: essais\ncatalogs:\n  portail: {kind: ckan, url: 'https://data.example.org'}\n"
    (tmp_path / "catalogs.yml").write_text(settings, encoding="utf-8")
    manifests = load(tmp_path, {}).manifests
    (config,) = manifests.catalogs
    behind = replace(config, ca=tmp_path / "x.pem", token_header="X-Jeton", basic_auth_env="ACCES", token_env="JETON")

    (served,) = with_sandbox_addresses(replace(manifests, catalogs=(behind,)), "http://127.0.0.1:1").catalogs

    assert (served.ca, served.token_header, served.basic_auth_env, served.token_env) == (None, None, None, None)
    assert (served.url, served.mode) == ("http://127.0.0.1:1/portail", Mode.MANAGE)

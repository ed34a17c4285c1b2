"""The folders and ports of the test servers, and the portals that a CKAN can be."""

import configparser
from pathlib import Path

import pytest
import yaml

from tests.live import test_ckan_recorded_exchanges, test_udata_recorded_exchanges
from tests.servers import UsageError, lifecycle
from tests.servers.ckan import install, portals
from tests.servers.ckan.config import ini
from tests.servers.ckan.portals import PORTALS
from tests.servers.settings import CKAN_VERSIONS, UDATA_VERSION, settings_in


@pytest.mark.parametrize(
    ("environment", "home"),
    [
        ({"HOME": "/home/a"}, "/home/a/.cache/publisher-live"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/cache"}, "/cache/publisher-live"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/cache", "PUBLISHER_SERVERS_HOME": "/srv/x"}, "/srv/x"),
        ({"HOME": "/home/a", "PUBLISHER_SERVERS_HOME": ""}, "/home/a/.cache/publisher-live"),
    ],
)
def test_home(environment: dict[str, str], home: str) -> None:
    assert settings_in(environment).home == Path(home)


def test_each_server_has_a_folder_and_an_address() -> None:
    settings = settings_in({"HOME": "/home/a", "PUBLISHER_SERVERS_CKAN_PORT": "5999"})

    assert settings.ckan("2.11.6").url == "http://127.0.0.1:5999"
    assert settings.udata.url == "http://127.0.0.1:7050"
    assert len({settings.ckan("2.11.6").run, settings.ckan("2.12.0").run, settings.udata.run}) == 3


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", "80 "])
def test_no_port(port: str) -> None:
    with pytest.raises(UsageError, match="PUBLISHER_SERVERS_REDIS_PORT"):
        settings_in({"HOME": "/home/a", "PUBLISHER_SERVERS_REDIS_PORT": port})


def test_the_exchanges_were_recorded_from_the_servers_that_are_installed() -> None:
    """With another version their tests skip, and nothing compares the sandbox with it: record the exchanges again."""
    assert CKAN_VERSIONS[0] == test_ckan_recorded_exchanges.RECORDED
    assert UDATA_VERSION == test_udata_recorded_exchanges.RECORDED


# ---- portals


INSTANCE = settings_in({"HOME": "/home/a"})


def configuration(portal: str) -> dict[str, str]:
    text = ini(INSTANCE.ckan("2.12.0"), INSTANCE.ports, "secret", PORTALS[portal])
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return dict(parser["app:main"])


def test_a_bare_portal_loads_what_every_ckan_loads() -> None:
    options = configuration("bare")

    assert options["ckan.plugins"] == "rewriting image_view"
    assert not [name for name in options if name.startswith(("scheming", "ckanext"))]


def test_a_portal_with_a_schema_loads_its_plugins_and_names_the_schema() -> None:
    options = configuration("dcat_ap_full")

    assert options["ckan.plugins"] == "scheming_datasets dcat rewriting image_view"
    assert options["scheming.dataset_schemas"] == "ckanext.dcat.schemas:dcat_ap_full.yaml"
    assert options["ckanext.dcat.rdf.profiles"] == "euro_dcat_ap_3 euro_dcat_ap_scheming"
    assert "scheming.dataset_schemas" not in configuration("dcat")


def test_the_local_schema_asks_for_what_a_portal_may_ask_for() -> None:
    schema = yaml.safe_load((Path(portals.__file__).parent / "local_schema.yaml").read_text())
    fields = {field["field_name"]: field for field in schema["dataset_fields"]}

    assert configuration("local")["scheming.dataset_schemas"].endswith(":local_schema.yaml")
    assert fields["service_producteur"]["required"]
    assert fields["categorie"]["required"]
    assert fields["publics"]["preset"] == "multiple_checkbox"
    assert fields["referents"]["repeating_subfields"]
    assert fields["date_publication"]["preset"] == "date"
    assert [field["field_name"] for field in schema["resource_fields"] if field.get("required")] == ["nature"]


def test_only_the_newest_ckan_has_the_plugins_of_the_other_portals() -> None:
    assert "ckanext-scheming" in install.contents("2.12.0")
    assert "ckanext-scheming" not in install.contents("2.11.6")
    portals.require_portal("2.11.6", "bare")
    with pytest.raises(UsageError, match=r"CKAN 2\.11\.6 has no plug-ins for the portal local; use CKAN 2\.12\.0"):
        portals.require_portal("2.11.6", "local")


def test_a_ckan_is_named_for_its_portal(tmp_path: Path) -> None:
    settings = settings_in({"HOME": str(tmp_path)})
    assert lifecycle.running_ckan(settings, "2.12.0") == "CKAN 2.12.0"
    run = settings.ckan("2.12.0").run
    run.mkdir(parents=True)
    (run / "portal").write_text("local")

    assert lifecycle.running_ckan(settings, "2.12.0") == "CKAN 2.12.0 (local)"

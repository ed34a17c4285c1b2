"""The two catalogues to which the workflows of a repository publish, and the settings that name them."""

from collections.abc import Iterator
from contextlib import contextmanager

from publisher.sandbox.ckan import Ckan
from publisher.sandbox.seed import Organization, Role, Seed, User
from publisher.sandbox.udata import Udata

from .catalogs import served_catalog

TOKEN = "jeton-tres-secret-3f9a"
SECRETS = {"PUBLISHER_GRANDLYON_TOKEN": TOKEN, "PUBLISHER_DATAGOUV_TOKEN": TOKEN}


@contextmanager
def served_catalogs() -> Iterator[dict[str, str]]:
    """Serve a CKAN and a udata; yield the variables of a repository that publishes to them."""
    with served_catalog(Ckan(), _seed("bron")) as ckan, served_catalog(Udata(), _seed("grand-lyon")) as udata:
        yield {
            "PUBLISHER_GRANDLYON_URL": ckan, "PUBLISHER_GRANDLYON_MODE": "manage",
            "PUBLISHER_DATAGOUV_URL": udata, "PUBLISHER_DATAGOUV_MODE": "manage",
        }  # fmt: skip


def _seed(organization: str) -> Seed:
    return Seed((Organization(organization, organization),), (User("robot", TOKEN, roles={organization: Role.EDITOR}),))

"""What rarely changes on a udata: its version, and the words that it knows."""

from collections.abc import Mapping

from publisher.catalogs.documents import list_of
from publisher.catalogs.udata.api import RestApi


def server_facts(api: RestApi) -> dict[str, object]:
    """Ask for the version and the words. Raises `CatalogError`."""
    site = api.as_document(api.get_always_there("site/"))
    schemas = api.documents("datasets/schemas/")
    return {
        "software": f"udata {site.get('version') or ''}".strip(),
        "licenses": [str(license_.get("id")) for license_ in api.documents("datasets/licenses/")],
        "frequencies": [str(frequency.get("id")) for frequency in api.documents("datasets/frequencies/")],
        "granularities": [str(level.get("id")) for level in api.documents("spatial/granularities/")],
        "schemas": {
            str(schema.get("name")): [str(version.get("version_name")) for version in list_of(schema, "versions")]
            for schema in schemas
        },
    }


def words_in(cached: object) -> frozenset[str]:
    """Return the words of a cached list."""
    return frozenset(str(word) for word in cached) if isinstance(cached, list) else frozenset()


def versions_in(cached: object) -> Mapping[str, frozenset[str]]:
    """Return the versions of each schema of a cached document."""
    if not isinstance(cached, dict):
        return {}
    return {str(name): words_in(versions) for name, versions in cached.items()}

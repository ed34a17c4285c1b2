"""Settings of catalogs.yml that mean nothing to a udata. Pure."""

from collections.abc import Iterator

from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import message
from publisher.rules.catalogs import UNKNOWN_FIELD_OF_SCHEMA


def settings_without_effect(config: CatalogConfig) -> Iterator[Finding]:
    """Yield a finding for each field of a schema that catalogs.yml names: udata has none."""
    for name in config.fields:
        what = message("`fields:` has no effect here: udata declares no schema")
        yield UNKNOWN_FIELD_OF_SCHEMA.at(config.fields_at.get(name, config.at), what, message("Delete it."), name)

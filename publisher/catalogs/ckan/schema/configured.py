"""`fields:` of catalogs.yml: which declared fields of a portal hold which fields of manifests. Pure."""

from collections.abc import Iterator

from publisher.catalogs.ckan.schema.places import KEYS_OF_PATHS, FieldPlaces, key_of_path
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import Message, message
from publisher.model.vocabulary import closest
from publisher.rules.catalogs import UNKNOWN_FIELD_OF_SCHEMA


def setting_findings(config: CatalogConfig, places: FieldPlaces) -> Iterator[Finding]:
    """Yield a finding for each field of a manifest, or of the portal's schema, that does not exist."""
    declared = places.schema.dataset
    for name, path in config.fields.items():
        at = config.fields_at.get(name, config.at)
        if key_of_path(path) is None:
            what = message("“{name}” is not a field of a manifest that `fields:` can name", name=path)
            yield UNKNOWN_FIELD_OF_SCHEMA.at(at, what, _near(path, [*KEYS_OF_PATHS, "extras.…"]), path)
        elif declared and not places.is_declared(name):
            what = message("the schema of {catalog} has no field “{name}”", catalog=config.name, name=name)
            yield UNKNOWN_FIELD_OF_SCHEMA.at(at, what, _near(name, list(declared)), name)


def _near(text: str, known: list[str]) -> Message:
    near = closest(text, known)
    return (
        message("Did you mean “{near}”?", near=near)
        if near
        else message("Allowed fields: {known}", known=", ".join(known))
    )

"""What the schema of a portal means for manifests, for `publisher doctor`. Pure."""

from collections.abc import Iterable, Mapping

from publisher.catalogs.ckan.refusals import KEYS
from publisher.catalogs.ckan.schema.checks import NEVER_ASKED, path_of
from publisher.catalogs.ckan.schema.declared import DeclaredField
from publisher.catalogs.ckan.schema.places import FieldPlaces
from publisher.model.catalog import AskedField, SchemaReport
from publisher.model.dataset import EXTRA_PREFIX


def schema_report(
    places: FieldPlaces, document: Mapping[str, object], saved: Mapping[str, object] | None
) -> SchemaReport | None:
    """Return what the portal's schema holds of manifests, and what it asks for besides; None where it has none.

    `document`: the schema as it is saved; `saved`: the copy, where there is one.
    """
    schema = places.schema
    if not schema:
        return None
    paths = {name: path_of(name, places) for name in schema.dataset if name not in NEVER_ASKED}
    return SchemaReport(
        about=schema.about,
        held=tuple(dict.fromkeys(path for path in paths.values() if not path.startswith(EXTRA_PREFIX))),
        asked=tuple(
            _asked(
                (path.removeprefix(EXTRA_PREFIX), schema.dataset[name])
                for name, path in paths.items()
                if path.startswith(EXTRA_PREFIX)
            )
        ),
        asked_of_resources=tuple(_asked(item for item in schema.resource.items() if item[0] not in KEYS.resource)),
        is_copy_current=None if saved is None else saved == document,
    )


def _asked(fields: Iterable[tuple[str, DeclaredField]]) -> Iterable[AskedField]:
    """Yield those that are required, each under the key that manifests give it."""
    for key, field in fields:
        if field.required:
            yield AskedField(key, field.label, tuple(choice.value for choice in field.choices))

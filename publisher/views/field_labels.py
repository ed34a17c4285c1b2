"""The names of fields as a person says them; manifests, journals and JSON have the keys."""

from collections.abc import Iterable, Sequence

from publisher.locale import _
from publisher.model.change import ORDER, WHOLE, FieldPath
from publisher.model.dataset import EXTRA_PREFIX
from publisher.model.names import ResourceId
from publisher.views.safe_text import clip


def field_label(path: FieldPath) -> str:
    """Return the name of a field of a dataset, or of a resource with its id, on one line."""
    if path.field == ORDER:
        return _("order of the resources")
    if path.resource is None:
        return _name(path)
    resource = _("resource {id}").format(id=clip(path.resource))
    return resource if path.field == WHOLE else f"{resource}{_(', ')}{_name(path)}"


def field_labels(paths: Iterable[FieldPath]) -> str:
    """Return the names of some fields, each once; those of a resource behind its id."""
    by_resource: dict[ResourceId | None, list[FieldPath]] = {}
    for path in paths:
        by_resource.setdefault(None if path.field == ORDER else path.resource, []).append(path)
    return _(", ").join(_together(group) for group in by_resource.values())


def _together(paths: Sequence[FieldPath]) -> str:
    if len(paths) == 1 or paths[0].resource is None or paths[0].field == ORDER:
        return _(", ").join(dict.fromkeys(map(field_label, paths)))
    whole = field_label(FieldPath(WHOLE, paths[0].resource))
    return f"{whole} ({_(', ').join(dict.fromkeys(_name(path) for path in paths if path.field != WHOLE))})"


def _name(path: FieldPath) -> str:
    return _names().get(path.field) or clip(path.field.removeprefix(EXTRA_PREFIX))


def _names() -> dict[str, str]:
    return {
        "title": _("title"),
        "description": _("description"),
        "keywords": _("keywords"),
        "license": _("licence"),
        "frequency": _("frequency"),
        "temporal": _("period"),
        "spatial": _("territory"),
        "granularity": _("granularity"),
        "contact": _("contact"),
        "contacts": _("other contacts"),
        "theme": _("theme"),
        "hvd": _("high-value category"),
        "language": _("language"),
        "issued": _("publication date"),
        "landing_page": _("web page"),
        "version": _("version"),
        "access": _("access"),
        "groups": _("groups"),
        "state": _("state"),
        "url": _("address"),
        "file": _("file"),
        "format": _("format"),
        "mime": _("media type"),
        "type": _("type"),
        "schema": _("schema"),
        "modified": _("date of the data"),
    }

"""Organizations and datasets as the catalogue's pages show them: labels in French, values unchanged."""

from collections.abc import Collection, Mapping
from typing import Final

from publisher.sandbox.ckan.frequencies import frequency_name
from publisher.sandbox.ckan.schema import Fields, Schema, facts_of
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.views import PACKAGE_FIELDS, RESOURCE_FIELDS, shown
from publisher.sandbox.documents import documents_of, text_of
from publisher.sandbox.interface import ShownDataset, ShownOrganization, ShownResource
from publisher.sandbox.store import Document

_LABELS: Final = {
    "frequency": "Fréquence de mise à jour",
    "spatial_uri": "Territoire",
    "theme": "Thème",
    "hvd_category": "Catégorie de données de forte valeur",
    "language": "Langue",
    "issued": "Date de publication",
}
"""Labels of extras; the others are shown by their keys."""

_PERIOD: Final = ("temporal_start", "temporal_end")


def organizations(session: Session) -> tuple[ShownOrganization, ...]:
    """Return all organizations with their datasets, except deleted ones."""
    views = [shown(session, package) for package in session.database.all("package") if package["state"] != "deleted"]
    groups = [group for group in session.groups.values() if group["is_organization"]]
    return tuple(
        ShownOrganization(str(group["name"]), _title(group), tuple(_datasets(session.schema, group, views)))
        for group in sorted(groups, key=lambda group: _title(group).lower())
    )


def _title(group: Document) -> str:
    return text_of(group, "title") or text_of(group, "name")


def _datasets(schema: Schema, organization: Document, views: list[Document]) -> list[ShownDataset]:
    datasets = [_dataset(schema, organization, view) for view in views if view["owner_org"] == organization["id"]]
    return sorted(datasets, key=lambda dataset: dataset.title.lower())


def _dataset(schema: Schema, organization: Document, view: Document) -> ShownDataset:
    return ShownDataset(
        name=text_of(view, "name"),
        title=text_of(view, "title") or text_of(view, "name"),
        description=text_of(view, "notes"),
        organization=_title(organization),
        organization_name=text_of(organization, "name"),
        hidden=_hidden(view),
        keywords=tuple(text_of(tag, "name") for tag in documents_of(view, "tags")),
        facts=_nonempty({**_fields(view), **_declared(schema.dataset, PACKAGE_FIELDS, view), **_extras(view)}),
        resources=tuple(_resource(schema, resource) for resource in documents_of(view, "resources")),
    )


def _hidden(view: Document) -> str:
    if view["private"]:
        return "Fiche privée : seuls les membres de l’organisation la voient."
    return "" if view["state"] == "active" else "Brouillon : la fiche n’est pas publiée."


def _fields(view: Document) -> dict[str, str]:
    contact = [text_of(view, name) for name in ("maintainer", "maintainer_email")]
    return {
        "Licence": text_of(view, "license_title"),
        "Contact": ", ".join(part for part in contact if part),
        "Page d’accueil": text_of(view, "url"),
    }


def _declared(declared_fields: Fields, shown_already: Collection[str], view: Document) -> dict[str, str]:
    """Return the label and the text of each field that the portal declares beyond CKAN's own."""
    return facts_of({name: field for name, field in declared_fields.items() if name not in shown_already}, view)


def _extras(view: Document) -> dict[str, str]:
    extras = {text_of(extra, "key"): text_of(extra, "value") for extra in documents_of(view, "extras")}
    if extras.get("frequency"):
        extras["frequency"] = frequency_name(extras["frequency"])
    period = [extras.pop(name, "") for name in _PERIOD]
    shown_period = {"Période": " – ".join(period)} if any(period) else {}
    return {_LABELS.get(key, key): value for key, value in extras.items()} | shown_period


def _resource(schema: Schema, view: Document) -> ShownResource:
    size = view.get("size")
    facts = {
        "Format": text_of(view, "format"),
        "Type de contenu": text_of(view, "mimetype"),
        "Type": text_of(view, "resource_type"),
        "Schéma": text_of(view, "conforms_to"),
        "Taille": f"{size} octets" if isinstance(size, int) else "",
        "Empreinte": text_of(view, "hash"),
        "Identifiant": text_of(view, "id"),
        **_declared(schema.resource, RESOURCE_FIELDS, view),
    }
    title = text_of(view, "name") or text_of(view, "url")
    return ShownResource(title, text_of(view, "description"), text_of(view, "url"), _nonempty(facts))


def _nonempty(facts: Mapping[str, str]) -> Mapping[str, str]:
    return {label: text for label, text in facts.items() if text}

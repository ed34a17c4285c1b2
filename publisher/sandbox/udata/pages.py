"""Organizations and datasets of a udata, as the sandbox's pages show them in French."""

from collections.abc import Mapping

from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.interface import Call, ShownDataset, ShownOrganization, ShownResource
from publisher.sandbox.store import Document
from publisher.sandbox.udata import storage
from publisher.sandbox.udata.request import ApiRequest
from publisher.sandbox.udata.views import address
from publisher.sandbox.udata.vocabularies import FREQUENCIES, LICENSES

TYPES: Mapping[str, str] = {
    "main": "Fichier principal",
    "documentation": "Documentation",
    "update": "Mise à jour",
    "api": "API",
    "code": "Dépôt de code",
    "other": "Autre",
}
EXTRAS: Mapping[str, str] = {
    "publisher_theme": "Thème",
    "publisher_hvd": "Catégorie de données de forte valeur",
    "publisher_language": "Langue",
    "publisher_issued": "Date de publication",
    "publisher_landing_page": "Page d’accueil",
    "publisher_version": "Version",
}
"""Extras that contain a field of a manifest, and its label."""


def shown(call: Call) -> tuple[ShownOrganization, ...]:
    """Return every organization with its datasets."""
    request, all_datasets = ApiRequest(call), call.database.all(storage.DATASET)
    organizations = sorted(
        (organization for organization in call.database.all(storage.ORGANIZATION) if not organization.get("deleted")),
        key=lambda organization: text_of(organization, "name").casefold(),
    )
    return tuple(_organization(request, organization, all_datasets) for organization in organizations)


def _organization(request: ApiRequest, organization: Document, all_datasets: list[Document]) -> ShownOrganization:
    visible_datasets = (
        dataset
        for dataset in all_datasets
        if dataset.get("organization") == organization["id"] and not dataset.get("deleted")
    )
    datasets = sorted(visible_datasets, key=lambda dataset: text_of(dataset, "title").casefold())
    name, title = text_of(organization, "slug"), text_of(organization, "name")
    return ShownOrganization(name, title, tuple(_dataset(request, dataset, organization) for dataset in datasets))


def _dataset(request: ApiRequest, dataset: Document, organization: Document) -> ShownDataset:
    return ShownDataset(
        name=text_of(dataset, "slug"),
        title=text_of(dataset, "title"),
        description=text_of(dataset, "description"),
        organization=text_of(organization, "name"),
        organization_name=text_of(organization, "slug"),
        hidden=_hidden(dataset),
        keywords=tuple(str(tag) for tag in list_of(dataset, "tags")),
        facts=_nonempty(_facts(request, dataset)),
        resources=tuple(_resource(request, resource) for resource in documents_of(dataset, "resources")),
    )


def _hidden(dataset: Document) -> str:
    if dataset.get("private"):
        return "Fiche privée : seuls les membres de l’organisation la voient."
    return "Fiche archivée : elle n’est plus dans les listes." if dataset.get("archived") else ""


def _facts(request: ApiRequest, dataset: Document) -> Mapping[str, str]:
    period, extras = document_of(dataset, "temporal_coverage"), document_of(dataset, "extras")
    points = [
        request.database.get(storage.CONTACT, str(contact_id)) or {}
        for contact_id in list_of(dataset, "contact_points")
    ]
    labelled_extras = {label: str(extras[name]) for name, label in EXTRAS.items() if extras.get(name)}
    return {
        "Licence": LICENSES.get(text_of(dataset, "license"), ("", None))[0],
        "Fréquence de mise à jour": FREQUENCIES.get(text_of(dataset, "frequency"), ""),
        "Granularité": text_of(document_of(dataset, "spatial"), "granularity").replace("other", ""),
        "Territoire": _territory(document_of(dataset, "spatial")),
        "Période": _period(period),
        "Contact": " · ".join(_contact(point) for point in points),
        **labelled_extras,
        **_other_extras(extras),
    }


def _other_extras(extras: Document) -> Mapping[str, str]:
    """Return extras without a label by their own names, without those of the tool's marker."""
    return {name: str(value) for name, value in extras.items() if not name.startswith("publisher_")}


def _territory(spatial: Document) -> str:
    zones = ", ".join(str(zone) for zone in list_of(spatial, "zones"))
    return zones or ("Tracé sur une carte" if spatial.get("geom") else "")


def _period(period: Document) -> str:
    start, end = text_of(period, "start"), text_of(period, "end")
    if start and end:
        return f"Du {start} au {end}"
    return f"Depuis le {start}" if start else ""


def _contact(point: Document) -> str:
    name, email = text_of(point, "name"), text_of(point, "email") or text_of(point, "contact_form")
    return ", ".join(part for part in (name, email) if part)


def _resource(request: ApiRequest, resource: Document) -> ShownResource:
    schema, checksum = document_of(resource, "schema"), document_of(resource, "checksum")
    size = resource.get("filesize")
    facts = {
        "Type": TYPES.get(text_of(resource, "type"), ""),
        "Format": text_of(resource, "format"),
        "Type de contenu": text_of(resource, "mime"),
        "Taille": f"{size} octets" if isinstance(size, int) else "",
        "Empreinte": f"{text_of(checksum, 'type')} {text_of(checksum, 'value')}" if checksum else "",
        "Schéma": " ".join(filter(None, (text_of(schema, part) for part in ("name", "version", "url")))),
    }
    return ShownResource(
        text_of(resource, "title"), text_of(resource, "description"), address(request, resource), _nonempty(facts)
    )


def _nonempty(facts: Mapping[str, str]) -> Mapping[str, str]:
    return {label: text for label, text in facts.items() if text}

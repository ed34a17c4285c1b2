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
}
"""Extras that contain a field of a manifest, and its label."""


def shown(call: Call) -> tuple[ShownOrganization, ...]:
    """Return every organization with its datasets."""
    request, every = ApiRequest(call), call.database.all(storage.DATASET)
    organizations = sorted(
        (one for one in call.database.all(storage.ORGANIZATION) if not one.get("deleted")),
        key=lambda one: text_of(one, "name").casefold(),
    )
    return tuple(_organization(request, one, every) for one in organizations)


def _organization(request: ApiRequest, organization: Document, every: list[Document]) -> ShownOrganization:
    mine = (one for one in every if one.get("organization") == organization["id"] and not one.get("deleted"))
    datasets = sorted(mine, key=lambda one: text_of(one, "title").casefold())
    name, title = text_of(organization, "slug"), text_of(organization, "name")
    return ShownOrganization(name, title, tuple(_dataset(request, one, organization) for one in datasets))


def _dataset(request: ApiRequest, dataset: Document, organization: Document) -> ShownDataset:
    return ShownDataset(
        name=text_of(dataset, "slug"),
        title=text_of(dataset, "title"),
        description=text_of(dataset, "description"),
        organization=text_of(organization, "name"),
        organization_name=text_of(organization, "slug"),
        hidden=_hidden(dataset),
        keywords=tuple(str(one) for one in list_of(dataset, "tags")),
        facts=_said(_facts(request, dataset)),
        resources=tuple(_resource(request, one) for one in documents_of(dataset, "resources")),
    )


def _hidden(dataset: Document) -> str:
    if dataset.get("private"):
        return "Fiche privée : seuls les membres de l’organisation la voient."
    return "Fiche archivée : elle n’est plus dans les listes." if dataset.get("archived") else ""


def _facts(request: ApiRequest, dataset: Document) -> Mapping[str, str]:
    period, extras = document_of(dataset, "temporal_coverage"), document_of(dataset, "extras")
    points = [request.database.get(storage.CONTACT, str(one)) or {} for one in list_of(dataset, "contact_points")]
    named = {label: str(extras[name]) for name, label in EXTRAS.items() if extras.get(name)}
    return {
        "Licence": LICENSES.get(text_of(dataset, "license"), ("", None))[0],
        "Fréquence de mise à jour": FREQUENCIES.get(text_of(dataset, "frequency"), ""),
        "Territoire": _place(document_of(dataset, "spatial")),
        "Période": _period(period),
        "Contact": " · ".join(_contact(one) for one in points),
        **named,
        **_others(extras),
    }


def _others(extras: Document) -> Mapping[str, str]:
    """Return extras without a label by their own names, without those of the tool's marker."""
    return {name: str(value) for name, value in extras.items() if not name.startswith("publisher_")}


def _place(spatial: Document) -> str:
    zones = ", ".join(str(one) for one in list_of(spatial, "zones"))
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
        text_of(resource, "title"), text_of(resource, "description"), address(request, resource), _said(facts)
    )


def _said(facts: Mapping[str, str]) -> Mapping[str, str]:
    return {label: text for label, text in facts.items() if text}

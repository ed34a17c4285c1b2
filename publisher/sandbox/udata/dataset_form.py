"""The form of a dataset: which fields udata accepts, keeps and erases."""

from collections.abc import Callable, Mapping
from typing import Final

from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import storage, values
from publisher.sandbox.udata.access import organization_permissions
from publisher.sandbox.udata.refusals import (
    Wrong,
    broken,
    collect,
    invalid,
    invalid_model,
    refused,
    unstorable,
)
from publisher.sandbox.udata.request import ApiRequest
from publisher.sandbox.udata.resource_form import resources_of
from publisher.sandbox.udata.slugs import tag
from publisher.sandbox.udata.timestamps import day_of, timestamp_of
from publisher.sandbox.udata.values import Form
from publisher.sandbox.udata.vocabularies import FORMER_FREQUENCIES, FREQUENCIES, LICENSES
from publisher.sandbox.udata.zones import fault, spatial

TAG_SIZES: Final = range(3, 97)
ACRONYM_LIMIT: Final = 128
_IDENTIFIER: Final = 24
EDITED: Final = (
    "title", "acronym", "description", "description_short", "license", "frequency", "frequency_date", "archived",
    "temporal_coverage", "spatial", "tags", "private", "owner", "organization", "contact_points",
)  # fmt: skip
"""Fields whose changes udata records. The answer to a write that changes one is read again from the store."""


def dataset_of(request: ApiRequest, sent: Document, held: Document) -> Document:
    """Return a dataset with the values that were sent; `held` is empty for a new one. Raises `Refusal`.

    An empty document changes nothing; any other one without tags or period erases them.
    """
    if held and not sent:
        return held
    form = Form(request, sent, held)
    try:
        found = collect(_readers(form))
    except Wrong as wrong:
        raise invalid(wrong.says) from wrong
    found = held | found
    _refuse_unstorable(request, found, held)
    return found


def _readers(form: Form) -> Mapping[str, Callable[[], object]]:
    moments = {name: lambda name=name: _moment(form, name) for name in ("frequency_date", "deleted", "archived")}
    return {
        "title": lambda: values.text(form, "title", required=True, limit=values.TITLE_LIMIT),
        "acronym": lambda: values.text(form, "acronym"),
        "description": lambda: values.text(form, "description", required=True, limit=values.DESCRIPTION_LIMIT),
        "description_short": lambda: values.text(form, "description_short", limit=values.SHORT_LIMIT),
        "license": lambda: _license(form),
        "frequency": lambda: _frequency(form),
        **moments,
        "temporal_coverage": lambda: _period(form),
        "spatial": lambda: spatial(form),
        "tags": lambda: _tags(form),
        "private": lambda: _private(form),
        "owner": lambda: _owner(form),
        "organization": lambda: _organization(form),
        "extras": lambda: values.extras(form, values.OF_DATASET),
        "resources": lambda: _resources(form),
        "contact_points": lambda: _contact_points(form),
    }


# ---- fields


def _moment(form: Form, name: str) -> object:
    return timestamp_of(form.sent[name]) if name in form.sent else form.held.get(name)


def _license(form: Form) -> object:
    """Return the licence; an unknown one becomes none, without an error."""
    found = form.value("license")
    return found if isinstance(found, str) and found in LICENSES else None


def _frequency(form: Form) -> str | None:
    found = form.value("frequency")
    if found is None:
        return None
    word = FORMER_FREQUENCIES.get(str(found), str(found))
    if word not in FREQUENCIES:
        raise refused(400, f"'{found}' is not a valid UpdateFrequency")
    return word


def _period(form: Form) -> Document | None:
    sent = form.sent.get("temporal_coverage")
    if not sent:
        return None
    if isinstance(sent, str):
        start, _dash, end = sent.partition(" - ")
        sent = {"start": start, "end": end}
    if not isinstance(sent, dict) or "start" not in sent:
        raise Wrong("Incapable de comprendre la date")
    start, today = sent["start"], form.request.today
    last = day_of(sent["end"], today) if sent.get("end") else None
    days = sorted([day_of(start, today), *([last] if last else [])])
    return {"start": days[0], "end": days[1] if last else None}


def _tags(form: Form) -> list[str]:
    sent = form.sent.get("tags")
    named = sent if isinstance(sent, list) else [sent] if sent else []
    if len(named) == 1:
        if not isinstance(named[0], str):
            raise broken()
        named = [part for part in named[0].split(",") if part.strip()]
    texts = [one for one in named if isinstance(one, str)]
    if len(texts) < len(named):
        raise broken()
    tags = [tag(one) for one in texts]
    for one in tags:
        if len(one) not in TAG_SIZES:
            raise Wrong(f'Le mot-clé "{one}" doit avoir entre {TAG_SIZES.start} et {TAG_SIZES.stop - 1} caractères.')
    return sorted(set(tags))


def _private(form: Form) -> bool:
    """Return whether the dataset is hidden: by anything but false, null and an empty value."""
    if "private" not in form.sent:
        return bool(form.held.get("private"))
    return form.sent["private"] not in (None, False, "false", "", 0)


def _identifier(value: object) -> str:
    """Return the id of a document that was sent, bare or within an object. Raises `Wrong`."""
    found = value.get("id") if isinstance(value, dict) and "id" in value else value
    if not isinstance(found, str) or len(found) != _IDENTIFIER or set(found) - set("0123456789abcdef"):
        raise Wrong(f"Unsupported identifier: {found}")
    return found


def _owner(form: Form) -> object:
    """Return the owner: the caller, where no organization is sent or stored."""
    sent = form.sent.get("owner")
    if not sent:
        held = form.held.get("organization") or form.sent.get("organization")
        return None if held else form.held.get("owner") or form.request.me
    name = _identifier(sent)
    if form.request.database.get(storage.USER, name) is None:
        raise Wrong("User n'existe pas")
    if name != form.request.me and not form.request.is_administrator:
        raise Wrong("Vous ne pouvez définir que vous-même en tant que propriétaire")
    return None if form.sent.get("organization") else name


def _organization(form: Form) -> object:
    """Return the organization that was sent; an owner without one takes the dataset out of its organization."""
    held, sent = form.held.get("organization"), form.sent.get("organization")
    if held and "organization" in form.sent and not sent:
        raise broken()
    if not sent:
        return None if form.sent.get("owner") else held
    name = _identifier(sent)
    found = form.request.database.get(storage.ORGANIZATION, name)
    if found is None:
        raise Wrong("Organization n'existe pas")
    if held and held != name and not form.request.is_administrator:
        raise Wrong(
            "Impossible de modifier le propriétaire après la création. Veuillez utiliser la fonctionnalité de"
            " transfert."
        )
    if not organization_permissions(form.request, found)["private"]:
        raise Wrong("Permission refusée pour cette organisation")
    return name


def _resources(form: Form) -> list[Document]:
    if "resources" not in form.sent:
        return documents_of(form.held, "resources")
    return resources_of(form.request, form.sent["resources"], form.held)


def _contact_points(form: Form) -> list[object]:
    if "contact_points" not in form.sent:
        return list_of(form.held, "contact_points")
    sent = form.sent["contact_points"]
    if sent is None:
        return []
    named = sent if isinstance(sent, list) else [sent]
    if not named:
        return list_of(form.held, "contact_points")
    if len(named) == 1 and isinstance(named[0], str):
        named = [part for part in named[0].split(",") if part]
    found = [_identifier(one) for one in named]
    unknown = [one for one in dict.fromkeys(found) if form.request.database.get(storage.CONTACT, one) is None]
    if unknown or len(set(found)) != len(found):
        raise Wrong(f"Identifiants inconnus\u00a0: {', '.join(unknown)}")
    return list(found)


# ---- what the form takes, and the store does not


def _refuse_unstorable(request: ApiRequest, dataset: Document, held: Document) -> None:
    name = held.get("id")
    names = [one["id"] for one in documents_of(dataset, "resources")]
    if len(set(names)) != len(names):
        says = f"Duplicate resource ID in dataset #{name}."
        raise unstorable("Dataset", name, {"__all__": says}, says, "__all__")
    refuse_custom(dataset, name)
    if len(text_of(dataset, "acronym")) > ACRONYM_LIMIT:
        says = "String value is too long"
        raise unstorable("Dataset", name, {"acronym": says}, says, "acronym")
    found = fault(document_of(dataset, "spatial"))
    if found is not None:
        part, says = found
        raise unstorable("Dataset", name, {"spatial": {part: says}}, f"{part}.{says}", "spatial")
    _refuse_foreign_contacts(request, dataset)


def refuse_custom(dataset: Document, name: object) -> None:
    """Raise `Refusal` for extras that only an organization can declare; none does here."""
    if not any(extra.startswith("custom:") for extra in document_of(dataset, "extras")):
        return
    says = "Dataset's organization did not define the requested custom metadata."
    if not dataset.get("organization"):
        says = "Custom metadatas are only accessible to dataset owned by on organization."
    raise unstorable("Dataset", name, {"__all__": says}, says, "__all__")


def _refuse_foreign_contacts(request: ApiRequest, dataset: Document) -> None:
    for name in list_of(dataset, "contact_points"):
        point = request.database.get(storage.CONTACT, str(name)) or {}
        if any(point.get(owner) != dataset.get(owner) for owner in ("organization", "owner")):
            says = f"Contact point {name} does not belong to the owner of this object"
            raise invalid_model({"contact_points": says}, says)

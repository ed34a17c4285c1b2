"""The form of a dataset: which fields udata accepts, keeps and erases."""

from collections.abc import Callable, Mapping
from typing import Final

from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import storage, values
from publisher.sandbox.udata.access import organization_permissions
from publisher.sandbox.udata.refusals import (
    NO_CHOICE,
    InvalidValue,
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
from publisher.sandbox.udata.vocabularies import ACCESS_REASONS, ACCESS_TYPES, FORMER_FREQUENCIES, FREQUENCIES, LICENSES
from publisher.sandbox.udata.zones import fault, spatial

TAG_SIZES: Final = range(3, 97)
ACRONYM_LIMIT: Final = 128
_IDENTIFIER: Final = 24
EDITED: Final = (
    "title", "acronym", "description", "description_short", "license", "frequency", "frequency_date", "archived",
    "temporal_coverage", "spatial", "tags", "private", "owner", "organization", "contact_points",
)  # fmt: skip
"""Fields whose changes udata records. The answer to a write that changes one is read again from the store."""


def dataset_of(request: ApiRequest, payload: Document, stored_dataset: Document) -> Document:
    """Return a dataset with the values that were sent; `stored_dataset` is empty for a new one. Raises `Refusal`.

    An empty document changes nothing; any other one without tags or period erases them.
    """
    if stored_dataset and not payload:
        return stored_dataset
    form = Form(request, payload, stored_dataset)
    try:
        result = collect(_readers(form))
    except InvalidValue as error:
        raise invalid(error.errors) from error
    result = stored_dataset | result
    _refuse_unstorable(request, result, stored_dataset)
    return result


def _readers(form: Form) -> Mapping[str, Callable[[], object]]:
    moments = {name: lambda name=name: _moment(form, name) for name in ("frequency_date", "deleted", "archived")}
    return {
        "title": lambda: values.text(form, "title", required=True, limit=values.TITLE_LIMIT),
        "acronym": lambda: values.text(form, "acronym"),
        "description": lambda: values.text(form, "description", required=True, limit=values.DESCRIPTION_LIMIT),
        "description_short": lambda: values.text(form, "description_short", limit=values.SHORT_LIMIT),
        "license": lambda: _license(form),
        "licensed": lambda: str(form.value("license")) in LICENSES,  # before access takes it away
        "frequency": lambda: _frequency(form),
        **moments,
        "access_type": lambda: _word(form, "access_type", ACCESS_TYPES),
        "access_type_reason_category": lambda: _word(form, "access_type_reason_category", ACCESS_REASONS),
        "access_type_reason": lambda: values.text(form, "access_type_reason"),
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
    return timestamp_of(form.sent_values[name]) if name in form.sent_values else form.stored_values.get(name)


def _license(form: Form) -> object:
    """Return the licence; an unknown one becomes none, without an error."""
    license_id = form.value("license")
    if form.value("access_type") not in (None, "", "open"):
        return None
    return license_id if isinstance(license_id, str) and license_id in LICENSES else None


def _frequency(form: Form) -> str | None:
    value = form.value("frequency")
    if value is None:
        return None
    word = FORMER_FREQUENCIES.get(str(value), str(value))
    if word not in FREQUENCIES:
        raise refused(400, f"'{value}' is not a valid UpdateFrequency")
    return word


def _word(form: Form, name: str, words: tuple[str, ...]) -> str | None:
    """Return a word of a list; none where none was sent. Raises `InvalidValue`."""
    value = form.value(name)
    if value and value not in words:
        raise InvalidValue(NO_CHOICE)
    return str(value) if value else None


def _period(form: Form) -> Document | None:
    value = form.sent_values.get("temporal_coverage")
    if not value:
        return None
    if isinstance(value, str):
        start, _dash, end = value.partition(" - ")
        value = {"start": start, "end": end}
    if not isinstance(value, dict) or "start" not in value:
        raise InvalidValue("Incapable de comprendre la date")
    start, today = value["start"], form.request.today
    end_day = day_of(value["end"], today) if value.get("end") else None
    days = sorted([day_of(start, today), *([end_day] if end_day else [])])
    return {"start": days[0], "end": days[1] if end_day else None}


def _tags(form: Form) -> list[str]:
    value = form.sent_values.get("tags")
    words = value if isinstance(value, list) else [value] if value else []
    if len(words) == 1:
        if not isinstance(words[0], str):
            raise broken()
        words = [part for part in words[0].split(",") if part.strip()]
    texts = [word for word in words if isinstance(word, str)]
    if len(texts) < len(words):
        raise broken()
    tags = [tag(word) for word in texts]
    for word in tags:
        if len(word) not in TAG_SIZES:
            raise InvalidValue(
                f'Le mot-clé "{word}" doit avoir entre {TAG_SIZES.start} et {TAG_SIZES.stop - 1} caractères.'
            )
    return sorted(set(tags))


def _private(form: Form) -> bool:
    """Return whether the dataset is hidden: by anything but false, null and an empty value."""
    if "private" not in form.sent_values:
        return bool(form.stored_values.get("private"))
    return form.sent_values["private"] not in (None, False, "false", "", 0)


def _identifier(value: object) -> str:
    """Return the id of a document that was sent, bare or within an object. Raises `InvalidValue`."""
    identifier = value.get("id") if isinstance(value, dict) and "id" in value else value
    if not isinstance(identifier, str) or len(identifier) != _IDENTIFIER or set(identifier) - set("0123456789abcdef"):
        raise InvalidValue(f"Unsupported identifier: {identifier}")
    return identifier


def _owner(form: Form) -> object:
    """Return the owner: the caller, where no organization is sent or stored."""
    value = form.sent_values.get("owner")
    if not value:
        organization = form.stored_values.get("organization") or form.sent_values.get("organization")
        return None if organization else form.stored_values.get("owner") or form.request.me
    name = _identifier(value)
    if form.request.database.get(storage.USER, name) is None:
        raise InvalidValue("User n'existe pas")
    if name != form.request.me and not form.request.is_administrator:
        raise InvalidValue("Vous ne pouvez définir que vous-même en tant que propriétaire")
    return None if form.sent_values.get("organization") else name


def _organization(form: Form) -> object:
    """Return the organization that was sent; an owner without one takes the dataset out of its organization."""
    stored_id, value = form.stored_values.get("organization"), form.sent_values.get("organization")
    if stored_id and "organization" in form.sent_values and not value:
        raise broken()
    if not value:
        return None if form.sent_values.get("owner") else stored_id
    name = _identifier(value)
    organization = form.request.database.get(storage.ORGANIZATION, name)
    if organization is None:
        raise InvalidValue("Organization n'existe pas")
    if stored_id and stored_id != name and not form.request.is_administrator:
        raise InvalidValue(
            "Impossible de modifier le propriétaire après la création. Veuillez utiliser la fonctionnalité de"
            " transfert."
        )
    if not organization_permissions(form.request, organization)["private"]:
        raise InvalidValue("Permission refusée pour cette organisation")
    return name


def _resources(form: Form) -> list[Document]:
    if "resources" not in form.sent_values:
        return documents_of(form.stored_values, "resources")
    return resources_of(form.request, form.sent_values["resources"], form.stored_values)


def _contact_points(form: Form) -> list[object]:
    if "contact_points" not in form.sent_values:
        return list_of(form.stored_values, "contact_points")
    value = form.sent_values["contact_points"]
    if value is None:
        return []
    references = value if isinstance(value, list) else [value]
    if not references:
        return list_of(form.stored_values, "contact_points")
    if len(references) == 1 and isinstance(references[0], str):
        references = [part for part in references[0].split(",") if part]
    ids = [_identifier(reference) for reference in references]
    unknown = [
        contact_id
        for contact_id in dict.fromkeys(ids)
        if form.request.database.get(storage.CONTACT, contact_id) is None
    ]
    if unknown or len(set(ids)) != len(ids):
        raise InvalidValue(f"Identifiants inconnus\u00a0: {', '.join(unknown)}")
    return list(ids)


# ---- values that the form accepts and the store refuses


def _refuse_unstorable(request: ApiRequest, dataset: Document, stored_dataset: Document) -> None:
    name = stored_dataset.get("id")
    names = [resource["id"] for resource in documents_of(dataset, "resources")]
    if len(set(names)) != len(names):
        message = f"Duplicate resource ID in dataset #{name}."
        raise unstorable("Dataset", name, {"__all__": message}, message, "__all__")
    refuse_custom(dataset, name)
    if len(text_of(dataset, "acronym")) > ACRONYM_LIMIT:
        message = "String value is too long"
        raise unstorable("Dataset", name, {"acronym": message}, message, "acronym")
    error = fault(document_of(dataset, "spatial"))
    if error is not None:
        part, message = error
        raise unstorable("Dataset", name, {"spatial": {part: message}}, f"{part}.{message}", "spatial")
    _refuse_foreign_contacts(request, dataset)


def refuse_custom(dataset: Document, name: object) -> None:
    """Raise `Refusal` for extras that only an organization can declare; none does here."""
    if not any(extra.startswith("custom:") for extra in document_of(dataset, "extras")):
        return
    message = "Dataset's organization did not define the requested custom metadata."
    if not dataset.get("organization"):
        message = "Custom metadatas are only accessible to dataset owned by on organization."
    raise unstorable("Dataset", name, {"__all__": message}, message, "__all__")


def _refuse_foreign_contacts(request: ApiRequest, dataset: Document) -> None:
    for name in list_of(dataset, "contact_points"):
        point = request.database.get(storage.CONTACT, str(name)) or {}
        if any(point.get(owner) != dataset.get(owner) for owner in ("organization", "owner")):
            message = f"Contact point {name} does not belong to the owner of this object"
            raise invalid_model({"contact_points": message}, message)

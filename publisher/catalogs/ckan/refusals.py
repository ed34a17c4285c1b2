"""What a refusal of CKAN means: status and body to an error, for the call that it answers. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.catalogs.api import Account
from publisher.catalogs.ckan.fields import DATASET_ROWS
from publisher.catalogs.ckan.names_and_tags import is_valid_name
from publisher.catalogs.ckan.resource_fields import RESOURCE_ROWS
from publisher.catalogs.documents import documents_in, list_of
from publisher.catalogs.errors import AlreadyExists, CatalogError, Denied, EntryChanged, NotFound, Refused, Unreachable
from publisher.catalogs.refused_fields import (
    NOTHING_SENT,
    RefusedField,
    SentDocument,
    field_keys,
    refused_fields,
    words_in,
)
from publisher.catalogs.reply import limit_in, too_large
from publisher.model.json_text import json_document
from publisher.model.messages import message

KEYS: Final = field_keys(
    DATASET_ROWS,
    RESOURCE_ROWS,
    {
        "name": "slug",
        "owner_org": "organization",
        "extras_validation": "extras",
        "maintainer": "contact.name",
        "maintainer_email": "contact.email",
        "contact_url": "contact.form",
        "temporal_start": "temporal.start",
        "temporal_end": "temporal.end",
    },
)
UPLOAD: Final = "upload"
"""The key under which CKAN refuses a file."""


@dataclass(frozen=True, kw_only=True)
class ActionCall:
    """A call of an action, as far as its refusal depends on it."""

    action: str
    sent: SentDocument = NOTHING_SENT
    file: str | None = None
    """Name of the file that was sent."""
    size: int = 0
    """Bytes of the file."""
    recognised: bool = field(default=False, compare=False)
    """Whether CKAN answered former calls: the address is right, then."""


def refusal(status: int, body: str, call: ActionCall, account: Account) -> CatalogError | NotFound:
    """Return the error for a reply without a success."""
    error = _error_in(body)
    match error.get("__type"):
        case "Not Found Error":
            return _about_groups(error, call, account) or NotFound(call.action)
        case "Authorization Error":
            return _about_groups(error, call, account) or _denied(call.action, account)
        case "Validation Error":
            return _invalid(error, call, account)
        case "Search Query Error" | "Search Error" | "Search Index Error":
            return _unexpected_refusal(str(error.get("message")), call, account)
        case _:
            return _unexpected_refusal(f"{call.action}: {status} {body}", call, account)


def unexpected_answer(detail: str, account: Account, *, recognised: bool) -> Unreachable:
    """Return the error for an answer that CKAN never gives."""
    what = message("{url} gives an answer that is not CKAN's: {detail}", url=account.url, detail=detail)
    return account.unexpected_answer(what, recognised=recognised)


def _error_in(body: str) -> Mapping[str, object]:
    error = json_document(body).get("error")
    return error if isinstance(error, dict) else {}


def _about_groups(error: Mapping[str, object], call: ActionCall, account: Account) -> Refused | None:
    """Return the error for a group that is not there, or that our account may not use; None for another refusal.

    CKAN does not say which: it is in its words alone, which have this word in English and French.
    """
    words = str(error.get("message"))
    if not list_of(call.sent.document, "groups") or "group" not in words.lower():
        return None
    return account.refuses((RefusedField("groups", words),))


def _denied(action: str, account: Account) -> Denied:
    what = message("{url} refuses the action {action}", url=account.url, action=action)
    if account.token is None:
        fix = message("Set the environment variable {name} to an API token.", name=account.token_env)
    else:
        fix = message("The token in {name} needs the editor role in the organization.", name=account.token_env)
    return Denied(account.catalog, what, fix)


def _invalid(error: Mapping[str, object], call: ActionCall, account: Account) -> CatalogError:
    if "match" in error:
        return EntryChanged(account.catalog, message("the entry was changed after it was read"))
    errors = {key: value for key, value in error.items() if key != "__type"}
    if _name_is_taken(errors, call.sent) or _resource_ids_exist(errors):
        what = message("the name or the ids are already used: {detail}", detail=account.shown(words_in(errors)))
        fix = message("Run the command again: the plan will show what the catalogue holds.")
        return AlreadyExists(account.catalog, what, fix)
    if call.file is not None and UPLOAD in errors:
        return _refused_file(words_in(errors[UPLOAD]), call, account)
    return account.refuses(refused_fields(errors, KEYS, call.sent))


def _name_is_taken(errors: Mapping[str, object], sent: SentDocument) -> bool:
    """Return whether an error about a name says that it is used: its words may be in any language, its form is ours."""
    name = sent.document.get("name")
    return "name" in errors and (name is None or is_valid_name(str(name)))


def _resource_ids_exist(error: Mapping[str, object]) -> bool:
    """Return whether CKAN has our resource ids already: another run created the entry, or did so a moment ago."""
    return any("id" in resource for resource in documents_in(error.get("resources")))


def _refused_file(words: str, call: ActionCall, account: Account) -> Refused:
    """Return the error for a file: its size, where CKAN says so (it does in English alone), else CKAN's words."""
    if "too large" in words.lower():
        return too_large(account.catalog, account.url, call.size, file=call.file, limit=limit_in(words))
    what = message(
        "{catalog} refuses the file {name}: {detail}",
        catalog=account.catalog, name=call.file, detail=account.shown(words),
    )  # fmt: skip
    return Refused(account.catalog, what, message("Correct the file named above, then run the command again."))


def _unexpected_refusal(detail: str, call: ActionCall, account: Account) -> Refused:
    error = unexpected_answer(account.shown(detail), account, recognised=call.recognised)
    return Refused(error.catalog, error.what, error.fix)

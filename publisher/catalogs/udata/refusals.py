"""What a refusal of udata means: status and body to an error, for the call that it answers. Pure."""

import json
from dataclasses import dataclass, field
from typing import Final

from requests import codes

from publisher.catalogs.api import Account
from publisher.catalogs.errors import CatalogError, Denied, EntryChanged, NotFound, Refused, Unreachable
from publisher.catalogs.refused_fields import NOTHING_SENT, FieldKeys, SentDocument, field_keys, refused_fields
from publisher.catalogs.udata.fields import DATASET_ROWS
from publisher.catalogs.udata.resource_fields import RESOURCE_ROWS
from publisher.model.json_text import json_document
from publisher.model.messages import message

KEYS: Final = field_keys(DATASET_ROWS, RESOURCE_ROWS, {"organization": "organization"})
_CONTACT_PATHS: Final = {"name": "contact.name", "email": "contact.email", "contact_form": "contact.form"}
CONTACT_KEYS: Final = FieldKeys(dataset={**_CONTACT_PATHS, "organization": "organization"}, extras={}, resource={})
"""Of the contact point of an organization, which is written by a call of its own."""

FURTHER_CONTACT: Final = dict.fromkeys(_CONTACT_PATHS, "contacts")
"""Of a contact point that is an item of the list of further contacts."""


@dataclass(frozen=True, kw_only=True)
class RestCall:
    """A call, as far as its refusal depends on it."""

    method: str
    path: str
    sent: SentDocument = NOTHING_SENT
    recognised: bool = field(default=False, compare=False)
    """Whether udata answered former calls: the address is right, then."""


def refusal(status: int, body: str, call: RestCall, account: Account) -> CatalogError | NotFound:
    """Return the error for a reply with an error status (4xx)."""
    catalog, detail = account.catalog, account.shown(_detail(body))
    match status:
        case codes.not_found | codes.gone:
            return NotFound(call.path)
        case codes.unauthorized:
            return account.unknown_token()
        case codes.forbidden:
            return _forbidden(detail, account)
        case _ if call.method == "GET":
            return unexpected_answer(f"{call.path}: {detail}", account, recognised=call.recognised)
        case codes.conflict:
            return EntryChanged(
                catalog, message("{catalog} refuses it for now: {detail}", catalog=catalog, detail=detail)
            )
        case _:
            return _refused(body, detail, call, account)


def unexpected_answer(detail: str, account: Account, *, recognised: bool) -> Unreachable:
    """Return the error for an answer that udata never gives."""
    what = message("{url} gives an answer that is not udata's: {detail}", url=account.url, detail=detail)
    return account.unexpected_answer(what, recognised=recognised)


def _refused(body: str, detail: str, call: RestCall, account: Account) -> Refused:
    """Return the error for fields that udata refuses; with its words alone where it names none."""
    errors = json_document(body).get("errors")
    keys = CONTACT_KEYS if call.path.startswith("contacts/") else KEYS
    fields = refused_fields(errors, keys, call.sent) if isinstance(errors, dict) else ()
    if fields:
        return account.refuses(fields)
    what = message("{catalog} refuses the entry: {detail}", catalog=account.catalog, detail=detail)
    return Refused(account.catalog, what, message("Correct the field named above, then run the command again."))


def _forbidden(detail: str, account: Account) -> Denied:
    what = message("{url} does not allow this call: {detail}", url=account.url, detail=detail)
    fix = message(
        "The token in {name} needs the editor role in the organization; an administrator "
        "must assign the entry to a partial editor.",
        name=account.token_env,
    )
    return Denied(account.catalog, what, fix)


def _detail(body: str) -> str:
    """Return what udata says of a refusal, in one line."""
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if isinstance(reply, dict):
        reply = reply.get("errors") or reply.get("message") or reply.get("error") or reply
    return reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)

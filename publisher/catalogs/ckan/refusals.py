"""What a refusal of CKAN means: status and body to an error. Pure."""

import json
from collections.abc import Mapping

from publisher.catalogs.api import Account
from publisher.catalogs.documents import documents_in
from publisher.catalogs.errors import AlreadyExists, CatalogError, Denied, EntryChanged, NotFound, Refused, Unreachable
from publisher.model.commands import command
from publisher.model.messages import message


def refusal(status: int, body: str, action: str, account: Account) -> CatalogError | NotFound:
    """Return the error for a reply without a success."""
    error = _error_in(body)
    match error.get("__type"):
        case "Not Found Error":
            return NotFound(action)
        case "Authorization Error":
            return _denied(action, account)
        case "Validation Error":
            return _invalid(error, account)
        case "Search Query Error" | "Search Error" | "Search Index Error":
            return _unexpected_refusal(str(error.get("message")), account)
        case _:
            return _unexpected_refusal(f"{action}: {status} {body}", account)


def unexpected_answer(detail: str, account: Account) -> Unreachable:
    """Return the error for an answer that CKAN never gives."""
    return Unreachable(
        account.catalog,
        message("{url} gives an answer that is not CKAN's: {detail}", url=account.url, detail=detail),
        message(
            "Check `url` in catalogs.yml; `{command}` shows which server answers at that address.",
            command=command("doctor"),
        ),
    )


def _error_in(body: str) -> Mapping[str, object]:
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    error = reply.get("error") if isinstance(reply, dict) else None
    return error if isinstance(error, dict) else {}


def _denied(action: str, account: Account) -> Denied:
    what = message("{url} refuses the action {action}", url=account.url, action=action)
    if account.token is None:
        fix = message("Set the environment variable {name} to an API token.", name=account.token_env)
    else:
        fix = message("The token in {name} needs the editor role in the organization.", name=account.token_env)
    return Denied(account.catalog, what, fix)


def _invalid(error: Mapping[str, object], account: Account) -> CatalogError:
    catalog = account.catalog
    if "match" in error:
        return EntryChanged(catalog, message("the entry was changed after it was read"))
    fields = {key: value for key, value in error.items() if key != "__type"}
    detail = account.shown(json.dumps(fields, ensure_ascii=False))
    if "name" in error or _resource_ids_exist(error):
        what = message("the name or the ids are already used: {detail}", detail=detail)
        return AlreadyExists(
            catalog, what, message("Run the command again: the plan will show what the catalogue holds.")
        )
    what = message("{catalog} refuses the entry: {detail}", catalog=catalog, detail=detail)
    return Refused(catalog, what, message("Correct the field named above, then run the command again."))


def _resource_ids_exist(error: Mapping[str, object]) -> bool:
    """Return whether CKAN has our resource ids already: another run created the entry, or did so a moment ago."""
    return any("id" in resource for resource in documents_in(error.get("resources")))


def _unexpected_refusal(detail: str, account: Account) -> Refused:
    error = unexpected_answer(account.shown(detail), account)
    return Refused(error.catalog, error.what, error.fix)

"""What a refusal of udata means: status and body to an error. Pure."""

import json

from requests import codes

from publisher.catalogs.api import Account
from publisher.catalogs.errors import CatalogError, Denied, EntryChanged, NotFound, Refused, Unreachable
from publisher.model.commands import command
from publisher.model.messages import message


def refusal(status: int, body: str, method: str, path: str, account: Account) -> CatalogError | NotFound:
    """Return the error for a reply with an error status (4xx)."""
    catalog, detail = account.catalog, account.shown(_detail(body))
    match status:
        case codes.not_found | codes.gone:
            return NotFound(path)
        case codes.unauthorized:
            return account.unknown_token()
        case codes.forbidden:
            return _forbidden(detail, account)
        case _ if method == "GET":
            return unexpected_answer(f"{path}: {detail}", account)
        case codes.conflict:
            return EntryChanged(
                catalog, message("{catalog} refuses it for now: {detail}", catalog=catalog, detail=detail)
            )
        case _:
            what = message("{catalog} refuses the entry: {detail}", catalog=catalog, detail=detail)
            return Refused(catalog, what, message("Correct the field named above, then run the command again."))


def unexpected_answer(detail: str, account: Account) -> Unreachable:
    """Return the error for an answer that udata never gives."""
    return Unreachable(
        account.catalog,
        message("{url} gives an answer that is not udata's: {detail}", url=account.url, detail=detail),
        message(
            "Check `url` in catalogs.yml; `{command}` shows which server answers at that address.",
            command=command("doctor"),
        ),
    )


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

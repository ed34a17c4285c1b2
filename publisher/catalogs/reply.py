"""What a reply means that is not the catalogue's own: each is judged for the call that it answers. Pure.

A reply in JSON is the catalogue's, and left to the `refusals` of its kind; but for a status that only servers in front
give. All else is a redirection, or a page of a firewall, a login, a proxy, or another server.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from requests import codes
from requests.structures import CaseInsensitiveDict

from publisher.catalogs.errors import AnsweredInstead, CatalogError, Layer, Redirected, TooLarge
from publisher.catalogs.faults import PROXY_ASKS_FOR_PASSWORD, PROXY_PASSWORD, HttpFault
from publisher.catalogs.limits import KILO, MEGA
from publisher.catalogs.origins import origin_of, shown_address
from publisher.catalogs.retry import retry_after_seconds
from publisher.catalogs.surroundings import FrontPassword
from publisher.model.commands import command
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName

SERVER_ERROR: Final = 500
BEGINNING: Final = 8_192
"""Bytes of a page that are read."""
TITLE_SIZE: Final = 80
"""Characters of a page's title that are shown."""

_TITLES: Final = tuple(re.compile(rf"<{tag}\b[^>]*>(.*?)</{tag}\s*>", re.DOTALL | re.I) for tag in ("title", "h1"))
_TAG: Final = re.compile(r"<[^>]*>")
_LIMIT: Final = re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:[kKMG]i?[Bbo]|[Bb]ytes|octets)\b")


@dataclass(frozen=True, kw_only=True)
class SentCall:
    """A call, as far as messages about its reply name it."""

    catalog: CatalogName
    url: str
    """The address of the catalogue."""
    method: str
    address: str
    """The address that was called; its query is not shown."""
    is_first: bool = False
    """Whether the catalogue has given no answer of its own in this run yet: the address may be wrong."""
    size: int = 0
    """Bytes sent."""
    password: FrontPassword | None = None
    """The password for a server in front, where catalogs.yml names one."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What a server may repeat and nobody may see."""

    @property
    def name(self) -> str:
        """Method and path, as the administrators of the server find them in their logs."""
        return f"{self.method} {urlsplit(self.address).path}"

    def without_secrets(self, text: str) -> str:
        """Return a text of the server without the secrets that were sent to it."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


@dataclass(frozen=True)
class Reply:
    """Status, headers, and the beginning of the body of a reply."""

    status: int
    headers: Mapping[str, str] = field(default_factory=CaseInsensitiveDict)
    body: str = ""

    def header(self, name: str) -> str:
        """Return a header; an empty text where there is none."""
        return CaseInsensitiveDict(self.headers).get(name) or ""

    @property
    def is_json(self) -> bool:
        """Whether the catalogue itself may have given it."""
        return "json" in self.header("Content-Type")

    @property
    def title(self) -> str:
        """The title of a web page on one line, else its first heading; empty where it has neither."""
        texts = (heading[1] for pattern in _TITLES if (heading := pattern.search(self.body)))
        lines = (" ".join(unescape(_TAG.sub(" ", text)).split()) for text in texts)
        return next(("".join(c for c in line if c.isprintable()) for line in lines if line), "")


def judge(reply: Reply, call: SentCall) -> CatalogError | HttpFault | None:
    """Return the error that a reply means; None for one that is the catalogue's to explain, or a success."""
    status = reply.status
    if status == codes.too_many_requests:
        return _too_many(reply)
    if status >= SERVER_ERROR:
        after = retry_after_seconds(reply.header("Retry-After"))
        return HttpFault(message("it answered {status}", status=status), sent=True, retry_after=after, status=status)
    if 300 <= status < 400:
        return _redirected(reply, call)
    if status == codes.request_entity_too_large and not call.is_first:
        return too_large(call.catalog, call.url, call.size, limit=limit_in(call.without_secrets(reply.body)))
    if status == codes.proxy_authentication_required:
        return _proxy_asks(call)
    if status == codes.unauthorized and (scheme := reply.header("WWW-Authenticate").lower()):
        is_basic = scheme.startswith("basic")  # a catalogue asks for no password itself, whatever the form of the reply
        if is_basic or not reply.is_json:
            return _password_asked(call, is_basic=is_basic)
    if status == codes.no_content or reply.is_json:
        return None
    return _page(reply, call)


def _too_many(reply: Reply) -> HttpFault:
    what, fix = message("it answered 429 (too many calls)"), message("Wait a few minutes, then run it again.")
    after = retry_after_seconds(reply.header("Retry-After"))
    return HttpFault(what, sent=False, retry_after=after, status=reply.status, fix=fix)


# ---- redirections


def _redirected(reply: Reply, call: SentCall) -> Redirected:
    """Return the error for a redirection: to `https`, to where the catalogue seems to be now, or of this call alone."""
    location = reply.header("Location")
    target = call.without_secrets(shown_address(location))
    reason, moved = message("it redirects to {target}", target=target), _moved_to(location, call)
    if moved and _is_same_host(moved, call.url):
        what = message("{url} redirects to {target}", url=call.url, target=target)
        fix = message("Write `url: {url}` for {catalog} in catalogs.yml.", url=moved, catalog=call.catalog)
    elif call.is_first:
        what, fix = _not_the_catalog(call, reason)
        if moved:
            fix = message(
                "If the catalogue is there now, write `url: {url}` for {catalog} in catalogs.yml; "
                "`{command}` shows which server answers at that address.",
                url=moved, catalog=call.catalog, command=command("doctor"),
            )  # fmt: skip
    else:
        what = message("{url} redirects the call {call} to {target}", url=call.url, call=call.name, target=target)
        fix = message(
            "Redirections are not followed: they may lead to another server. Ask the administrators of {url} why this "
            "call is redirected, then run the command again.",
            url=call.url,
        )
    error = Redirected(call.catalog, what, fix, reason=reason)
    error.target = target
    return error


def _moved_to(location: str, call: SentCall) -> str | None:
    """Return the address of the catalogue where the redirection is to the same path at another one; else None."""
    base, target = call.url.rstrip("/"), shown_address(location)
    path = shown_address(call.address).removeprefix(base)
    if origin_of(target) is None or not path or not target.endswith(path) or target == shown_address(call.address):
        return None
    return target.removesuffix(path)


def _is_same_host(new: str, old: str) -> bool:
    """Return whether two addresses are of one host, the new one with `https` in place of `http`."""
    before, after = origin_of(old), origin_of(new)
    if before is None or after is None:
        return False
    return before.host == after.host and (before.scheme, after.scheme) == ("http", "https")


# ---- what stands in front


def too_large(
    catalog: CatalogName, url: str, size: int, *, file: str | None = None, limit: str | None = None
) -> TooLarge:
    """Return the error for a file, or the document of an entry, that is larger than the server takes."""
    sizes = message("{size}; at most {limit}", size=_size(size), limit=limit) if limit else _size(size)
    what, fix = _large_file(catalog, url, file, sizes) if file else _large_entry(catalog, url, sizes)
    error = TooLarge(catalog, what, fix)
    error.limit = limit
    return error


def _large_entry(catalog: CatalogName, url: str, sizes: Message) -> tuple[Message, Message]:
    what = message("what is sent for this entry is larger than {catalog} takes ({size})", catalog=catalog, size=sizes)
    fix = message(
        "Shorten its texts or divide its resources among several datasets; else ask the administrators of {url} "
        "for a higher limit.",
        url=url,
    )
    return what, fix


def _large_file(catalog: CatalogName, url: str, file: str, sizes: Message) -> tuple[Message, Message]:
    what = message("the file {name} is larger than {catalog} takes ({size})", name=file, catalog=catalog, size=sizes)
    fix = message(
        "Make the file smaller, or publish it elsewhere and give its address (`url:` in place of `path:`); else ask "
        "the administrators of {url} for a higher limit.",
        url=url,
    )
    return what, fix


def limit_in(text: str) -> str | None:
    """Return the first size that a reply names; None where it names none."""
    size = _LIMIT.search(_TAG.sub(" ", text))
    return size[0] if size else None


def _size(size: int) -> Message:
    """Return a size with one decimal."""
    if size >= MEGA:
        return message("{n} MB", n=_with_decimal(size / MEGA))
    return message("{n} kB", n=_with_decimal(size / KILO))


def _with_decimal(number: float) -> Message:
    whole, _point, tenths = f"{number:.1f}".partition(".")
    return message("{whole}.{tenths}", whole=whole, tenths=tenths)


def _proxy_asks(call: SentCall) -> AnsweredInstead:
    what = message("{url} cannot be called: {what}", url=call.url, what=PROXY_ASKS_FOR_PASSWORD)
    return AnsweredInstead(call.catalog, what, PROXY_PASSWORD, reason=PROXY_ASKS_FOR_PASSWORD, layer=Layer.PROXY)


def _password_asked(call: SentCall, *, is_basic: bool) -> AnsweredInstead:
    reason = message("a password is asked for in front of the catalogue (status 401)")
    what = message("{url} cannot be called: {what}", url=call.url, what=reason)
    fix = _password_fix(call) if is_basic else message("Ask the administrators of {url} for access.", url=call.url)
    return AnsweredInstead(call.catalog, what, fix, reason=reason, layer=Layer.AUTHENTICATION)


def _password_fix(call: SentCall) -> Message:
    if call.password is None:
        return message(
            "It is another one than the token: write `basic_auth_env: NAME` for {catalog} in catalogs.yml, and put "
            "user:password into the environment variable of that name.",
            catalog=call.catalog,
        )
    if call.password.value is None:
        return message("Set the environment variable {name} to user:password.", name=call.password.variable)
    return message("The user name or the password in {name} is refused.", name=call.password.variable)


def _page(reply: Reply, call: SentCall) -> AnsweredInstead | HttpFault:
    """Return the error for a web page: with a success perhaps a notice of maintenance, which may pass."""
    error = _page_error(reply, call)
    if reply.status >= 300:
        return error
    return HttpFault(error.reason, sent=True, status=reply.status, instead=error)


def _page_error(reply: Reply, call: SentCall) -> AnsweredInstead:
    reason = _page_reason(reply, call)
    forbidden = reply.status in (codes.unauthorized, codes.forbidden)
    layer = Layer.FIREWALL if forbidden else Layer.CATALOG
    if call.is_first:
        what, fix = _not_the_catalog(call, reason)
        if forbidden:
            fix = message(
                "{fix} If it is the right one, a firewall in front of it refuses the call {call}: ask its "
                "administrators to let it through.",
                fix=fix, call=call.name,
            )  # fmt: skip
    elif forbidden:
        what = message(
            "a firewall in front of {url} refuses the call {call}: {what}", url=call.url, call=call.name, what=reason
        )
        fix = message(
            "Ask the administrators of {url} to let this call through, then run the command again.", url=call.url
        )
    else:
        what = message("{url} does not answer the call {call}: {what}", url=call.url, call=call.name, what=reason)
        fix = odd_answer_fix(call.url)
    return AnsweredInstead(call.catalog, what, fix, reason=reason, layer=layer)


def _page_reason(reply: Reply, call: SentCall) -> Message:
    title = call.without_secrets(reply.title)
    if not title:
        return message("a web page answers instead (status {status})", status=reply.status)
    cut = title if len(title) <= TITLE_SIZE else f"{title[: TITLE_SIZE - 1]}…"
    return message("a web page answers instead (status {status}, “{title}”)", status=reply.status, title=cut)


def _not_the_catalog(call: SentCall, reason: Message) -> tuple[Message, Message]:
    """Return what is said of an address where another server answers, before the catalogue has answered once."""
    what = message("{url} is not the expected catalogue: {what}", url=call.url, what=reason)
    return what, address_fix(with_kind=True)


def address_fix(*, with_kind: bool = False) -> Message:
    """Return what to do where the address may be that of another server."""
    if with_kind:
        return message(
            "Check `url` and `kind` in catalogs.yml; `{command}` shows which server answers at that address.",
            command=command("doctor"),
        )
    return message(
        "Check `url` in catalogs.yml; `{command}` shows which server answers at that address.",
        command=command("doctor"),
    )


def odd_answer_fix(url: str) -> Message:
    """Return what to do about one answer that a catalogue never gives, where it answered others well."""
    return message(
        "Run the command again later. If this stays so, show this message to the administrators of {url}.", url=url
    )

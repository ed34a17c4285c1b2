"""Replies that are not the catalogue's own: status, headers and body become an error for the call, without HTTP."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.errors import AnsweredInstead, CatalogError, Layer, Redirected, TooLarge
from publisher.catalogs.faults import HttpFault
from publisher.catalogs.reply import TITLE_SIZE, Reply, SentCall, judge
from publisher.catalogs.surroundings import FrontPassword

from .samples import CATALOG, TOKEN

HOME = "http://data.example.org/ckan"
ACTION = f"{HOME}/api/3/action/package_create"
NAME = "POST /ckan/api/3/action/package_create"
HTML = "text/html; charset=utf-8"
BLOCKED = "<html><head><title>\n Request blocked &amp; noted </title></head><body><h1>No</h1></body></html>"
CHECK = "Check `url` and `kind` in catalogs.yml; `publisher doctor` shows which server answers at that address."
FIRST, LATER = True, False


@dataclass(frozen=True)
class Case:
    """A reply, the call that it answers, and the error."""

    status: int
    error: type[Exception]
    what: str
    fix: str
    when: bool = LATER
    type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    size: int = 0
    layer: Layer | None = None


CASES = {
    "429": Case(429, HttpFault, "it answered 429 (too many calls)", "Wait a few minutes, then run it again."),
    "502": Case(502, HttpFault, "it answered 502", "None"),
    "http to https": Case(
        301,
        Redirected,
        f"{HOME} redirects to https://data.example.org/ckan/api/3/action/package_create",
        f"Write `url: https://data.example.org/ckan` for {CATALOG} in catalogs.yml.",
        headers={"Location": "https://data.example.org/ckan/api/3/action/package_create"},
    ),
    "http to https, first": Case(
        308,
        Redirected,
        f"{HOME} redirects to https://data.example.org/ckan/api/3/action/package_create",
        f"Write `url: https://data.example.org/ckan` for {CATALOG} in catalogs.yml.",
        FIRST,
        headers={"Location": "https://data.example.org/ckan/api/3/action/package_create"},
    ),
    "moved, first": Case(
        301,
        Redirected,
        f"{HOME} is not the expected catalogue: it redirects to https://new.example.org/api/3/action/package_create",
        f"If the catalogue is there now, write `url: https://new.example.org` for {CATALOG} in catalogs.yml; "
        "`publisher doctor` shows which server answers at that address.",
        FIRST,
        headers={"Location": "https://new.example.org/api/3/action/package_create"},
    ),
    "elsewhere, first": Case(
        302,
        Redirected,
        f"{HOME} is not the expected catalogue: it redirects to https://other.example.org/login",
        CHECK,
        FIRST,
        headers={"Location": f"https://u:p@other.example.org/login?token={TOKEN}"},
    ),
    "elsewhere, later": Case(
        308,
        Redirected,
        f"{HOME} redirects the call {NAME} to https://other.example.org/login",
        "Redirections are not followed: they may lead to another server. Ask the administrators of "
        f"{HOME} why this call is redirected, then run the command again.",
        headers={"Location": "https://other.example.org/login"},
    ),
    "nowhere": Case(
        301,
        Redirected,
        f"{HOME} redirects the call {NAME} to ?",
        "Redirections are not followed: they may lead to another server. Ask the administrators of "
        f"{HOME} why this call is redirected, then run the command again.",
    ),
    "an entry too large, with the limit": Case(
        413,
        TooLarge,
        f"what is sent for this entry is larger than {CATALOG} takes (12.3 MB; at most 10 MB)",
        "Shorten its texts or divide its resources among several datasets; else ask the administrators of "
        f"{HOME} for a higher limit.",
        body="<p>The limit is 10 MB.</p>",
        size=12_345_678,
    ),
    "413, first": Case(
        413,
        AnsweredInstead,
        f"{HOME} is not the expected catalogue: a web page answers instead (status 413)",
        CHECK,
        FIRST,
    ),
    "a document too large, in JSON": Case(
        413,
        TooLarge,
        f"what is sent for this entry is larger than {CATALOG} takes (2.5 kB)",
        "Shorten its texts or divide its resources among several datasets; else ask the administrators of "
        f"{HOME} for a higher limit.",
        type="application/json",
        body='{"message": "no"}',
        size=2_486,
    ),
    "a proxy": Case(
        407,
        AnsweredInstead,
        f"{HOME} cannot be called: the proxy asks for a user name and a password (status 407)",
        "Put them into the variable that names the proxy: HTTPS_PROXY=http://user:password@proxy.example.org:3128 "
        "(HTTP_PROXY for an address with http).",
        FIRST,
        layer=Layer.PROXY,
    ),
    "a password in front": Case(
        401,
        AnsweredInstead,
        f"{HOME} cannot be called: a password is asked for in front of the catalogue (status 401)",
        f"It is another one than the token: write `basic_auth_env: NAME` for {CATALOG} in catalogs.yml, and put "
        "user:password into the environment variable of that name.",
        FIRST,
        headers={"WWW-Authenticate": 'Basic realm="staging"'},
        layer=Layer.AUTHENTICATION,
    ),
    "a password in front, in JSON": Case(
        401,
        AnsweredInstead,
        f"{HOME} cannot be called: a password is asked for in front of the catalogue (status 401)",
        f"It is another one than the token: write `basic_auth_env: NAME` for {CATALOG} in catalogs.yml, and put "
        "user:password into the environment variable of that name.",
        type="application/json",
        headers={"WWW-Authenticate": "basic"},
        layer=Layer.AUTHENTICATION,
    ),
    "another login in front": Case(
        401,
        AnsweredInstead,
        f"{HOME} cannot be called: a password is asked for in front of the catalogue (status 401)",
        f"Ask the administrators of {HOME} for access.",
        headers={"WWW-Authenticate": "Negotiate"},
        layer=Layer.AUTHENTICATION,
    ),
    "a firewall": Case(
        403,
        AnsweredInstead,
        f"a firewall in front of {HOME} refuses the call {NAME}: a web page answers instead "
        "(status 403, “Request blocked & noted”)",
        f"Ask the administrators of {HOME} to let this call through, then run the command again.",
        body=BLOCKED,
        layer=Layer.FIREWALL,
    ),
    "a firewall, first": Case(
        403,
        AnsweredInstead,
        f"{HOME} is not the expected catalogue: a web page answers instead (status 403, “Request blocked & noted”)",
        f"{CHECK} If it is the right one, a firewall in front of it refuses the call {NAME}: ask its administrators to "
        "let it through.",
        FIRST,
        body=BLOCKED,
        layer=Layer.FIREWALL,
    ),
    "a page, first": Case(
        404,
        AnsweredInstead,
        f"{HOME} is not the expected catalogue: a web page answers instead (status 404)",
        CHECK,
        FIRST,
        layer=Layer.CATALOG,
    ),
    "a page, later": Case(
        404,
        AnsweredInstead,
        f"{HOME} does not answer the call {NAME}: a web page answers instead (status 404, “Not found”)",
        f"Run the command again later. If this stays so, show this message to the administrators of {HOME}.",
        body="<h1>Not <b>found</b></h1>",
        layer=Layer.CATALOG,
    ),
    "a page with a success": Case(
        200, HttpFault, "a web page answers instead (status 200, “Travaux”)", "None", body="<title>Travaux</title>"
    ),
}  # fmt: skip


def call(when: bool = LATER, size: int = 0) -> SentCall:
    return SentCall(
        catalog=CATALOG, url=HOME, method="POST", address=ACTION, is_first=when, size=size, secrets=(TOKEN,)
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_reply_is_told_for_what_it_is(name: str) -> None:
    case = CASES[name]
    reply = Reply(case.status, {"Content-Type": case.type, **case.headers}, case.body)
    error = judge(reply, call(case.when, case.size))
    assert isinstance(error, HttpFault | CatalogError)
    assert (type(error), str(error.what), str(error.fix)) == (case.error, case.what, case.fix)
    assert case.layer is None or (isinstance(error, AnsweredInstead) and error.layer is case.layer)


@pytest.mark.parametrize(
    ("status", "type", "headers"),
    [
        (200, "application/json", {}),
        (204, HTML, {}),
        (400, "application/json;charset=utf-8", {}),
        (401, "application/json", {}),
        (401, "application/json", {"WWW-Authenticate": 'Bearer realm="api"'}),
        (403, "application/problem+json", {}),
        (409, "application/json", {}),
    ],
)
def test_what_is_the_catalogues_is_left_to_its_refusals(status: int, type: str, headers: dict[str, str]) -> None:
    assert judge(Reply(status, {"Content-Type": type, **headers}), call()) is None


def test_a_page_with_a_success_becomes_an_odd_answer_should_it_stay() -> None:
    for when, words in ((FIRST, "is not the expected catalogue"), (LATER, f"does not answer the call {NAME}")):
        fault = judge(Reply(200, {"Content-Type": HTML}, "<html>"), call(when))
        assert isinstance(fault, HttpFault) and fault.page and fault.sent
        assert words in str(fault.instead)


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        (None, "Set the environment variable PUBLISHER_FRONT to user:password."),
        ("nom:secret", "The user name or the password in PUBLISHER_FRONT is refused."),
    ],
)
def test_a_password_that_catalogs_yml_names_is_missing_or_refused(value: str | None, fix: str) -> None:
    reply = Reply(401, {"Content-Type": HTML, "WWW-Authenticate": "Basic"})
    error = judge(reply, replace(call(), password=FrontPassword("PUBLISHER_FRONT", value)))
    assert isinstance(error, AnsweredInstead)
    assert str(error.fix) == fix


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f"<title>{'x' * 200}</title>", "x" * (TITLE_SIZE - 1) + "…"),
        (f"<title>Bearer {TOKEN}</title>", "Bearer ***"),
        ("<TITLE class='a'>a\x1b[31m<i>b</i>\u202ec</TITLE >", "a[31m b c"),
        ("<title>  </title><h1>Nein</h1>", "Nein"),
    ],
)
def test_a_title_is_short_safe_and_without_the_token(body: str, shown: str) -> None:
    error = judge(Reply(403, {"Content-Type": HTML}, body), call())
    assert f"“{shown}”" in str(error)


@given(st.integers(200, 599), st.text(), st.dictionaries(st.sampled_from(["Location", "WWW-Authenticate"]), st.text()))
def test_no_reply_raises_an_error_of_its_own(status: int, body: str, headers: dict[str, str]) -> None:
    for when in (FIRST, LATER):
        error = judge(Reply(status, {"Content-Type": HTML, **headers}, body), call(when))
        assert error is None or isinstance(error, HttpFault | CatalogError)

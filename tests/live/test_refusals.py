"""What one catalogue will refuse is known before the other has taken anything: by `validate`, else by the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from .manifest_folder import PLAIN
from .portal import Json, Portal, PortalError
from .portal import extras_of as ckan_extras
from .two_catalogs import TwoCatalogFolder
from .udata_portal import UdataError, UdataPortal

CSV, CARTE = PLAIN["resources"]
ADDRESSES = {
    "a private network": ("http://192.168.1.10/a.csv", False),
    "another private network": ("http://100.64.0.1/a.csv", False),
    "a machine's name": ("https://sig-interne/a.csv", False),
    "a domain of one's own": ("https://sig.interne/a.csv", False),
    "metadata of a cloud": ("http://169.254.169.254/", False),
    "IPv6 of a link": ("http://[fe80::1]/a.csv", False),
    "documentation IPv6": ("http://[2001:db8::1]/", False),
    "a mask": ("http://255.255.255.0/", False),
    "multicast": ("http://224.0.0.1/", False),
    "no address": ("https://300.1.1.1/a", False),
    "three numbers": ("https://1.2.3/a", False),
    "one number": ("http://2130706433/", False),
    "a port of one digit": ("https://example.org:8/a", False),
    "a dot at the end": ("https://example.org./a", False),
    "two hyphens": ("https://a--b.fr/a", False),
    "a hyphen first": ("https://-example.org/a", False),
    "a fragment at once": ("https://example.org#a", False),
    "a domain of tests": ("https://example.test/a", False),
    "an underscore": ("https://exa_mple.org/a", True),
    "accents": ("https://exâmple.fr/a", True),
    "another alphabet": ("https://example.рф/a", True),
    "a public number": ("https://8.8.8.8/a", True),
    "a port": ("https://example.org:8080/a#b", True),
    "a query at once": ("https://example.org?a=b", True),
}
"""Addresses, and whether udata takes them."""

EMAILS = {
    "a..b@example.org": (False, False),
    ".a@example.org": (False, False),
    "a@example.test": (True, False),
    "a@mairie.local": (True, False),
    "a@exa_mple.org": (False, False),
    "a@-example.org": (False, False),
    "a,b@example.org": (False, False),
    "a:b@example.org": (False, False),
    "a@1.2.3.4": (True, False),
    "é@example.org": (False, True),
    "a@exâmple.fr": (False, True),
    "a'b+c@example.org": (True, True),
    "A@EXAMPLE.ORG": (True, True),
}
"""E-mail addresses, and whether CKAN and udata take them."""


@pytest.mark.parametrize("case", ADDRESSES)
def test_an_address_is_refused_by_validate_where_udata_refuses_it(two_catalogs: TwoCatalogFolder, case: str) -> None:
    """The last resource of a dataset that CKAN would take whole."""
    url, taken = ADDRESSES[case]
    two_catalogs.write(resources=[CSV, {**CARTE, "url": url}])

    assert takes_address(two_catalogs.udata, two_catalogs.udata_organization, url) is taken
    expect_finding(two_catalogs, None if taken else f"toilettes.yml:{line_of(two_catalogs, url)}", "PUB309")


@pytest.mark.parametrize("email", EMAILS)
def test_an_email_is_refused_by_validate_where_a_catalogue_refuses_it(
    two_catalogs: TwoCatalogFolder, email: str
) -> None:
    ckan, udata = EMAILS[email]
    two_catalogs.write(contact={"name": "Service", "email": email})

    assert ckan_takes(two_catalogs.ckan, two_catalogs.organization, maintainer_email=email) is ckan
    assert takes_contact(two_catalogs.udata, two_catalogs.udata_organization, "Service", email) is udata
    place = f"toilettes.yml:{line_of(two_catalogs, 'email:')}"
    expect_finding(two_catalogs, None if ckan and udata else place, "PUB310")


@pytest.mark.parametrize(("length", "taken"), [(255, True), (256, False)])
def test_a_contacts_name_of_this_length(two_catalogs: TwoCatalogFolder, length: int, taken: bool) -> None:
    two_catalogs.write(contact={"name": "n" * length, "email": "sig@example.org"})

    name = "n" * length
    assert takes_contact(two_catalogs.udata, two_catalogs.udata_organization, name, "a@example.org") is taken
    expect_finding(two_catalogs, None if taken else f"toilettes.yml:{line_of(two_catalogs, 'nnn')}", "PUB310")


@dataclass(frozen=True)
class Case:
    """A manifest that one catalogue refuses, and where the finding points."""

    fields: Json
    rule: str
    line: str = "title:"
    """A text of the line."""


CASES = {
    "the address of a schema": Case(
        {"resources": [{**CSV, "schema": {"url": "http://192.168.1.1/s.json"}}]}, "PUB309", "192.168"
    ),
    "an extra that udata takes for an address": Case({"extras": {"datafairOrigin": "x"}}, "PUB309", "datafair"),
    "a name of one letter": Case({"slug": "a"}, "PUB311"),
    "an extra with the name of a field": Case({"extras": {"notes": "x"}}, "PUB303"),
    "an extra that is too long": Case({"extras": {"long": "x" * 30_001}}, "PUB305"),
    "a long title": Case({"title": "x" * 351}, "PUB306", "xxx"),
    "a long description": Case({"description": "x" * 100_001}, "PUB306", "description:"),
    "a title without letters": Case({"title": "***"}, "PUB308"),
    "an extra without a name": Case({"extras": {"": "x"}}, "PUB303"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_is_found_by_validate(two_catalogs: TwoCatalogFolder, case: str) -> None:
    found = CASES[case]
    two_catalogs.write(**found.fields)

    expect_finding(two_catalogs, f"toilettes.yml:{line_of(two_catalogs, found.line)}", found.rule)


def test_an_extra_that_the_organization_does_not_declare_is_a_named_loss(two_catalogs: TwoCatalogFolder) -> None:
    """udata refuses the whole entry because of it; only the server knows what its organizations declare."""
    with pytest.raises(UdataError, match="400"):
        two_catalogs.udata.create(two_catalogs.udata_organization, title="T", extras={"custom:code": "x"})
    two_catalogs.write(extras={"custom:code": "69"})

    assert list(two_catalogs.losses()) == ["extras.custom:code"]
    place = f"toilettes.yml:{line_of(two_catalogs, 'custom:code')}"
    two_catalogs.run("plan").expect_words(place, "declare it as a text in the settings of the organization")
    two_catalogs.sync()

    assert "custom:code" not in two_catalogs.show()["extras"]
    two_catalogs.pending(0)


def test_more_resources_than_a_manifest_may_have_are_a_finding_with_the_number(
    two_catalogs: TwoCatalogFolder,
) -> None:
    resources = [{"id": f"r{n}", "title": f"R {n}", "url": f"https://example.org/{n}.csv"} for n in range(1203)]
    two_catalogs.write(resources=resources)

    expect_finding(two_catalogs, f"toilettes.yml:{line_of(two_catalogs, 'resources:')}", "PUB108")
    two_catalogs.run("validate").expect_words("“resources” has 1203 values, and at most 1000 are possible")


# ---- what the servers themselves say


def takes_address(udata: UdataPortal, organization: str, url: str) -> bool:
    """Return whether udata takes a resource with this address."""
    resources = [{"title": "R", "type": "main", "filetype": "remote", "url": url}]
    return _udata_takes(lambda: udata.create(organization, title="T", private=True, resources=resources))


def takes_contact(udata: UdataPortal, organization: str, name: str, email: str) -> bool:
    """Return whether udata takes a contact point."""
    return _udata_takes(lambda: udata.make_contact(organization, name, email))


def _udata_takes(call: Any) -> bool:
    try:
        call()
    except UdataError as error:
        assert error.status == 400
        return False
    return True


def ckan_takes(portal: Portal, organization: str, **fields: str) -> bool:
    """Return whether CKAN takes a dataset with these fields."""
    try:
        portal.create(owner_org=organization, name=f"autre-{organization}", title="T", **fields)
    except PortalError:
        return False
    return True


# ---- what the command says


def line_of(folder: TwoCatalogFolder, text: str) -> int:
    """Return the number of the line of the plain manifest that has a text."""
    lines = (folder.manifests / folder.producer / "toilettes.yml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def expect_finding(folder: TwoCatalogFolder, place: str | None, rule: str) -> None:
    """Assert that `validate` finds it at this place, and a sync writes nothing anywhere; without a place, both pass."""
    shown = folder.run("validate")
    if place is None:
        shown.expect_exit(0)
        folder.sync()
        folder.expect_settled(1)
        return
    shown.expect_exit(1).expect_words(place, rule)
    folder.sync(code=1).expect_words(place, rule)
    assert folder.udata.keyed(folder.udata_organization, folder.key("toilettes")) == []
    assert not any(ckan_extras(entry).get("publisher_key") for entry in folder.ckan.entries(folder.organization))

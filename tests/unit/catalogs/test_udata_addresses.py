"""Which addresses udata accepts: the rule of the adapter, and that of the sandbox, which was recorded from a server."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.catalogs.udata.addresses import is_accepted, is_local
from publisher.catalogs.udata.limits import is_email
from publisher.sandbox.udata.addresses import check
from publisher.sandbox.udata.refusals import InvalidValue

NUMBERS = st.ip_addresses().map(lambda address: f"[{address}]" if address.version == 6 else str(address))
NAMES = st.lists(st.text("ab1-_é", max_size=4), min_size=1, max_size=3).map(".".join)
TOPS = st.sampled_from(["", ".fr", ".org", ".lyon", ".interne", ".test", ".рф", ".local"])
HOSTS = NUMBERS | st.tuples(NAMES, TOPS).map("".join) | st.sampled_from(["localhost", "localhost.localdomain"])
PORTS = st.sampled_from(["", ":8", ":80", ":123456"])
ENDS = st.sampled_from(["", "/", "/a.csv?b=c", "?a", "#a", "/a b", "/é"])


def sandbox_accepts(address: str) -> bool:
    try:
        check(address)
    except InvalidValue:
        return False
    return True


@given(st.sampled_from(["http", "https", "ftp"]), HOSTS, PORTS, ENDS)
@example("https", "192.168.1.10", "", "/a.csv")
@example("https", "sig-interne", "", "/a.csv")
@example("https", "sig.interne", "", "/a.csv")
@example("http", "10.0.0.1", ":8080", "/")
@example("http", "127.0.0.1", "", "/")
@example("http", "255.255.255.0", "", "/")
@example("http", "224.0.0.1", "", "/")
@example("http", "[fe80::1]", "", "/")
@example("https", "data.grandlyon.com", "", "/fr/a?b=c#d")
def test_an_address_is_accepted_as_on_a_server(scheme: str, host: str, port: str, end: str) -> None:
    address = f"{scheme}://{host}{port}{end}"
    assert is_accepted(address, local=True) == sandbox_accepts(address)


@pytest.mark.parametrize(
    "address", ["http://localhost/a", "http://127.0.0.1:5000/", "http://[::1]/", "http://localhost.localdomain/"]
)
def test_addresses_of_this_machine_are_for_servers_of_this_machine(address: str) -> None:
    assert is_local(address)
    assert is_accepted(address, local=True)
    assert not is_accepted(address)
    assert not is_local("https://www.data.gouv.fr")


def test_a_domain_in_capitals_is_accepted_since_it_is_sent_in_small_letters() -> None:
    assert is_accepted("HTTPS://Data.Example.ORG/A.csv")


@pytest.mark.parametrize(
    ("email", "accepted"),
    [
        ("sig@example.org", True), ("é.à@mairie.fr", True), ("a@mairié.fr", True), ("a'b+c@x.fr", True),
        ("A@X.FR", True), ("a@x.example", True), ("a..b@x.fr", False), (".a@x.fr", False), ("a.@x.fr", False),
        ("a,b@x.fr", False), ("a@x.test", False), ("a@mairie.local", False), ("a@-x.fr", False), ("a@x-.fr", False),
        ("a@x_y.fr", False), ("a@1.2.3.4", False), ("a@xn--x.fr", False), ("a@" + "b" * 64 + ".fr", False),
        ("a" * 250 + "@x.fr", False), ("a@x..fr", False), ("a@x.fr.", False),
    ],
)  # fmt: skip
def test_an_email_is_accepted_as_on_a_server(email: str, accepted: bool) -> None:
    assert is_email(email) is accepted

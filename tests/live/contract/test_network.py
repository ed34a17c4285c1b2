"""Private certificates, proxies, a password in front, a path, another header: all that portals are put behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.test_files import content, one_file
from tests.live.counting import Fault, FaultKind, Reply
from tests.live.front_servers import HOST, Certificates, FrontRelay, fronting, make_certificates
from tests.live.manifest_folder import NOTHING_WAITS, WAITS

PASSWORD_ENV = "PUBLISHER_ESSAI_ACCES"
PASSWORD = "équipe:mot de passe: 1"
CLOSED = "http://127.0.0.1:9"
"""An address where nothing listens."""
TOKEN_HEADERS = {"ckan": "Authorization", "udata": "X-API-KEY"}
"""By kind, the header in which a catalogue reads tokens."""
OTHER_HEADER = "X-Portail-Jeton"


@dataclass(frozen=True)
class Front:
    """A folder whose catalogue is behind a server."""

    folder: CatalogFolder
    relay: FrontRelay

    def use(self, url: str = "", **settings: object) -> None:
        """Write the address and further settings into catalogs.yml."""
        self.folder.address = url or self.relay.url
        self.folder.settings = dict(settings)
        self.folder.write_settings()

    def expect_published(self, **env: str) -> None:
        """Publish a dataset with a file, and assert that all of it is there, and that nothing is pending."""
        one_file(self.folder)
        self.folder.run("sync", "--yes", env=env).expect_exit(0)
        self.folder.run("plan", "--exit-code", env=env).expect_exit(NOTHING_WAITS)
        assert self.folder.differences() == []
        assert content(self.folder) == (self.folder.manifests / self.folder.producer / "tableau.csv").read_bytes()

    def expect_stopped(self, *words: str, layer: str = "", **env: str) -> None:
        """Assert that a plan ends with these words, and that `doctor` says the same of this part of the way."""
        self.folder.write()
        self.folder.run("plan", "--exit-code", env=env).expect_exit(1).expect_words(*words)
        self.folder.run("doctor", env=env).expect_exit(1).expect_words(f"✘ {layer}", words[-1][1:])
        assert self.folder.backend.entries() == {}


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Provide a private authority and a server's certificate."""
    return make_certificates(tmp_path_factory.mktemp("certificats"))


@pytest.fixture
def front(folder: CatalogFolder) -> Iterator[Front]:
    """Provide a catalogue behind a server."""
    with fronting(folder.backend.url, folder.backend.calls.naming) as relay:
        front = Front(folder, relay)
        front.use()
        yield front


@pytest.fixture
def tls_front(folder: CatalogFolder, certificates: Certificates) -> Iterator[Front]:
    """Provide a catalogue behind a server with a private certificate."""
    with fronting(folder.backend.url, folder.backend.calls.naming, certificates.server) as relay:
        front = Front(folder, relay)
        front.use()
        yield front


# ---- certificates


def test_a_private_certificate_is_refused_with_what_to_set(tls_front: Front) -> None:
    tls_front.expect_stopped(
        "its certificate is refused", "`ca:` in catalogs.yml", layer="certificate (TLS): its certificate is refused"
    )


def test_a_private_certificate_that_catalogs_yml_names(tls_front: Front, certificates: Certificates) -> None:
    (tls_front.folder.manifests / "autorite.pem").write_bytes(certificates.authority.read_bytes())
    tls_front.use(ca="autorite.pem")

    tls_front.expect_published()


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_private_certificate_that_the_environment_names(
    tls_front: Front, certificates: Certificates, variable: str
) -> None:
    tls_front.expect_published(**{variable: str(certificates.authority)})


def test_a_variable_that_names_no_file(tls_front: Front, tmp_path: Path) -> None:
    missing = str(tmp_path / "absent.pem")
    tls_front.expect_stopped(
        "the file of certificates that REQUESTS_CA_BUNDLE names does not exist",
        "Correct the variable REQUESTS_CA_BUNDLE",
        layer="certificate (TLS): ",
        REQUESTS_CA_BUNDLE=missing,
    )


@pytest.mark.parametrize("text", [None, "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_file_without_certificates_is_a_finding(tls_front: Front, text: str | None) -> None:
    if text is not None:
        (tls_front.folder.manifests / "autorite.pem").write_text(text, encoding="utf-8")
    tls_front.folder.write()
    tls_front.use(ca="autorite.pem")

    shown = tls_front.folder.run("validate").expect_exit(1)
    shown.expect_words(f"manifests/catalogs.yml:{line_of(tls_front.folder, 'ca:')}", "PUB216", "is not a file with")


# ---- proxies


def test_calls_go_through_a_proxy(front: Front) -> None:
    """The host exists for the proxy alone."""
    proxy = front.relay.url
    front.use(f"http://{HOST}")

    front.expect_published(HTTP_PROXY=proxy, HTTPS_PROXY=CLOSED)

    assert {path.partition(" ")[2].partition("/api/")[0] for path in front.relay.paths} >= {f"http://{HOST}"}


def test_calls_over_tls_go_through_a_proxy(tls_front: Front, certificates: Certificates) -> None:
    (tls_front.folder.manifests / "autorite.pem").write_bytes(certificates.authority.read_bytes())
    with fronting(CLOSED, tunnel=tls_front.relay.url) as proxy:
        tls_front.use(f"https://{HOST}", ca="autorite.pem")

        tls_front.expect_published(HTTPS_PROXY=proxy.url, HTTP_PROXY=CLOSED)

        assert set(proxy.paths) == {f"CONNECT {HOST}:443"}


def test_no_proxy_for_the_hosts_that_no_proxy_names(front: Front) -> None:
    proxy = front.relay.url
    front.use("http://no-such-portal.invalid")

    front.expect_stopped(
        "no server has this name", layer="name of the server: ", HTTP_PROXY=proxy, NO_PROXY="no-such-portal.invalid"
    )
    assert front.relay.paths == []


def test_this_machine_is_never_called_through_a_proxy(front: Front) -> None:
    front.expect_published(HTTP_PROXY=CLOSED, HTTPS_PROXY=CLOSED)


def test_a_proxy_that_is_not_there(front: Front) -> None:
    front.use(f"http://{HOST}")

    front.expect_stopped(
        "the proxy cannot be reached",
        "Check the variables HTTPS_PROXY and HTTP_PROXY",
        layer="proxy: the proxy cannot be reached",
        HTTP_PROXY=CLOSED.replace("//", "//nom:secret-du-proxy@"),
    )


def test_a_proxy_that_asks_for_a_password(front: Front) -> None:
    page = Reply(407, b"<h1>Authentification</h1>", "text/html", (("Proxy-Authenticate", "Basic"),))
    for action in ("status_show", "GET site", *front.folder.backend.calls.each_plan):
        front.relay.faults.append(Fault(FaultKind.FRONT, action, reply=page))
    proxy = front.relay.url
    front.use(f"http://{HOST}")

    front.expect_stopped(
        "the proxy asks for a user name and a password (status 407)",
        "HTTPS_PROXY=http://user:password@proxy.example.org:3128",
        layer="proxy: ",
        HTTP_PROXY=proxy,
    )


# ---- a firewall


def test_doctor_names_the_firewall(front: Front) -> None:
    page = Reply(403, b"<title>Request blocked</title>", "text/html")
    for action in ("status_show", "GET site", "site", *front.folder.backend.calls.each_plan):
        front.relay.faults.append(Fault(FaultKind.FRONT, action, reply=page))
    words = ("(status 403, “Request blocked”)", "to let it through")
    front.expect_stopped(*words, layer="firewall: a web page answers instead (status 403, “Request blocked”)")


# ---- a password in front


def test_a_password_in_front_is_asked_for_with_what_to_set(front: Front) -> None:
    front.relay.password = PASSWORD
    front.expect_stopped(
        "a password is asked for in front of the catalogue (status 401)",
        "`basic_auth_env: NAME` for portail in catalogs.yml",
        layer="authentication: ",
    )
    front.use(basic_auth_env=PASSWORD_ENV, token_header=OTHER_HEADER)
    front.expect_stopped(f"Set the environment variable {PASSWORD_ENV} to user:password.", layer="authentication: ")
    wrong = {PASSWORD_ENV: "équipe:un-autre-secret"}
    front.expect_stopped(
        f"The user name or the password in {PASSWORD_ENV} is refused.", layer="authentication: ", **wrong
    )
    assert "un-autre-secret" not in front.folder.run("plan", env=wrong).output


def test_a_password_in_front_goes_with_each_call(front: Front) -> None:
    """The token is in another header, then; the password is in no output and in no file."""
    front.relay.password, front.relay.header = PASSWORD, OTHER_HEADER
    front.relay.catalogs_header = TOKEN_HEADERS[front.folder.backend.kind]
    front.use(basic_auth_env=PASSWORD_ENV, token_header=OTHER_HEADER)
    env = {PASSWORD_ENV: PASSWORD}

    front.expect_published(**env)

    front.relay.faults.append(Fault(FaultKind.BAD_GATEWAY, front.folder.backend.calls.bulk))
    outputs = [front.folder.run(verb, env=env).output for verb in ("doctor", "plan", "status")]
    files = [file.read_bytes() for file in front.folder.root.rglob("*") if file.is_file()]
    for secret in ("mot de passe", front.folder.backend.token):
        assert [text for text in outputs if secret in text] == []
        assert [data for data in files if secret.encode() in data] == []


def test_ckans_token_and_a_password_cannot_share_a_header(front: Front) -> None:
    front.folder.write()
    front.use(basic_auth_env=PASSWORD_ENV)
    at = f"manifests/catalogs.yml:{line_of(front.folder, 'basic_auth_env:')}"
    is_ckan = front.folder.backend.kind == "ckan"

    shown = front.folder.run("validate").expect_exit(1 if is_ckan else 0)
    if is_ckan:
        shown.expect_words(at, "PUB216", "`token_header:` for portail")
        front.folder.run("doctor").expect_exit(1).expect_words("`token_header:` for portail")
    front.use(basic_auth_env=PASSWORD_ENV, token_header="Authorization")
    at = f"manifests/catalogs.yml:{line_of(front.folder, 'token_header:')}"
    front.folder.run("validate").expect_exit(1).expect_words(at, "the token needs another header")


# ---- a path, a header


def test_a_catalogue_under_a_path(front: Front) -> None:
    front.relay.prefix = "/donnees"
    front.use(f"{front.relay.url}/donnees/")

    front.expect_published()

    assert all(path.partition(" ")[2].startswith("/donnees/") for path in front.relay.paths)


def test_a_token_in_another_header(front: Front) -> None:
    front.relay.header, front.relay.catalogs_header = OTHER_HEADER, TOKEN_HEADERS[front.folder.backend.kind]
    front.folder.write()
    front.folder.run("plan", "--exit-code").expect_exit(1).expect_words("does not know the token")
    front.use(token_header=OTHER_HEADER)
    front.folder.run("plan", "--exit-code").expect_exit(WAITS)

    front.expect_published()


@pytest.mark.parametrize("header", ["Host", "X Jeton", "Content-Type", "eyJhbGciOi.J9.secret"])
def test_a_header_that_carries_no_token_is_a_finding(front: Front, header: str) -> None:
    front.folder.write()
    front.use(token_header=header)

    at = f"manifests/catalogs.yml:{line_of(front.folder, 'token_header:')}"
    shown = front.folder.run("validate").expect_exit(1).expect_words(at, "Not the name of a header")
    assert header not in shown.output


def line_of(folder: CatalogFolder, text: str) -> int:
    """Return the number of the line of catalogs.yml that has a text."""
    lines = (folder.manifests / "catalogs.yml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)

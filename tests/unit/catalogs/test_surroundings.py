"""Certificates and passwords of what stands in front of a catalogue."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import responses

from publisher.catalogs.ckan import build as build_ckan
from publisher.catalogs.ckan.token_header import token_without_header
from publisher.catalogs.errors import CatalogError, Layer, Unreachable
from publisher.catalogs.faults import HttpFault, cause_of_failure, fix_of, layer_of, never_connected
from publisher.catalogs.surroundings import FrontPassword, bundle_of
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata import build as build_udata
from publisher.model.findings import Position
from publisher.model.manifest import CatalogConfig

from .samples import CONFIG, TOKEN, URL, FakeClock

PASSWORD = FrontPassword("PUBLISHER_ACCES", "nom:motdepasse")
ENCODED = "bm9tOm1vdGRlcGFzc2U="


def sent_headers(url: str = f"{URL}/x", **headers: str) -> requests.structures.CaseInsensitiveDict[str]:
    responses.get(url, json={})
    Transport(CONFIG, FakeClock().clock(), PASSWORD).session.get(url, headers=headers)
    return responses.calls[-1].request.headers


@responses.activate
def test_the_password_goes_to_the_catalogue_alone() -> None:
    assert sent_headers()["Authorization"] == f"Basic {ENCODED}"
    assert "Authorization" not in sent_headers("https://elsewhere.example.org/x")


@responses.activate
def test_a_page_that_repeats_the_password_does_not_make_us_say_it(clock: FakeClock) -> None:
    body = f"<title>{ENCODED} nom:motdepasse motdepasse {TOKEN}</title>"
    responses.get(f"{URL}/x", body=body, status=403, content_type="text/html")
    transport = Transport(replace(CONFIG, token_header="X-Jeton"), clock.clock(), PASSWORD)
    with pytest.raises(Unreachable, match=r"\*\*\* \*\*\* \*\*\* \*\*\*"):
        transport.read(lambda: transport.session.get(f"{URL}/x", headers={"X-Jeton": TOKEN}))


def test_a_password_is_in_no_representation() -> None:
    assert "motdepasse" not in repr(PASSWORD)
    assert (FrontPassword("X", None).header, FrontPassword("X", None).secrets) == (None, ())


@responses.activate
@pytest.mark.parametrize("header", [None, "X-Jeton"])
def test_the_token_is_in_the_header_that_the_catalogue_reads(clock: FakeClock, header: str | None) -> None:
    config = replace(CONFIG, token_header=header)
    responses.post(f"{URL}/api/action/package_show", json={"success": True, "result": {}})
    responses.get(f"{URL}/api/1/site/", json={})
    build_ckan(config, Transport(config, clock.clock(), PASSWORD if header else None), TOKEN).api.read("package_show")
    build_udata(config, Transport(config, clock.clock(), PASSWORD), TOKEN).api.get("site/")
    ckan, udata = (call.request.headers for call in responses.calls)
    assert ckan[header or "Authorization"] == TOKEN
    assert ckan["Authorization"] == (f"Basic {ENCODED}" if header else TOKEN)
    assert udata[header or "X-API-KEY"] == TOKEN
    assert udata["Authorization"] == f"Basic {ENCODED}"


@pytest.mark.parametrize(
    ("config", "count"),
    [
        (CONFIG, 0),
        (replace(CONFIG, basic_auth_env="PUBLISHER_ACCES"), 1),
        (replace(CONFIG, basic_auth_env="PUBLISHER_ACCES", token_header="X-Jeton"), 0),
        (replace(CONFIG, basic_auth_env="PUBLISHER_ACCES", token_env=None), 0),
    ],
)
def test_ckans_token_needs_a_header_of_its_own_beside_a_password(config: CatalogConfig, count: int) -> None:
    at = Position("manifests/catalogs.yml", 9, 21)
    findings = tuple(token_without_header(replace(config, basic_auth_at=at)))
    assert [(finding.rule, finding.at) for finding in findings] == [("PUB216", at)] * count


def test_the_first_variable_that_names_certificates_counts(tmp_path: Path) -> None:
    bundle = tmp_path / "a.pem"
    bundle.touch()
    assert bundle_of({}) is True
    assert bundle_of({"SSL_CERT_FILE": str(bundle), "REQUESTS_CA_BUNDLE": ""}) == str(bundle)
    with pytest.raises(HttpFault, match="the file of certificates that REQUESTS_CA_BUNDLE names does not exist"):
        bundle_of({"SSL_CERT_FILE": str(bundle), "REQUESTS_CA_BUNDLE": "/nowhere"})


def refused(code: int) -> ssl.SSLCertVerificationError:
    """Return the error of OpenSSL with this code (`x509_vfy.h`)."""
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    return error


@pytest.mark.parametrize(
    ("error", "layer", "words", "sent", "fix"),
    [
        (requests.exceptions.ProxyError("x"), Layer.PROXY, "the proxy cannot be reached", False, "NO_PROXY"),
        (
            requests.ConnectionError("Connection aborted.", OSError("Tunnel connection failed: 407 Nom demandé")),
            Layer.PROXY,
            "the proxy asks for a user name and a password (status 407)",
            False,
            "user:password@",
        ),
        (
            requests.ConnectionError("Connection aborted.", OSError("Tunnel connection failed: 403 Forbidden")),
            Layer.PROXY,
            "the proxy refuses to connect to it (status 403)",
            False,
            "NO_PROXY",
        ),
        (requests.exceptions.SSLError(refused(19)), Layer.TLS, "its certificate is refused", False, "`ca:`"),
        (requests.exceptions.SSLError(refused(10)), Layer.TLS, "its certificate has expired", False, "administrators"),
        (requests.exceptions.SSLError(refused(62)), Layer.TLS, "its certificate is for another server", False, "Ask"),
        (requests.exceptions.SSLError("x"), Layer.TLS, "the secure connection failed", True, "None"),
        (requests.ConnectionError("x"), Layer.CONNECTION, "the connection was cut", True, "None"),
    ],
)
def test_the_part_of_the_way_that_failed_is_named(
    error: requests.RequestException, layer: Layer, words: str, *, sent: bool, fix: str
) -> None:
    assert (layer_of(error), str(cause_of_failure(error)), not never_connected(error)) == (layer, words, sent)
    assert fix in str(fix_of(error))


@responses.activate
def test_an_error_of_a_proxy_shows_no_password(clock: FakeClock) -> None:
    responses.get(f"{URL}/x", body=requests.exceptions.ProxyError("http://nom:motdepasse@proxy.example.org"))
    transport = Transport(CONFIG, clock.clock())
    with pytest.raises(CatalogError) as caught:
        transport.read(lambda: transport.session.get(f"{URL}/x"))
    assert "motdepasse" not in f"{caught.value} {caught.value.what} {caught.value.fix}"

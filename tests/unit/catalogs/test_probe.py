"""The software that answers at an address."""

from dataclasses import replace

import pytest
import requests
import responses

from publisher.catalogs.errors import Layer
from publisher.catalogs.probe import probe
from publisher.catalogs.transport import Transport

from .samples import CONFIG, URL, FakeClock

CKAN = f"{URL}/api/3/action/status_show"
UDATA = f"{URL}/api/1/site/"
GEONETWORK = f"{URL}/geonetwork/srv/api/site"
GEONETWORK_AT_ROOT = f"{URL}/srv/api/site"


def answer(clock: FakeClock) -> tuple[str | None, str]:
    answered = probe(Transport(CONFIG, clock.clock()))
    return answered.software, str(answered.detail)


def no_such(*urls: str) -> None:
    for url in urls:
        responses.get(url, status=404, body="<html>", content_type="text/html")


@responses.activate
def test_ckan_is_recognised_at_the_first_question(clock: FakeClock) -> None:
    responses.get(CKAN, json={"success": True, "result": {"ckan_version": "2.12.0"}})
    assert answer(clock) == ("CKAN", "CKAN answers")
    assert len(responses.calls) == 1
    assert responses.calls[0].request.headers["Accept"] == "application/json"


@responses.activate
def test_udata_is_recognised(clock: FakeClock) -> None:
    responses.get(CKAN, status=404, json={"message": "not found"})
    responses.get(UDATA, json={"id": "x", "metrics": {}})
    assert answer(clock) == ("udata", "udata answers")


@responses.activate
def test_geonetwork_is_recognised_at_both_its_addresses(clock: FakeClock) -> None:
    no_such(CKAN, UDATA)
    geonetwork = responses.get(GEONETWORK, json={"system/site/name": "Sextant"})
    assert answer(clock) == ("GeoNetwork", "GeoNetwork answers")
    responses.remove(geonetwork)
    no_such(GEONETWORK)
    responses.get(GEONETWORK_AT_ROOT, json={"system/site/name": "Sextant"})
    assert answer(clock) == ("GeoNetwork", "GeoNetwork answers")


@responses.activate
def test_web_pages_everywhere_are_reported(clock: FakeClock) -> None:
    no_such(CKAN, UDATA, GEONETWORK, GEONETWORK_AT_ROOT)
    assert answer(clock) == (None, "a web page answers instead (status 404)")
    assert len(responses.calls) == 4


@responses.activate
def test_a_page_for_a_success_does_not_end_the_questions(clock: FakeClock) -> None:
    responses.get(CKAN, body="<html>", content_type="text/html")
    responses.get(UDATA, json={"id": "x", "metrics": {}})
    assert answer(clock) == ("udata", "udata answers")


@responses.activate
def test_a_firewall_that_refuses_one_path_hides_no_catalogue(clock: FakeClock) -> None:
    responses.get(CKAN, body="<title>No</title>", status=403, content_type="text/html")
    udata = responses.get(UDATA, json={"id": "x", "metrics": {}})
    assert answer(clock) == ("udata", "udata answers")
    responses.remove(udata)
    no_such(UDATA, GEONETWORK, GEONETWORK_AT_ROOT)
    found = probe(Transport(CONFIG, clock.clock()))
    assert (found.layer, str(found.detail)) == (Layer.FIREWALL, "a web page answers instead (status 403, “No”)")


@responses.activate
def test_a_redirection_is_reported_with_its_target(clock: FakeClock) -> None:
    for url in (CKAN, UDATA, GEONETWORK, GEONETWORK_AT_ROOT):
        responses.get(url, status=301, headers={"Location": "https://new.example.org/"})
    assert answer(clock) == (None, "it redirects to https://new.example.org/")


@responses.activate
@pytest.mark.parametrize("body", ["[]", "null", '"text"', "{}", '{"success": true}', '{"metrics": {}}'])
def test_json_of_unknown_software_is_reported(clock: FakeClock, body: str) -> None:
    for url in (CKAN, UDATA, GEONETWORK, GEONETWORK_AT_ROOT):
        responses.get(url, body=body, content_type="application/json")
    assert answer(clock) == (None, "a server of an unsupported kind")


@responses.activate
def test_broken_json_is_reported(clock: FakeClock) -> None:
    for url in (CKAN, UDATA, GEONETWORK, GEONETWORK_AT_ROOT):
        responses.get(url, body="{", content_type="application/json")
    assert answer(clock) == (None, "an answer that is not JSON")


@responses.activate
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (requests.ConnectTimeout("x"), "no connection in time"),
        (requests.ReadTimeout("x"), "no answer in time"),
        (requests.exceptions.SSLError("x"), "the secure connection failed"),
    ],
)
def test_an_address_without_a_server_is_called_once(clock: FakeClock, body: Exception, message: str) -> None:
    responses.get(CKAN, body=body)
    assert answer(clock) == (None, message)
    assert len(responses.calls) == 1
    assert clock.sleeps == []


@responses.activate
def test_a_server_in_trouble_is_asked_once(clock: FakeClock) -> None:
    responses.get(CKAN, status=503)
    assert answer(clock) == (None, "it answered 503")
    assert probe(Transport(CONFIG, clock.clock())).may_pass


@responses.activate
@pytest.mark.parametrize(
    ("body", "may_pass"),
    [
        (requests.exceptions.ConnectionError("refused"), True),
        (requests.exceptions.SSLError("x"), False),
    ],
)
def test_a_refused_connection_may_pass_and_a_refused_certificate_does_not(
    clock: FakeClock, body: Exception, *, may_pass: bool
) -> None:
    responses.get(CKAN, body=body)
    assert probe(Transport(CONFIG, clock.clock())).may_pass is may_pass


@pytest.mark.parametrize("url", ["https://data..example.org", "https://*.example.org", "https://example.org:99999"])
def test_an_address_that_is_none_is_reported(clock: FakeClock, url: str) -> None:
    answered = probe(Transport(replace(CONFIG, url=url), clock.clock()))
    assert (answered.software, str(answered.detail)) == (None, "the address is not valid")

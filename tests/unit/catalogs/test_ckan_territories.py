"""The URIs of territories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.ckan.territories import is_zone, zone_from_uri, zone_to_uri

URIS = {
    "fr:commune:69029": "http://id.insee.fr/geo/commune/69029",
    "fr:commune:2A004": "http://id.insee.fr/geo/commune/2A004",
    "fr:departement:69": "http://id.insee.fr/geo/departement/69",
    "fr:departement:971": "http://id.insee.fr/geo/departement/971",
    "fr:region:84": "http://id.insee.fr/geo/region/84",
    "country:fr": "http://publications.europa.eu/resource/authority/country/FRA",
    "country:re": "http://publications.europa.eu/resource/authority/country/REU",
    "country-group:ue": "http://publications.europa.eu/resource/authority/country/EUR",
    "country-subset:fr:metro": "http://id.insee.fr/geo/territoireFrancais/franceMetropolitaine",
}


@pytest.mark.parametrize(("zone", "uri"), URIS.items())
def test_a_zone_and_its_uri_are_read_from_one_another(zone: str, uri: str) -> None:
    assert zone_to_uri(zone) == uri
    assert zone_from_uri(uri) == zone


@pytest.mark.parametrize(
    "zone",
    [
        "fr:epci:200046977",
        "fr:commune:2a004",
        "fr:commune:690",
        "fr:commune:69029@1942",
        "fr:canton:6901",
        "country:zz",
    ],
)
def test_a_zone_without_a_public_uri(zone: str) -> None:
    assert zone_to_uri(zone) is None


@pytest.mark.parametrize(
    "uri",
    [
        "http://id.insee.fr/geo/intercommunalite/831d6a01-3f71-47a0-940b-04df167053c1",
        "http://id.insee.fr/geo/commune/4b88116a-9ede-42f5-aef5-a70304de593b",
        "http://id.insee.fr/geo/commune/",
        "https://sws.geonames.org/2996944/",
        "Bron",
    ],
)
def test_a_uri_of_others_stays_as_it_is(uri: str) -> None:
    assert zone_from_uri(uri) == uri
    assert not is_zone(uri)


@given(st.from_regex(r"[a-z]+(-[a-z]+)*(:[A-Za-z0-9-]+){1,2}", fullmatch=True))
def test_every_zone_comes_back(zone: str) -> None:
    assert is_zone(zone) or zone.startswith(("http:", "https:"))
    assert zone_from_uri(zone_to_uri(zone) or zone) == zone

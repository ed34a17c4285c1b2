"""What ckanext-dcat exports of our entries, against what DCAT-AP asks; skipped on a CKAN that exports no DCAT."""

from __future__ import annotations

import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from tests.live.manifest_folder import CkanFolder
from tests.live.portal import Json, extras_of
from tests.live.rich_datasets import copy_repository, write_rich

SHAPES = Graph().parse(Path(__file__).parent / "shapes" / "dcat_ap.ttl")
DCATAP = Namespace("http://data.europa.eu/r5r/")
EU = "http://publications.europa.eu/resource/authority/"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
TIMEOUT = 60

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


pytestmark = pytest.mark.usefixtures("dcat_catalog")


def export(address: str) -> Graph:
    """Return what an address exports, as Turtle."""
    with _open(address, timeout=TIMEOUT) as reply:
        return Graph().parse(data=reply.read(), format="turtle")


def exported_organization(folder: CkanFolder) -> Graph:
    """Return what the catalogue exports of the test's organization, of all pages."""
    whole, page = Graph(), 0
    while True:
        page += 1
        query = urllib.parse.urlencode({"fq": f"organization:{folder.organization}", "page": page})
        graph = export(f"{folder.portal.url}/catalog.ttl?{query}")
        if (None, RDF.type, DCAT.Dataset) not in graph:
            return whole
        whole += graph


def exported(folder: CkanFolder, name: str) -> tuple[Graph, Node]:
    """Return what the page of an entry exports, and the dataset in it."""
    graph = export(f"{folder.portal.url}/dataset/{name}.ttl")
    [dataset] = graph.subjects(RDF.type, DCAT.Dataset)
    return graph, dataset


def problems(graph: Graph) -> str:
    """Return what the shapes find wrong with a graph; an empty text where nothing is."""
    conforms, _report, text = validate(graph, shacl_graph=SHAPES)
    return "" if conforms else str(text)


def texts(graph: Graph, subject: Node, *path: URIRef) -> set[str]:
    """Return the values at the end of a path."""
    nodes = {subject}
    for predicate in path:
        nodes = {value for node in nodes for value in graph.objects(node, predicate)}
    return set(map(str, nodes))


def test_what_the_catalogue_exports_of_the_repository_and_of_rich_datasets_is_as_dcat_ap_asks(
    ckan_folder: CkanFolder,
) -> None:
    keys = copy_repository(ckan_folder)
    names = write_rich(ckan_folder, 3)
    ckan_folder.sync()

    graph = exported_organization(ckan_folder)

    assert len(keys) > 20
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == len(keys) + len(names)
    assert problems(graph) == ""


def test_a_dataset_with_every_field_has_uris_of_public_vocabularies(ckan_folder: CkanFolder) -> None:
    [name] = write_rich(ckan_folder, 1)
    ckan_folder.sync()

    graph, dataset = exported(ckan_folder, name)

    assert problems(graph) == ""
    assert texts(graph, dataset, DCTERMS.language) == {EU + "language/FRA"}
    assert texts(graph, dataset, DCTERMS.accrualPeriodicity) == {EU + "frequency/ANNUAL"}
    assert texts(graph, dataset, DCAT.theme) == {EU + "data-theme/REGI"}
    assert texts(graph, dataset, DCTERMS.spatial) == {"http://id.insee.fr/geo/commune/69029"}
    assert texts(graph, dataset, DCAT.distribution, DCTERMS.license) == {LICENCE}
    assert texts(graph, dataset, DCTERMS.accessRights) == {EU + "access-right/PUBLIC"}
    assert texts(graph, dataset, DCATAP.hvdCategory) == {"http://data.europa.eu/bna/c_b79e35eb"}
    assert texts(graph, dataset, DCATAP.applicableLegislation) == {REGULATION}
    assert texts(graph, dataset, DCTERMS.temporal, DCAT.startDate) == {"2023-01-01"}
    assert texts(graph, dataset, DCTERMS.publisher, FOAF.name) == {"Ville"}
    assert texts(graph, dataset, DCTERMS.publisher, FOAF.homepage) == {"https://www.example.org/ecrire"}
    assert texts(graph, dataset, DCTERMS.creator, FOAF.name) == {"Bureau d'études"}
    licensed = set(graph.subjects(DCTERMS.license, URIRef(LICENCE)))
    under_regulation = set(graph.subjects(DCATAP.applicableLegislation, URIRef(REGULATION)))
    assert licensed == set(graph.objects(dataset, DCAT.distribution))
    assert under_regulation == {dataset, *licensed}


def test_a_territory_without_a_public_uri_has_its_id_as_its_name(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write(spatial={"zones": ["fr:epci:200046977"]})
    ckan_folder.run("plan").expect_exit(0).expect_words(
        "no public vocabulary has a URI for “fr:epci:200046977”: it is kept as a text"
    )
    ckan_folder.sync()

    graph, dataset = exported(ckan_folder, name)

    assert problems(graph) == ""
    assert texts(graph, dataset, DCTERMS.spatial, SKOS.prefLabel) == {"fr:epci:200046977"}


@pytest.mark.parametrize(
    ("zone", "uri"),
    [
        ("fr:departement:69", "http://id.insee.fr/geo/departement/69"),
        ("fr:region:84", "http://id.insee.fr/geo/region/84"),
        ("country:fr", EU + "country/FRA"),
    ],
)
def test_larger_territories_have_uris_too(ckan_folder: CkanFolder, zone: str, uri: str) -> None:
    graph, dataset = exported(ckan_folder, _published(ckan_folder, spatial={"zones": [zone]}))

    assert problems(graph) == ""
    assert texts(graph, dataset, DCTERMS.spatial) == {uri}


def _published(folder: CkanFolder, **fields: object) -> str:
    name = folder.write("toilettes", **fields)
    folder.sync()
    return name


FORMER_RESOURCE_KEYS = ("license", "applicable_legislation")


def former(document: Json) -> Json:
    """Return the part of an entry that former versions wrote otherwise, as they wrote it."""
    extras = extras_of(document) | {"language": "fr", "spatial_uri": "fr:commune:69029"}
    del extras["spatial_text"]
    resources = [{key: value for key, value in resource.items() if key not in FORMER_RESOURCE_KEYS}
                 for resource in document["resources"]]  # fmt: skip
    return {"extras": [{"key": key, "value": value} for key, value in extras.items()], "resources": resources}


def test_an_entry_of_a_former_version_is_brought_over_in_one_plan_that_says_so(ckan_folder: CkanFolder) -> None:
    [name] = write_rich(ckan_folder, 1)
    ckan_folder.sync()
    document = ckan_folder.portal.show(name)
    ckan_folder.portal.patch(document["id"], **former(document))
    assert problems(exported(ckan_folder, name)[0]) != "", "what former versions wrote is no DCAT-AP"

    assert ckan_folder.changes("riche-0") == dict.fromkeys(("spatial", "hvd", "language", "license"), "form")
    ckan_folder.run("plan", lang="fr").expect_words("même valeur")
    ckan_folder.sync()

    graph, dataset = exported(ckan_folder, name)
    assert problems(graph) == ""
    assert texts(graph, dataset, DCTERMS.language) == {EU + "language/FRA"}
    ckan_folder.expect_settled(1)


def test_the_licence_of_an_entry_that_the_manifest_changes_reaches_every_distribution(ckan_folder: CkanFolder) -> None:
    [name] = write_rich(ckan_folder, 1)
    ckan_folder.sync()
    manifest = ckan_folder.manifests / ckan_folder.producer / "riche-0.yml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("license: lov2", "license: odc-odbl"))

    assert ckan_folder.changes("riche-0") == {"license": "change"}
    ckan_folder.sync()

    graph, dataset = exported(ckan_folder, name)
    assert problems(graph) == ""
    assert texts(graph, dataset, DCAT.distribution, DCTERMS.license) == {
        "http://opendatacommons.org/licenses/odbl/summary/"
    }
    ckan_folder.expect_settled(1)

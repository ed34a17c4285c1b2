"""The rules about resources and their addresses."""

import pytest

from publisher.model.findings import Severity

from .checked_folder import CATALOGS, CheckedFolder

GEOSERVER = "https://sig.example.org/geoserver/ville/ows"
GET_FEATURE = f"{GEOSERVER}?SERVICE=WFS&VERSION=2.0.0&request=GetFeature&typename=wc"

# ---- names of files


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Équipements été 2026.csv", "equipements-ete-2026.csv"),
        ("wc publics.CSV", "wc-publics.csv"),
        ("日本.csv", None),
    ],
)
def test_a_file_name_with_accents_or_spaces_is_a_warning(folder: CheckedFolder, name: str, better: str | None) -> None:
    folder.write(f"bron/{name}", "id,nom\n1,Bron\n")
    folder.resource(url=None, path=name)
    (finding,) = [finding for finding in folder.findings() if finding.rule == "PUB563"]

    assert finding.severity is Severity.WARNING
    expected = f"Rename the file to {better}, and write that name here." if better else "Rename the file with letters"
    assert str(finding.fix).startswith(expected)


def test_a_plain_file_name_is_good(folder: CheckedFolder) -> None:
    folder.write("bron/WC_2026-publics.v2.csv", "id,nom\n1,Bron\n")
    folder.resource(url=None, path="WC_2026-publics.v2.csv")

    assert "PUB563" not in folder.rules()


# ---- addresses


@pytest.mark.parametrize(
    "url",
    [
        "https://data.example.org", "https://data.example.org/", "https://www.bron.example.org/fr/", "https://bron.example.org/index.html",
        "https://bron.example.org/accueil",
    ],
)  # fmt: skip
def test_a_home_page_is_a_warning(folder: CheckedFolder, url: str) -> None:
    folder.resource(url=url)
    finding = folder.only()

    assert (finding.rule, finding.severity, str(finding.at)) == (
        "PUB550", Severity.WARNING, "manifests/bron/wc.yml:10:10",
    )  # fmt: skip


def test_the_documentation_may_be_a_home_page(folder: CheckedFolder) -> None:
    folder.resource(url="https://docs.example.org/", type="documentation", format="html")

    assert "PUB550" not in folder.rules()


@pytest.mark.parametrize(
    "url",
    [
        "https://drive.google.com/file/d/1aB/view?usp=sharing", "https://docs.google.com/spreadsheets/d/1aB/edit",
        "https://www.dropbox.com/s/x/wc.csv?dl=0", "https://ville-my.sharepoint.com/:x:/g/personal/x", "https://1drv.ms/x/s!A",
        "https://we.tl/t-abc", "https://kdrive.infomaniak.com/app/share/1", "https://www.icloud.com/iclouddrive/x",
    ],
)  # fmt: skip
def test_a_share_link_is_a_warning(folder: CheckedFolder, url: str) -> None:
    folder.resource(url=url)

    assert folder.rules() == ["PUB551"]


INTERNAL = [
    "http://sig/geoserver/wc.csv", "https://fichiers.bron.local/wc.csv", "http://192.168.1.10/wc.csv",
    "https://10.0.0.4:8443/wc.csv", "https://intranet.bron.fr/wc.csv", "http://localhost:8000/wc.csv", "http://[fe80::1]/wc.csv",
]  # fmt: skip


@pytest.mark.parametrize("url", INTERNAL)
def test_an_address_of_an_internal_network_is_a_warning(folder: CheckedFolder, url: str) -> None:
    folder.resource(url=url)
    finding = folder.only()

    assert (finding.rule, finding.severity) == ("PUB552", Severity.WARNING)


def test_it_is_left_to_the_catalogue_that_refuses_it_itself(folder: CheckedFolder) -> None:
    folder.write("catalogs.yml", CATALOGS.replace("kind: ckan", "kind: udata"))
    folder.resource(url="http://192.168.1.10/wc.csv")

    assert folder.lines() == []


@pytest.mark.parametrize(
    "url",
    ["C:\\\\Users\\\\sig\\\\wc.csv", "\\\\\\\\serveur\\\\sig\\\\wc.csv", "/home/sig/wc.csv"],
)
def test_a_path_on_a_computer_is_no_address(folder: CheckedFolder, url: str) -> None:
    folder.resource(url=f'"{url}"')
    finding = folder.only()

    assert (finding.rule, finding.severity, finding.at.line) == ("PUB207", Severity.ERROR, 10)
    assert str(finding.fix).endswith("path: wc.csv")


@pytest.mark.parametrize("url", ["https://bit.ly/3xYz", "https://tinyurl.com/wc", "https://urlz.fr/abc"])
def test_a_shortened_address_is_a_warning(folder: CheckedFolder, url: str) -> None:
    folder.resource(url=url)

    assert folder.rules() == ["PUB553"]


@pytest.mark.parametrize(
    "rest",
    [
        "wc.csv;jsessionid=0A1B2C3D4E", "wc.csv?PHPSESSID=abcdef123456", "wc.csv?a=1&token=eyJhbGciOi",
        "api?api_key=0123456789",
        "wc.csv?X-Amz-Signature=0123456789abcdef",
    ],
)  # fmt: skip
def test_a_secret_in_an_address_is_a_warning_that_does_not_show_it(folder: CheckedFolder, rest: str) -> None:
    folder.resource(url=f"https://data.example.org/{rest}", format=None)
    finding = folder.only()

    assert (finding.rule, finding.secret, finding.given) == ("PUB554", True, None)
    assert rest[-6:] not in f"{finding.what} {finding.fix}"


def test_http_is_advice(folder: CheckedFolder) -> None:
    folder.resource(url="http://data.example.org/toilettes.csv")
    finding = folder.only()

    assert (finding.rule, finding.severity) == ("PUB555", Severity.ADVICE)


@pytest.mark.parametrize(
    ("url", "lines", "place"),
    [
        (f"{GET_FEATURE}&outputFormat=application/json", {"format": "csv"}, 12),
        (f"{GET_FEATURE}&outputFormat=application%2Fjson", {"format": "wfs"}, 12),
        (f"{GET_FEATURE}&outputFormat=csv", {"format": "geojson"}, 12),
        (f"{GET_FEATURE}&outputFormat=SHAPE-ZIP", {"format": "geojson"}, 12),
        (GET_FEATURE, {"format": "geojson"}, 12),
        (f"{GEOSERVER}?SERVICE=WFS&REQUEST=GetCapabilities", {"format": "geojson", "type": "api"}, 12),
        (f"{GEOSERVER}?SERVICE=WFS&REQUEST=GetCapabilities", {"format": "wfs"}, 11),
        (f"{GEOSERVER}?SERVICE=WMS&REQUEST=GetCapabilities", {"format": "wms"}, 11),
        ("https://sig.example.org/geoserver/wfs", {"format": "geojson", "type": "api"}, 12),
    ],
)
def test_a_service_against_its_format_or_type_is_a_warning(
    folder: CheckedFolder, url: str, lines: dict[str, str], place: int
) -> None:
    folder.resource(url=url, **lines)
    finding = folder.only()

    assert (finding.rule, finding.at.line) == ("PUB556", place)


@pytest.mark.parametrize(
    ("url", "lines"),
    [
        (f"{GET_FEATURE}&outputFormat=application/json", {"format": "geojson"}),
        (f"{GET_FEATURE}&outputFormat=application/json", {"format": "json"}),
        (f"{GET_FEATURE}&outputFormat=csv", {"format": "csv"}),
        (f"{GET_FEATURE}&outputFormat=SHAPE-ZIP", {"format": "shp"}),
        (f"{GET_FEATURE}&outputFormat=something", {"format": "csv"}),
        (GET_FEATURE, {"format": "gml"}),
        (f"{GEOSERVER}?SERVICE=WFS&REQUEST=GetCapabilities", {"format": "wfs", "type": "api"}),
        ("https://sig.example.org/geoserver/wfs", {"format": "wfs", "type": "api"}),
        ("https://sig.example.org/table/all.json?maxfeatures=100&start=1", {"format": "json"}),
    ],
)
def test_a_service_with_its_format_is_good(folder: CheckedFolder, url: str, lines: dict[str, str]) -> None:
    folder.resource(url=url, **lines)

    assert folder.lines() == []


# ---- formats


@pytest.mark.parametrize(
    ("ending", "form"),
    [("csv", "json"), ("json", "csv"), ("xlsx", "csv"), ("pdf", "csv"), ("geojson", "xlsx"), ("xml", "csv")],
)
def test_a_format_against_the_end_of_the_address_is_a_warning(folder: CheckedFolder, ending: str, form: str) -> None:
    folder.resource(url=f"https://data.example.org/wc.{ending}?version=2", format=form)
    finding = folder.only()

    assert (finding.rule, str(finding.at)) == ("PUB557", "manifests/bron/wc.yml:12:13")
    assert f"format: {ending}" in str(finding.fix)


def test_a_format_against_the_name_of_the_file_is_a_warning(folder: CheckedFolder) -> None:
    folder.write("bron/wc.csv", "a\n1\n")
    folder.resource(url=None, path="wc.csv", format="geojson")

    assert folder.rules() == ["PUB557"]


@pytest.mark.parametrize(
    ("ending", "form"),
    [
        ("csv", "csv"),
        ("json", "geojson"),
        ("xml", "gml"),
        ("zip", "shp"),
        ("CSV", "csv"),
        ("php", "csv"),
        ("csv", None),
        ("txt", "csv"),
    ],
)
def test_a_format_of_the_file_is_good(folder: CheckedFolder, ending: str, form: str | None) -> None:
    folder.resource(url=f"https://data.example.org/wc.{ending}", format=form)

    assert folder.lines() == []


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_data_in_documents_alone_are_advice(folder: CheckedFolder, form: str) -> None:
    folder.resource(url="https://data.example.org/page", format=form)
    finding = folder.only()

    assert (finding.rule, finding.severity) == ("PUB559", Severity.ADVICE)


# ---- several resources


def two(first: str, second: str) -> str:
    return f"""
  - id: un
    title: Toilettes publiques de Bron, 2024
    description: Une ligne par toilette.
{first}
  - id: deux
    title: Toilettes publiques de Bron, 2025
    description: Une ligne par toilette.
{second}"""


CSV = "    url: https://data.example.org/{}.csv\n    format: csv\n    type: {}"


def test_one_address_twice_is_a_warning(folder: CheckedFolder) -> None:
    folder.dataset(resources=two(CSV.format("a", "main"), CSV.format("a", "other")))
    assert folder.lines() == ["bron/wc.yml:16:10 PUB558 the resource “un” has the same address"]

    folder.dataset(resources=two(CSV.format("a", "main"), CSV.format("b", "other")))
    assert folder.lines() == []


def test_one_file_twice_is_a_warning(folder: CheckedFolder) -> None:
    folder.write("bron/wc.csv", "a\n1\n")
    folder.dataset(resources=two("    path: wc.csv\n    type: main", "    path: wc.csv"))

    assert folder.rules() == ["PUB558"]


def test_an_api_without_documentation_is_advice(folder: CheckedFolder) -> None:
    folder.resource(type="api", format=None, url="https://api.example.org/wc", description=None)
    assert folder.rules() == ["PUB560"]

    folder.resource(type="api", format=None, url="https://api.example.org/wc")
    assert folder.lines() == []


@pytest.mark.parametrize(
    "title",
    ["CSV", "Fichier CSV", "wc.csv", "export_2024", "Lien de téléchargement", "Données", "Télécharger le fichier"],
)
def test_a_title_of_a_resource_that_says_nothing_is_advice(folder: CheckedFolder, title: str) -> None:
    folder.resource(title=title)
    finding = folder.only()

    assert (finding.rule, finding.severity, finding.at.line) == ("PUB561", Severity.ADVICE, 8)


@pytest.mark.parametrize(
    "title", ["Toilettes (CSV)", "Documentation", "Toilettes", "Service WFS des toilettes", "Saint-Cyr"]
)
def test_a_title_of_a_resource_that_says_what_is_in_it_is_good(folder: CheckedFolder, title: str) -> None:
    folder.resource(title=title)

    assert folder.lines() == []


def test_no_main_resource_among_several_is_advice(folder: CheckedFolder) -> None:
    folder.dataset(resources=two(CSV.format("a", "other"), CSV.format("b", "update")))
    finding = folder.only()

    assert (finding.rule, finding.severity) == ("PUB562", Severity.ADVICE)

    folder.dataset(resources=two(CSV.format("a", "other"), CSV.format("b", "api")))
    assert "PUB562" not in folder.rules()

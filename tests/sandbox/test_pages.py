"""The pages: French, readable, and values of manifests stay text."""

import re

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from publisher.sandbox.interface import Call, ShownDataset, ShownOrganization, ShownResource
from publisher.sandbox.seed import Seed
from publisher.sandbox.serve import Sandbox
from publisher.sandbox.store import Database, Store

HOSTILE = "</h1><script>alert(1)</script>\"'&{{ 7*7 }}<img src=x onerror=alert(1)>"
DATASET = ShownDataset(
    name="toilettes",
    title="Toilettes publiques",
    description="Première ligne.\n\nSeconde ligne.",
    organization="Rocheclaire",
    organization_name="ville",
    hidden="",
    keywords=("accessibilité",),
    facts={"Licence": "ODbL", "Page d'accueil": "https://example.org/page"},
    resources=(ShownResource("Tableau", "Colonnes.", "https://example.org/a.csv", {"Format": "CSV"}),),
)
NASTY = ShownDataset(
    name="piege",
    title=HOSTILE,
    description=HOSTILE,
    organization=HOSTILE,
    organization_name="ville",
    hidden="Brouillon : le public ne le voit pas",
    keywords=(HOSTILE,),
    facts={HOSTILE: HOSTILE, "Page d'accueil": "javascript:alert(1)"},
    resources=(
        ShownResource(HOSTILE, HOSTILE, "javascript:alert(1)", {"Format": HOSTILE}),
        ShownResource("Avec guillemets", "", 'https://example.org/"><script>alert(2)</script>', {}),
    ),
)


class FixedCatalog:
    """A kind of catalogue with fixed datasets, and no API."""

    def seed(self, database: Database, seed: Seed) -> None:
        raise NotImplementedError

    def answer(self, call: Call) -> Response | None:
        return None

    def shown(self, call: Call) -> tuple[ShownOrganization, ...]:
        return (
            ShownOrganization("ville", "Rocheclaire", (DATASET, NASTY)),
            ShownOrganization("vide", "Pontvieux", ()),
        )


@pytest.fixture
def visitor() -> Client:
    store = Store(None)
    store.name_site("portail", "fixed")
    return Client(Sandbox(store, {"fixed": FixedCatalog()}))


def text_of(page: str) -> str:
    """Return the visible text of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_the_first_page_leads_to_the_catalogues(visitor: Client) -> None:
    page = visitor.get("/").text

    assert '<a href="/portail/">portail</a>' in page
    assert "Rien de ce qui est ici n'est publié" in text_of(page).replace("&#39;", "'")


def test_a_catalogue_lists_its_organizations_and_datasets(visitor: Client) -> None:
    page = text_of(visitor.get("/portail/").text)

    assert "Rocheclaire Toilettes publiques 1 ressource" in page
    assert "Brouillon : le public ne le voit pas 2 ressources" in page
    assert "Organisations sans jeu de données Pontvieux." in page


@pytest.mark.parametrize("path", ["/portail/organization/ville", "/portail/organizations/ville/"])
def test_an_organization_has_a_page(visitor: Client, path: str) -> None:
    assert "Toilettes publiques" in text_of(visitor.get(path).text)


@pytest.mark.parametrize("path", ["/portail/dataset/toilettes", "/portail/datasets/toilettes/"])
def test_a_dataset_has_a_page(visitor: Client, path: str) -> None:
    page = visitor.get(path).text

    text = text_of(page)
    assert "Toilettes publiques Première ligne. Seconde ligne. accessibilité" in text
    assert "Tableau Colonnes. https://example.org/a.csv Format CSV" in text
    assert "Licence ODbL" in text
    assert '<a href="https://example.org/a.csv" rel="nofollow noreferrer">' in page


@pytest.mark.parametrize("path", ["/portail/", "/portail/organization/ville", "/portail/dataset/piege"])
def test_hostile_text_stays_text(visitor: Client, path: str) -> None:
    answer = visitor.get(path)

    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', answer.text))
    assert "49" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/absent/", "/portail/dataset/absent", "/portail/autre", "/portail/dataset/a/b", "/../etc/passwd"]
)
def test_what_is_not_there_is_404(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_style_is_there(visitor: Client) -> None:
    answer = visitor.get("/sandbox.css")

    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "overflow-wrap" in answer.text

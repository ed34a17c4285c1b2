"""The comment on a pull request, as GitHub's Markdown reads it: of one, thirty and four hundred datasets."""

import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from publisher.views.plan_markdown import COMMENT

from .conftest import ROOT

OWN = {
    *("details", "summary", "strong", "ins", "del", "br", "a", "code", "p", "h3", "h4", "ul", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
"""The elements of a comment: those of its Markdown, and those that the tool writes itself."""

HOSTILE = (
    "</summary><img src=x>@equipe #1 ![i](https://evil.example/i.png) [l](https://evil.example) `c` **g** "
    "www.evil.example | <!--"
)
HOSTILE_IN_YAML = HOSTILE.replace("'", "''")


class Elements(HTMLParser):
    """Collects the elements of a page, its text without code, its links and its summaries."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: Counter[str] = Counter()
        self.text: list[str] = []
        self.links: list[str] = []
        self.summaries: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements[tag] += 1
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.summaries += [""] if tag == "summary" else []
        self.open += [] if tag == "br" else [tag]

    def handle_endtag(self, tag: str) -> None:
        """Note the end of an element, which must be the last one that was opened."""
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if "summary" in self.open:
            self.summaries[-1] += data
        if "code" not in self.open:
            self.text.append(data)


@pytest.fixture(scope="module")
def pictures() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "docs"))
        spec = importlib.util.spec_from_file_location("comment_pictures", ROOT / "docs" / "comment_pictures.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        yield module


def checked(pictures: ModuleType, markdown: str) -> Elements:
    """Return the elements of a comment, which is short enough, whole, and has nothing that the tool does not write."""
    assert len(markdown) <= COMMENT
    page = Elements(pictures.html_of(markdown))
    assert set(page.elements) <= OWN
    assert page.unbalanced == []
    assert page.open == []
    assert page.elements["details"] == page.elements["summary"] > 0
    assert page.elements["tr"] > 1, "a table has rows"
    assert [text for text in page.summaries if "\\" in text] == []
    assert "\\" not in "".join(page.text)
    hosts = {link.split("/")[2] for link in page.links}
    assert hosts <= {"github.com", "data.grandlyon.com", "www.data.gouv.fr", "files.example.org"}
    assert re.findall(r"(?<!\w)[@#]\w+", "".join(page.text)) == []
    return page


def test_the_comment_on_a_quarterly_file(pictures: ModuleType) -> None:
    markdown = pictures.comment_on_a_quarterly_file()
    page = checked(pictures, markdown)

    assert "chaque <del>année</del><ins>trimestre</ins>. Ces" in pictures.html_of(markdown)
    assert page.elements["details"] == 1
    text = " ".join("".join(page.text).replace("\xa0", " ").split())
    assert "2 lignes ajoutées, 1 supprimée, 2 modifiées (clé : id)" in text
    assert "horaires = 8 h - 20 h → 7 h - 22 h" in text


def test_the_comment_on_a_shared_file(pictures: ModuleType) -> None:
    page = checked(pictures, pictures.comment_on_a_shared_file())

    text = " ".join("".join(page.text).replace("\xa0", " ").split())
    assert "Plan pour 29 jeux de données" in text
    assert "À vérifier" in text
    assert "Parcs et jardins de la commune de Dardilly" in text, "the deleted one"
    assert text.count("son manifeste a été supprimé ou renommé") == 1
    assert page.elements["del"] == page.elements["ins"] > 0
    assert any("Toilettes publiques de la commune de Dardilly" in summary for summary in page.summaries)


@pytest.mark.timeout(400)  # two hundred entries are published first
def test_the_comment_on_four_hundred(pictures: ModuleType) -> None:
    page = checked(pictures, pictures.comment_on_four_hundred())

    text = " ".join("".join(page.text).replace("\xa0", " ").split())
    assert "Plan pour 400 jeux de données" in text
    assert "publisher sync --allow changes=200" in text
    assert "Ne tiennent pas dans ce tableau" in text


def test_hostile_texts_stay_text(pictures: ModuleType) -> None:
    """A title, a keyword, a file and a description try to become an image, a link, a mention and the end of a block."""
    with pictures.published(pictures.with_quarterly_file, "bron/toilettes-publiques") as folder:
        bron: Path = folder / "manifests" / "bron"
        pictures.edit(
            bron / "toilettes-publiques.yml",
            "title: Toilettes publiques de la commune de Bron", f"title: '{HOSTILE_IN_YAML}'",
        )  # fmt: skip
        pictures.edit(bron / "toilettes-publiques.yml", "  toilettes les plus proches", f"  {HOSTILE} proches")
        pictures.edit(bron / "toilettes.csv", "TP03,", f'"{HOSTILE}",')
        markdown = pictures.comment_on(folder)
    page = checked(pictures, markdown)

    assert page.elements["details"] == 1
    assert page.elements["h3"] == 1
    shown = "".join(page.text).replace("\u200b", "")
    assert HOSTILE in unescape(shown)
    assert "evil.example" not in "".join(page.links)


@pytest.mark.parametrize("name", ["comment-1", "comment-30", "comment-400", "comment-red"])
def test_the_pictures_are_small_pictures_that_a_guide_shows(name: str) -> None:
    picture = (ROOT / "docs" / "images" / f"{name}.png").read_bytes()
    guides = [(ROOT / "docs" / f"guide-{reader}.md").read_text(encoding="utf-8") for reader in ("commune", "equipe")]

    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 200_000
    assert any(f"](images/{name}.png)" in guide for guide in guides)

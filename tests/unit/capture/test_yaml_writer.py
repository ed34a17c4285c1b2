"""Values as YAML text: in a short style where possible, and read back unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.capture import yaml_writer
from publisher.capture.yaml_writer import YamlValue
from publisher.manifests.read_yaml import _CONTROL, BLANK, parse
from publisher.manifests.tree_with_positions import plain
from publisher.model.values import canonical_text


def readable(text: str) -> bool:
    """Return whether a manifest may contain these characters."""
    return _CONTROL.search(text) is None


TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"]).filter(readable), max_size=200)
    .map(canonical_text)
    .filter(lambda text: bool(text) and BLANK not in text)
)


def read_back(text: str) -> object:
    """Return the value that the reader of manifests finds in the text."""
    return plain(parse(text, "essai.yml"))


@given(text=TEXTS, column=st.integers(0, 8))
def test_any_text_is_read_back(text: str, column: int) -> None:
    written = yaml_writer.entry("description", text, column)
    assert read_back(written) == {"description": text}


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_any_resources_are_read_back(texts: list[str]) -> None:
    items = [{"id": f"r{number}", "title": text, "description": text} for number, text in enumerate(texts)]
    written = "resources:\n" + "".join(yaml_writer.item(item, 2) for item in items)
    assert read_back(written) == {"resources": items}


@given(text=TEXTS)
def test_any_text_may_stand_between_brackets(text: str) -> None:
    assert "\n" not in yaml_writer.scalar(text)
    written = f"keywords: [a, {yaml_writer.scalar(text)}]\nextras: {{k: {yaml_writer.scalar(text)}, l: b}}\n"
    document = read_back(written)
    assert document == {"keywords": ["a", text], "extras": {"k": text, "l": "b"}}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Parcs", "k: Parcs\n"),
        ("no", "k: 'no'\n"),
        ("Parcs: la liste", "k: 'Parcs: la liste'\n"),
        ("Deux\n\nlignes", "k: |-\n  Deux\n\n  lignes\n"),
        (["a", "b"], "k: [a, b]\n"),
        (False, "k: false\n"),
        ({"start": "2020-01-01"}, "k: {start: '2020-01-01'}\n"),
        (["un mot clé assez long"] * 6, "k:\n" + "  - un mot clé assez long\n" * 6),
        ({"name": "Service de l'information géographique", "email": "service-information@metropole.example.org"},
         "k:\n  name: Service de l'information géographique\n  email: service-information@metropole.example.org\n"),
    ],
)  # fmt: skip
def test_how_values_are_written(value: YamlValue, written: str) -> None:
    assert yaml_writer.entry("k", value) == written


def test_a_long_text_is_folded() -> None:
    lines = yaml_writer.entry("k", " ".join(["mot"] * 100)).splitlines()
    assert lines[0] == "k: >-"
    assert len(lines) == 5
    assert max(len(line) for line in lines) <= yaml_writer.WIDTH + len("mot")

"""The README shows the real output of the program: the plan as text, the run as a picture."""

import html
import importlib.util
import re
import sys
from types import ModuleType

import pytest

from .conftest import ROOT


@pytest.fixture(scope="module")
def pictures() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "docs" / "pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def steady(text: str) -> str:
    """Return a text without values that differ from run to run or grow with the manifests: times, addresses, counts."""
    text = re.sub(r"https?://(?:127\.0\.0\.1:\d+/grandlyon|ckan\.example\.org)", "CKAN", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+", "HOST", text)
    text = re.sub(r"runs/[\w-]+\.jsonl", "runs/RUN.jsonl", text)
    return " ".join(re.sub(r"\d+(?:\.\d+)*", "N", text).split())


def test_the_plan_is_what_a_plan_prints(pictures: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    plan = next(block for block in blocks if block.startswith("Plan for"))

    assert steady(plan) == steady(pictures.plan_of_the_readme())


def test_the_picture_shows_what_its_commands_print(pictures: ModuleType) -> None:
    svg = (ROOT / "docs" / "images" / "run.svg").read_text(encoding="utf-8")
    text_of_picture = "".join(f"{html.unescape(text)} " for text in re.findall(r"<text [^>]*>([^<]*)</text>", svg))
    printed = " ".join(f"$ {words} {output}" for words, output in pictures.run_of_the_picture())

    assert steady(text_of_picture.replace("\xa0", " ")) == f"publisher {steady(printed)}"


def test_the_picture_loads_nothing_from_the_web() -> None:
    svg = (ROOT / "docs" / "images" / "run.svg").read_text(encoding="utf-8")

    assert re.findall(r"(?:url\(|href=)[\"']?https?:", svg) == []


@pytest.mark.parametrize("name", ["page-phone.png", "page-desktop.png"])
def test_the_pictures_of_the_page_are_pictures(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert f"docs/images/{name}" in readme
    assert (ROOT / "docs" / "images" / name).read_bytes().startswith(b"\x89PNG")

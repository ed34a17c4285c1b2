"""The forms for issues are valid against GitHub's syntax, as it is documented.

https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.model.frequencies import FREQUENCIES
from publisher.model.licenses import LICENSES

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in FOLDER.glob("*.yml") if path.name != "config.yml")
TOP = {"name", "description", "title", "labels", "assignees", "projects", "type", "body"}
ATTRIBUTES = {  # of each type of element: what it must have, and what it may have
    "markdown": ({"value"}, set()),
    "input": ({"label"}, {"description", "placeholder", "value"}),
    "textarea": ({"label"}, {"description", "placeholder", "value", "render"}),
    "dropdown": ({"label", "options"}, {"description", "multiple", "default"}),
    "checkboxes": ({"label", "options"}, {"description"}),
}


def form(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_there_is_a_form_to_publish_and_one_to_report() -> None:
    assert [form(path)["name"] for path in FORMS] == ["Publier un jeu de données", "Signaler une erreur"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_its_keys_are_those_of_the_syntax(path: Path) -> None:
    content = form(path)

    assert {"name", "description", "body"} <= content.keys() <= TOP
    assert all(isinstance(content[key], str) and content[key] for key in ("name", "description", "title"))
    assert all(isinstance(label, str) for label in content["labels"])
    assert any(element["type"] != "markdown" for element in content["body"])


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_each_element_has_what_its_type_asks_for(path: Path) -> None:
    for element in form(path)["body"]:
        asked, allowed = ATTRIBUTES[element["type"]]
        assert asked <= element["attributes"].keys() <= asked | allowed
        if element["type"] == "markdown":
            assert element.keys() == {"type", "attributes"}
            continue
        assert element.keys() <= {"type", "id", "attributes", "validations"}
        assert element.get("validations", {}).keys() <= {"required"}
        assert isinstance(element.get("validations", {}).get("required", False), bool)
        assert ("validations" in element) <= (element["type"] != "checkboxes")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_ids_and_labels_are_unique(path: Path) -> None:
    elements = [element for element in form(path)["body"] if element["type"] != "markdown"]
    ids = [element["id"] for element in elements]
    labels = [element["attributes"]["label"] for element in elements]

    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", element_id) for element_id in ids)
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_the_choices_are_different_texts(path: Path) -> None:
    for element in form(path)["body"]:
        options = element["attributes"].get("options", [])
        if element["type"] == "dropdown":
            assert all(isinstance(option, str) and option.lower() != "none" for option in options)
            assert len(set(options)) == len(options) > 0
        if element["type"] == "checkboxes":
            assert all(
                option.keys() <= {"label", "required"} and isinstance(option["label"], str) for option in options
            )


def test_the_choice_of_templates_is_configured() -> None:
    config = yaml.safe_load((FOLDER / "config.yml").read_text(encoding="utf-8"))

    assert config.keys() <= {"blank_issues_enabled", "contact_links"}
    assert isinstance(config["blank_issues_enabled"], bool)


def test_the_template_of_a_pull_request_is_short() -> None:
    text = (ROOT / ".github" / "pull_request_template.md").read_text(encoding="utf-8")

    assert len(text.splitlines()) < 25
    assert text.count("- [ ] ") == 4


def test_the_words_to_choose_are_those_that_a_manifest_takes() -> None:
    choices = {element.get("id"): element["attributes"].get("options", []) for element in form(FORMS[0])["body"]}

    assert all(FREQUENCIES.find(word) for word in choices["frequence"][1:])
    assert all(LICENSES.find(word.partition(" (")[0]) for word in choices["licence"][1:])

"""Files that are too large to be meant: each is one finding, or a hundred and a count, in a short time."""

from pathlib import Path

import pytest

from publisher.manifests.yaml_limits import MOST_IN_GROUP, MOST_VALUES
from publisher.model.findings import Position, Severity

from .folder import CATALOGS, GOOD, Folder

FEWER = "Remove some of them, or split them into several datasets."


def keys(count: int, indent: str = "") -> str:
    return "".join(f"{indent}cle{n}: x\n" for n in range(count))


def items(count: int) -> str:
    return "".join(f"  - mot{n}\n" for n in range(count))


def test_sixty_thousand_unknown_keys_are_one_finding(folder: Folder) -> None:
    folder.dataset(keys(60_000))

    assert folder.lines() == [f"bron/wc.yml:1:1 PUB108 more than 1000 keys or values follow here → {FEWER}"]


@pytest.mark.parametrize("name", ["catalogs.yml", "defaults.yml", "themes.yml", "bron/producer.yml", "bron/wc.yml"])
def test_every_kind_of_file_has_the_limit(folder: Folder, name: str) -> None:
    folder.dataset(name="bron/parcs.yml")
    folder.write(name, keys(MOST_IN_GROUP + 1))

    assert f"{name}:1:1 PUB108 more than 1000 keys or values follow here → {FEWER}" in folder.lines()


def test_a_list_that_is_too_long_is_reported_at_its_key(folder: Folder) -> None:
    folder.write("defaults.yml", "language: fr\nkeywords:\n" + items(50_000))

    assert folder.lines() == [f"defaults.yml:2:1 PUB108 “keywords” has more than 1000 values → {FEWER}"]


@pytest.mark.parametrize("form", ["block", "flow"])
def test_a_list_that_is_a_little_too_long_is_reported_with_its_size(folder: Folder, form: str) -> None:
    values = [f"{{id: r{n}, title: T, url: 'https://a.example.org/{n}.csv'}}" for n in range(1203)]
    block = "\n" + "".join(f"  - {value}\n" for value in values)
    folder.dataset("resources:" + (block if form == "block" else f" [{', '.join(values)}]\n") + "license: lov2\n")

    what = "“resources” has 1203 values, and at most 1000 are possible"
    assert folder.lines() == [f"bron/wc.yml:3:1 PUB108 {what} → {FEWER}"]


def test_a_group_that_is_a_little_too_large_is_reported_with_its_size(folder: Folder) -> None:
    folder.write("defaults.yml", "extras:\n" + keys(1001, "  "))

    what = "“extras” has 1001 values, and at most 1000 are possible"
    assert folder.lines() == [f"defaults.yml:1:1 PUB108 {what} → {FEWER}"]


@pytest.mark.parametrize(
    ("more", "finding_line"),
    [
        ("keywords:\n" + items(201), "bron/wc.yml:4:3 PUB108 more than 200 values → Remove some of them."),
        ("extras:\n" + keys(201, "  "), "bron/wc.yml:4:3 PUB108 more than 200 values → Remove some of them."),
        (
            "spatial:\n  zones: [" + "country:fr, " * 501 + "]\n",
            "bron/wc.yml:4:10 PUB108 more than 500 values → Remove some of them.",
        ),
    ],
    ids=["keywords", "extras", "zones"],
)
def test_some_fields_have_a_smaller_limit(folder: Folder, more: str, finding_line: str) -> None:
    folder.dataset(more)

    assert folder.lines() == [finding_line]


def test_there_are_at_most_fifty_catalogues(folder: Folder) -> None:
    more = "".join(f"  autre{n}: {{kind: ckan, url: 'https://a.example.org'}}\n" for n in range(50))
    folder.write("catalogs.yml", CATALOGS + more)

    assert folder.lines() == ["catalogs.yml:3:3 PUB108 more than 50 values → Remove some of them."]


def test_as_many_as_the_limits_are_good(folder: Folder) -> None:
    resources = "".join(
        f"  - {{id: r{n}, title: T, url: 'https://a.example.org/{n}.csv'}}\n" for n in range(MOST_IN_GROUP)
    )
    folder.dataset("keywords:\n" + items(200) + "resources:\n" + resources)

    assert len(folder.manifest().content.resources) == MOST_IN_GROUP


def test_a_file_has_a_limit_whatever_its_form(folder: Folder) -> None:
    line = "  - [" + "x, " * 999 + "x]\n"
    folder.dataset("extras:\n" + line * (MOST_VALUES // 1000 + 1))

    assert folder.lines() == [f"bron/wc.yml:1:1 PUB108 this file has more than 50000 keys and values → {FEWER}"]


def test_of_very_many_findings_a_hundred_are_shown_and_the_others_counted(folder: Folder) -> None:
    folder.dataset(keys(998))
    *shown, last = folder.findings()

    assert [finding.at.line for finding in shown] == list(range(3, 103))
    assert {finding.rule for finding in shown} == {"PUB111"}
    assert (last.rule, last.severity, last.count) == ("PUB109", Severity.ERROR, 898)
    assert last.at == Position("manifests/bron/wc.yml", 1000, 1)
    assert str(last.what) == "further findings in this file, not shown: 898"


def test_a_hundred_findings_are_shown_without_a_count(folder: Folder) -> None:
    folder.dataset(keys(100))

    assert [finding.rule for finding in folder.findings()] == ["PUB111"] * 100


def test_mistakes_in_the_defaults_are_not_repeated_in_every_dataset(folder: Folder) -> None:
    """Each dataset's own mistakes are reported still, and no dataset is valid without its defaults."""
    folder.write("defaults.yml", keys(900))
    folder.dataset("license: zzzz\n")
    folder.dataset(name="bron/parcs.yml")
    loaded = folder.load()

    assert [finding.rule for finding in loaded.findings if finding.at.file.endswith("wc.yml")] == ["PUB201"]
    assert sum(finding.count for finding in loaded.findings) == 901
    assert loaded.manifests.manifests == ()
    assert loaded.manifests.broken == {"bron/wc", "bron/parcs"}


def test_a_giant_word_is_compared_with_no_list(folder: Folder) -> None:
    folder.dataset("license: " + "x" * 900_000 + "\n")
    (finding,) = folder.findings()

    assert (finding.rule, str(finding.what)) == ("PUB201", "unknown licence")
    assert str(finding.fix).startswith("The producer says which it is")


def test_an_unclosed_variable_takes_no_time(folder: Folder) -> None:
    """Each `${` was compared with the rest of the file: a minute for a file of one megabyte."""
    folder.write("catalogs.yml", CATALOGS + "    organization: '" + "${PUBLISHER_A:-" * 60_000 + "'\n")
    folder.dataset()

    assert [config.name for config in folder.load().manifests.catalogs] == ["portail"]


def test_values_for_unknown_catalogues_are_not_merged(folder: Folder) -> None:
    folder.dataset("catalogs:\n" + "".join(f"  c{n}: {{title: x}}\n" for n in range(900)))

    assert {finding.rule for finding in folder.findings()} == {"PUB408", "PUB109"}


def test_full_layers_stay_cheap_for_a_hundred_datasets(folder: Folder) -> None:
    """Each layer is merged once: the datasets share its values."""
    words = items(200).replace("mot", "{}")
    for name in ("defaults.yml", "bron/producer.yml"):
        head = Path("manifests", name).read_text(encoding="utf-8") if name.startswith("bron") else ""
        layer = "extras: {" + ", ".join(f"e{n}: " + "x" * 100 for n in range(200)) + "}\n"
        text = "keywords:\n" + words.replace("{}", "mot") + layer
        indented = "defaults:\n" + "".join(f"  {line}\n" for line in text.splitlines())
        folder.write(name, head + indented if head else text)
    for n in range(100):
        folder.dataset(name=f"bron/jeu-{n}.yml")
    loaded = folder.load()
    keywords = {id(manifest.origins[0].at) for manifest in loaded.manifests.manifests}

    assert loaded.findings == ()
    assert len(loaded.manifests.manifests) == 100
    assert len(keywords) == 1


def test_a_manifest_may_be_no_larger_by_a_blank_value(folder: Folder) -> None:
    folder.write("bron/wc.yml", GOOD + "keywords:\n" + "  -\n" * 200_000)

    assert folder.lines() == [f"bron/wc.yml:3:1 PUB108 “keywords” has more than 1000 values → {FEWER}"]

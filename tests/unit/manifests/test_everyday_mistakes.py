"""Everyday mistakes of authors: one finding each, on its line, by its rule; a repair mends the folder."""

from pathlib import Path
from typing import Final

import pytest

from publisher.capture.repair_texts import repaired_text
from publisher.model.findings import Finding

from .folder import CATALOGS, Folder, as_line

MANIFEST: Final = """\
title: Toilettes publiques
description: >-
  Emplacement des toilettes publiques,
  relevé par les services techniques.
theme: toilettes-publiques
keywords: [toilettes, sanitaires]
license: lov2
frequency: annual
temporal: {start: 2023-01-01, end: 2026-12-31}
spatial:
  zones:
    - fr:commune:69029
contact:
  name: Service SIG
  email: sig@example.org
resources:
  - id: csv
    title: Toilettes publiques (CSV)
    path: toilettes.csv
    type: main
state: published
"""
THEMES: Final = """\
toilettes-publiques: {label: {fr: Toilettes publiques, en: Public toilets}}
marches: {label: {fr: Marchés publics}}
halles: {label: {fr: Marchés}}
foires: {label: {fr: Marchés}}
"""


@pytest.fixture
def good(folder: Folder) -> Folder:
    """Provide a folder with the manifest above, which is valid."""
    folder.write("catalogs.yml", CATALOGS)
    folder.write("themes.yml", THEMES)
    folder.write("bron/toilettes.csv", "a;b\n")
    folder.write("bron/wc.yml", MANIFEST)
    assert folder.lines() == []
    return folder


def with_mistake(before: str, after: str) -> str:
    assert MANIFEST.count(before) == 1, before
    return MANIFEST.replace(before, after)


def repaired(path: Path, finding: Finding) -> str:
    """Return the text of a file after the repair of a finding."""
    result = repaired_text(path.read_text(encoding="utf-8"), [finding])
    assert result.repaired == (finding,)
    return result.text


MENDED: Final = [
    # keys
    ("title: Toilettes publiques\n", "titre: Toilettes publiques\n", "1:1 PUB111"),
    ("title: Toilettes publiques\n", "Title: Toilettes publiques\n", "1:1 PUB111"),
    ("license:", "licence:", "7:1 PUB111"),
    ("license:", "LICENSE:", "7:1 PUB111"),
    ("license:", "license\u00a0:", "7:1 PUB111"),
    ("frequency:", "fréquence:", "8:1 PUB111"),
    ("frequency:", "fre\u0301quence:", "8:1 PUB111"),
    ("keywords:", "mots-clés:", "6:1 PUB111"),
    ("keywords:", "mots clés:", "6:1 PUB111"),
    ("resources:", "ressources:", "16:1 PUB111"),
    ("    path:", "    fichier:", "19:5 PUB111"),
    ("  - id: csv\n    title:", "  - id: csv\n    nom:", "18:5 PUB111"),
    ("state:", "statut:", "21:1 PUB111"),
    # spaces and signs of YAML
    ("license: lov2", "license:lov2", "7:9 PUB101"),
    ("state: published", "state:published", "21:7 PUB101"),
    ("    path: t", "    path:t", "19:10 PUB101"),
    ("{start: 2023", "{start:2023", "9:12 PUB101"),
    ("license: lov2", "license = lov2", "7:1 PUB101"),
    ("license: lov2", "license\uff1a lov2", "7:1 PUB101"),
    ("  - id: csv", "  -id: csv", "17:3 PUB101"),
    ("    - fr:", "    -fr:", "12:5 PUB101"),
    ("  - id: csv", "  – id: csv", "17:3 PUB101"),
    ("  - id: csv", "    id: csv", "17:3 PUB114"),
    ("[toilettes, sanitaires]", "\n  -toilettes\n  -sanitaires", "7:3 PUB101"),
    ("[toilettes, sanitaires]", "\n  - toilettes\n  -sanitaires", "8:3 PUB101"),
    ("[toilettes, sanitaires]", "\n  • toilettes\n  • sanitaires", "7:3 PUB101"),
    ("  name: Service", "\tname: Service", "14:1 PUB102"),
    ("    path:", "\tpath:", "19:1 PUB102"),
    ("  name: Service", "\u00a0\u00a0name: Service", "14:1 PUB101"),
    ("license: lov2", "license:\u00a0lov2", "7:9 PUB101"),
    ("  - id: csv", "  -\u00a0id: csv", "17:4 PUB101"),
    ("contact:\n", "access: {type: restricted, reason: Noms, prénoms et adresses}\ncontact:\n", "13:36 PUB101"),
    # values
    ("theme: toilettes-publiques", "theme: Toilettes publiques", "5:8 PUB203"),
    ("theme: toilettes-publiques", 'theme: "Public toilets"', "5:8 PUB203"),
    ("state: published", "state: en ligne", "21:8 PUB210"),
    ("license: lov2", "license: LO2", "7:10 PUB201"),
    ("license: lov2", "license: « lov2 »", "7:10 PUB201"),
    ("license: lov2", "license: lov2,", "7:10 PUB201"),
    ("frequency: annual", "frequency: annuele", "8:12 PUB202"),
    ("frequency: annual", 'frequency: "mensuele"', "8:12 PUB202"),
    ("start: 2023-01-01", "start: 31/01/2023", "9:19 PUB205"),
    ("start: 2023-01-01", "start: 2023/1/1", "9:19 PUB205"),
    ("start: 2023-01-01", "start: 1er mars 2023", "9:19 PUB205"),
    ("email: sig@example.org", "email: Service SIG <sig@example.org>", "15:10 PUB208"),
    ("email: sig@example.org", "email: mailto:sig@example.org", "15:10 PUB208"),
    ("state: published", "state: published\nlanguage: français", "22:11 PUB211"),
    ("state: published", "state: published\ncatalogs: {portail: Non}", "22:21 PUB114"),
    # names of files
    ("path: toilettes.csv", r"path: C:\Users\marie\Documents\toilettes.csv", "19:11 PUB401"),
    ("path: toilettes.csv", "path: manifests/bron/toilettes.csv", "19:11 PUB402"),
    ("path: toilettes.csv", "path: Toilettes.CSV", "19:11 PUB402"),
]


@pytest.mark.parametrize(("before", "after", "place"), MENDED)
def test_a_mistake_whose_mend_is_certain_is_one_finding_with_its_repair(
    good: Folder, before: str, after: str, place: str
) -> None:
    path = good.write("bron/wc.yml", with_mistake(before, after))

    (finding,) = good.findings()
    assert as_line(finding).startswith(f"bron/wc.yml:{place} ")
    path.write_text(repaired(path, finding), encoding="utf-8")
    assert good.lines() == []


@pytest.mark.parametrize(
    ("name", "written"), [("équipements.csv", "e\u0301quipements.csv"), ("e\u0301quipements.csv", "équipements.csv")]
)
def test_an_accent_in_another_form_is_repaired_as_the_file_has_it(good: Folder, name: str, written: str) -> None:
    (good.root / "bron" / "toilettes.csv").rename(good.root / "bron" / name)
    path = good.write("bron/wc.yml", with_mistake("toilettes.csv", written))

    (finding,) = good.findings()
    assert as_line(finding) == (
        f"bron/wc.yml:19:11 PUB402 the accents are not written as in the name of the file → Write: path: {name}"
    )
    path.write_text(repaired(path, finding), encoding="utf-8")
    assert good.lines() == []


UNDER: Final = "this line belongs under `{group}:`, and is not indented → Write {n} spaces before it: {example}"
UNDER_ALL: Final = "these 2 lines belong under `{group}:`, and are not indented → Write {n} spaces before each of them."


@pytest.mark.parametrize(
    ("before", "after", "advice"),
    [
        # lines that are not indented
        (
            "contact:\n  name: Service SIG\n  email:",
            "contact:\nname: Service SIG\nemail:",
            f"14:1 PUB111 {UNDER_ALL.format(group='contact', n=2)}",
        ),
        (
            "{start: 2023-01-01, end: 2026-12-31}",
            "\nstart: 2023-01-01\nend: 2026-12-31",
            f"10:1 PUB111 {UNDER_ALL.format(group='temporal', n=2)}",
        ),
        (
            "spatial:\n  zones:\n    - fr",
            "spatial:\nzones:\n  - fr",
            f"11:1 PUB111 {UNDER.format(group='spatial', n=2, example='zones: …')}",
        ),
        (
            "    type: main",
            "    extras:\n    service: WFS\n    layer: a",
            f"21:5 PUB111 {UNDER_ALL.format(group='extras', n=6)}",
        ),
        (
            "    type: main",
            "    schema:\n    name: scdl/equipements",
            f"21:5 PUB111 {UNDER.format(group='schema', n=6, example='name: scdl/equipements')}",
        ),
        (
            "contact:\n",
            "access:\ntype: restricted\nreason: Noms\ncontact:\n",
            f"14:1 PUB111 {UNDER_ALL.format(group='access', n=2)}",
        ),
        (
            "  email: sig",
            "email: sig",
            "15:1 PUB111 unknown key “email” → This key belongs under `contact:` (line 13), with 2 spaces before it:"
            " email: sig@example.org",
        ),
        (
            "    type: main",
            "   type: main",
            "20:4 PUB101 the number of spaces before this line does not fit the lines around it → "
            "Start it with 4 spaces, it seems, as the lines of the same level.",
        ),
        (
            "  - id: csv\n    title: Toilettes publiques (CSV)\n    path: toilettes.csv\n    type: main",
            "- id: csv\ntitle: Toilettes publiques (CSV)\npath: toilettes.csv\ntype: main",
            "18:1 PUB103 “title” is written twice (first on line 1: Toilettes publiques) → If it belongs to the element"
            " above, write 2"
            " spaces before it; else keep one of the two.",
        ),
        (
            "description: >-\n  Emplacement des toilettes publiques,\n  relevé",
            "description: |\nEmplacement des toilettes publiques,\nrelevé",
            "3:1 PUB101 the text below “description: |” is not indented → Start each line of this text with 2 spaces.",
        ),
        (
            "description: >-\n  Emplacement des toilettes publiques,\n  relevé",
            "description: >-\nEmplacement des toilettes : adresse,\n  relevé",
            "3:1 PUB101 the text below “description:” is not indented → Start each line of this text with 2 spaces.",
        ),
        # keys of another group
        (
            "state: published",
            "granularity: commune\nstate: published",
            "21:1 PUB111 unknown key “granularity” → This key belongs under `spatial:` (line 10), with 2 spaces before"
            " it: granularity: commune",
        ),
        (
            "state: published",
            "role: publisher\nstate: published",
            "21:1 PUB111 unknown key “role” → This key belongs under `contacts:`: contacts: [{role: publisher, name:"
            " …}]",
        ),
        (
            "contact:\n  name: Service SIG\n  email:",
            "email:",
            "13:1 PUB111 unknown key “email” → This key belongs under `contact:`: contact: {email: sig@example.org}",
        ),
        (
            "state: published",
            "format: csv\nstate: published",
            "21:1 PUB111 unknown key “format” → This key belongs to a resource: move the line under `resources:`, below"
            " its `id:`.",
        ),
        (
            "    type: main",
            "    license: lov2",
            "20:5 PUB111 unknown key “license” → This key belongs to the whole dataset: move the line to the left"
            " margin, before `resources:`.",
        ),
        (
            "    type: main",
            "    service: WFS",
            "20:5 PUB111 unknown key “service” → Allowed keys: id, title, description, url, path, type, format, mime,"
            " schema, issued, modified, extras, clear. A field that only your catalogue has goes under `extras:`:"
            " extras: {service: WFS}",
        ),
        # lists
        (
            "[toilettes, sanitaires]",
            "toilettes, sanitaires",
            "6:11 PUB114 a list is expected here → Put it into brackets: keywords: [toilettes, sanitaires]",
        ),
        (
            "[toilettes, sanitaires]",
            "toilettes, sanitaires]",
            "6:11 PUB114 a list is expected here → Put it into brackets: keywords: [toilettes, sanitaires]",
        ),
        (
            "[toilettes, sanitaires]",
            "\n  toilettes\n  sanitaires",
            "7:3 PUB114 the dashes of this list are missing → Start each line with a dash: - toilettes",
        ),
        (
            "[toilettes, sanitaires]",
            "\ntoilettes\nsanitaires",
            "7:1 PUB101 the dash of this element of the list is missing → Start the line with “- ”.",
        ),
        (
            "state: published",
            "  id: pdf\n    title: Aide\n    url: https://example.org/a.pdf\nstate: published",
            "21:3 PUB101 the dash of this element of the list is missing → Start the line with “- ”.",
        ),
        # quotes, brackets, what was pasted with the text
        (
            "title: Toilettes publiques\n",
            "title: 'Toilettes de l'école'\n",
            '1:8 PUB101 text follows the closing quotes here → Write: title: "Toilettes de l\'école"',
        ),
        (
            "title: Toilettes publiques\n",
            'title: "Toilettes publiques\n',
            '1:8 PUB101 the quotes opened here are not closed → Write: title: "Toilettes publiques"',
        ),
        (
            "[toilettes, sanitaires]",
            "[toilettes, sanitaires",
            "6:11 PUB101 the bracket opened here is not closed → Write: keywords: [toilettes, sanitaires]",
        ),
        (
            "description: >-\n  Emplacement des toilettes publiques,",
            "description: Emplacement : toilettes publiques,",
            "2:14 PUB101 in a text of several lines, a colon followed by a space has a meaning → Write “description:"
            " >-”, and all of the text on the lines below, with spaces before each.",
        ),
        ("license: lov2", "license lov2", "7:1 PUB101 the colon is missing after “license” → Write: license: lov2"),
        (
            "license: lov2",
            "license: lov2\n=======\nlicense: fr-lo",
            "8:1 PUB110 this line comes from a Git conflict: two versions may be in the file → Keep one of the two"
            " versions, and delete this line.",
        ),
        (
            "title: Toilettes publiques\n",
            "```yaml\ntitle: Toilettes publiques\n",
            "1:1 PUB101 this line was around the text in the page that it was copied from; it is no YAML → Delete this"
            " line.",
        ),
        (
            "path: toilettes.csv",
            r'path: "C:\Users\marie\toilettes.csv"',
            r"19:11 PUB101 in double quotes, “\” has a meaning in YAML: this path cannot be read → Put the file into"
            " the producer's folder, and write its name alone: path: toilettes.csv",
        ),
        # values
        (
            "license: lov2",
            "license: Licence Ouverte",
            "7:10 PUB201 unknown licence → Write one of these: lov2 (Licence Ouverte 2.0), fr-lo (Licence Ouverte 1.0)",
        ),
        (
            "license: lov2",
            "license: CC BY 4.0",
            "7:10 PUB201 unknown licence → Did you mean “cc-by” (Creative Commons Attribution)? An administration may "
            "choose it only once it is homologated; those of its list are lov2 and odc-odbl.",
        ),
        (
            "license: lov2",
            "license: `lov2`",
            "7:10 PUB101 “`” is no part of the text: it only marks what messages name → Write: license: lov2",
        ),
        (
            "license: lov2",
            "`license: lov2`",
            "7:1 PUB101 “`” is no part of the text: it only marks what messages name → Write: license: lov2",
        ),
        (
            "frequency: annual",
            "frequency: à chaque modification",
            "8:12 PUB202 unknown frequency → Write one of these: punctual (Ponctuelle), irregular (Sans régularité)",
        ),
        (
            "start: 2023-01-01",
            "start: 01/02/2023",
            "9:19 PUB205 not a date → Write 2023-02-01; or 2023-01-02, if the month comes first.",
        ),
        (
            "start: 2023-01-01",
            "start: mars 2023",
            "9:19 PUB205 not a date → Write a day: 2023-03-01 where it begins, 2023-03-31 where it ends.",
        ),
        (
            "{start: 2023-01-01, end: 2026-12-31}",
            "2023-2026",
            "9:11 PUB114 a group of `key: value` lines is expected here → Write it like this: temporal: {start:"
            " 2023-01-01, end: 2026-12-31}",
        ),
        (
            "contact:\n  name: Service SIG\n  email: sig@example.org",
            "contact: sig@example.org",
            "13:10 PUB114 a group of `key: value` lines is expected here → Write it like this: contact: {email:"
            " sig@example.org}",
        ),
        (
            "- fr:commune:69029",
            "- 69029",
            "12:7 PUB206 not a zone id → If it is the INSEE code of a commune, not its postal code, write"
            " fr:commune:69029",
        ),
        (
            "theme: toilettes-publiques",
            "theme: Marchés",
            "5:8 PUB203 unknown theme → Did you mean “marches”?",
        ),
        (
            "theme: toilettes-publiques",
            "theme: WC",
            "5:8 PUB203 unknown theme → Write one of these: foires, halles, marches, toilettes-publiques",
        ),
        (
            "path: toilettes.csv",
            "path: https://example.org/toilettes.csv",
            "19:11 PUB402 this is an address, not a file → Write it under `url:`, in place of this line: url:"
            " https://example.org/toilettes.csv",
        ),
        (
            "path: toilettes.csv",
            "url: toilettes.csv",
            "19:10 PUB207 not a web address → For a file of the folder, write its name under `path:`, in place of this"
            " line: path: toilettes.csv",
        ),
    ],
)
def test_a_mistake_is_one_finding_on_its_line_with_advice_to_paste(
    good: Folder, before: str, after: str, advice: str
) -> None:
    good.write("bron/wc.yml", with_mistake(before, after))

    lines = [line for line in good.lines() if "PUB403" not in line]
    assert lines == [f"bron/wc.yml:{advice}"]


@pytest.mark.parametrize(
    "frequency",
    [
        "tous les ans", "une fois par an", "1 fois par an", "Annuel", "annuellement", "tous les mois",
        "chaque trimestre", "2 fois par an", "tous les 3 mois", "tous les semestres", "En temps réel",
        "hebdo", "tous les\u00a0ans",
    ],
)  # fmt: skip
def test_a_frequency_is_read_as_people_write_it(good: Folder, frequency: str) -> None:
    good.write("bron/wc.yml", with_mistake("frequency: annual", f"frequency: {frequency}"))

    assert good.lines() == []


@pytest.mark.parametrize(
    "license_written",
    [
        "Licence ouverte",
        "Etalab",
        "Open data",
        "libre",
        "CC-BY 4.0",
        "Creative Commons BY",
        "domaine public",
        "CC-BY-NC",
    ],
)
def test_a_licence_is_never_guessed(good: Folder, license_written: str) -> None:
    good.write("bron/wc.yml", with_mistake("license: lov2", f"license: {license_written}"))

    (finding,) = good.findings()
    assert (finding.rule, finding.repair) == ("PUB201", None)

"""Each rule about one manifest: the finding that an author sees, its position and its fix."""

import pytest

from .folder import PRODUCER, Folder

KEYS = (
    "keywords, license, frequency, temporal, spatial, contact, contacts, hvd, language, issued, landing_page, "
    "access, groups, min_quality, protect, "
    "extras, title, description, theme, resources, state, from, previously, exceptions, slug, version, clear, ignore, "
    "catalogs"
)
NO_ACCOUNT = "not the name of a GitHub account"
ACCOUNT = "Write the name as at the end of the address of the account's page: github.com/NAME."
EDGES = "Write west, south, east and north in degrees, such as bbox: [4.88, 45.70, 4.95, 45.76]"
LICENSES = (
    "The producer says which it is; an administration mostly chooses lov2 (Licence Ouverte 2.0) or odc-odbl (ODbL). "
    "Allowed values: lov2, fr-lo, odc-odbl, odc-by, odc-pddl, cc-by, cc-by-sa, cc-zero, "
    "mobility-license, other-at, other-open, other-pd"
)
QUOTED = "  - {id: a, title: A, url: 'https://a.example/b'"
GROUP = "a group of `key: value` lines is expected here → Write it like this: "


@pytest.mark.parametrize(
    ("line", "finding_line"),
    [
        # keys
        ("licens: lov2", "3:1 PUB111 unknown key “licens” → Did you mean “license”?"),
        ("licence: lov2", "3:1 PUB111 unknown key “licence” → Did you mean “license”?"),
        ("Fréquence: annuelle", "3:1 PUB111 unknown key “Fréquence” → Did you mean “frequency”?"),
        ("mots-clés: [a]", "3:1 PUB111 unknown key “mots-clés” → Did you mean “keywords”?"),
        ("titre: T", "3:1 PUB111 unknown key “titre” → Did you mean “title”?"),
        ("ressources: []", "3:1 PUB111 unknown key “ressources” → Did you mean “resources”?"),
        ("période: {}", "3:1 PUB111 unknown key “période” → Did you mean “temporal”?"),
        ("territoire: {}", "3:1 PUB111 unknown key “territoire” → Did you mean “spatial”?"),
        ("état: publié", "3:1 PUB111 unknown key “état” → Did you mean “state”?"),
        ("langue: fr", "3:1 PUB111 unknown key “langue” → Did you mean “language”?"),
        ("catalogues: {}", "3:1 PUB111 unknown key “catalogues” → Did you mean “catalogs”?"),
        (
            "zzz: 1",
            f"3:1 PUB111 unknown key “zzz” → Allowed keys: {KEYS}. A field that only your catalogue has goes under"
            " `extras:`: extras: {zzz: 1}",
        ),
        ("temporal: {start: 2023-01-01, fin: 2024-01-01}", "3:31 PUB111 unknown key “fin” → Did you mean “end”?"),
        ("contact: {nom: SIG}", "3:11 PUB111 unknown key “nom” → Did you mean “name”?"),
        ("contact: {phone: x}", "3:11 PUB111 unknown key “phone” → Allowed keys: name, email, form"),
        (f"resources:\n{QUOTED}, fichier: x}}", "4:51 PUB111 unknown key “fichier” → Did you mean “path”?"),
        (f"resources:\n{QUOTED}, schema: {{nom: a/b}}}}", "4:60 PUB111 unknown key “nom” → Did you mean “name”?"),
        # a score
        ("min_quality: 7", "3:14 PUB114 not a quality score → Write a number from 0 to 1, such as 0.7."),
        ("protect: oui", "3:10 PUB114 neither true nor false → Write `true` or `false`."),
        ("protected: true", "3:1 PUB111 unknown key “protected” → Did you mean “protect”?"),
        ("min_quality: haute", "3:14 PUB114 not a quality score → Write a number from 0 to 1, such as 0.7."),
        # the day of publication
        ("from: 15/01/2027", "3:7 PUB205 not a date → Write 2027-01-15."),
        ("from: 2027-02-30", "3:7 PUB205 there is no such day → Write year-month-day, such as 2026-12-31."),
        ("from: demain", "3:7 PUB205 not a date → Write year-month-day, such as 2026-12-31."),
        ("from: 2027", "3:7 PUB205 not a day → Write the first day on which it is public: 2027-01-01"),
        ("from: 2027-03", "3:7 PUB205 not a day → Write the first day on which it is public: 2027-03-01"),
        ("from: mars 2027", "3:7 PUB205 not a day → Write the first day on which it is public: 2027-03-01"),
        *(
            (
                f"from: {written}",
                "3:7 PUB205 not a day → Write the day alone: on 2027-01-15, it is public from midnight on.",
            )
            for written in ("2027-01-15T08:00", "2027-01-15 08:00:00", "2027-01-15T23:00:00-05:00")
        ),
        ("from: [2027-01-15]", "3:7 PUB114 a text is expected here"),
        ("from:", "3:6 PUB113 “from” has no value → Write a value, or delete the line."),
        ("embargo: 2027-01-15", "3:1 PUB111 unknown key “embargo” → Did you mean “from”?"),
        ("À partir du: 2027-01-15", "3:1 PUB111 unknown key “À partir du” → Did you mean “from”?"),
        (
            "catalogs: {portail: {from: 2027-01-15}}",
            "3:22 PUB111 unknown key “from”"
            " → Move this line to the top of the manifest, where it applies to every catalogue.",
        ),
        # blank
        (
            "license:",
            "3:9 PUB113 “license” has no value"
            " → Write a value, or delete the line; to empty the field in the catalogues: clear: [license]",
        ),
        (
            "license: null",
            "3:10 PUB113 “license” has no value"
            " → Write a value, or delete the line; to empty the field in the catalogues: clear: [license]",
        ),
        (
            "license: ~",
            "3:10 PUB113 “license” has no value"
            " → Write a value, or delete the line; to empty the field in the catalogues: clear: [license]",
        ),
        ("contact: {name: ''}", "3:17 PUB113 “name” has no value → Write a value, or delete the line."),
        ("keywords: [eau, ~]", "3:17 PUB113 “keywords” has no value → Write a value, or delete the line."),
        ("extras: {a: }", "3:13 PUB113 “a” has no value → Write a value, or delete the line."),
        # types
        (
            "keywords: toilettes",
            "3:11 PUB114 a list is expected here → Put it into brackets: keywords: [toilettes]",
        ),
        ("license: [lov2]", "3:10 PUB114 a text is expected here → Write it like this: license: \"…\""),
        ("contact: SIG", f"3:10 PUB114 {GROUP}contact: {{name: Mairie, email: mairie@example.org}}"),
        ("extras: [a]", f"3:9 PUB114 {GROUP}extras: {{code: …}}"),
        ("spatial: {zones: []}", "3:18 PUB114 at least one value is expected here"),
        ("resources: [csv]", f"3:13 PUB114 {GROUP}- {{id: csv, title: …, path: parcs.csv}}"),
        ("issued: [2023-01-01]", "3:9 PUB114 a text is expected here → Write it like this: issued: \"…\""),
        ("state: [draft]", "3:8 PUB114 a text is expected here"),
        ("catalogs: [portail]", f"3:11 PUB114 {GROUP}catalogs: {{portail: {{title: …}}}}"),
        (
            "catalogs: {portail: non}",
            "3:21 PUB114 what is expected here is false, true, or a group of `key: value` lines"
            " → Write: portail: false",
        ),
        (
            "catalogs:\n  portail:\n    license: [lov2]",
            '5:14 PUB114 a text is expected here → Write it like this: license: "…"',
        ),
        # extras, clear, ignore
        (
            "extras: {publisher_key: x}",
            "3:10 PUB115 the extra “publisher_key” is reserved for the tool → Choose another name.",
        ),
        (
            "clear: [contactt]",
            "3:9 PUB116 “contactt” is not a field allowed here → Did you mean “contact”?",
        ),
        (
            "clear: [title]",
            "3:9 PUB116 “title” is not a field allowed here → Allowed fields: keywords, license, "
            "frequency, temporal, spatial, granularity, contact, contacts, theme, hvd, language, issued, landing_page, "
            "version, access, groups",
        ),
        (
            "ignore: [licence]",
            "3:10 PUB116 “licence” is not a field allowed here → Did you mean “license”?",
        ),
        (
            "license: lov2\nclear: [license]",
            "3:1 PUB116 “license” has a value and is also listed under `clear:` → Keep either "
            "the value or its name under `clear:`.",
        ),
        # vocabularies
        ("license: LO2", "3:10 PUB201 unknown licence → Did you mean “lov2” (Licence Ouverte 2.0)?"),
        ("license: zzzz", f"3:10 PUB201 unknown licence → {LICENSES}"),
        ("license: lov22", "3:10 PUB201 unknown licence → Did you mean “lov2” (Licence Ouverte 2.0)?"),
        ("frequency: anuelle", "3:12 PUB202 unknown frequency → Did you mean “annual” (Annuelle)?"),
        ("theme: wcs", "3:8 PUB203 unknown theme → There are no themes: themes.yml has none. Remove the line."),
        ("hvd: mobilitée", "3:6 PUB204 unknown high-value category → Did you mean “mobility” (Mobilité)?"),
        # dates
        ("issued: 31/12/2024", "3:9 PUB205 not a date → Write 2024-12-31."),
        ("issued: 2023-02-29", "3:9 PUB205 there is no such day → Write year-month-day, such as 2026-12-31."),
        (
            "temporal: {start: 2023-01-01, end: 2022-12-31}",
            "3:11 PUB205 the period ends before it starts → Write: temporal: {start: 2022-12-31, end: 2023-01-01}",
        ),
        ("temporal: {end: 2022-12-31}", "3:11 PUB205 a period has a start → Add `start:`."),
        (
            "temporal: {start: 2023}",
            "3:19 PUB205 not a date → Write a day: 2023-01-01 where it begins, 2023-12-31 where it ends.",
        ),
        # forms
        (
            "spatial: {zones: ['country:fr', Bron]}",
            "3:33 PUB206 not a zone id → Write a zone id, such as country:fr; for a commune, "
            "fr:commune: followed by its INSEE code.",
        ),
        (
            "landing_page: www.example.org",
            "3:15 PUB207 not a web address → Write it with https:// before it: https://www.example.org",
        ),
        (
            "landing_page: ftp://example.org/a",
            "3:15 PUB207 not a web address → Write a complete address, such as "
            "https://example.org/file.csv, with %20 for a space.",
        ),
        (
            "landing_page: https://example.org/a b.csv",
            "3:15 PUB207 not a web address → Write a complete address, such as "
            "https://example.org/file.csv, with %20 for a space.",
        ),
        (
            "landing_page: 'https://[::1/'",
            "3:15 PUB207 not a web address → Write a complete address, such as "
            "https://example.org/file.csv, with %20 for a space.",
        ),
        (
            "landing_page: https://u:p@example.org/",
            "3:15 PUB207 an address must not carry a user name or a password → Remove them.",
        ),
        ("contact: {email: sig}", "3:18 PUB208 not an e-mail address → Write name@domain."),
        ("contact: {email: sig@mairie}", "3:18 PUB208 not an e-mail address → Write name@domain."),
        ("language: français", "3:11 PUB211 not a language code → Write fr."),
        # state
        ("state: publishd", "3:8 PUB210 unknown state → Did you mean “published”?"),
        ("state: drafft", "3:8 PUB210 unknown state → Did you mean “draft”?"),
        # resources
        (
            "resources:\n  - {id: CSV, title: A, url: 'https://a.example/b'}",
            "4:10 PUB106 not a usable name → Write csv: lower-case letters without accents, digits, - and _.",
        ),
        (
            "resources:\n  - {id: a, url: 'https://a.example/b'}",
            "4:5 PUB112 “title” is missing → Add a line `title: …`.",
        ),
        ("resources:\n  - {title: A, url: 'https://a.example/b'}", "4:5 PUB112 “id” is missing → Add a line `id: …`."),
        (
            f"resources:\n{QUOTED}, type: principl}}",
            "4:57 PUB209 unknown resource type → Did you mean “main” (Fichier principal)?",
        ),
        (
            f"resources:\n{QUOTED}, type: zzz}}",
            "4:57 PUB209 unknown resource type → Allowed values: main, documentation, update, api, code, other",
        ),
        (
            f"resources:\n{QUOTED}}}\n  - {{title: B, id: a, url: 'https://a.example/c'}}",
            "5:20 PUB212 the id “a” is already used (line 4) → Give each resource a different id.",
        ),
        (
            "resources:\n  - {id: a, title: A}",
            "4:5 PUB213 this resource has neither `url:` nor `path:`"
            " → Write `url:` and the address of the data, or `path:` and the name of a file of this folder. Whoever has"
            " the data knows it; until then, delete this resource.",
        ),
        (
            f"resources:\n{QUOTED}, schema: {{name: a/b, url: 'https://s.example/'}}}}",
            "4:59 PUB215 a schema has either a name or an address → Write `name:` and `version:`, or `url:` alone.",
        ),
        (
            f"resources:\n{QUOTED}, schema: {{name: equipements}}}}",
            "4:59 PUB215 a schema's name has two parts → Write it as on schema.data.gouv.fr, such as scdl/equipements.",
        ),
        # catalogues
        ("catalogs: {portal: false}", "3:12 PUB408 unknown catalogue “portal” → Did you mean “portail”?"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_at_its_position_with_a_fix(folder: Folder, line: str, finding_line: str) -> None:
    folder.dataset(f"{line}\n")

    assert folder.lines() == [f"bron/wc.yml:{finding_line}"]


def test_both_address_and_file_are_one_too_many(folder: Folder) -> None:
    folder.write("bron/a.csv", "a;b\n")
    folder.dataset(f"resources:\n{QUOTED}, path: a.csv}}\n")

    assert folder.lines()[0] == (
        "bron/wc.yml:4:5 PUB213 this resource has both `url:` and `path:` → Delete one of the two lines: keep `path:` "
        "where the file is in this folder and is to be published from it, else `url:`."
    )


def test_a_theme_is_suggested(folder: Folder) -> None:
    folder.write("themes.yml", "toilettes-publiques:\n  label: {fr: Toilettes}\n")
    folder.dataset("theme: toilette-publique\n")

    assert folder.lines() == ["bron/wc.yml:3:8 PUB203 unknown theme → Did you mean “toilettes-publiques”?"]


def test_an_empty_manifest_lacks_what_is_required(folder: Folder) -> None:
    folder.write("bron/wc.yml", "")

    assert sorted(folder.lines()) == [
        "bron/wc.yml:1:1 PUB112 “description” is missing → Add a line `description: …`.",
        "bron/wc.yml:1:1 PUB112 “title” is missing → Add a line `title: …`.",
    ]


def test_a_blank_title_is_said_once(folder: Folder) -> None:
    folder.write("bron/wc.yml", "title:\ndescription: D\n")

    assert [finding_line.split(" →")[0] for finding_line in folder.lines()] == [
        "bron/wc.yml:1:7 PUB113 “title” has no value"
    ]


def test_a_quoted_null_is_a_title(folder: Folder) -> None:
    folder.write("bron/wc.yml", 'title: "null"\ndescription: D\n')

    assert folder.manifest().content.title == "null"


def test_who_may_speak_for_a_producer_is_read(folder: Folder) -> None:
    folder.dataset()
    assert next(iter(folder.load().manifests.producers.values())).editors == ()

    folder.write("bron/producer.yml", f"{PRODUCER}editors: [mairie-bron, Dupont_ville, ancien-]\n")
    loaded = folder.load()
    assert loaded.findings == ()
    assert next(iter(loaded.manifests.producers.values())).editors == ("mairie-bron", "Dupont_ville", "ancien-")


@pytest.mark.parametrize(
    ("line", "finding_line"),
    [
        ("bbox: [4.88, 45.70, 4.95]", "3:7 PUB221 these are not four numbers → " + EDGES),
        ("bbox: Bron", "3:7 PUB221 these are not four numbers → " + EDGES),
        ("bbox: [4.88, 45.70, 4.95, nord]", "3:7 PUB221 these are not four numbers → " + EDGES),
        (
            "bbox: [45.70, 4.88, 45.76, 4.85]",
            "3:7 PUB221 these are not the edges of a territory: west, south, east, north → " + EDGES,
        ),
        ("insee: 6929", "3:8 PUB214 not an INSEE code of a commune → Write its five characters, in quotes."),
        ("insee: 2C004", "3:8 PUB214 not an INSEE code of a commune → Write its five characters, in quotes."),
        ("insee: ６９０２９", "3:8 PUB214 not an INSEE code of a commune → Write its five characters, in quotes."),
        (
            "editors: []",
            "3:10 PUB114 at least one value is expected here → Write it like this: editors: [account-name]",
        ),
        ("editors: mairie-bron", "3:10 PUB114 a list is expected here → Put it into brackets: editors: [mairie-bron]"),
        ("editors: ['@mairie-bron']", f"3:11 PUB222 {NO_ACCOUNT} → Write the name alone: mairie-bron"),
        (
            "editors: ['https://github.com/mairie-bron/']",
            f"3:11 PUB222 {NO_ACCOUNT} → Write the name alone: mairie-bron",
        ),
        (
            "editors: [a, sig@bron.example]",
            f"3:14 PUB222 {NO_ACCOUNT} → Write the name of the account, not an e-mail address.",
        ),
        ("editors: ['publication[bot]']", f"3:11 PUB222 {NO_ACCOUNT} → {ACCOUNT}"),
        ("editors: [Mairie de Bron]", f"3:11 PUB222 {NO_ACCOUNT} → {ACCOUNT}"),
        (f"editors: [{'a' * 40}]", f"3:11 PUB222 {NO_ACCOUNT} → {ACCOUNT}"),
        ("editors: [Mairie-Bron, sig, mairie-bron]", "3:10 PUB222 “mairie-bron” is given twice → Keep one of the two."),
        ("siern: '216900290'", "3:1 PUB111 unknown key “siern” → Did you mean “siren”?"),
        ("nom: Bron", "3:1 PUB111 unknown key “nom” → Did you mean “name”?"),
        ("licence: lov2", "3:1 PUB111 unknown key “licence” → Did you mean “license”?"),
        ("contact: {email: x}", "3:18 PUB208 not an e-mail address → Write name@domain."),
        ("defaults: {titre: T}", None),
        ("defaults:\n  frequence: annuelle", "4:3 PUB111 unknown key “frequence” → Did you mean “frequency”?"),
        ("defaults:\n  license: zzzz", f"4:12 PUB201 unknown licence → {LICENSES}"),
    ],
)
def test_a_mistake_of_a_producer_is_reported_at_its_position(
    folder: Folder, line: str, finding_line: str | None
) -> None:
    folder.write("bron/producer.yml", f"{PRODUCER}{line}\n")
    folder.dataset()
    finding_lines = folder.lines()

    assert len(finding_lines) == 1, "once, and not again for its dataset"
    assert finding_line is None or finding_lines == [f"bron/producer.yml:{finding_line}"]


@pytest.mark.parametrize(
    "line", ["siren: 216900290", "siren: '200046977'", "siret: 21690029000018", "insee: 2A004", "insee: 01290"]
)
def test_good_numbers_pass(folder: Folder, line: str) -> None:
    folder.write("bron/producer.yml", f"{PRODUCER}{line}\n")

    assert folder.lines() == []


def test_a_producer_names_known_catalogues(folder: Folder) -> None:
    folder.write("bron/producer.yml", "name: Bron\norganization: {portail: a, portial: b}\n")

    assert folder.lines() == ["bron/producer.yml:2:28 PUB408 unknown catalogue “portial” → Did you mean “portail”?"]


# ---- names of files and folders


@pytest.mark.parametrize(
    ("name", "usable"),
    [
        ("Toilettes.yml", "toilettes.yml"),
        ("toilettes publiques.yml", "toilettes-publiques.yml"),
        ("été.yml", "ete.yml"),
        ("wc.yaml", "wc.yml"),
        ("-wc.yml", "wc.yml"),
    ],
)
def test_a_manifest_has_a_usable_name(folder: Folder, name: str, usable: str) -> None:
    folder.dataset(name=f"bron/{name}")

    assert folder.lines() == [f"bron/{name}:1:1 PUB106 “{name}” is not a usable name → Rename the file to {usable}."]


RESERVED = "Choose another name: Windows keeps this one for itself, and could not read the repository."


@pytest.mark.parametrize("name", ["con", "aux", "nul", "prn", "com1", "lpt9"])
def test_a_name_that_windows_cannot_have_is_refused(folder: Folder, name: str) -> None:
    folder.dataset(name=f"bron/{name}.yml")
    folder.write(f"{name}/producer.yml", PRODUCER)

    assert sorted(folder.lines(), key=lambda line: line[0] != "b") == [
        f"bron/{name}.yml:1:1 PUB106 “{name}.yml” is not a usable name → {RESERVED}",
        f"{name}:1:1 PUB106 “{name}” is not a usable name → {RESERVED}",
    ]


@pytest.mark.parametrize("name", ["console", "auxiliaires", "com", "com10", "con-1"])
def test_a_name_that_only_begins_like_one_of_windows_is_usable(folder: Folder, name: str) -> None:
    folder.dataset(name=f"bron/{name}.yml")

    assert folder.lines() == []


def test_a_folder_has_a_usable_name(folder: Folder) -> None:
    folder.write("Ville de Bron/producer.yml", PRODUCER)

    assert folder.lines() == [
        "Ville de Bron:1:1 PUB106 “Ville de Bron” is not a usable name"
        " → Write lower-case letters without accents, digits, - and _; a manifest ends in .yml"
    ]


def test_a_folder_has_a_producer(folder: Folder) -> None:
    folder.dataset(name="lyon/wc.yml")

    assert folder.lines() == [
        "lyon/producer.yml:1:1 PUB107 there is no producer.yml here → Copy the file of "
        "another producer, then change its values."
    ]


@pytest.mark.parametrize(
    "name", ["bron/wc.YML", "bron/wc.Yaml", "bron/donnees/wc.yml", "wc.yml", "default.yml", "nouvelle-ville/wc.YML"]
)
def test_a_yaml_file_that_is_not_read_is_reported(folder: Folder, name: str) -> None:
    """Otherwise an author sees a green check after which nothing is published."""
    folder.dataset(name=name)

    assert [
        finding_line for finding_line in folder.lines() if finding_line.startswith((f"{name}:", name.partition("/")[0]))
    ] != []


def test_a_folder_with_data_and_without_manifest_is_not_passed_over_in_silence(folder: Folder) -> None:
    folder.write("nouvelle-ville/toilettes.csv", "a;b\n")

    assert any(finding_line.startswith("nouvelle-ville/") for finding_line in folder.lines())


def test_a_folder_named_like_a_manifest_is_a_finding_and_no_crash(folder: Folder) -> None:
    folder.write("bron/wc.yml/readme.md", "x")

    assert [finding_line.split(":")[0] for finding_line in folder.lines()] == ["bron/wc.yml"]


# ---- all findings in one pass


def test_what_is_wrong_with_the_keys_does_not_hide_what_is_wrong_elsewhere(folder: Folder) -> None:
    folder.dataset(
        "license: zzzz\ncatalogs: {portal: false}\nclear: [license]\nresources:\n"
        f"{QUOTED}}}\n  - {{id: a, title: B, url: 'https://a.example/c'}}\n"
    )

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [
        ["bron/wc.yml:3:1", "PUB116"],
        ["bron/wc.yml:3:10", "PUB201"],
        ["bron/wc.yml:4:12", "PUB408"],
        ["bron/wc.yml:8:10", "PUB212"],
    ]


def test_two_mistakes_of_one_resource_are_both_reported(folder: Folder) -> None:
    folder.dataset("resources:\n  - {id: a, title: A, type: zzzz}\n")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [
        ["bron/wc.yml:4:5", "PUB213"],
        ["bron/wc.yml:4:29", "PUB209"],
    ]


def test_a_blank_item_does_not_hide_the_mistake_of_another(folder: Folder) -> None:
    folder.dataset("keywords:\n  -\n  - {a: b}\n")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [
        ["bron/wc.yml:4:4", "PUB113"],
        ["bron/wc.yml:5:5", "PUB114"],
    ]


def test_an_extra_kept_for_the_tool_is_reported_at_its_own_line(folder: Folder) -> None:
    folder.dataset("extras:\n  foo: a\n  publisher_key: b\n  publisher_base: c\n")

    assert folder.lines() == [
        "bron/wc.yml:5:3 PUB115 the extra “publisher_key” is reserved for the tool → Choose another name.",
        "bron/wc.yml:6:3 PUB115 the extra “publisher_base” is reserved for the tool → Choose another name.",
    ]


# ---- values that must not pass unnoticed


@pytest.mark.parametrize("field", ["extras.publisher_base", "extras.publisher_key", "extras.publisher_repository"])
def test_the_marker_cannot_be_cleared(folder: Folder, field: str) -> None:
    folder.dataset(f"clear: [{field}]\n")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [["bron/wc.yml:3:9", "PUB115"]]


@pytest.mark.parametrize(
    "more",
    [
        "extras: {foo: a}\nclear: [extras.foo]\n",
        f"resources:\n{QUOTED}, description: D, clear: [description]}}\n",
        "catalogs:\n  portail:\n    license: lov2\n    clear: [license]\n",
    ],
    ids=["extra", "resource", "override"],
)
def test_nothing_is_both_given_and_cleared(folder: Folder, more: str) -> None:
    folder.dataset(more)

    assert [finding_line.split()[1] for finding_line in folder.lines()] == ["PUB116"]


@pytest.mark.parametrize("name", ["ignore: [description]", "slug: autre", "previously: [bron/vieux]"])
def test_what_holds_for_every_catalogue_is_not_said_of_one(folder: Folder, name: str) -> None:
    folder.dataset(f"catalogs:\n  portail:\n    {name}\n")

    (finding_line,) = folder.lines()
    assert finding_line.startswith(f"bron/wc.yml:5:5 PUB111 unknown key “{name.partition(':')[0]}”")
    assert "to the top of the manifest" in finding_line


def test_an_extra_without_a_name_cannot_be_cleared(folder: Folder) -> None:
    folder.dataset("clear: ['extras.']\n")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [["bron/wc.yml:3:9", "PUB116"]]


def test_extras_of_a_resource_are_given_and_cleared(folder: Folder) -> None:
    folder.dataset(f"resources:\n{QUOTED}, extras: {{note: été, liste: [b, a]}}, clear: [extras.foo]}}\n")

    (resource,) = folder.manifest().content.resources
    assert resource.extras == {"note": "été", "liste": '["b", "a"]', "foo": None}
    assert folder.manifest().place("resources.a.extras.note").line == 4


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ("extras: {publisher_id: x}", "PUB115"),
        ("extras: {note: x}, clear: [extras.note]", "PUB116"),
        ("clear: [extras.publisher_id]", "PUB115"),
        ("clear: [extras.]", "PUB116"),
        ("extras: {note: }", "PUB113"),
        ("extras: [note]", "PUB114"),
    ],
)
def test_extras_of_a_resource_that_cannot_be_are_reported(folder: Folder, more: str, rule: str) -> None:
    folder.dataset(f"resources:\n{QUOTED}, {more}}}\n")

    assert [finding_line.split()[1] for finding_line in folder.lines()] == [rule]


def test_a_mistyped_draft_is_never_answered_with_published(folder: Folder) -> None:
    folder.dataset("state: brouilon\n")
    (finding_line,) = folder.lines()

    assert finding_line.startswith("bron/wc.yml:3:8 PUB210 unknown state → ")
    assert "Did you mean “published”?" not in finding_line


def test_a_previous_key_without_its_producer_is_reported(folder: Folder) -> None:
    folder.dataset("previously: [wc-publics]\n")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [["bron/wc.yml:3:14", "PUB407"]]


def test_resources_of_one_catalogue_obey_the_rules_of_all_resources(folder: Folder) -> None:
    folder.dataset(
        "catalogs:\n  portail:\n    resources:\n      - {id: a, title: A, path: ../../secret.csv}\n"
        "      - {id: a, title: A, url: 'https://a.example/b'}\n"
    )

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [
        ["bron/wc.yml:6:33", "PUB401"],
        ["bron/wc.yml:7:14", "PUB212"],
    ]


def test_an_unknown_theme_of_one_catalogue_is_reported(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: {theme: zzz}}\n")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [["bron/wc.yml:3:29", "PUB203"]]


def test_variables_are_plain_text_outside_of_catalogs_yml(folder: Folder) -> None:
    folder.write("bron/wc.yml", "title: ${PUBLISHER_X:-y}\ndescription: ${HOME}\n")
    (manifest,) = folder.load({"PUBLISHER_X": "secret"}).manifests.manifests

    assert (manifest.content.title, manifest.content.description) == ("${PUBLISHER_X:-y}", "${HOME}")


@pytest.mark.parametrize("escape", [r"\e[31m", r"\0", r"\b", r"\x9b"])
def test_a_control_character_in_disguise_is_refused(folder: Folder, escape: str) -> None:
    folder.write("bron/wc.yml", f'title: "Parcs{escape}"\ndescription: D\n')

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [["bron/wc.yml:1:8", "PUB104"]]


def test_the_granularity_is_given_and_cleared_beside_the_zones(folder: Folder) -> None:
    folder.write("defaults.yml", "spatial: {zones: ['fr:commune:69029']}\n")
    folder.dataset("spatial: {granularity: commune}\n")
    content = folder.manifest().content
    assert (content.spatial, content.granularity) == (("fr:commune:69029",), "commune")
    assert folder.manifest().place("granularity").line == 3

    folder.dataset("clear: [granularity]\n")
    assert (folder.manifest().content.spatial, folder.manifest().content.granularity) == (("fr:commune:69029",), None)
    folder.dataset("spatial: {granularity: commune}\nclear: [granularity]\n")
    assert [line.split()[:2] for line in folder.lines()] == [["bron/wc.yml:3:11", "PUB116"]]


def test_a_territory_has_zones_or_a_granularity(folder: Folder) -> None:
    folder.dataset("spatial: {}\n")
    assert [line.split()[1] for line in folder.lines()] == ["PUB112"]


@pytest.mark.parametrize("value", ["{type: fermé}", "{type: open, category: secret}"])
def test_unknown_words_of_access_are_reported(folder: Folder, value: str) -> None:
    folder.dataset(f"access: {value}\n")
    assert [line.split()[1] for line in folder.lines()] == ["PUB217"]


def test_an_unknown_role_of_a_contact_is_reported_with_the_allowed_ones(folder: Folder) -> None:
    folder.dataset("contacts: [{role: distributeur, name: A}]\n")
    assert folder.lines() == [
        "bron/wc.yml:3:19 PUB219 unknown role of a contact → Allowed values: contact, publisher, creator"
    ]


def test_a_further_contact_has_a_role_and_something_else(folder: Folder) -> None:
    folder.dataset("contacts:\n- {name: A}\n- {role: éditeur}\n")
    assert folder.lines() == [
        "bron/wc.yml:4:3 PUB112 “role” is missing → Add `role:`: contact, creator or publisher.",
        "bron/wc.yml:5:3 PUB112 “name” is missing",
    ]


FIRST = (
    "PUB220 there is no `contact:` before this further contact → "
    "Write this one under `contact:`, without its role, and the others under `contacts:`."
)


def test_the_first_contact_is_under_contact(folder: Folder) -> None:
    folder.dataset("contacts:\n- {role: éditeur, name: A}\n- {role: Contact, email: a@example.org}\n")
    assert folder.lines() == [f"bron/wc.yml:5:10 {FIRST}"]


@pytest.mark.parametrize("line", ["contact: {email: a@example.org}", "ignore: [contact]"])
def test_a_further_contact_is_beside_one_or_beside_that_of_the_portal(folder: Folder, line: str) -> None:
    folder.dataset(f"{line}\ncontacts: [{{role: contact, email: b@example.org}}]\n")
    assert folder.lines() == []


@pytest.mark.parametrize("name", ["Mobilité", "a", "déplacements", "deux mots", "a.b"])
def test_a_group_is_named_as_in_its_address(folder: Folder, name: str) -> None:
    folder.dataset(f"groups: [environnement, {name}]\n")
    (line,) = folder.lines()
    assert line.startswith("bron/wc.yml:3:25 PUB106 not the name of a group → Write it as at the end of the address")


def test_an_empty_list_of_groups_clears_nothing(folder: Folder) -> None:
    folder.dataset("groups: []\n")
    assert [line.split()[1] for line in folder.lines()] == ["PUB114"]

"""The rules about what titles and descriptions say, and how they are written."""

import pytest

from publisher.capture.repair_texts import repaired_text
from publisher.model.findings import Replace, Severity

from .checked_folder import DATASET, CheckedFolder


def test_a_good_dataset_has_no_finding(folder: CheckedFolder) -> None:
    assert folder.lines() == []


# ---- titles


@pytest.mark.parametrize(
    "title",
    [
        "Données", "données", "Données 2024", "test", "Jeu de données", "Export CSV", "Open data", "Fichier de données",
        "Données de la commune de Bron", "toilettes_publiques_v2", "toilettes.csv", "liste-toilettes-bron",
        "WC", "Données Bron",
    ],
)  # fmt: skip
def test_a_title_that_says_nothing_is_a_warning(folder: CheckedFolder, title: str) -> None:
    folder.dataset(title=title)
    finding = folder.only()

    assert (finding.rule, str(finding.at), finding.severity) == (
        "PUB501", "manifests/bron/wc.yml:1:8", Severity.WARNING,
    )  # fmt: skip


def test_the_label_of_the_theme_alone_is_no_title(folder: CheckedFolder) -> None:
    folder.dataset(title="toilettes publiques", theme="toilettes")
    finding = folder.only()

    assert finding.rule == "PUB501"
    assert str(finding.fix) == ("Say what the data are and of which territory, such as “Toilettes publiques – Bron”.")


@pytest.mark.parametrize(
    "title",
    [
        "Budget", "Parcs", "Marchés publics", "PLU-H", "Vélo'v", "Données essentielles de la commande publique",
        "Liste des associations", "Comptes administratifs 2024", "Secteurs des bureaux de vote de la commune de Bron",
    ],
)  # fmt: skip
def test_a_title_that_says_what_the_data_are_is_good(folder: CheckedFolder, title: str) -> None:
    folder.dataset(title=title)

    assert folder.lines() == []


def test_a_title_for_one_catalogue_is_checked_at_its_place(folder: CheckedFolder) -> None:
    folder.dataset(catalogs="{portail: {title: test}}")

    assert folder.lines() == ["bron/wc.yml:14:29 PUB501 the title does not say what the data are"]


def test_a_very_long_title_is_shortened(folder: CheckedFolder) -> None:
    folder.dataset(title="Toilettes publiques de la commune de Bron, " + "ouvertes la nuit, " * 8 + "ou non")
    finding = folder.only()

    assert (finding.rule, finding.severity) == ("PUB502", Severity.ADVICE)


@pytest.mark.parametrize(
    "title",
    [
        "TOILETTES PUBLIQUES DE LA COMMUNE DE BRON", "BUDGET PRIMITIF", "Toilettes Publiques De La Commune De Bron",
        "Toilettes Publiques de la Commune de Bron", "Liste Des Marchés", "Parcs Et Jardins",
    ],
)  # fmt: skip
def test_a_title_in_capitals_is_advice(folder: CheckedFolder, title: str) -> None:
    folder.dataset(title=title, description=DATASET["description"].replace("toilette publique", "toilettes publiques"))

    assert [(finding.rule, finding.severity) for finding in folder.findings()] == [("PUB506", Severity.ADVICE)]


@pytest.mark.parametrize(
    "title",
    [
        "Plan PLU-H de Bron", "PLU", "Stade Tony Garnier", "Parcs et jardins de la commune de Bron",
        "Bibliothèque Marguerite Duras",
        "Bornes du parc de la Tête d'Or", "Horaires des TER à Bron", "Arbres de La Duchère",
        "GTFS TCL", "Zones ZFE à Bron",
    ],
)  # fmt: skip
def test_proper_names_and_acronyms_keep_their_capitals(folder: CheckedFolder, title: str) -> None:
    folder.dataset(title=title)

    assert folder.lines() == []


# ---- descriptions


def test_a_short_description_is_advice(folder: CheckedFolder) -> None:
    folder.dataset(description="Toilettes en libre accès.")
    finding = folder.only()

    assert (finding.rule, finding.severity, str(finding.at)) == (
        "PUB503", Severity.ADVICE, "manifests/bron/wc.yml:2:14",
    )  # fmt: skip


@pytest.mark.parametrize("end", ["", ".", " !"])
def test_a_description_that_is_the_title_again_is_a_warning(folder: CheckedFolder, end: str) -> None:
    folder.dataset(description=DATASET["title"].lower() + end)

    assert folder.rules() == ["PUB504"]


@pytest.mark.parametrize(
    "text",
    [
        "À compléter", "à compléter.", "TODO", "Lorem ipsum dolor sit amet", "Description à compléter",
        "Horaires de chaque toilette. À compléter.", "Toilettes [à préciser] de la ville", "Toilettes (à définir)",
        "Description : à venir", "TODO : décrire les données", "Toilettes de Bron (XXX)",
    ],
)  # fmt: skip
def test_a_text_that_is_still_to_be_written_is_a_warning(folder: CheckedFolder, text: str) -> None:
    folder.dataset(description=f'"{text}"')

    assert folder.rules() == ["PUB505"]


def test_a_resource_may_have_a_text_to_be_written_too(folder: CheckedFolder) -> None:
    folder.resource(description="à compléter")

    assert folder.lines() == ["bron/wc.yml:9:18 PUB505 “à compléter” is still in this text"]


@pytest.mark.parametrize(
    "text",
    [
        "Formulaires à compléter par les associations de la commune de Bron pour une demande de subvention, avec leur "
        "date limite et le service.",
        "Travaux à venir sur la voirie de la commune de Bron : rue, nature, dates prévues et service responsable de "
        "chaque chantier.",
        "Bâtiments [écoles, crèches] de la commune de Bron, avec leur adresse, leur surface et l'année de leur "
        "construction, en 2024.",
    ],
)
def test_such_words_within_a_sentence_are_good(folder: CheckedFolder, text: str) -> None:
    folder.dataset(description=f'"{text}"')

    assert folder.lines() == []


# ---- how texts are written


@pytest.mark.parametrize("sign", ["<p>", "<br/>", "&nbsp;", "&eacute;", '<a href="x">', "</strong>"])
def test_html_in_a_description_is_a_warning(folder: CheckedFolder, sign: str) -> None:
    folder.dataset(description=f"|\n  {sign} {DATASET['description']}")
    finding = folder.only()

    assert (finding.rule, finding.given) == ("PUB507", sign)


def test_a_comparison_is_no_html(folder: CheckedFolder) -> None:
    folder.dataset(description=f"{DATASET['description']} Surface < 10 m² & hauteur > 2 m, AT&T;")

    assert folder.lines() == []


@pytest.mark.parametrize("quoted", ["“{}”", "« {} »", "«{}»", "‘{}’", "„{}“"])
def test_quotes_of_a_word_processor_around_a_text_are_taken_off(folder: CheckedFolder, quoted: str) -> None:
    title = DATASET["title"]
    folder.dataset(title=quoted.format(title))
    finding = folder.only()

    assert finding.rule == "PUB508"
    assert str(finding.fix) == f"Write it like this: title: {title}"
    assert finding.repair == Replace(quoted.format(title), title)
    text = (folder.root / "bron/wc.yml").read_text("utf-8")
    assert repaired_text(text, [finding]).text.startswith(f"title: {title}\n")


@pytest.mark.parametrize("field", ["title", "keywords"])
def test_accents_apart_from_their_letters_are_a_warning(folder: CheckedFolder, field: str) -> None:
    apart, text = "Toilettes de l'e\u0301cole", "Toilettes de l'\u00e9cole"
    folder.dataset(**{field: f'["{apart}"]' if field == "keywords" else apart})
    (finding,) = [finding for finding in folder.findings() if finding.rule == "PUB528"]

    assert (finding.severity, finding.repair) == (Severity.WARNING, Replace(apart, text))
    folder.dataset(**{field: f'["{text}"]' if field == "keywords" else text})
    assert "PUB528" not in folder.rules()


def test_a_text_that_needs_quotes_gets_those_of_yaml(folder: CheckedFolder) -> None:
    folder.dataset(title='"“Bron : les toilettes publiques”"')
    finding = folder.only()

    assert (finding.rule, finding.repair) == ("PUB508", None)
    assert str(finding.fix) == 'Write it like this: title: "Bron : les toilettes publiques"'


def test_quotes_within_a_text_are_good(folder: CheckedFolder) -> None:
    folder.dataset(title="« Bron » et « Parilly » : stations", description=DATASET["description"])
    assert [rule for rule in folder.rules() if rule == "PUB508"] == []

    folder.dataset(title="Programme « Bron en vert »")
    assert folder.lines() == []


@pytest.mark.parametrize("comment", ["#2024", "# 2024", "#OpenData"])
def test_a_sign_that_cuts_a_text_is_a_warning(folder: CheckedFolder, comment: str) -> None:
    folder.dataset(title=f"{DATASET['title']} {comment}")
    finding = folder.only()

    assert (finding.rule, str(finding.at)) == ("PUB509", "manifests/bron/wc.yml:1:8")
    assert str(finding.fix) == (
        f'If it belongs to the text, write all of it in quotes: title: "{DATASET["title"]} {comment}"'
    )


def test_a_cut_text_in_a_resource_and_in_a_keyword_is_a_warning(folder: CheckedFolder) -> None:
    folder.resource(title="Toilettes publiques de Bron #3")
    assert folder.rules() == ["PUB509"]

    folder.dataset(keywords="\n  - hygiène #1\n  - accessibilité")
    assert folder.rules() == ["PUB509"]


def test_comments_are_no_cut_texts(folder: CheckedFolder) -> None:
    folder.dataset(
        title=f"{DATASET['title']} # à relire", license="lov2 #choisie en 2024", keywords="[hygiène, accès]  #2 mots"
    )
    assert folder.lines() == []

    folder.dataset(title=f'"{DATASET["title"]} #2024"')
    assert folder.lines() == []

    folder.dataset(description=f">-\n  {DATASET['description']} #2024")
    assert folder.lines() == []


@pytest.mark.parametrize("end", [".", ",", " ;"])
def test_the_end_of_a_title_is_tidy(folder: CheckedFolder, end: str) -> None:
    folder.dataset(title=DATASET["title"] + end)

    assert folder.rules() == ["PUB510"]


def test_several_spaces_in_a_description_are_advice(folder: CheckedFolder) -> None:
    folder.dataset(description=DATASET["description"].replace("horaires de", "horaires  de"))
    assert folder.rules() == ["PUB510"]


@pytest.mark.parametrize("title", ["Toilettes, urinoirs, etc.", "Toilettes publiques…"])
def test_an_end_that_leaves_something_out_is_good(folder: CheckedFolder, title: str) -> None:
    folder.dataset(title=title)

    assert folder.lines() == []

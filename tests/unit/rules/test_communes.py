"""The rules about the commune that a producer and its datasets are of."""

import pytest

from publisher.model.communes import Commune, Communes
from publisher.model.findings import Severity

from .checked_folder import CATALOGS, DATASET, PRODUCER, CheckedFolder

COMMUNES = Communes(
    (
        Commune("69123", "Lyon"),
        Commune("69202", "Sainte-Foy-lès-Lyon"),
        Commune("69250", "La Tour-de-Salvagny"),
        Commune("69081", "Écully"),
    )
)


# ---- names in a text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Parcs de Sainte-Foy-lès-Lyon", ["Sainte-Foy-lès-Lyon"]),
        ("Parcs de Sainte Foy lès Lyon", ["Sainte-Foy-lès-Lyon"]),
        ("PARCS DE LA COMMUNE D’ÉCULLY", ["Écully"]),
        ("Parcs de La Tour-de-Salvagny et de Lyon", ["La Tour-de-Salvagny", "Lyon"]),
        ("Parcs de la Métropole de Lyon", ["Métropole de Lyon"]),
        ("Lyonnais", []),
        ("", []),
    ],
)
def test_the_longest_name_at_each_place_counts(text: str, names: list[str]) -> None:
    communes = COMMUNES.with_bodies(["Métropole de Lyon", "Lyon"])

    assert [mention.commune.name for mention in communes.mentions(text)] == names


# ---- another commune's name


@pytest.mark.parametrize(
    "title",
    [
        "Toilettes publiques de la commune de Lyon", "Toilettes publiques d'Écully", "Toilettes publiques - Lyon",
        "Toilettes publiques de la commune de La Tour-de-Salvagny",
        "Toilettes publiques de la commune de Saint-Cyr-au-Mont-d'Or",
        "TOILETTES ECULLY 2024", "Toilettes publiques de Sainte-Foy-lès-Lyon",
    ],
)  # fmt: skip
def test_a_title_of_another_commune_is_a_warning(folder: CheckedFolder, title: str) -> None:
    folder.dataset(title=title)
    (finding,) = (finding for finding in folder.findings() if finding.rule == "PUB511")

    assert (str(finding.at), finding.severity) == ("manifests/bron/wc.yml:1:8", Severity.WARNING)


@pytest.mark.parametrize(
    "title",
    [
        "Toilettes publiques de la Métropole de Lyon à Bron", "Toilettes publiques du Grand Lyon",
        "Toilettes publiques de la Métropole de Lyon", "Arbres de la route de Lyon", "Liaisons entre Bron et Lyon",
        "Ligne de bus vers Lyon", "Navettes vers l'aéroport de Lyon", "Toilettes publiques de Bron",
        "Quartiers lyonnais", "Toilettes publiques",
    ],
)  # fmt: skip
def test_a_title_that_names_no_other_commune_in_its_place_is_good(folder: CheckedFolder, title: str) -> None:
    folder.dataset(title=title)

    assert folder.lines() == []


def test_a_description_of_another_commune_is_a_warning(folder: CheckedFolder) -> None:
    folder.dataset(description=DATASET["description"].replace("commune de Bron", "commune d'Écully"))

    assert folder.lines() == ["bron/wc.yml:2:14 PUB511 this names Écully, and not Bron, whose dataset it is"]


@pytest.mark.parametrize(
    "text",
    [
        "Ces données viennent de la Métropole de Lyon.",
        "Elles sont partagées avec la ville de Lyon.",
        "Bornes proches de Lyon et d'Écully, où habitent des visiteurs.",
    ],
)
def test_a_description_may_name_others_beside_its_own(folder: CheckedFolder, text: str) -> None:
    folder.dataset(description=f"{DATASET['description']} {text}")

    assert folder.lines() == []


def test_a_producer_that_is_no_commune_may_name_any(folder: CheckedFolder) -> None:
    folder.write("bron/producer.yml", 'name: Métropole de Lyon\nsiren: "200046977"\n')

    assert folder.lines() == []


def test_without_a_list_of_communes_nothing_is_said(folder: CheckedFolder) -> None:
    (folder.root / "communes.csv").unlink()
    folder.dataset(title="Toilettes publiques de la commune de Lyon")

    assert folder.lines() == []


def test_the_name_of_the_producer_counts_where_it_is_that_of_a_commune(folder: CheckedFolder) -> None:
    folder.write("bron/producer.yml", "name: Bron\n")
    folder.dataset(title="Toilettes publiques de la commune de Lyon")

    assert folder.rules() == ["PUB511"]


# ---- the codes of a producer


def test_a_code_of_another_commune_is_an_error(folder: CheckedFolder) -> None:
    folder.write("bron/producer.yml", PRODUCER.replace('insee: "69029"', 'insee: "69081"'))

    assert folder.lines() == ["bron/producer.yml:3:8 PUB512 69081 is the INSEE code of Écully, not of Bron"]
    assert folder.only().severity is Severity.ERROR


def test_a_name_of_another_commune_is_an_error(folder: CheckedFolder) -> None:
    folder.write("bron/producer.yml", PRODUCER.replace("name: Bron", "name: Écully"))

    assert folder.lines() == ["bron/producer.yml:1:7 PUB512 the codes below are those of Bron"]


def test_a_siren_of_another_commune_is_an_error(folder: CheckedFolder) -> None:
    folder.write("bron/producer.yml", PRODUCER.replace("216900290", "216901231"))
    finding = folder.only()

    assert (finding.rule, str(finding.at)) == ("PUB512", "manifests/bron/producer.yml:2:8")
    assert str(finding.fix) == "The SIREN of Bron is 216900290."


@pytest.mark.parametrize("name", ["Bron", "Ville de Bron", "Mairie de Bron", "BRON"])
def test_a_commune_may_call_itself_by_its_town_hall(folder: CheckedFolder, name: str) -> None:
    folder.write("bron/producer.yml", PRODUCER.replace("name: Bron", f"name: {name}"))

    assert folder.lines() == []


def test_a_siret_begins_with_the_siren(folder: CheckedFolder) -> None:
    folder.write("bron/producer.yml", PRODUCER + 'siret: "21690123100011"\n')
    finding = folder.only()

    assert (finding.rule, finding.severity, finding.at.line) == ("PUB514", Severity.ERROR, 5)

    folder.write("bron/producer.yml", PRODUCER + 'siret: "21690029000018"\n')
    assert folder.lines() == []


# ---- zones


def test_the_zone_of_another_commune_is_a_warning_where_it_is_written(folder: CheckedFolder) -> None:
    folder.dataset(spatial='{zones: ["fr:commune:69081"]}')
    assert folder.lines() == ["bron/wc.yml:14:19 PUB513 69081 is the INSEE code of Écully, not of Bron"]

    folder.dataset()
    folder.write("bron/producer.yml", PRODUCER.replace("fr:commune:69029", "fr:commune:69999"))
    assert folder.lines() == ["bron/producer.yml:4:19 PUB513 69999 is not the INSEE code of Bron: it is 69029"]


@pytest.mark.parametrize(
    "zones", ["fr:commune:69029, fr:commune:69081", "fr:epci:200046977", "fr:departement:69", "fr:commune:69029"]
)
def test_a_wider_territory_is_good(folder: CheckedFolder, zones: str) -> None:
    folder.dataset(spatial=f"{{zones: [{zones}]}}".replace("fr:", '"fr:').replace(",", '",').replace("]", '"]'))

    assert folder.lines() == []


# ---- the list


def test_a_setting_names_another_list(folder: CheckedFolder) -> None:
    (folder.root / "communes.csv").rename(folder.root / "liste.csv")
    folder.write("catalogs.yml", f"{CATALOGS}communes: liste.csv\n")
    folder.dataset(title="Toilettes publiques de la commune de Lyon")

    assert folder.rules() == ["PUB511"]


@pytest.mark.parametrize("content", ["code,nom\n69029,Bron\n", ""])
def test_a_list_without_its_columns_is_a_warning(folder: CheckedFolder, content: str) -> None:
    folder.write("communes.csv", content)

    assert folder.lines() == ["communes.csv:1:1 PUB515 no commune can be read in this list"]


def test_a_list_that_is_not_utf8_or_not_there_is_a_warning(folder: CheckedFolder) -> None:
    (folder.root / "communes.csv").write_bytes("insee,name\n69081,Écully\n".encode("cp1252"))
    assert folder.lines() == ["communes.csv:1:1 PUB515 the file is not UTF-8 text"]

    for name in ("autre.csv", "../communes.csv"):
        folder.write("catalogs.yml", f"{CATALOGS}communes: {name}\n")
        assert folder.rules() == ["PUB515"]

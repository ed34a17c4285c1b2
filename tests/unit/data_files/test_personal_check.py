"""Personal data in tables: what is found, in which row and column, and what is ordinary in open data."""

import csv
import io
import json
from pathlib import Path

import pytest

from publisher.data_files.check_file import check_file
from publisher.data_files.personal_data.personal_check import FEW, PersonalCheck
from publisher.data_files.table_place import TablePlace
from publisher.model.findings import Finding

from .checked import file_of


def findings(table: str) -> list[Finding]:
    header, *rows = list(csv.reader(io.StringIO(table)))
    check = PersonalCheck(TablePlace("x.csv"))
    assert list(check.header(1, header)) == []
    for number, cells in enumerate(rows, 2):
        assert list(check.row(number, cells + [""] * (len(header) - len(cells)))) == []
    return list(check.end())


def places(table: str) -> list[str]:
    """Return the rule, the row and the column of each finding."""
    cells = [(finding.rule, finding.cell) for finding in findings(table)]
    return [f"{rule} {cell.row} {cell.column}" for rule, cell in cells if cell]


# ---- birth dates beside a name


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("nom,prenom,date_naissance\nDupont,Jean,1954-03-12\n", "PUB701 2 date_naissance"),
        ("Nom,Prénom,Né(e) le\nDupont,Jean,12/03/1954\n", "PUB701 2 Né(e) le"),
        ("adherent,dateNaissance\nDUPONT Jean,12.03.54\n", "PUB701 2 dateNaissance"),
        ("nom_prenom,ddn\nAhmadi Kowsar,12 mars 1954\n", "PUB701 2 ddn"),
        ("nom,prenom,annee_naissance\nDupont,Jean,1954\n", "PUB701 2 annee_naissance"),
        ("nom,prenom,date_naissance\nDupont,Jean,30744\n", "PUB701 2 date_naissance"),
        ("nom,prenom,date\nDupont,Jean,1954-03-12\n", "PUB701 2 date"),
        ("id,remarque\n1,Mme Durand née le 12/03/1954\n", "PUB701 2 remarque"),
    ],
)
def test_a_birth_date_beside_a_name_is_found(table: str, place: str) -> None:
    assert places(table) == [place]


@pytest.mark.parametrize(
    "table",
    [
        "sexe,date_naissance\nF,1954-03-12\n",
        "sexe,annee_naissance,prenom,nombre\nF,1954,Marie,12\n",
        "nom,prenom,date_naissance\nDupont,Jean,\n",
        "nom,prenom,date_naissance\nMoulin,Jean,1899-06-20\n",
        "nom,prenom,date_naissance,date_deces\nDupont,Jean,1954-03-12,2020-01-31\n",
        "nom,prenom,date_election\nDupont,Jean,2001-03-12\n",
        "nom,prenom,date\nDupont,Jean,2024-03-12\n",
        "nom,date_construction\nÉcole Jean Moulin,1954-03-12\n",
        "nom,prenom,lieu_naissance\nDupont,Jean,Bron\n",
    ],
)
def test_a_date_of_something_else_is_no_birth_date_of_a_person(table: str) -> None:
    assert places(table) == []


# ---- e-mail addresses


@pytest.mark.parametrize(
    "address",
    ["jean.dupont@ville.fr", "Dupont-Marie@ville.fr", "kowsar.belkacem@ville.fr", "j.dupont@ville.fr",
     "kowsar69@gmail.com", "xyz12@orange.fr", "lili@free.fr", "t.n@laposte.net",
     "Écrire à jean.dupont@ville.fr, merci"],
)  # fmt: skip
def test_the_address_of_a_person_is_found(address: str) -> None:
    assert places(f'equipement,courriel\nParc,"{address}"\n') == ["PUB702 2 courriel"]


@pytest.mark.parametrize(
    "address",
    ["mairie@ville.fr", "contact@asso.org", "service.culture@ville.fr", "etat.civil@ville.fr", "espaces.verts@ville.fr",
     "jean.jaures@ville.fr",
     "mairie.bron@wanadoo.fr", "ce.0691234X@ac-lyon.fr", "ecole.jean.moulin@ville.fr", "accueil-mjc@orange.fr",
     "club.tennis@gmail.com", "dpo@ville.fr", "direction.generale@ville.fr", "bibliotheque@free.fr", "parc@ville.fr",
     "petite.enfance@ville.fr", "no-reply@ville.fr", "opendata@ville.fr", "secretariat.maire@ville.fr",
     "pas une adresse @"],
)  # fmt: skip
def test_the_mailbox_of_a_service_is_ordinary(address: str) -> None:
    assert places(f"equipement,courriel\nParc,{address}\n") == []


def test_a_surname_alone_beside_the_mailbox_of_a_person_is_no_organisation() -> None:
    assert places("nom,courriel\nLefebvre,marie.lefebvre@gmail.com\n") == ["PUB702 2 courriel"]


def test_a_mailbox_that_is_called_like_the_organisation_of_its_row_is_ordinary() -> None:
    table = (
        "nom,courriel\nÉcole Jean Moulin,jean.moulin@ville.fr\nLes Jardins de Bron,lesjardinsdebron@gmail.com\n"
        "Amicale Laïque de Bron,alb69@orange.fr\nAu Bon Pain,aubonpain.bron@gmail.com\n"
    )
    assert places(table) == []


def test_any_mailbox_of_a_person_who_is_named_is_found_but_not_that_of_the_service() -> None:
    table = "nom,prenom,courriel\nAhmadi,Kowsar,kahmadi@ville.fr\nDupont,Jean,mairie@ville.fr\n"
    assert places(table) == ["PUB702 2 courriel"]


# ---- phone numbers


@pytest.mark.parametrize(
    "number",
    ["06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "0612345678", "+33 6 12 34 56 78", "+33612345678",
     "0033 7 12 34 56 78", "+33 (0)6 12 34 56 78", "612345678", "07 123 456 78",
     "(0033) 6 12 34 56 78", "+262 692 12 34 56"],
)  # fmt: skip
def test_a_mobile_number_is_found_in_each_of_its_forms(number: str) -> None:
    assert places(f"equipement,telephone\nParc,{number}\n") == ["PUB703 2 telephone"]


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("id,remarque\n1,Appeler le 06 12 34 56 78 le soir\n", "PUB703 2 remarque"),
        ("id,divers\n1,0612345678\n", "PUB703 2 divers"),
        ("nom,prenom,tel\nDupont,Jean,04 72 36 13 13\n", "PUB703 2 tel"),
        ("nom,tel,adresse\nDupont Jean,0472361313,12 rue de la mairie\n", "PUB703 2 tel"),
        ("contact,tel\nMme Kowsar Ahmadi,+33 4 72 36 13 13\n", "PUB703 2 tel"),
    ],
)
def test_the_number_of_a_person_is_found(table: str, place: str) -> None:
    assert places(table) == [place]


@pytest.mark.parametrize(
    "table",
    [
        "nom,telephone\nMairie,04 72 36 13 13\n",
        "nom,telephone\nÉcole Jean Moulin,+33 4 72 36 13 13\n",
        "EQUIP_NOM,EQUIP_TEL\nJean Moulin,0472361313\n",
        "association,president,telephone\nAmicale des boules,Mme Claire Durand,04 72 36 13 13\n",
        "nom,telephone\nInfo service,0800 12 34 56\n",
        "id_parcelle,x\n0612345678,1\n",
        "numero,x\n0612345678,1\n1612345678,2\n",
        "latitude,longitude\n45.0612345678,4.0612345678\n",
        "periode,x\n2023-07-01/2023-12-31,1\n",
        "siret,x\n06123456780012,1\n",
        "date,x\n07/12/2024 10:30,1\n",
    ],
)
def test_the_number_of_a_service_and_other_digits_are_ordinary(table: str) -> None:
    assert places(table) == []


# ---- numbers with check digits


@pytest.mark.parametrize("number", ["1 85 05 78 006 084 91", "185057800608491"])
def test_an_insurance_number_is_found_by_its_key(number: str) -> None:
    assert places(f"agent,x\nA,{number}\n") == ["PUB705 2 x"]
    assert places(f"agent,x\nA,{number[:-1]}2\n") == []


def test_a_column_of_other_numbers_of_that_length_has_no_insurance_numbers() -> None:
    others = "".join(f"1850578006084{n:02}\n" for n in range(10, 97))
    assert places(f"x\n{others}") == []


@pytest.mark.parametrize(
    "number", ["FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606", "DE89370400440532013000"]
)
def test_a_bank_account_is_found_by_its_check_digits(number: str) -> None:
    assert places(f"x\n{number}\n") == ["PUB706 2 x"]
    assert places(f"x\n{number[:-1]}9\n") == []


# ---- natural persons among beneficiaries


@pytest.mark.parametrize(
    ("name", "siret", "signals"),
    [
        ("M. Jean Dupont", "", "“M.”, “Mme” or the like before the name, no SIRET"),
        ("Madame DURAND", "35600000000048", "“M.”, “Mme” or the like before the name"),
        ("DUPONT Jean", "", "the form of a forename and a surname, no SIRET"),
        ("Claire de la Tour", "00000000000000", "the form of a forename and a surname, no SIRET"),
        ("AHMADI Kowsar", "", "the form of a forename and a surname, no SIRET"),
    ],
)
def test_a_natural_person_is_a_warning_with_its_signals(name: str, siret: str, signals: str) -> None:
    (finding,) = findings(f"nomBeneficiaire,idBeneficiaire,montant\n{name},{siret},50\n")
    assert (finding.rule, finding.severity.value) == ("PUB704", "warning")
    assert signals in finding.what.in_english()


@pytest.mark.parametrize(
    ("name", "siret"),
    [("Amicale Jean Moulin", ""), ("TERRE ET PARTAGE", ""), ("Les Fous Rires", ""), ("Claire Martin", "35600000000048"),
     ("Monsieur Bricolage", ""), ("Victor Hugo", "35600000000048"), ("M. le Maire", ""), ("Personne physique", "")],
)  # fmt: skip
def test_an_organisation_is_no_natural_person(name: str, siret: str) -> None:
    assert places(f"nomBeneficiaire,idBeneficiaire,montant\n{name},{siret},50\n") == []


# ---- how it is said


def test_a_few_rows_of_a_column_are_named_and_the_rest_is_counted() -> None:
    table = "lieu,telephone\n" + "".join(f"Parc,06 12 34 56 {n:02}\n" for n in range(50))
    listed = findings(table)

    assert [finding.cell.row for finding in listed if finding.cell] == [2, 3, 4, 5]
    assert [finding.count for finding in listed] == [1] * FEW + [47]
    assert "47 more rows" in listed[-1].what.in_english()


def test_a_table_without_header_is_named_by_the_number_of_its_columns() -> None:
    table = "Dupont,Jean,12/03/1954,0612345678\nMartin,Luc,12/03/1978,0712345678\n"
    assert places(table) == ["PUB701 1 #3", "PUB701 2 #3", "PUB703 1 #4", "PUB703 2 #4"]


def test_a_column_for_each_day_is_an_ordinary_header() -> None:
    assert places("nom,prenom,2024-01-01,telephone\nDupont,Jean,3,04 72 36 13 13\n") == ["PUB703 2 telephone"]


@pytest.mark.parametrize("name", ["x.json", "x.geojson"])
def test_properties_are_checked_like_columns(tmp_path: Path, name: str) -> None:
    properties = {"nom": "Dupont", "prenom": "Jean", "naissance": "1954-03-12"}
    feature = {"type": "Feature", "geometry": None, "properties": properties}
    content = [properties] if name == "x.json" else {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    file = file_of(tmp_path / name)

    personal = [f for f in check_file(file, (PersonalCheck(TablePlace(file.shown)),)) if f.rule == "PUB701"]
    assert [(f.cell.row, f.cell.column) for f in personal if f.cell] == [(1, "naissance")]

"""What the columns of a table are, by their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.data_files.personal_data.words import FORENAMES, words_of_text
from publisher.data_files.table_place import plain_name, without_accents, words_of

_FORENAME: Final = frozenset({"prenom", "prenoms", "firstname", "forename"})
_SURNAME: Final = frozenset({"nom", "noms", "lastname", "surname", "patronyme"})
_OF_FAMILY: Final = frozenset({"famille", "usage", "usuel", "naissance", "patronymique", "marital", "jeune", "fille"})
_PERSON: Final = words_of_text("""
    adherent adherente agent allocataire auteur beneficiaire candidat candidate contact correspondant demandeur
    directeur directrice elu elue elus enseignant gerant gerante habitant identite inscrit interlocuteur licencie
    locataire maire medecin participant patient personne praticien president presidente proprietaire referent
    referente representant responsable salarie secretaire signataire titulaire tresorier tuteur usager
""")
_NAME: Final = _SURNAME | {"name", "qui", "identite"}
_NO_NAME: Final = words_of_text("""
    adr adresse code commune courriel date departement email epci fichier id identifiant lieu mail numero quartier
    region rue siret site tel telephone telephones type url ville voie
""")
_ORGANISATION: Final = words_of_text("""
    association associations commerce denomination ecole enseigne entreprise equip equipement etablissement finess
    organisme raison rna siren siret societe structure uai
""")
_SUBJECT: Final = (
    _NAME
    | _ORGANISATION
    | words_of_text("""
    activite beneficiaire categorie intitule libelle nature objet theme titre type
""")
)
_BIRTH: Final = ("naissance", "naiss", "birth", "ddn", "datenais", "neele")
_BIRTH_WHOLE: Final = frozenset({"dob", "nele", "nee", "datedenais"})
_PLACE: Final = words_of_text(
    "lieu ville commune pays departement dep place cp insee nom sexe prenom nombre nb taux rang"
)
_DEATH: Final = ("deces", "death", "inhumation", "mort")
_PHONE: Final = ("tel", "phone", "mobile", "portable", "gsm", "fax", "telecopie")
_CODE: Final = words_of_text("""
    cle code codes commande dossier ean facture fantoir fid finess gid id identifiant idu insee isbn marche matricule
    numen objectid parcelle ref reference rivoli rna siren siret uai uid
""")
_OTHER_DATE: Final = words_of_text("""
    adhesion arrete attribution autorisation construction convention creation debut deces decision deliberation depot
    effet election fermeture fin inauguration inscription livraison maj mandat mise modification notification
    ouverture permis publication saisie service signature travaux vente versement visite
""")
_BENEFICIARY: Final = frozenset({"beneficiaire", "beneficiaires", "attributaire", "laureat", "allocataire"})
_LEGAL_FORM: Final = frozenset({"statut", "forme", "juridique", "nature", "categorie", "type"})


@dataclass(frozen=True)
class Columns:
    """The columns of a table by what they hold, as indexes."""

    pairs: tuple[tuple[int, int], ...]
    """Columns of the forename and the surname of one person."""
    persons: tuple[int, ...]
    """Columns in which a person may be named."""
    names_of_both: tuple[int, ...]
    """Those called `nom_prenom`."""
    subjects: tuple[int, ...]
    """Columns that say what a row is about."""
    organisations: tuple[int, ...]
    """Columns of organisations and of their numbers."""
    births: frozenset[int]
    deaths: tuple[int, ...]
    dates: tuple[int, ...]
    """Columns called `date`, and nothing that says of what."""
    phones: frozenset[int]
    codes: frozenset[int]
    beneficiaries: tuple[int, ...]
    numbers: tuple[int, ...]
    """Columns of the SIRET or the RNA of beneficiaries."""
    legal_forms: tuple[int, ...]


def columns_of(names: Sequence[str], *, unnamed: bool = False) -> Columns:
    """Return what the columns with these names hold. `unnamed`: the names are values, so that nothing is known."""
    words = [frozenset() if unnamed else frozenset(words_of(name)) for name in names]
    plain = ["" if unnamed else plain_name(name) for name in names]

    def where(wanted: frozenset[str], unwanted: frozenset[str] = frozenset()) -> tuple[int, ...]:
        return tuple(i for i, given in enumerate(words) if given & wanted and not given & unwanted)

    both = tuple(i for i in range(len(names)) if _is_name_of_both(words[i], plain[i]))
    births = frozenset(
        i
        for i, name in enumerate(plain)
        if (name in _BIRTH_WHOLE or any(part in name for part in _BIRTH)) and not words[i] & _PLACE
    )
    beneficiaries = tuple(i for i in where(_BENEFICIARY) if not words[i] & (_NO_NAME | _LEGAL_FORM | {"rna", "nb"}))
    named = tuple(i for i in where(_NAME | _PERSON, _NO_NAME | _FORENAME))
    return Columns(
        pairs=_pairs_of_values(names) if unnamed else _pairs(words, both),
        persons=tuple(range(len(names))) if unnamed else tuple(sorted({*named, *both})),
        names_of_both=both,
        subjects=where(_SUBJECT, frozenset({"adresse", "adr", "voie", "rue", "date", "code"})),
        organisations=where(_ORGANISATION, frozenset({"date", "code", "service"})),
        births=births,
        deaths=tuple(i for i, name in enumerate(plain) if any(part in name for part in _DEATH)),
        dates=tuple(range(len(names))) if unnamed else where(frozenset({"date", "dates", "le"}), _OTHER_DATE),
        phones=frozenset(i for i, given in enumerate(words) if any(word.startswith(_PHONE) for word in given)),
        codes=frozenset(where(_CODE)),
        beneficiaries=beneficiaries,
        numbers=tuple(
            i
            for i, given in enumerate(words)
            if (given & {"siret", "siren", "rna"} and not given & {"attribuant", "acheteur"})
            or (given & _BENEFICIARY and given & {"id", "identifiant"})
        ),
        legal_forms=where(_LEGAL_FORM),
    )


def _is_name_of_both(words: frozenset[str], plain: str) -> bool:
    return bool(words & _FORENAME and words & _SURNAME) or plain in ("nomprenom", "prenomnom", "nomcomplet", "fullname")


def _pairs(words: Sequence[frozenset[str]], both: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return each column of forenames with that of the surnames of the same people."""
    pairs: list[tuple[int, int]] = []
    surnames = [i for i, given in enumerate(words) if given & _SURNAME and i not in both]
    for i, given in enumerate(words):
        if not given & _FORENAME or i in both:
            continue
        whose = given - _FORENAME - _OF_FAMILY
        same = [n for n in surnames if words[n] - _SURNAME - _OF_FAMILY == whose]
        if same:
            pairs.append((i, same[0]))
        elif not whose and len(surnames) == 1:
            pairs.append((i, surnames[0]))
    return tuple(pairs)


def _pairs_of_values(cells: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return the columns of forename and surname by a row of values: a forename, beside another word alone."""
    words = [cell.strip() if cell.strip().isalpha() else "" for cell in cells]
    forenames = [i for i, word in enumerate(words) if without_accents(word).lower() in FORENAMES]
    return tuple((i, n) for i in forenames for n in (i - 1, i + 1) if 0 <= n < len(words) and words[n])[:1]

"""SIREN and SIRET numbers: which are accepted, and the findings about the others."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from publisher.manifests.siren_siret import Siren, Siret

from .folder import PRODUCER, Folder

SIREN, SIRET = TypeAdapter(Siren), TypeAdapter(Siret)
LA_POSTE = "356000000"
DIGITS = "0123456789"


def accepts(adapter: TypeAdapter[str], text: str) -> bool:
    try:
        return adapter.validate_python(text) == text
    except ValidationError:
        return False


def luhn(digits: str) -> bool:
    """Return whether a number passes the check of ISO/IEC 7812-1 alone."""
    doubled = (int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


@pytest.mark.parametrize(
    ("line", "finding_line"),
    [
        ("siren: 216900291", "PUB214 incorrect SIREN: the check digit does not match"
         " → Check it on annuaire-entreprises.data.gouv.fr."),
        ("siren: 21690029", "PUB214 a SIREN has nine digits → Write its nine digits, without spaces."),
        ("siren: 216 900 290", "PUB214 a SIREN has nine digits → Write its nine digits, without spaces."),
        ("siret: 21690029000012", "PUB214 incorrect SIRET: the check digit does not match"
         " → Check it on annuaire-entreprises.data.gouv.fr."),
        ("siret: 216900290", "PUB214 a SIRET has fourteen digits → Write its fourteen digits, without spaces."),
        ("siret: 216.900.290.00011", "PUB214 a SIRET has fourteen digits → Write its fourteen digits, without spaces."),
    ],
)  # fmt: skip
def test_an_author_reads_what_is_wrong_and_what_to_do(folder: Folder, line: str, finding_line: str) -> None:
    folder.write("bron/producer.yml", f"{PRODUCER}{line}\n")
    folder.dataset()

    assert folder.lines() == [f"bron/producer.yml:3:8 {finding_line}"]


@pytest.mark.usefixtures("in_french")
def test_an_author_reads_french(folder: Folder) -> None:
    folder.write("bron/producer.yml", f"{PRODUCER}siren: 216900291\n")
    (finding,) = folder.findings()

    assert str(finding.what) == "SIREN incorrect\u00a0: la clé de contrôle ne correspond pas"
    assert str(finding.fix) == "Vérifiez-le sur annuaire-entreprises.data.gouv.fr."


@pytest.mark.parametrize("text", ["216900290", "356000000", "732829320", "000000000"])
def test_a_siren_is_accepted(text: str) -> None:
    assert accepts(SIREN, text)


@pytest.mark.parametrize("text", ["", " 216900290", "216 900 290", "216.900.290", "216-900-290", "２１６９００２９０"])
def test_a_number_that_is_not_its_digits_alone_is_refused(text: str) -> None:
    assert not accepts(SIREN, text)


# ---- numbers for which the check of ISO/IEC 7812-1 alone is wrong


@pytest.mark.parametrize("text", [f"{LA_POSTE}49837", f"{LA_POSTE}00010"])
def test_a_post_office_is_accepted_by_the_sum_of_its_digits(text: str) -> None:
    """La Poste's offices have their own rule: the sum of the digits is a multiple of five."""
    assert not luhn(text)
    assert accepts(SIRET, text)


def test_the_head_office_of_la_poste_is_accepted_as_it_was() -> None:
    assert luhn(f"{LA_POSTE}00048")
    assert accepts(SIRET, f"{LA_POSTE}00048")


@pytest.mark.parametrize("text", [f"{LA_POSTE}00014", f"{LA_POSTE}00022"])
def test_a_number_of_la_poste_whose_sum_is_none_is_refused(text: str) -> None:
    assert luhn(text)
    assert sum(map(int, text)) % 5 != 0
    assert not accepts(SIRET, text)


def test_a_siret_whose_siren_is_wrong_is_refused() -> None:
    assert luhn("21690029100008")
    assert not luhn("216900291")
    assert not accepts(SIRET, "21690029100008")


@given(text=st.text(DIGITS, min_size=9, max_size=9))
def test_every_siren_has_the_verdict_it_had(text: str) -> None:
    assert accepts(SIREN, text) == luhn(text)


@given(text=st.text(DIGITS, min_size=14, max_size=14).filter(lambda text: not text.startswith(LA_POSTE)))
def test_every_other_siret_has_the_verdict_it_had_where_its_siren_is_right(text: str) -> None:
    assert accepts(SIRET, text) == (luhn(text) and luhn(text[:9]))


def test_the_program_starts_without_the_library() -> None:
    """Its import takes a tenth of a second, so it is imported only for a producer with a number."""
    code = "import sys, publisher.manifests.load_folder; sys.exit('stdnum' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

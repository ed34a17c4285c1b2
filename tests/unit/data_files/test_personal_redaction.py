"""No value of a column with personal data stands in any finding, printed or kept."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher import locale
from publisher.data_files.check_file import check_file
from publisher.data_files.findings_cache import FindingsCache
from publisher.data_files.personal_data.personal_check import PersonalCheck
from publisher.data_files.personal_data.redact_values import HIDDEN, redacted
from publisher.data_files.table_place import TablePlace
from publisher.locale import Language
from publisher.model.findings import Cell, Finding, Position, Severity
from publisher.model.messages import message
from publisher.views import json_results
from publisher.views.findings import findings_text
from publisher.views.findings_github import findings_github
from publisher.views.findings_markdown import findings_markdown
from publisher.views.findings_sarif import findings_sarif

from .checked import file_of


def finding(column: str | None, rule: str = "PUB624") -> Finding:
    what = message("{what} in {n} rows", what=message("“{value}” is wrong", value="12/03/1954"), n=3)
    return Finding(rule, Severity.WARNING, Position("x.csv", 2), what, what, "12/03/1954", cell=Cell(2, column))


def test_the_value_of_a_personal_column_is_hidden_in_message_and_fix() -> None:
    (hidden,) = redacted([finding("naissance")], {"naissance"})

    assert hidden.what.in_english() == f"“{HIDDEN.in_english()}” is wrong in 3 rows"
    assert hidden.fix == hidden.what
    assert hidden.given is None
    assert hidden.cell == Cell(2, "naissance")


def test_the_value_of_another_column_stays() -> None:
    code = replace(
        finding("code"), what=message("“{value}” is not {kind}", value="6902", kind="a code"), given="6902", fix=None
    )
    assert redacted([code], {"naissance"}) == (code,)
    assert redacted([finding("naissance"), finding(None)], set()) == (finding("naissance"), finding(None))


@pytest.mark.parametrize("value", ["Dupont", "“Mme Durand”", "12/03/1954", "1954-03-12"])
def test_a_name_or_a_date_is_hidden_in_every_column(value: str) -> None:
    """In a row that lost a cell, a name stands in another column."""
    other = replace(finding("code"), what=message("{value} is not a code", value=value), given=value)
    (hidden,) = redacted([other], {"naissance"})
    assert hidden.what.in_english() == f"{HIDDEN.in_english()} is not a code"
    assert hidden.given is None


def test_a_finding_about_no_column_has_no_value_where_a_column_is_personal() -> None:
    (hidden,) = redacted([finding(None)], {"naissance"})
    assert "1954" not in hidden.what.in_english()


def test_the_cells_of_a_header_that_is_a_row_are_not_named() -> None:
    (hidden,) = redacted([finding("Dupont")], {"#4"}, {"Dupont": "#1"})
    assert hidden.cell == Cell(2, "#1")


BIRTHS = st.dates().map(lambda day: f"{day.day:02}/{day.month:02}/{1930 + day.year % 70}")
DIGITS = st.integers(10_000_000, 99_999_999).map(str)
ROW = st.tuples(
    st.sampled_from(["Zorgbluk", "Quaxxley", "Wyrmstad"]),
    st.sampled_from(["Jean", "Marie", "Luc"]),
    BIRTHS,
    DIGITS.map(lambda digits: f"06{digits}"),
    DIGITS.map(lambda digits: f"marie.{digits}@example.org"),
)
DAMAGE = st.sampled_from(["", "Ã©", "#REF!", '"', "\x02"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ROW, min_size=1, max_size=6),
    damage=DAMAGE,
    header=st.booleans(),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "cp1252", "utf-16"]),
)
def test_no_output_shows_a_value(
    tmp_path: Path, rows: list[tuple[str, ...]], damage: str, header: bool, delimiter: str, encoding: str
) -> None:
    """Whatever else is wrong with the table: no printed form, and not the cache, has a value of these columns."""
    damaged = [
        (name + (damage if i == 0 else ""), forename, birth, phone, mail + damage)
        for i, (name, forename, birth, phone, mail) in enumerate(rows)
    ]
    names = [("nom", "prenom", "date_naissance", "telephone", "courriel")] if header else []
    text = "".join(delimiter.join(cells) + "\n" for cells in [*names, *damaged, damaged[0][:3]])
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    file = file_of(path)
    check = PersonalCheck(TablePlace(file.shown))
    findings = redacted(check_file(file, (check,)), check.columns, check.hidden_names)
    FindingsCache(tmp_path / "cache").put("digest", file, findings)

    assert any(item.rule.startswith("PUB70") for item in findings)
    outputs = [
        (tmp_path / "cache" / "digest.json").read_text(encoding="utf-8"),
        json_results.dumps(json_results.findings_document(findings, 1, ())),
        findings_github(findings, 1),
        findings_sarif(findings, lambda _at: None),
    ]
    for language in Language:
        locale.use(language)
        outputs += [findings_text(findings, lambda _at: None), findings_markdown(findings, 1, lambda _at: None)]
    for name, _, birth, phone, mail in rows:
        for value in (name, birth, phone, mail):
            assert all(value not in output for output in outputs), value

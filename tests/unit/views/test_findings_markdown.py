"""Findings as Markdown, for the page of a check on GitHub."""

import re

import pytest

from publisher.model.findings import Finding, Position, Severity
from publisher.model.messages import message
from publisher.views.findings_markdown import findings_markdown

from . import samples

SUMMARY_LIMIT = 1_048_576
"""Bytes. GitHub does not show a larger job summary."""


def finding(number: int, severity: Severity = Severity.ERROR, text: str = "x") -> Finding:
    return Finding("PUB201", severity, Position(f"manifests/bron/{number}.yml", 7, 10), message("{t}", t=text))


def test_good_manifests_are_one_heading() -> None:
    assert findings_markdown((), 12, lambda _position: None) == "### ✔ 12 manifests are valid.\n"


def test_a_mistake_is_a_row_with_its_place_its_line_and_the_remedy() -> None:
    what, fix = message("unknown licence"), message("Did you mean “{near}”?", near="lov2")
    finding_with_line = Finding("PUB201", Severity.ERROR, Position("manifests/bron/wc.yml", 7, 10), what, fix, "LO2")

    assert findings_markdown([finding_with_line], 3, lambda _position: "  license: LO2").splitlines() == [
        "### ✘ 1 file to correct, 3 valid manifests: 1 error. Nothing has been published.",
        "",
        "| | place | to correct | rule |",
        "|---|---|---|---|",
        "| ✘ error | manifests/bron/wc.yml, line 7 | <code>license: LO2</code><br>unknown licence<br>"
        "Did you mean “lov2”? | PUB201 |",
    ]


def test_errors_come_before_warnings_and_warnings_alone_are_no_failure() -> None:
    warning = finding(1, Severity.WARNING)
    text = findings_markdown([warning, finding(2)], 1, lambda _position: None)
    warnings_only = findings_markdown([warning], 1, lambda _position: None)

    assert re.findall(r"\| (\S+ \w+) \| manifests/bron/(\d)", text) == [("✘ error", "2"), ("⚠ warning", "1")]
    assert text.startswith("### ✘ 1 file to correct")
    assert warnings_only.startswith("### ✔ ")
    assert "1 warning" in warnings_only


def test_a_line_that_may_hold_a_secret_is_not_shown() -> None:
    what = message("not the name of an environment variable")
    secret = Finding("PUB216", Severity.ERROR, Position("manifests/catalogs.yml", 4, 3), what, secret=True)

    assert "eyJhbGci" not in findings_markdown([secret], 0, lambda _position: "token_env: eyJhbGci")


@pytest.mark.parametrize("line", [None, samples.HOSTILE])
def test_hostile_text_brings_no_markup_and_no_cell(line: str | None) -> None:
    text = findings_markdown(samples.hostile_findings(), 1, lambda _position: line)
    harmless = findings_markdown(samples.hostile_findings("texte"), 1, lambda _position: line and "texte")

    assert re.findall(r"(?<!\\)\[lien\]|(?<!\\)`code`|(?<!\\)!\[i\]|<b>|<!--|(?<!\\)~~|(?<!\\)\*a", text) == []
    assert len(text.splitlines()) == len(harmless.splitlines())
    assert len(re.findall(r"(?<!\\)\|", text)) == len(re.findall(r"(?<!\\)\|", harmless))
    assert "\x1b" not in text


def test_what_does_not_fit_is_counted() -> None:
    text = findings_markdown([finding(number) for number in range(1, 1_001)], 0, lambda _position: None)

    assert "### ✘ 1000 files to correct" in text
    assert "manifests/bron/200.yml" in text
    assert "manifests/bron/201.yml" not in text
    assert "… and 800 more" in text


@pytest.mark.parametrize("letter", ["é", "&", "<", "|", "@", "🚲"])
def test_the_whole_stays_below_the_limit_of_a_summary_whatever_the_text_is(letter: str) -> None:
    long = letter * 5_000
    long_message = message("{t}", t=long)
    findings = [
        Finding("PUB201", Severity.ERROR, Position(f"{long}.yml", n, 1), long_message, long_message)
        for n in range(1_000)
    ]

    assert len(findings_markdown(findings, 0, lambda _position: long).encode()) < SUMMARY_LIMIT

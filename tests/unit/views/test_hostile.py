"""Text from a catalogue or from a stranger's pull request stays text: it adds no line, no cell and no markup."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

import pytest

from publisher.model.findings import Position
from publisher.model.manifest import Origin
from publisher.views import json_results
from publisher.views.doctor_text import diagnosis_text, verdict_text
from publisher.views.drift_markdown import drift_markdown, producer_markdown
from publisher.views.drift_text import DriftCommands, drift_text
from publisher.views.findings import findings_text
from publisher.views.plan_markdown import plan_markdown
from publisher.views.plan_text import plan_text
from publisher.views.report_markdown import report_markdown
from publisher.views.report_text import report_text
from publisher.views.safe_text import ZERO_WIDTH, clip, clip_pair, escaped, printable
from publisher.views.show_text import show_text
from publisher.views.status_table import copies_lines, rows, rows_markdown
from publisher.views.wrapping import wrapped
from tests.unit.builders import manifest

from . import drift_samples, samples
from .samples import HOSTILE

HARMLESS: Final = "texte"
UNBROKEN: Final = 10_000
"""Columns of a text whose lines are not broken."""
Text = Callable[[str], str]


def status_text(text: str) -> str:
    plan = samples.hostile_plan(text)
    return "\n".join([*("\t".join(row) for row in rows(plan)), *copies_lines(plan)])


def origins_text(text: str) -> str:
    merged_manifest, previews = samples.merged()
    hostile = Origin(path=f"extras.{text}", text=text, at=Position(f"manifests/{text}", 1, 1))
    return show_text(manifest("bron/wc", origins=(*merged_manifest.origins, hostile)), previews)


TERMINAL: Final[dict[str, Text]] = {
    "plan": lambda text: plan_text(samples.hostile_plan(text), "publisher sync"),
    "report": lambda text: report_text(
        samples.hostile_report(text), samples.hostile_plan(text), samples.again(samples.hostile_report(text))
    ),
    "findings": lambda text: findings_text(samples.hostile_findings(text), lambda _position: None, UNBROKEN),
    "findings with their line": lambda text: findings_text(
        samples.hostile_findings(text),
        lambda _position: f'"{text}": x'.replace("\n", "").replace("\u2028", "")[:100],
        UNBROKEN,
    ),
    "status": status_text,
    "drift": lambda text: drift_text(drift_samples.hostile_drift(text), DriftCommands()),
    "doctor": lambda text: diagnosis_text(samples.hostile_diagnosis(text)),
    "verdict": lambda text: verdict_text([samples.hostile_diagnosis(text)]),
    "show": origins_text,
}
MARKDOWN: Final[dict[str, Text]] = {
    "plan": lambda text: plan_markdown(samples.hostile_plan(text)),
    "report": lambda text: report_markdown(
        samples.hostile_report(text), samples.hostile_plan(text), samples.again(samples.hostile_report(text))
    ),
    "status": lambda text: rows_markdown(samples.hostile_plan(text)),
    "drift": lambda text: drift_markdown(drift_samples.hostile_drift(text), DriftCommands()),
    "drift of a producer": lambda text: producer_markdown(drift_samples.hostile_drift(text), DriftCommands()),
}
EVERYWHERE: Final = {f"{name} (terminal)": view for name, view in TERMINAL.items()} | {
    f"{name} (markdown)": view for name, view in MARKDOWN.items()
}


def tricks(text: str) -> set[str]:
    """Return the characters that control a terminal, a direction or a line."""
    kinds = ("Cc", "Cf", "Zl", "Zp")
    return {f"U+{ord(c):04X}" for c in text if c not in "\n\t" and unicodedata.category(c) in kinds}


@pytest.mark.parametrize("view", EVERYWHERE)
def test_no_control_character_is_printed(view: str) -> None:
    text = EVERYWHERE[view](HOSTILE).replace(f"@{ZERO_WIDTH}", "@").replace(f"#{ZERO_WIDTH}", "#")

    assert tricks(text) == set()


@pytest.mark.parametrize("view", EVERYWHERE)
def test_a_hostile_text_begins_no_line_of_its_own(view: str) -> None:
    text = EVERYWHERE[view](HOSTILE)

    assert [line for line in text.splitlines() if line.lstrip().startswith("+ faux")] == []
    assert len(text.splitlines()) == len(EVERYWHERE[view](HARMLESS).splitlines())


COMMANDS: Final = "a " * 40 + "::error::b ##[error]c + faux ::stop-commands::d " * 9


@pytest.mark.parametrize("width", range(40, 121, 7))
def test_a_hostile_text_starts_no_line_where_lines_are_broken(width: int) -> None:
    findings = findings_text(samples.hostile_findings(COMMANDS), lambda _position: COMMANDS[80:], width)
    plan = wrapped(plan_text(samples.hostile_plan(COMMANDS), "publisher sync"), width)

    lines = [line.lstrip() for line in (*findings.splitlines(), *plan.splitlines())]
    assert [line for line in lines if line.startswith(("::", "##[", "+ faux"))] == []


@pytest.mark.parametrize("view", MARKDOWN)
def test_a_hostile_text_brings_no_markup_into_a_page(view: str) -> None:
    text = MARKDOWN[view](HOSTILE)

    assert re.findall(r"(?<!\\)\[lien\]|(?<!\\)`code`|(?<!\\)!\[i\]|<b>|<!--|(?<!\\)~~|(?<!\\)\*a", text) == []


@pytest.mark.parametrize("view", MARKDOWN)
def test_every_row_of_a_table_keeps_its_number_of_cells(view: str) -> None:
    def cells(text: str) -> list[int]:
        return [len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line.startswith("|")]

    assert cells(MARKDOWN[view](HOSTILE)) == cells(MARKDOWN[view](HARMLESS))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a�[31mb"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("a\x9bb\x07", "a�b�"),
        ("a\r\tb", "a��b"),
        ("été 🚲 [red]", "été 🚲 [red]"),
    ],
)
def test_what_could_play_tricks_is_shown_as_a_mark(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_clipped_text_is_one_line_of_its_size() -> None:
    assert clip("a \n\n b") == "a b"
    assert clip("x" * 65) == "x" * 63 + "…"
    assert clip("x" * 64) == "x" * 64
    assert len(clip(HOSTILE * 9, 40)) == 40
    assert "\n" not in clip(HOSTILE)


def test_two_long_texts_are_cut_where_they_begin_to_differ() -> None:
    first, other = clip_pair("début " * 20 + "chaque année", "début " * 20 + "chaque mois")

    assert first.startswith("…")
    assert first.endswith("chaque année")
    assert other.endswith("chaque mois")
    assert max(len(first), len(other)) <= 64


def test_markdown_escapes_what_markdown_and_html_read() -> None:
    assert escaped("<b>&|`*_[x](y)") == r"&lt;b&gt;&amp;\|\`\*\_\[x\](y)"


def test_json_keeps_hostile_text_as_a_text() -> None:
    document = json_results.dumps(json_results.plan_document(samples.hostile_plan()))

    assert "\x1b" not in document
    assert len([line for line in document.splitlines() if line.lstrip().startswith("+ faux")]) == 0


# ---- true statements


def test_the_report_of_a_run_that_wrote_never_says_that_nothing_was_written() -> None:
    assert "Nothing has been written" not in report_markdown(samples.RUN, samples.FULL, samples.again(samples.RUN))


def test_the_report_repeats_no_plan_of_what_was_just_done() -> None:
    """The report shows what was done and what remains, not the whole plan."""
    text = report_markdown(samples.RUN, samples.FULL, samples.again(samples.RUN))

    assert text.count("change, replacing values of the catalogue") == 1


def test_a_blocked_entry_is_not_said_to_be_absent() -> None:
    (row,) = rows(samples.STUCK)

    assert row[2] != "absent"

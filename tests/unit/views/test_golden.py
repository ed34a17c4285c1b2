"""Every view's exact text, in both languages. PUBLISHER_GOLDEN=write pytest … rewrites the files."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from publisher.model.drift import of_producer
from publisher.views import json_results
from publisher.views.adoption_text import adopted_text, candidates_text
from publisher.views.doctor_text import diagnosis_text, verdict_text
from publisher.views.drift_json import drift_document
from publisher.views.drift_markdown import drift_markdown, producer_markdown, tokens_markdown
from publisher.views.drift_text import DriftCommands, drift_text
from publisher.views.findings import findings_text, summary_text
from publisher.views.findings_github import findings_github
from publisher.views.findings_sarif import findings_sarif
from publisher.views.plan_markdown import plan_markdown
from publisher.views.plan_text import plan_text
from publisher.views.report_markdown import report_markdown
from publisher.views.report_text import nothing_text, report_text
from publisher.views.row_changes_markdown import row_changes_markdown
from publisher.views.row_changes_text import row_changes_text
from publisher.views.show_text import show_text
from publisher.views.status_table import HEAD, copies_lines, rows, rows_markdown

from . import drift_samples, pairs, row_samples, samples

GOLDEN: Final = Path(__file__).parent / "golden"
FINGERPRINT: Final = re.compile(r'("fingerprint": )"[\w-]{11}"')
"""The fingerprint of a planned write, which has tests of its own."""
VERSION: Final = re.compile(r'("name": "publisher",\s+"version": )"[^"]+"')


def status_text() -> str:
    table = ["\t".join(row) for row in (HEAD, *rows(samples.FULL))]
    return "\n".join([*table, "", *copies_lines(samples.FULL)])


def doctor_text() -> str:
    diagnoses = samples.diagnoses()
    return "\n\n".join(f"{diagnosis_text(diagnosis)}\n{verdict_text([diagnosis])}" for diagnosis in diagnoses)


def all_findings() -> str:
    text = findings_text(samples.FINDINGS, samples.line_at)
    counts = [summary_text((), 12), summary_text((), 1), summary_text(samples.FINDINGS[:1], 1)]
    return "\n".join([text, "", summary_text(samples.FINDINGS, 58), *counts])


VIEWS: Final[dict[str, Callable[[], str]]] = {
    "plan.txt": lambda: plan_text(samples.FULL, "publisher sync"),
    "plan_about_to_happen.txt": lambda: plan_text(samples.FULL, None),
    "plan_nothing.txt": lambda: plan_text(samples.NOTHING, "publisher sync"),
    "plan_no_dataset.txt": lambda: plan_text(samples.NO_DATASET, "publisher sync"),
    "plan_stuck.txt": lambda: plan_text(samples.STUCK, "publisher sync"),
    "plan.md": lambda: plan_markdown(samples.FULL),
    "plan_nothing.md": lambda: plan_markdown(samples.NOTHING),
    "plan.json": lambda: json_results.dumps(json_results.plan_document(samples.FULL)),
    "report.txt": lambda: report_text(samples.RUN, samples.FULL, samples.again(samples.RUN)),
    "report_good.txt": lambda: report_text(samples.GOOD_RUN, samples.GOOD_PLAN, samples.again(samples.GOOD_RUN)),
    "report_nothing.txt": lambda: f"{nothing_text(samples.NOTHING)}\n{nothing_text(samples.STUCK)}",
    "report.md": lambda: report_markdown(samples.RUN, samples.FULL, samples.again(samples.RUN)),
    "report_good.md": lambda: report_markdown(samples.GOOD_RUN, samples.GOOD_PLAN, samples.again(samples.GOOD_RUN)),
    "report.json": lambda: json_results.dumps(json_results.report_document(samples.RUN, samples.FULL)),
    "findings.txt": all_findings,
    "findings_80.txt": lambda: findings_text(samples.FINDINGS, samples.line_at, 80),
    "findings.github.txt": lambda: findings_github(samples.FINDINGS, 58),
    "findings.sarif": lambda: findings_sarif(samples.REPAIRED, samples.line_at),
    "findings.json": lambda: json_results.dumps(json_results.findings_document(samples.FINDINGS, 58)),
    "row_changes.txt": lambda: "\n".join(line for rows in row_samples.ALL for line in row_changes_text(rows, 2)),
    "row_changes.md": lambda: "\n\n".join(map(row_changes_markdown, row_samples.ALL)),
    "drift.txt": lambda: drift_text(drift_samples.DRIFTED, drift_samples.DRIFT_COMMANDS),
    "drift_nothing.txt": lambda: drift_text(drift_samples.NOT_DRIFTED, DriftCommands()),
    "drift.md": lambda: drift_markdown(drift_samples.DRIFTED, drift_samples.DRIFT_COMMANDS),
    "drift_producer.md": lambda: producer_markdown(
        of_producer(drift_samples.DRIFTED, "bron"), drift_samples.DRIFT_COMMANDS
    ),
    "drift_tokens.md": lambda: tokens_markdown(drift_samples.DRIFTED),
    "drift.json": lambda: json_results.dumps(drift_document(drift_samples.DRIFTED)),
    "status.txt": status_text,
    "status.md": lambda: rows_markdown(samples.FULL),
    "doctor.txt": doctor_text,
    "both_plan.txt": lambda: plan_text(pairs.PLAN, "publisher sync"),
    "both_plan.md": lambda: plan_markdown(pairs.PLAN),
    "both_plan.json": lambda: json_results.dumps(json_results.plan_document(pairs.PLAN)),
    "both_report.txt": lambda: report_text(pairs.RUN, pairs.AFTER, samples.again(pairs.RUN)),
    "both_report.md": lambda: report_markdown(pairs.RUN, pairs.AFTER, samples.again(pairs.RUN)),
    "candidates.txt": lambda: candidates_text(pairs.CANDIDATES),
    "adopted.txt": lambda: f"{adopted_text(pairs.ADOPTED)}\n{adopted_text(pairs.ADOPTED[:1])}",
    "show.txt": lambda: show_text(*samples.merged()),
    "show.json": lambda: json_results.dumps(json_results.show_document([samples.merged()])),
}


@pytest.mark.parametrize("name", VIEWS)
def test_in_english(name: str) -> None:
    assert_golden(name, "en")


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.usefixtures("in_french")
def test_in_french(name: str) -> None:
    assert_golden(name, "fr")


def assert_golden(name: str, language: str) -> None:
    text = VERSION.sub(r'\1"…"', FINGERPRINT.sub(r'\1"…"', VIEWS[name]() + "\n"))
    file = GOLDEN / language / name
    if os.environ.get("PUBLISHER_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_every_golden_text_is_compared() -> None:
    assert {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.*")} == {
        f"{language}/{name}" for language in ("en", "fr") for name in VIEWS
    }


@pytest.mark.parametrize("name", [name for name in VIEWS if name.endswith(".json")])
def test_json_says_its_version_and_the_same_in_every_language_but_for_messages(name: str) -> None:
    english, french = (json.loads((GOLDEN / language / name).read_text(encoding="utf-8")) for language in ("en", "fr"))

    assert english["format_version"] == french["format_version"] == 1
    assert without_messages(english) == without_messages(french)


def without_messages(document: object) -> object:
    """Return a JSON document without its texts for people."""
    if isinstance(document, dict):
        return {key: without_messages(value) for key, value in document.items() if key not in ("what", "fix", "reason")}
    return [without_messages(item) for item in document] if isinstance(document, list) else document

"""The report of very many entries can be read, fits a job summary, and always shows what was not done."""

from dataclasses import replace

from publisher.model.messages import message
from publisher.model.names import DatasetKey, ResourceId
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.replaced_file import FormerBytes, ReplacedFile
from publisher.views.long_report import LONG
from publisher.views.replaced_text import replaced_lines
from publisher.views.report_markdown import report_markdown
from publisher.views.report_text import report_text
from publisher.views.safe_text import ROWS
from tests.unit.views import samples


def test_what_was_not_done_comes_first_where_not_all_fits() -> None:
    done_outcome = next(outcome for outcome in samples.RUN.outcomes if isinstance(outcome, Done))
    failed = next(outcome for outcome in samples.RUN.outcomes if isinstance(outcome, Failed))
    report = replace(samples.RUN, outcomes=(*[done_outcome] * (ROWS + 5), failed))

    lines = report_markdown(report, samples.FULL, samples.again(report)).splitlines()

    assert lines[4].startswith("| ✘ |")
    rows = [line for line in lines[4:] if line.startswith(("| ✘ |", "| ✔ |"))]
    assert len(rows) == ROWS
    assert "… and 6 more" in lines


def entries(outcome: Outcome, count: int, producer: str = "bron") -> tuple[Outcome, ...]:
    """Return the same outcome for this many datasets of a producer."""
    return tuple(
        replace(outcome, item=replace(outcome.item, key=DatasetKey(f"{producer}/jeu-{n:03}"))) for n in range(count)
    )


def test_a_long_report_is_by_producer_and_has_equal_failures_once() -> None:
    done_outcome = next(outcome for outcome in samples.RUN.outcomes if isinstance(outcome, Done))
    plain = replace(done_outcome, rewritten=(), by_other_run=False)
    failed = Failed(plain.item, message("it answered {status}", status=502), message("Run the command again."))
    not_begun = NotDone(plain.item)
    outcomes = (*entries(plain, 40), *entries(plain, 20, "lyon"), *entries(failed, 3), *entries(not_begun, 57, "lyon"))
    report = replace(samples.RUN, outcomes=outcomes)

    text = report_text(report, samples.FULL, samples.again(report))

    lines = text.splitlines()
    assert [line for line in lines if line.startswith(("  ✔", "  ✘"))] == [
        "  ✔ bron · 40 entries (create 40)",
        "  ✔ lyon · 20 entries (create 20)",
        f"  ✘ {plain.item.catalog} · 3 entries · it answered 502",
        f"  ✘ {plain.item.catalog} · 57 entries · not started: the run was interrupted",
    ]
    assert "      bron/jeu-000, bron/jeu-001, bron/jeu-002" in lines
    assert "      lyon/jeu-000, lyon/jeu-001, lyon/jeu-002, lyon/jeu-003, lyon/jeu-004, …" in lines
    assert lines.count("      Run the command again.") == 1
    assert f"Every entry, with its address:  publisher runs show {report.run}" in lines


def test_a_long_report_still_shows_an_entry_that_has_more_to_say() -> None:
    done_outcome = next(outcome for outcome in samples.RUN.outcomes if isinstance(outcome, Done))
    plain = replace(done_outcome, rewritten=(), by_other_run=False)
    special = replace(plain, by_other_run=True)
    report = replace(samples.RUN, outcomes=(*entries(plain, LONG), *entries(special, 1, "lyon")))

    text = report_text(report, samples.FULL, samples.again(report))

    assert "✔ lyon/jeu-000 · " in text
    assert "done by another run at the same time" in text


def test_a_report_that_is_not_long_has_each_entry() -> None:
    done_outcome = next(outcome for outcome in samples.RUN.outcomes if isinstance(outcome, Done))
    report = replace(samples.RUN, outcomes=entries(done_outcome, LONG))

    text = report_text(report, samples.FULL, samples.again(report))

    assert "bron/jeu-000" in text
    assert "publisher runs show" not in text


def test_of_many_replaced_files_the_first_ones_have_a_line() -> None:
    files = tuple(ReplacedFile(ResourceId(f"r{n}"), FormerBytes.KEPT, 3, f"{n:064x}") for n in range(23))
    (written,) = samples.GOOD_RUN.outcomes
    assert isinstance(written, Done)

    lines = replaced_lines(replace(samples.GOOD_RUN, outcomes=(replace(written, replaced=files),)))

    assert len(lines) == 21
    assert lines[0].startswith("  ↶ bron/creation · grandlyon · the file of r0 that was there (3 bytes) is kept: .publ")
    assert lines[-1].strip() == "… and 3 more"

"""The report of very many entries fits a job summary, and always shows what was not done."""

from dataclasses import replace

from publisher.model.outcome import Done, Failed
from publisher.views.report_markdown import report_markdown
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

"""The edits of many entries as the body of an issue: they stay below GitHub's limit, and the others are counted."""

from dataclasses import replace

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.drift import DriftedEntry, DriftResult
from publisher.model.plan import Same
from publisher.views.drift_markdown import drift_markdown
from publisher.views.drift_text import DriftCommands, drift_text

from . import drift_samples, samples

GITHUB = 65_536


def edited(number: int, title: str) -> DriftedEntry:
    """Return an entry whose title was edited."""
    change = Change(FieldPath("title"), ChangeKind.DRIFT, title, "Toilettes")
    return drift_samples.drifted(samples.item(f"bron/jeu-{number}", Same()), change)


def result_of(*entries: DriftedEntry) -> DriftResult:
    """Return a result with these entries."""
    return replace(drift_samples.NOT_DRIFTED, entries=entries)


def test_equal_edits_are_listed_once_and_every_entry_is_named() -> None:
    result = result_of(*(edited(number, "Autre") for number in range(200)))
    for text, times in ((drift_text(result, DriftCommands()), 1), (drift_markdown(result, DriftCommands()), 4)):
        assert text.count('"Toilettes" → "Autre"') == times
        assert all(f"bron/jeu-{number} · " in text for number in range(200))
    assert len(drift_markdown(result, DriftCommands())) < GITHUB


def test_what_does_not_fit_into_an_issue_is_counted() -> None:
    result = result_of(*(edited(number, f"Titre @{number} " + "#" * 60) for number in range(2_000)))
    commands = drift_samples.DRIFT_COMMANDS

    text = drift_markdown(result, commands)

    named = text.count("≈ bron/jeu-")
    assert 100 < named < 2_000
    assert f"… and {2_000 - named} more" in text
    assert len(text) < GITHUB
    assert text.rstrip().endswith("publisher drift --ignore resources.added")

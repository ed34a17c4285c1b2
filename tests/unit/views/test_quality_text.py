"""Quality scores in plans, tables, Markdown and JSON; and on outputs that everybody can read."""

from dataclasses import replace
from typing import Final

import pytest

from publisher.locale import Language, use
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import HeldBack, Plan, Same, Update
from publisher.model.public_output import plan_for_public
from publisher.model.quality import Criterion, Improvement, Quality, QualityChange, Verdict
from publisher.views.json_results import plan_document
from publisher.views.plan_markdown import plan_markdown
from publisher.views.plan_text import plan_text
from publisher.views.quality_text import manifest_quality_text, manifests_document, means_text, quality_markdown
from publisher.views.status_table import head, rows
from tests.unit.builders import at, dataset, desired

from . import samples

DATAGOUV: Final = CatalogName("datagouv")
ADD_PERIOD: Final = Improvement(
    message("add `temporal:` (the period covered)"), "temporal", 1 / 9, ("temporal_coverage",), None
)
LOW: Final = Quality(7 / 9, (Criterion("temporal_coverage", Verdict.MISSING),), (ADD_PERIOD,))
HIGH: Final = Quality(8 / 9, (Criterion("temporal_coverage", Verdict.MET),))


def plan(*changes: tuple[str, object, QualityChange | None]) -> Plan:
    """Return a plan with these steps, each of a dataset in datagouv with its quality."""
    items = (
        replace(samples.item(key, step, catalog="datagouv"), quality=quality)  # type: ignore[arg-type]
        for key, step, quality in changes
    )
    return Plan(tuple(items), (), {})


UPDATE: Final = Update(edit=samples.edit_of("wc"), changes=samples.CHANGES[:1])
RAISED: Final = plan(
    ("bron/wc", UPDATE, QualityChange(LOW, HIGH)),
    ("bron/bancs", Same(entry=samples.entry_of("bancs")), QualityChange(LOW, LOW)),
)


def test_a_plan_shows_the_score_of_what_changes_and_the_mean_before_and_after() -> None:
    lines = plan_text(RAISED, None).splitlines()

    assert "      quality       0.78 → 0.89 (datagouv)" in lines
    assert lines[-1] == "1 to change, 1 unchanged · quality 0.78 → 0.83 (datagouv)"


def test_a_french_score_has_a_comma() -> None:
    use(Language.FRENCH)
    assert "1 à modifier, 1 inchangé · qualité 0,78 → 0,83 (datagouv)" in plan_text(RAISED, None)


def test_a_score_that_stays_is_not_shown_at_the_dataset() -> None:
    lines = plan_text(plan(("bron/wc", UPDATE, QualityChange(LOW, LOW))), None).splitlines()

    assert not any("quality" in line for line in lines[:-1])
    assert lines[-1] == "1 to change · quality 0.78 (datagouv)"


def test_a_new_entry_counts_in_the_mean_afterwards_and_a_step_that_is_held_back_does_not() -> None:
    new, held = samples.create(), HeldBack(step=samples.create(), reason=samples.OBSERVED.reason, fix=message("x"))
    same = Same(entry=samples.entry_of("bancs"))
    both = plan(
        ("bron/bancs", same, QualityChange(LOW, LOW)),
        ("bron/neuf", new, QualityChange(None, HIGH)),
        ("bron/attend", held, QualityChange(None, HIGH)),
    )

    assert "quality 0.78 → 0.83 (datagouv)" in plan_text(both, None).splitlines()[-1]
    assert "      quality       0.89 (datagouv)" in plan_text(both, None).splitlines()


def test_a_plan_without_scores_has_neither_figure_nor_column() -> None:
    assert "quality" not in plan_text(samples.FULL, None)
    assert "quality" not in plan_markdown(samples.FULL)
    assert "quality" not in head(samples.FULL)
    assert "quality" not in plan_document(samples.FULL)


def test_the_markdown_table_has_the_scores_before_and_after() -> None:
    text = plan_markdown(RAISED)

    assert "| | dataset | what changes | quality |\n|---|---|---|---|\n" in text
    assert "title · datagouv | 0.78 → 0.89 |" in text


def test_the_status_has_a_column() -> None:
    assert head(RAISED) == ["dataset", "catalogue", "state", "to do", "quality", "address"]
    assert [row[4] for row in rows(RAISED)] == ["0.78 → 0.89", "0.78"]


def test_json_has_the_criteria_and_what_raises_the_score() -> None:
    document = plan_document(RAISED)
    steps = document["steps"]
    assert isinstance(steps, list)

    assert steps[0]["quality"] == {
        "before": {
            "score": 0.7778,
            "criteria": {"temporal_coverage": "missing"},
            "improvements": [
                {
                    "what": "add `temporal:` (the period covered)",
                    "path": "temporal",
                    "gain": 0.1111,
                    "criteria": ["temporal_coverage"],
                }
            ],
        },
        "after": {"score": 0.8889, "criteria": {"temporal_coverage": "met"}, "improvements": []},
    }
    assert document["quality"] == {"datagouv": {"before": 0.7778, "after": 0.8333}}


@pytest.mark.parametrize("withheld", [True, False])
def test_the_score_of_an_entry_that_is_not_public_is_not_shown_to_everybody(withheld: bool) -> None:
    entry = replace(samples.entry_of("secret"), withheld=withheld)
    shown = plan_for_public(plan(("bron/secret", Same(entry=entry), QualityChange(LOW, LOW))))

    assert ("0.78" in plan_text(shown, None)) is not withheld


# ---- of manifests alone

DATASET: Final = replace(desired(dataset()), catalog=DATAGOUV, key=DatasetKey("bron/wc"))
PLACED: Final = Improvement(message("write more"), "description", 1 / 9, ("dataset_description_quality",), at(line=7))
SHORT: Final = Quality(7 / 9, (), (ADD_PERIOD, PLACED))


def test_each_manifest_has_its_score_and_the_lines_that_raise_it() -> None:
    assert manifest_quality_text([(DATASET, SHORT)]).splitlines() == [
        "bron/wc · datagouv · quality 0.78",
        "    +0.11  add `temporal:` (the period covered)",
        "    +0.11  manifests/bron/toilettes.yml:7:1  write more",
    ]
    assert means_text([(DATASET, SHORT)]) == "Mean quality score, by the manifests alone (datagouv): 0.78 of 1."


def test_the_worst_manifest_is_the_first_of_the_markdown_table() -> None:
    lines = quality_markdown([(DATASET, HIGH), (replace(DATASET, key=DatasetKey("bron/pire")), SHORT)]).splitlines()

    assert lines[1] == "| dataset | catalogue | quality | what raises it |"
    assert [line.split(" | ")[0] for line in lines[3:]] == ["| bron/pire", "| bron/wc"]


def test_json_of_manifests_has_the_means_and_on_demand_each_dataset() -> None:
    means = manifests_document([(DATASET, SHORT)], details=False)
    details = manifests_document([(DATASET, SHORT)], details=True)["quality"]

    assert means == {"quality": {"mean": {"datagouv": 0.7778}}}
    assert isinstance(details, dict)
    assert details["datasets"][0]["improvements"][1]["line"] == 7
    assert manifests_document([], details=True) == {}

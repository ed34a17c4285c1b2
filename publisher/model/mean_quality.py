"""The quality scores of a plan: of each entry, and their mean in each catalogue. Pure."""

from collections.abc import Iterable, Mapping

from publisher.model.names import CatalogName
from publisher.model.plan import Item, Plan, Write
from publisher.model.quality import mean_score

Scores = tuple[float | None, float | None]
"""Before and after the plan is applied; None where there is no entry then, or no score is known."""


def scores_of(item: Item) -> Scores:
    """Return the scores of an entry."""
    if item.quality is None:
        return None, None
    before, after = item.quality.before, item.quality.after
    return before.score if before else None, after.score if after else None


def mean_scores(plan: Plan) -> Mapping[CatalogName, Scores]:
    """Return the mean scores in each catalogue that has scores; a step that is not written changes none."""
    names = dict.fromkeys(item.catalog for item in plan.items if item.quality is not None)
    return {name: _means([item for item in plan.items if item.catalog == name]) for name in names}


def _means(items: Iterable[Item]) -> Scores:
    applied = [(before, after if isinstance(item.step, Write) else before) for item in items
               for before, after in [scores_of(item)]]  # fmt: skip
    before, after = ([score for score in column if score is not None] for column in zip(*applied, strict=True))
    return mean_score(before), mean_score(after)

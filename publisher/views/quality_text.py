"""Quality scores as text and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from publisher.locale import _
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.mean_quality import Scores, mean_scores, scores_of
from publisher.model.names import CatalogName
from publisher.model.plan import Item, Plan
from publisher.model.quality import Improvement, Quality, QualityChange, mean_score, score_message
from publisher.views.safe_text import ROWS, escaped, printable

Document = dict[str, object]
ManifestQuality = tuple[DesiredDataset, Quality]
"""A dataset in one catalogue, and its quality as far as its manifest says it."""

DECIMALS: Final = 4
"""Of a score in JSON."""

UNSCORED: Final[Sequence[ManifestQuality]] = ()


def score_text(score: float) -> str:
    """Return a score with two decimals."""
    return str(score_message(score))


def scores_text(scores: Scores) -> str:
    """Return a score, or two with an arrow where they differ as shown; empty where none is known."""
    texts = list(dict.fromkeys(score_text(score) for score in scores if score is not None))
    return " → ".join(texts)


def item_scores_text(item: Item) -> str:
    """Return the scores of an entry before and after its step."""
    return scores_text(scores_of(item))


def has_scores(plan: Plan) -> bool:
    """Return whether a catalogue of the plan has scores."""
    return any(item.quality is not None for item in plan.items)


def quality_lines(items: Iterable[Item]) -> list[str]:
    """Return a line for each entry whose score changes by its step, or that is new."""
    changed = ((item, scores_of(item)) for item in items)
    label = _("quality")
    return [
        f"      {label:<12}  {scores_text(scores)} ({item.catalog})"
        for item, scores in changed
        if scores[1] is not None and scores_text(scores[:1] * 2) != scores_text(scores)
    ]


def mean_scores_texts(plan: Plan) -> list[str]:
    """Return the mean score in each catalogue that has scores, before and after the plan."""
    texts = ((name, scores_text(scores)) for name, scores in mean_scores(plan).items())
    return [_("quality {scores} ({catalog})").format(scores=text, catalog=name) for name, text in texts if text]


# ---- of manifests alone


def mean_by_catalog(qualities: Iterable[ManifestQuality]) -> Mapping[CatalogName, float]:
    """Return the mean score of manifests in each catalogue."""
    scores: dict[CatalogName, list[float]] = {}
    for desired, quality in qualities:
        scores.setdefault(desired.catalog, []).append(quality.score)
    return {name: mean for name, column in scores.items() if (mean := mean_score(column)) is not None}


def means_text(qualities: Iterable[ManifestQuality]) -> str:
    """Return the sentences with the mean score in each catalogue; empty without any."""
    text = _("Mean quality score, by the manifests alone ({catalog}): {score} of 1.")
    means = mean_by_catalog(qualities)
    return " ".join(text.format(catalog=name, score=score_text(mean)) for name, mean in means.items())


def manifest_quality_text(qualities: Iterable[ManifestQuality]) -> str:
    """Return the score of each dataset, and under it what would raise it, with its line."""
    lines = []
    for desired, quality in qualities:
        lines.append(f"{desired.key} · {desired.catalog} · {_('quality')} {score_text(quality.score)}")
        lines += [f"    {_way_text(way)}" for way in quality.improvements]
    return "\n".join(lines)


def _way_text(way: Improvement) -> str:
    place = f"{printable(str(way.at))}  " if way.at else ""
    return f"+{score_text(way.gain)}  {place}{way.what}"


def quality_markdown(qualities: Sequence[ManifestQuality]) -> str:
    """Return a table of the scores, those first that can be raised most; empty without any."""
    if not qualities:
        return ""
    rows = sorted(qualities, key=lambda row: row[1].score)[:ROWS]
    head = f"| {_('dataset')} | {_('catalogue')} | {_('quality')} | {_('what raises it')} |\n|---|---|---|---|\n"
    return f"\n{head}" + "".join(f"| {' | '.join(_cells(*row))} |\n" for row in rows)


def _cells(desired: DesiredDataset, quality: Quality) -> Iterable[str]:
    ways = (escaped(_way_text(way)) for way in quality.improvements)
    return escaped(desired.key), escaped(desired.catalog), score_text(quality.score), "<br>".join(ways)


# ---- JSON


def change_document(change: QualityChange) -> Document:
    """Return the quality of an entry before and after its step."""
    return {"before": _document(change.before), "after": _document(change.after)}


def means_document(plan: Plan) -> Document:
    """Return the mean scores of each catalogue."""
    return {
        name: {"before": _rounded(before), "after": _rounded(after)}
        for name, (before, after) in mean_scores(plan).items()
    }


def manifests_document(qualities: Sequence[ManifestQuality], *, details: bool) -> Document:
    """Return the key `quality` of the result of `validate`, where a catalogue has scores: the mean score in each.

    With details, the quality of each dataset, too.
    """
    if not qualities:
        return {}
    means = {name: _rounded(mean) for name, mean in mean_by_catalog(qualities).items()}
    datasets = [
        {"key": desired.key, "catalog": desired.catalog, **(_document(quality) or {})} for desired, quality in qualities
    ]
    return {"quality": {"mean": means} | ({"datasets": datasets} if details else {})}


def _document(quality: Quality | None) -> Document | None:
    if quality is None:
        return None
    return {
        "score": _rounded(quality.score),
        "criteria": {criterion.name: criterion.verdict.value for criterion in quality.criteria},
        "improvements": [_way(way) for way in quality.improvements],
    }


def _way(way: Improvement) -> Document:
    place = {"file": way.at.file, "line": way.at.line, "column": way.at.column} if way.at else {}
    return {"what": str(way.what), "path": way.path, "gain": _rounded(way.gain), "criteria": list(way.criteria)} | place


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, DECIMALS)

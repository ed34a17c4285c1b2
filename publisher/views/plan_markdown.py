"""A plan as Markdown, for a reviewer: what to decide, then a row for each dataset, then its values, folded.

What does not fit is counted and named: the reader always knows that there is more.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from publisher.locale import _, ngettext
from publisher.model.names import DatasetKey, producer_of
from publisher.model.plan import Item, Plan
from publisher.sync.plan.decisions import waits_for_person
from publisher.views.dataset_review import NO_CONTEXT, DatasetReview, Line, ReviewContext, dataset_reviews
from publisher.views.plan_text import counts_text
from publisher.views.remark_text import remark_lines
from publisher.views.review_points import checks_markdown, decisions_markdown, removed_markdown
from publisher.views.safe_text import clip, escaped, escaped_in_html

SUMMARY: Final = 900_000
"""Characters of a job summary: GitHub refuses one beyond a mebibyte."""

COMMENT: Final = 60_000
"""Characters of a comment: GitHub refuses one beyond 65,536; the workflow adds a head and an end."""

ALIKE: Final = 3
"""From this number on, datasets that change in the same way share a row."""

OPEN: Final = 3
"""Up to this number of datasets the values are unfolded."""

_TARGET: Final = re.compile(r"(?<!\\\\)\]\([^)]*\)")
"""The address of a link."""

ORDER: Final = "⛔➖➕✏🕓≈="
"""The signs of datasets, those that a reviewer must see first; where space ends, the others are left out."""

DATASET: Final = 12_000
"""Characters that the values of one dataset may take."""


def plan_markdown(plan: Plan, context: ReviewContext = NO_CONTEXT, limit: int = SUMMARY) -> str:
    """Return a heading, what to decide, a table with a row for each dataset, and folded values."""
    counts = counts_text(plan) or _("no dataset")
    head = [f"### {_('Planned publication')}{_(': ')}{escaped(' '.join(counts.split()))}", _reading(plan)]
    tail = _("Nothing has been written.") if plan.pending else _("Nothing to do.")
    points = _fitting(_points(plan, context), limit // 4)
    head.insert(1, f"**{_verdict(plan, context)}**")
    room = limit - sum(map(len, (*head, *points, tail))) - 200
    datasets = datasets_markdown(dataset_reviews(plan.items, context), context, room)
    return "\n\n".join([*head, *points, *datasets, tail]) + "\n"


def waiting_markdown(items: Sequence[Item], plan: Plan) -> str:
    """Return what the steps of a run that were not carried out wait for, their rows, and their folded values."""
    points = _fitting(_decisions(plan, NO_CONTEXT), SUMMARY // 4)
    return "\n\n".join([*points, *datasets_markdown(dataset_reviews(items), NO_CONTEXT, SUMMARY // 2)])


def _verdict(plan: Plan, context: ReviewContext) -> str:
    """Return what a reviewer has to do, in a few words."""
    if waits_for_person(plan):
        return _("⛔ To decide before the merge: what is held back or blocked would not be done.")
    if checks_markdown(plan, context.links) or plan.orphans:
        return _("⚠️ To check before the merge.")
    return _("✔ Nothing unusual.") if plan.pending else _("✔ Nothing changes in the catalogues.")


def _reading(plan: Plan) -> str:
    """Return how many datasets the plan is about, and in which catalogues: the heading counts their entries."""
    count = ngettext("Plan for {n} dataset", "Plan for {n} datasets", len({item.key for item in plan.items}))
    names = [
        name if reading.access.user else f"{name} ({_('without a token')})" for name, reading in plan.readings.items()
    ]
    if len(names) < 2:
        return escaped(" · ".join([count, *names]))
    return escaped(
        _("{plan}; the heading counts the entries in {catalogs}").format(plan=count, catalogs=_(", ").join(names))
    )


def _points(plan: Plan, context: ReviewContext) -> list[str]:
    parts = _decisions(plan, context)
    checks = [*checks_markdown(plan, context.links), *removed_markdown(plan.orphans)]
    if checks:
        parts.append(f"#### {_('To check')}\n\n" + "\n".join(checks))
    if remarks := remark_lines(plan):
        parts.append("\n".join(f"- {escaped(' '.join(line.split()))}" for line in remarks))
    return parts


def _decisions(plan: Plan, context: ReviewContext) -> list[str]:
    lines = decisions_markdown(plan, context.links)
    return [f"#### {_('To decide')}\n\n" + "\n".join(lines)] if lines else []


def datasets_markdown(reviews: Sequence[DatasetReview], context: ReviewContext, room: int) -> list[str]:
    """Return a table of datasets and their values, as far as they fit into this number of characters."""
    if not reviews:
        return []
    groups = sorted(_alike(reviews), key=lambda group: ORDER.find(group[0].sign[0]) % len(ORDER))
    scored = any(review.scores for review in reviews)
    titles = ["", _("dataset"), _("what changes"), *([_("quality")] if scored else [])]
    table = [f"|{'|'.join(f' {title} ' if title else ' ' for title in titles)}|", f"|{'---|' * len(titles)}"]
    rows = [(group, _row(group, context, scored=scored)) for group in groups]
    fitting = _first_fitting([row for _group, row in rows], room // 2)
    parts = ["\n".join([*table, *fitting])]
    left = [review for group, _text in rows[len(fitting) :] for review in group]
    blocks = [_block(group, context, unfolded=len(groups) <= OPEN) for group in groups if group[0].details]
    shown = _first_fitting(blocks, room - sum(map(len, parts)) - 1_000)
    if left:
        parts.append(_left_out(_("Not in this table, for want of space:"), left))
    if len(shown) < len(blocks):
        parts.append(_("Not all values are below, for want of space; the whole plan has them."))
    return [*parts, *shown]


def _alike(reviews: Iterable[DatasetReview]) -> list[tuple[DatasetReview, ...]]:
    """Return the datasets in groups that change in the same way. A small group is taken apart; new ones stand alone."""
    groups: dict[object, list[DatasetReview]] = {}
    for review in reviews:
        alike = (review.sign, review.catalogs, review.steps, _texts(review.details))
        groups.setdefault(review.key if review.creates else alike, []).append(review)
    parts: list[tuple[DatasetReview, ...]] = []
    for group in groups.values():
        parts += [tuple(group)] if len(group) >= ALIKE else [(review,) for review in group]
    return parts


def _texts(lines: Iterable[Line]) -> tuple[object, ...]:
    """Return what lines say, without their links: the line of a value in its file is another one in each manifest."""
    return tuple((_TARGET.sub("]", line.text), line.catalogs) for line in lines)


def _row(group: Sequence[DatasetReview], context: ReviewContext, *, scored: bool) -> str:
    review = group[0]
    name = (
        f"{context.links.of_dataset(clip(review.title, 120), review.key)}<br>`{_code(review.key)}`"
        if len(group) == 1
        else f"**{ngettext('{n} dataset', '{n} datasets', len(group))}**<br>{_producers(group)}"
    )
    what = "<br>".join(_with_catalogs(line, review, always=True) for line in review.steps)
    scores = [" · ".join(dict.fromkeys(r.scores for r in group if r.scores)) if len(group) == 1 else ""]
    return f"| {' | '.join([review.sign, name, what, *(scores if scored else [])])} |"


def _code(key: DatasetKey) -> str:
    """Return a key for a code span, in which nothing but a backtick has a meaning, and a bar in a table."""
    return escaped(key) if set(key) & set("`|\n\\") else key


def _with_catalogs(line: Line, review: DatasetReview, *, always: bool = False) -> str:
    """Return a line with its catalogues, where these are not all of the dataset's."""
    if not line.catalogs or (set(line.catalogs) == set(review.catalogs) and not always):
        return line.text
    return f"{line.text} · {escaped(_(', ').join(line.catalogs))}"


def _producers(reviews: Iterable[DatasetReview]) -> str:
    """Return how many of the datasets each producer has."""
    counts = Counter(producer_of(review.key) for review in reviews)
    texts = [f"{escaped(producer)} ({n})" for producer, n in counts.most_common()]
    return _(", ").join(_first_fitting(texts, 1_000))


def _block(group: Sequence[DatasetReview], context: ReviewContext, *, unfolded: bool) -> str:
    """Return the values of a dataset, or of some that change in the same way, folded under their name."""
    review = group[0]
    lines = _shortened([f"- {_with_catalogs(line, review)}" for line in review.details], "- ")
    if len(group) == 1:
        name = f"<strong>{escaped_in_html(clip(review.title, 120))}</strong> · {escaped_in_html(review.key)}"
    else:
        name = f"<strong>{ngettext('{n} dataset', '{n} datasets', len(group))}</strong>"
        keys = _shortened([context.links.of_dataset(other.key, other.key) for other in group])
        lines = [*lines, "", _(", ").join(keys)]
    start = f"<details{' open' if unfolded else ''}><summary>{review.sign} {name}</summary>"
    return "\n".join([start, "", *lines, "", "</details>"])


def _shortened(texts: Sequence[str], before: str = "") -> list[str]:
    """Return the first texts, as many as a dataset may take, then how many are left out."""
    kept = _first_fitting(texts, DATASET)
    more = len(texts) - len(kept)
    return [*kept, f"{before}{_('… and {n} more').format(n=more)}"] if more else kept


def _left_out(text: str, reviews: Sequence[DatasetReview]) -> str:
    return f"{text} {ngettext('{n} dataset', '{n} datasets', len(reviews))}{_(': ')}{_producers(reviews)}."


def _first_fitting(texts: Sequence[str], room: int) -> list[str]:
    """Return the first texts, as many as fit into this number of characters."""
    kept: list[str] = []
    for text in texts:
        room -= len(text) + 2
        if room < 0:
            break
        kept.append(text)
    return kept


def _fitting(parts: Sequence[str], room: int) -> list[str]:
    """Return parts of a text, each cut after the last line that fits into its share, with a count of the others."""
    cut: list[str] = []
    for part in parts:
        lines = part.splitlines()
        kept = _first_fitting(lines, room // len(parts))
        more = [f"- {_('… and {n} more').format(n=len(lines) - len(kept))}"] if len(kept) < len(lines) else []
        cut.append("\n".join([*kept, *more]))
    return cut

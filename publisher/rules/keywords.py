"""Rules about keywords, and their checks. Catalogues keep them as tags, whose signs and lengths are limited."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from publisher.model.communes import words_of
from publisher.model.findings import Finding, Severity
from publisher.model.manifest import Origin
from publisher.model.messages import message
from publisher.model.values import canonical_line
from publisher.model.vocabulary import fold
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

LOST_KEYWORD = Rule(
    "PUB516",
    Family.METADATA,
    message("A keyword has 3 to 96 letters and digits: catalogues keep no other."),
    Severity.WARNING,
)
CHANGED_KEYWORD = Rule(
    "PUB517",
    Family.METADATA,
    message("A keyword has letters, digits, spaces, hyphens and full stops alone: catalogues change others."),
    Severity.ADVICE,
)
SEVERAL_KEYWORDS = Rule("PUB518", Family.METADATA, message("Each keyword is a separate item of the list."))
EQUAL_KEYWORDS = Rule("PUB519", Family.METADATA, message("Each keyword is given once."), Severity.ADVICE)
KEYWORDS_OF_TITLE = Rule(
    "PUB520", Family.METADATA, message("Keywords have words that the title does not have."), Severity.ADVICE
)

_SIZES: Final = range(3, 97)
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+")
_REFUSED: Final = re.compile(r"[^\w \-.]")
_SEPARATED: Final = re.compile(r" ?[,;|] ?")


@lru_cache(maxsize=10_000)
def slug(keyword: str) -> str:
    """Return a keyword as data.gouv.fr keeps it, however long: two keywords with one slug are one there."""
    text = fold(keyword.replace("œ", "oe").replace("æ", "ae").replace("'", "").replace("’", ""))
    return _NOT_IN_SLUG.sub("-", text).strip("-")


def _keywords(dataset: CheckedDataset) -> Iterable[Finding]:
    seen: dict[str, Origin] = {}
    for origin in _written(dataset):
        keyword = canonical_line(origin.text)
        parts = [part for part in _SEPARATED.split(keyword) if part] if _SEPARATED.search(keyword) else []
        if len(parts) > 1:
            what = message("this is one keyword, with commas or semicolons in it")
            fix = message("Write them one by one, each on a line with a dash: {parts}", parts=" ".join(
                f"- {part}" for part in parts))  # fmt: skip
            yield SEVERAL_KEYWORDS.at(origin.at, what, fix, origin.text)
            continue
        yield from _one_keyword(origin, keyword)
        first = seen.setdefault(slug(keyword), origin)
        if first is not origin and slug(keyword):
            what = message("the same keyword as “{first}” (line {line}): catalogues keep one of them",
                           first=first.text, line=first.at.line)  # fmt: skip
            if first.at.file != origin.at.file:
                what = message("the same keyword as “{first}” ({place}): catalogues keep one of them",
                               first=first.text, place=first.at)  # fmt: skip
            yield EQUAL_KEYWORDS.at(origin.at, what, message("Delete one of the two."), origin.text)


def _one_keyword(origin: Origin, keyword: str) -> Iterator[Finding]:
    size = len(slug(keyword))
    if size not in _SIZES:
        what = message("this keyword is too short: data.gouv.fr keeps none with fewer than {n} letters and digits",
                       n=_SIZES.start)  # fmt: skip
        fix = message("Write the longer word that people would search for; an abbreviation in full.")
        if size >= _SIZES.stop:
            what = message("this keyword is too long: data.gouv.fr keeps at most {n} characters", n=_SIZES.stop - 1)
            fix = message("A keyword is a word or two: put the sentence into the description.")
        yield LOST_KEYWORD.at(origin.at, what, fix, origin.text)
    elif (match := _REFUSED.search(keyword)) is not None:
        what = message("catalogues do not keep the sign “{sign}” of a keyword", sign=match[0])
        example = " ".join(_REFUSED.sub(" ", keyword).split())
        fix = message("Write it without this sign, such as “{example}”, or choose another word.", example=example)
        yield CHANGED_KEYWORD.at(origin.at, what, fix, origin.text)


def _of_title(dataset: CheckedDataset) -> Iterable[Finding]:
    """Check that the manifest's own keywords are not all in the title; those of a theme are there for all titles."""
    title, file = dataset.content.title, dataset.manifest.at.file
    own = tuple(_written(dataset))
    if not isinstance(title, str) or not own or any(origin.at.file != file for origin in own):
        return
    words = set(words_of(title))
    if all(words.issuperset(words_of(origin.text)) for origin in own):
        what = message("every keyword is already in the title: none of them helps to find the dataset")
        fix = message("Add other words under which people search for these data.")
        yield KEYWORDS_OF_TITLE.at(own[0].at, what, fix)


def _written(dataset: CheckedDataset) -> Iterator[Origin]:
    return (origin for origin in dataset.origins() if origin.path.startswith("keywords.") and origin.text.strip())


CHECKS: Final[tuple[DatasetCheck, ...]] = (_keywords, _of_title)

"""The quality of a dataset's entry by the score of its catalogue: which criteria are met, and what raises it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import reduce

from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Position
from publisher.model.messages import Message, message


class Verdict(Enum):
    """Whether a criterion is met. The values are the words in JSON."""

    MET = "met"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """The catalogue decides, and has not yet. It counts as met, as it does there."""


@dataclass(frozen=True)
class Criterion:
    """One criterion of a catalogue's score."""

    name: str
    """As the catalogue calls it, such as `temporal_coverage`. Programs rely on it."""
    verdict: Verdict


@dataclass(frozen=True)
class Improvement:
    """What an author can do to meet criteria that are missing."""

    what: Message
    path: str
    """The field of the manifest, such as `description` or `resources.csv.format`."""
    gain: float
    """How much the score grows by it."""
    criteria: tuple[str, ...]
    """The names of the criteria that are met then."""
    at: Position | None = None
    """Where the manifest has the field; None where it has none."""


@dataclass(frozen=True)
class Quality:
    """The score of an entry, from 0 to 1, and how it comes about."""

    score: float
    criteria: tuple[Criterion, ...]
    improvements: tuple[Improvement, ...] = ()
    """Those that gain most first."""


@dataclass(frozen=True)
class QualityChange:
    """The quality of an entry before and after its step; None where there is no entry then, or its score is unknown."""

    before: Quality | None = None
    after: Quality | None = None


def mean_score(scores: Iterable[float]) -> float | None:
    """Return the mean of scores; None without any."""
    known = tuple(scores)
    return sum(known) / len(known) if known else None


def placed(quality: Quality, desired: DesiredDataset) -> Quality:
    """Return the quality, each improvement with the place of its field in the manifest, where it has it."""
    ways = ((way, desired.places(way.path)) for way in quality.improvements)
    return replace(quality, improvements=tuple(replace(way, at=at) if at != desired.at else way for way, at in ways))


def score_message(score: float) -> Message:
    """Return a score with two decimals, as a part of a message."""
    whole, _dot, decimals = f"{score:.2f}".partition(".")
    return message("{whole}.{decimals}", whole=whole, decimals=decimals)


def advice(quality: Quality) -> Message | None:
    """Return what raises a score, in one sentence; None where nothing is known that would."""
    ways = [message("{what}: +{gain}", what=way.what, gain=score_message(way.gain)) for way in quality.improvements]
    if not ways:
        return None
    return message("To raise it: {ways}", ways=reduce(_joined, ways))


def _joined(first: Message, rest: Message) -> Message:
    return message("{first}; {rest}", first=first, rest=rest)

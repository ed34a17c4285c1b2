"""Rules about the quality of a dataset, by the score of a catalogue."""

from publisher.model.findings import Severity
from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

LOW_QUALITY = Rule(
    "PUB801",
    Family.QUALITY,
    message("A published dataset has the quality score that `min_quality:` asks for."),
    Severity.WARNING,
)
"""A warning: the score is the catalogue's, which also counts what only its entry has; and late data are better than no
data."""

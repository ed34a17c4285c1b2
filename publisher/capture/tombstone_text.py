"""The text of a tombstone: what takes the place of the manifest of a dataset that was withdrawn for good."""

from collections.abc import Sequence
from typing import Final

from publisher.capture.yaml_writer import entry
from publisher.model.names import DatasetKey

COMMENT: Final = """\
# Ce jeu de données est retiré définitivement : rien n'en sera plus publié.
# Gardez ce fichier, et ne le renommez pas : sans lui, la publication est bloquée.
"""


def tombstone_text(date: str, reason: str, previously: Sequence[DatasetKey]) -> str:
    """Return the text of the file. `date`: an ISO date. `previously`: the former keys of the dataset."""
    former = entry("previously", list(previously)) if previously else ""
    return f"{COMMENT}withdrawn:\n{entry('date', date, 2)}{entry('reason', reason, 2)}{former}"

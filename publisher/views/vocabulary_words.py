"""The words of closed lists with their labels: a reviewer need not know the ids."""

from collections.abc import Mapping
from typing import Final

from publisher.model.frequencies import FREQUENCIES
from publisher.model.licenses import LICENSES

_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    name: {term.id: term.label for term in vocabulary.terms}
    for name, vocabulary in (("license", LICENSES), ("frequency", FREQUENCIES))
}


def has_labels(field: str) -> bool:
    """Return whether the values of a dataset's field are words of a list with labels."""
    return field in _LABELS


def labelled(field: str, value: object) -> str:
    """Return a value of such a field with its label, as data.gouv.fr shows it; the value alone where it has none."""
    label = _LABELS[field].get(str(value))
    return f"{label} ({value})" if label else str(value)

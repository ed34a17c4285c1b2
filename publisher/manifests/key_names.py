"""What authors write for a key: its French word, capitals, another sign between two words, a typing error. Pure."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

from publisher.model.vocabulary import fold

KEYS: Final = frozenset({
    "access", "bbox", "catalogs", "category", "clear", "contact", "contacts", "defaults", "description", "email", "end",
    "entry", "exceptions", "extras", "form", "format", "frequency", "granularity", "groups", "hvd", "id", "ignore",
    "issued", "keywords", "kind", "label", "landing_page", "language", "license", "mime", "modified", "name",
    "organization", "path", "previously", "reason", "resources", "role", "schema", "slug", "spatial", "start", "state",
    "temporal", "theme", "title", "type", "url", "version", "zones",
})  # fmt: skip
"""Keys of manifests, of producers and of the files that they share."""

LISTS: Final = frozenset({
    "clear", "contacts", "editors", "groups", "ignore", "keywords", "previously", "resources", "zones",
})  # fmt: skip
"""Those of them that have a list."""

FRENCH_KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "a partir du": ("from",),
    "acces": ("access",),
    "adresse": ("url",),
    "categorie": ("category",),
    "catalogue": ("catalogs",),
    "catalogues": ("catalogs",),
    "chemin": ("path",),
    "courriel": ("email",),
    "debut": ("start",),
    "donnees": ("resources",),
    "email": ("email",),
    "embargo": ("from",),
    "etat": ("state",),
    "fichier": ("path",),
    "fichiers": ("resources",),
    "fin": ("end",),
    "formulaire": ("form",),
    "frequence": ("frequency",),
    "groupes": ("groups",),
    "identifiant": ("id",),
    "intitule": ("title",),
    "langue": ("language",),
    "libelle": ("title", "label"),
    "licence": ("license",),
    "lien": ("url",),
    "mail": ("email",),
    "mel": ("email",),
    "mise a jour": ("frequency",),
    "mot cle": ("keywords",),
    "mots cles": ("keywords",),
    "motscles": ("keywords",),
    "nom": ("name", "title"),
    "organisation": ("organization",),
    "periode": ("temporal",),
    "ressource": ("resources",),
    "ressources": ("resources",),
    "schema": ("schema",),
    "source": ("url",),
    "statut": ("state",),
    "tags": ("keywords",),
    "temporel": ("temporal",),
    "territoire": ("spatial",),
    "theme": ("theme",),
    "titre": ("title",),
    "zone": ("zones",),
})  # fmt: skip
"""Words that authors write for a key, folded, and the keys that they may mean, by the group they are in."""

_ALIKE: Final = 0.74
"""Two letters of eight may differ: `email` is no misspelling of `temporal`, nor `date` one of `state`."""

_ALIKE_AFTER_START: Final = 0.6
"""The same, where the first three letters are right."""


def certain_key(name: str, known: Iterable[str]) -> str | None:
    """Return the key that a name means without doubt: the same word, or its French one. None for any other name."""
    keys, word = tuple(known), _folded(name)
    same = [key for key in keys if _joined(key) == _joined(name)]
    french = [key for key in FRENCH_KEYS.get(word, ()) if key in keys]
    return next(iter((*same, *french)), None)


def meant_key(name: str, known: Iterable[str]) -> str | None:
    """Return the key that a name seems to mean; None where it is like none."""
    keys = tuple(known)
    if (certain := certain_key(name, keys)) is not None:
        return certain
    written = _joined(name)
    begun = [key for key in keys if len(written) > 2 and _joined(key).startswith(written)]
    if len(begun) == 1:
        return begun[0]
    alike = [(SequenceMatcher(None, written, _joined(key)).ratio(), key) for key in keys]
    ratio, near = max(alike, default=(0.0, ""))
    least = _ALIKE_AFTER_START if written[:3] == _joined(near)[:3] else _ALIKE
    return near if ratio >= least else None


def _folded(name: str) -> str:
    return " ".join(fold(name).replace("-", " ").replace("_", " ").split())


def _joined(name: str) -> str:
    return _folded(name).replace(" ", "")

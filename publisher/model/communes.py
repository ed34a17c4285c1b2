"""The communes of a territory, as a list that the folder of manifests has, and their names in a text."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_ARTICLES: Final = frozenset({"la", "le", "les", "l"})


@dataclass(frozen=True)
class Commune:
    """A commune, or another body whose name a text may have."""

    insee: str
    """Empty for a body that is no commune."""
    name: str
    siren: str | None = None


@dataclass(frozen=True)
class Mention:
    """A name in a text."""

    commune: Commune
    before: tuple[str, ...]
    """The words before it in the text, without accents and in small letters."""


@dataclass(frozen=True)
class Communes:
    """The list of communes; empty where the folder has none."""

    communes: tuple[Commune, ...] = ()

    @cached_property
    def by_insee(self) -> Mapping[str, Commune]:
        """Return each commune by its INSEE code."""
        return {commune.insee: commune for commune in self.communes if commune.insee}

    @cached_property
    def _by_first_word(self) -> Mapping[str, tuple[tuple[tuple[str, ...], Commune], ...]]:
        """Return the names by their first word, with and without their article, the longest first."""
        names: dict[str, list[tuple[tuple[str, ...], Commune]]] = defaultdict(list)
        for commune in self.communes:
            words = words_of(commune.name)
            for form in (words, words[1:]) if words[0] in _ARTICLES and words[1:] else (words,):
                names[form[0]].append((form, commune))
        return {first: tuple(sorted(forms, key=lambda form: -len(form[0]))) for first, forms in names.items()}

    def with_bodies(self, names: Iterable[str]) -> "Communes":
        """Return the list with other bodies: a commune within the name of one is not meant."""
        known = {words_of(commune.name) for commune in self.communes}
        others = (Commune("", name) for name in names if words_of(name) and words_of(name) not in known)
        return Communes((*self.communes, *others))

    def named(self, name: str) -> Commune | None:
        """Return the commune of this name, or whose name a body has in its own (`Mairie de Laval`)."""
        mentions = [mention.commune for mention in self.mentions(name) if mention.commune.insee]
        return mentions[0] if len(mentions) == 1 else None

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the names that a text has, the longest at each place: `Laval` is none in `Laval-sur-Vologne`."""
        words, end = words_of(text), 0
        for place, word in enumerate(words):
            if place < end or word not in self._by_first_word:
                continue
            form, commune = self._at(words, place)
            if commune is not None:
                yield Mention(commune, words[:place])
                end = place + len(form)

    def first_in(self, text: str) -> Commune | None:
        """Return the commune whose name a text begins with."""
        return self._at(words_of(text), 0)[1]

    def _at(self, words: tuple[str, ...], place: int) -> tuple[tuple[str, ...], Commune | None]:
        for form, commune in self._by_first_word.get(words[place], ()) if place < len(words) else ():
            if words[place : place + len(form)] == form:
                return form, commune
        return (), None


NO_COMMUNES: Final = Communes()


@lru_cache(maxsize=10_000)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text without accents, hyphens and apostrophes, in small letters."""
    bare = text if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return tuple(_WORD.findall(bare.casefold()))

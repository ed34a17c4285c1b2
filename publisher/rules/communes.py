"""Rules about the commune that a producer and its datasets are of, and their checks against the list of communes."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from publisher.model.communes import Commune, Communes, Mention, words_of
from publisher.model.findings import Finding, Position, Severity
from publisher.model.manifest import Producer
from publisher.model.messages import message
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

OTHER_COMMUNE = Rule(
    "PUB511",
    Family.METADATA,
    message("The title and the description of a commune's dataset name that commune, and no other in its place."),
    Severity.WARNING,
)
PRODUCER_IS_OTHER_COMMUNE = Rule(
    "PUB512",
    Family.METADATA,
    message("The name, the INSEE code and the SIREN of a commune are of one commune."),
)
ZONE_OF_OTHER_COMMUNE = Rule(
    "PUB513", Family.METADATA, message("The territory of a commune's dataset is that commune."), Severity.WARNING
)
SIRET_OF_OTHER_SIREN = Rule("PUB514", Family.METADATA, message("The SIRET of a producer begins with its SIREN."))
UNUSABLE_COMMUNES = Rule(
    "PUB515",
    Family.METADATA,
    message("The list of communes is a table in UTF-8 with the columns insee and name."),
    Severity.WARNING,
)

_COMMUNE_ZONE: Final = "fr:commune:"
_CALLED_COMMUNE: Final = ("ommune", "ille", "airie", "unicipalité")
"""Ends of the words by which a text names a commune as such: `la commune de Laval`, `la ville d'Albi`."""
_OF: Final = re.compile(r"\s+(?:d(?:e|u|es)\s+|d['’])(?=(?:la\s+|l['’])?[A-ZÀ-Þ])")
_LONGEST_NAME: Final = 80
"""Characters."""
_LIST_OF_NOT_THE_COMMUNE: Final = """
    metropole metropolitain metropolitaine grand agglomeration communaute arrondissement arrondissements canton
    region rue rues avenue boulevard cours route chemin place quai pont porte gare aeroport autoroute ligne lignes
    vers depuis universite hopital academie cour tribunal departement bassin vallee monts pays est ouest nord sud
"""
_NOT_THE_COMMUNE: Final = frozenset(_LIST_OF_NOT_THE_COMMUNE.split())
"""Words after which the name of a commune is a part of another name: `rue de Laval`, `Grand Laval`."""
_BETWEEN: Final = frozenset({"de", "d", "du", "des", "la", "le", "les", "l", "a"})


def own_commune(producer: Producer, communes: Communes) -> Commune | None:
    """Return the commune that a producer is, by its INSEE code or its name; None for another body.

    None also where the two contradict each other: that has a finding, and any other would repeat it.
    """
    commune = communes.named(producer.name)
    if producer.insee is not None:
        if commune is not None and commune.insee != producer.insee:
            return None
        return communes.by_insee.get(producer.insee) or Commune(producer.insee, producer.name)
    return commune if commune is not None and words_of(commune.name) == words_of(producer.name) else None


def _texts(dataset: CheckedDataset) -> Iterable[Finding]:
    """Check that the title, or the description, does not name another commune where it should name its own."""
    own = dataset.commune
    if own is None or not dataset.context.communes.by_insee:
        return
    title, description = dataset.content.title, dataset.content.description
    if (
        isinstance(title, str)
        and (other := _instead(own, _in_title(title, dataset.context.communes), title)) is not None
    ):
        yield _other_commune(dataset, "title", own, other)
    if isinstance(description, str):
        named = tuple(_called_communes(description, dataset.context.communes))
        if (other := _instead(own, named, "")) is not None:
            yield _other_commune(dataset, "description", own, other)


def _in_title(title: str, communes: Communes) -> tuple[Commune, ...]:
    mentions = communes.mentions(title)
    return tuple(mention.commune for mention in mentions if mention.commune.insee and not _is_other_name(mention))


def _is_other_name(mention: Mention) -> bool:
    """Return whether the words before a commune make its name a part of another one."""
    before = next((word for word in reversed(mention.before) if word not in _BETWEEN), "")
    return before in _NOT_THE_COMMUNE


def _called_communes(text: str, communes: Communes) -> Iterator[Commune]:
    """Yield the communes that a text names as communes."""
    for word in _CALLED_COMMUNE:
        end = text.find(word)
        while end >= 0:
            end += len(word)
            match = _OF.match(text, end)
            commune = communes.first_in(text[match.end() : match.end() + _LONGEST_NAME]) if match else None
            if commune is not None and commune.insee:
                yield commune
            end = text.find(word, end)


def _instead(own: Commune, named: Iterable[Commune], text: str) -> Commune | None:
    """Return the commune that a text names in the place of its own; None where it names its own, or no other."""
    others = tuple(named)
    own_words = words_of(own.name)
    is_named = any(words_of(commune.name) == own_words or commune.insee == own.insee for commune in others)
    if is_named or not others or " ".join(own_words) in " ".join(words_of(text)):
        return None
    return others[0]


def _other_commune(dataset: CheckedDataset, path: str, own: Commune, other: Commune) -> Finding:
    what = message("this names {other}, and not {own}, whose dataset it is", other=other.name, own=own.name)
    fix = message("Write {own} in its place, if the text was copied.", own=own.name)
    return OTHER_COMMUNE.at(dataset.place(path), what, fix, other.name)


def _zones(dataset: CheckedDataset) -> Iterable[Finding]:
    own, zones = dataset.commune, dataset.content.spatial
    if own is None or not isinstance(zones, tuple):
        return
    codes = [zone.removeprefix(_COMMUNE_ZONE) for zone in zones if zone.startswith(_COMMUNE_ZONE)]
    if not codes or len(codes) < len(zones) or own.insee in codes:
        return
    other = dataset.context.communes.by_insee.get(codes[0])
    what = message("{code} is not the INSEE code of {own}: it is {insee}", code=codes[0], own=own.name, insee=own.insee)
    if other is not None:
        what = message(
            "{code} is the INSEE code of {other}, not of {own}", code=codes[0], other=other.name, own=own.name
        )
    fix = message("Write it like this: {example}", example=f"{_COMMUNE_ZONE}{own.insee}")
    yield ZONE_OF_OTHER_COMMUNE.at(dataset.place("spatial"), what, fix, f"{_COMMUNE_ZONE}{codes[0]}")


def check_producers(producers: Iterable[Producer], communes: Communes) -> Iterator[Finding]:
    """Yield what is wrong with the codes of producers."""
    for producer in producers:
        yield from _siret(producer)
        if producer.insee is not None and communes.by_insee:
            yield from _codes(producer, producer.insee, communes)


def _siret(producer: Producer) -> Iterator[Finding]:
    if producer.siret is not None and producer.siren is not None and not producer.siret.startswith(producer.siren):
        what = message("this SIRET is not of the SIREN {siren}", siren=producer.siren)
        fix = message("A SIRET is the SIREN and five more digits: correct one of the two.")
        yield SIRET_OF_OTHER_SIREN.at(_place(producer, "siret"), what, fix, producer.siret)


def _codes(producer: Producer, insee: str, communes: Communes) -> Iterator[Finding]:
    """Yield the finding that the codes and the name are of several communes, at the one that differs."""
    by_code, by_name = communes.by_insee.get(insee), communes.named(producer.name)
    if by_code is None or words_of(by_code.name) == words_of(producer.name):
        by_name = by_code or by_name
    if by_name is None:
        return
    siren = producer.siren or (producer.siret or "")[:9]
    if by_name.insee != insee and siren in ("", by_name.siren):
        what = message("{insee} is not the INSEE code of {name}", insee=insee, name=by_name.name)
        if by_code is not None:
            what = message("{insee} is the INSEE code of {other}, not of {name}",
                           insee=insee, other=by_code.name, name=by_name.name)  # fmt: skip
        fix = message("Write it like this: {example}", example=f'insee: "{by_name.insee}"')
        yield PRODUCER_IS_OTHER_COMMUNE.at(_place(producer, "insee"), what, fix, insee)
    elif by_name.insee != insee:
        what = message("{insee} and {siren} are the codes of another commune", insee=insee, siren=siren)
        if by_code is not None:
            what = message("the codes below are those of {other}", other=by_code.name)
        fix = message("Write the name or the codes of the other: the INSEE code of {name} is {insee}.",
                      name=by_name.name, insee=by_name.insee)  # fmt: skip
        yield PRODUCER_IS_OTHER_COMMUNE.at(_place(producer, "name"), what, fix, producer.name)
    elif by_name.siren is not None and siren not in ("", by_name.siren):
        key = "siren" if producer.siren else "siret"
        what = message("{siren} is not the SIREN of {name}", siren=siren, name=by_name.name)
        fix = message("The SIREN of {name} is {siren}.", name=by_name.name, siren=by_name.siren)
        yield PRODUCER_IS_OTHER_COMMUNE.at(_place(producer, key), what, fix, getattr(producer, key))


def _place(producer: Producer, key: str) -> Position:
    return producer.values_at.get(key, producer.at)


CHECKS: Final[tuple[DatasetCheck, ...]] = (_texts, _zones)

"""Publish the probes with the command, read the catalogues by plain HTTP, and report what they keep of each value.

No table says where a catalogue keeps a field: it is the path where the entry differs from a bare one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from tests.live.portal import Json
from tests.live.two_catalogs import CKAN, UDATA, TwoCatalogFolder

from .probes import BARE, FILE, FILES, ORDERED, PROBES, STATE, Probe

CATALOGS: Final = (CKAN, UDATA)
LANGUAGES: Final = ("en", "fr")
BARES: Final = ("nue-a", "nue-b", "nue-c")
"""Bare manifests: a path where their entries differ shows nothing about a field."""

Flat = Mapping[str, tuple[str, ...]]
"""A document's values by path (`resources[].format`), empty ones left out."""

_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*")


class Fate(Enum):
    """What became of a value."""

    KEPT = "kept"
    NORMALISED = "normalised"
    BARE = "bare"
    """Kept, but the catalogue does not know the word: it adds nothing beside it, as it does for others."""
    LOST = "lost"


@dataclass(frozen=True)
class Observed:
    """What one catalogue holds of one probe's value."""

    fate: Fate
    values: tuple[str, ...]
    messages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the plan said of it, by language."""


Row = tuple[Probe, Mapping[str, Observed]]
"""A probe, and what each catalogue holds of it."""


@dataclass(frozen=True)
class Report:
    """What was seen of all probes."""

    software: Mapping[str, str]
    """What answers, by catalogue."""
    rows: tuple[Row, ...]
    places: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Where each catalogue keeps each field."""


def observe(two_catalogs: TwoCatalogFolder) -> Report:
    """Publish every probe in both catalogues and report what arrived."""
    _write(two_catalogs)
    plans = {
        lang: two_catalogs.run("plan", "--format", "json", lang=lang).expect_exit(0).document for lang in LANGUAGES
    }
    software = {name: catalog["software"] for name, catalog in plans["en"]["catalogs"].items()}
    losses = {lang: _losses(plan) for lang, plan in plans.items()}
    two_catalogs.sync()
    for probe in PROBES:
        if probe.field == STATE:
            two_catalogs.write(probe.id, **{**_bare(probe.id), **probe.fields})
    two_catalogs.sync()
    readers = {catalog: Reader(_entries(two_catalogs, catalog)) for catalog in CATALOGS}
    rows = []
    for probe in PROBES:
        messages = {name: {lang: losses[lang][probe.id, name] for lang in LANGUAGES} for name in CATALOGS}
        rows.append((probe, {name: readers[name].read_probe(probe, messages[name]) for name in CATALOGS}))
    places = {name: {field: tuple(paths) for field, paths in reader.places.items()} for name, reader in readers.items()}
    return Report(software, tuple(rows), places)


def _write(two_catalogs: TwoCatalogFolder) -> None:
    """Write all manifests; their states follow once there is something to hide."""
    for name, content in FILES.items():
        two_catalogs.put_file(name, content)
    for stem in BARES:
        two_catalogs.write(stem, **_bare(stem))
    for probe in PROBES:
        own = {} if probe.field == STATE else probe.fields
        two_catalogs.write(probe.id, **{**_bare(probe.id), **own})


def _bare(stem: str) -> Json:
    return {"title": f"Sonde {stem}", **BARE}


def _losses(plan: Json) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the losses of a plan by manifest and catalogue; assert that each is of the right field."""
    fields = {probe.id: probe.field for probe in PROBES}
    losses = {}
    for step in plan["steps"]:
        stem = step["key"].partition("/")[2]
        about = {re.sub(r"^(resources)\.[^.]+|(?<=extras)\..*", r"\1", loss["path"]) for loss in step["losses"]}
        assert about <= {fields.get(stem)}, (step["key"], step["losses"])
        losses[stem, step["catalog"]] = tuple(loss["what"] for loss in step["losses"])
    return losses


def _entries(two_catalogs: TwoCatalogFolder, catalog: str) -> dict[str, Flat]:
    """Return the entries of the catalogue by manifest, with the bytes of each hosted file."""
    if catalog == CKAN:
        documents = {stem: two_catalogs.show_ckan(stem) for stem in (*BARES, *(probe.id for probe in PROBES))}
    else:
        by_key = {str(entry["extras"].get("publisher_key")): entry for entry in two_catalogs.entries()}
        documents = {stem: by_key[two_catalogs.key(stem)] for stem in (*BARES, *(probe.id for probe in PROBES))}
    download = two_catalogs.ckan.download if catalog == CKAN else two_catalogs.udata.download
    for probe in PROBES:
        if probe.field == FILE:
            resource = documents[probe.id]["resources"][0]
            resource["url ⤓"] = download(resource).decode()
    return {stem: flat(document) for stem, document in documents.items()}


def flat(document: object) -> Flat:
    """Return the values of a document by path; a list of keys and values is read as the mapping that it is."""
    values: dict[str, tuple[str, ...]] = {}
    for path, value in _leaves(document, ""):
        name = path.removeprefix(".")
        values[name] = (*values.get(name, ()), value)
    return values


def _leaves(document: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(document, dict | list):
        for name, value in _parts(document):
            yield from _leaves(value, path + name)
    elif document is not None and document != "":
        yield path, str(document).lower() if isinstance(document, bool) else str(document)


def _parts(document: Json | list[Json]) -> Iterable[tuple[str, object]]:
    if isinstance(document, dict):
        return [(f".{name}", value) for name, value in document.items()]
    if document and all(isinstance(item, dict) and set(item) == {"key", "value"} for item in document):
        return [(f".{item['key']}", item["value"]) for item in document]
    return [("[]", item) for item in document]


class Reader:
    """What one catalogue's entries say."""

    def __init__(self, entries: Mapping[str, Flat]) -> None:
        self.entries = entries
        bare = [entries[stem] for stem in BARES]
        paths = {path for entry in bare for path in entry}
        self.noise = {path for path in paths if len({entry.get(path) for entry in bare}) > 1}
        self.places: dict[str, dict[str, None]] = {}
        """Where each field is kept, in the order of discovery."""
        self.beside: dict[str, tuple[str, ...]] = {}
        """Where the catalogue adds what it knows of a field's first value, such as a licence's title."""

    def read_probe(self, probe: Probe, messages: Mapping[str, tuple[str, ...]]) -> Observed:
        """Return what a catalogue keeps of a probe's value."""
        entry, reference = self.entries[probe.id], self.entries[probe.against or BARES[0]]
        paths = self.places.setdefault(probe.field, {})
        paths |= dict.fromkeys(self._found(probe, entry, reference))
        usual = {value for path in paths for value in reference.get(path, ())} - set(probe.written)
        values = [(path, value) for path in paths for value in entry.get(path, ()) if value not in usual]
        fate = fate_of(probe, tuple(dict.fromkeys(value for _path, value in values)))
        beside = self.beside.setdefault(probe.field, self._beside(entry, reference, probe.written))
        if (
            fate is Fate.KEPT
            and messages["en"]
            and any(entry.get(path, probe.written) == probe.written for path in beside)
        ):
            fate = Fate.BARE
        return Observed(fate, tuple(dict.fromkeys(_shown_value(probe, *item) for item in values)), messages)

    def _beside(self, entry: Flat, reference: Flat, written: tuple[str, ...]) -> tuple[str, ...]:
        """Return the paths where the catalogue adds what it knows of a value."""
        changed = {path for path, values in entry.items() if values != reference.get(path)}
        return tuple(sorted(path for path in changed - self.noise if entry[path] != written))

    def _found(self, probe: Probe, entry: Flat, reference: Flat) -> Iterable[str]:
        """Return the paths of the value: for each part the shortest path that has it to the letter.

        Where none has, whatever differs; but that is looked for once in a field, unless each value has a place of its
        own, as states have.
        """
        changed = {path: values for path, values in entry.items() if values != reference.get(path)}
        exact = [
            sorted((path for path in changed if part in changed[path]), key=lambda path: (len(path), path))
            for part in probe.written
        ]
        if any(exact):
            return [paths[0] for paths in exact if paths]
        if self.places[probe.field] and probe.field != STATE:
            return []
        return sorted(path for path in changed if path not in self.noise)


def _shown_value(probe: Probe, path: str, value: str) -> str:
    """Return a value as the page shows it: a state with its path, and a moment as "…", since it changes each time."""
    return f"{path} = {_MOMENT.sub('…', value)}" if probe.field == STATE else value


def fate_of(probe: Probe, values: tuple[str, ...]) -> Fate:
    """Return what became of a value. A part is lost when no stored value contains it or stands in its place."""
    missing = [part for part in probe.written if part not in values]
    other_values = [part for part in values if part not in probe.written]
    without = [part for part in missing if not any(part in other for other in other_values)]
    spare = [other for other in other_values if not any(part in other for part in missing)]
    if len(spare) < len(without):
        return Fate.LOST
    if missing or (probe.field in ORDERED and values != probe.written):
        return Fate.NORMALISED
    return Fate.KEPT


def faults(report: Report) -> list[str]:
    """Return where the plan is wrong about a value: a loss that it does not report, or a reported loss that is none."""
    messages = []
    for probe, observed in report.rows:
        for catalog, value in observed.items():
            announced = bool(value.messages["en"])
            if (value.fate is Fate.LOST) > announced:
                messages.append(f"{catalog}: {probe.id} is lost ({value.values}), and the plan does not say so")
            if (value.fate is Fate.KEPT) and announced:
                messages.append(f"{catalog}: {probe.id} is kept, and the plan says: {value.messages['en']}")
    return messages

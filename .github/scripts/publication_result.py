"""What became of each dataset in a publication: what `publisher plan` and `publisher apply` write with `--report`."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = re.compile(r"manifests/([^/]+)/([^/]+)\.yml")
SHARED: Final = ("manifests/defaults.yml", "manifests/themes.yml", "manifests/catalogs.yml")
GOOD: Final = frozenset({"done", "unchanged", "absent", "scheduled"})
"""The results after which nobody has to act."""


@dataclass(frozen=True)
class Result:
    """What became of a dataset in one catalogue."""

    catalog: str
    kind: str
    """`done`, `unchanged`, `absent`, `scheduled`, `failed`, `not-done` or `waiting`."""
    acts: str = ""
    """`producer`, `team`, `next-run`, or empty."""
    message: str = ""
    fix: str = ""
    state: str = ""
    address: str = ""
    score: float | None = None
    day: str = ""

    @property
    def good(self) -> bool:
        """Whether nobody has to act."""
        return self.kind in GOOD


@dataclass(frozen=True)
class Stopped:
    """Why the publication ended before it was done."""

    message: str
    acts: str
    catalog: str = ""
    files: tuple[str, ...] = ()
    """The files that are to be corrected."""


@dataclass
class Publication:
    """What became of each dataset."""

    commit: str = ""
    """The commit that was published."""
    stopped: Stopped | None = None
    titles: dict[str, str] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    """The datasets of each file."""
    results: dict[str, dict[str, Result]] = field(default_factory=dict)
    """By dataset and catalogue."""
    orphans: dict[str, str] = field(default_factory=dict)
    """Datasets without a manifest that a catalogue still has, each with the key that it seems to have now, or none."""

    def add(self, document: dict[str, Any]) -> None:
        """Take over what a command reports; a later one knows better."""
        self.commit = text(document, "commit") or self.commit
        self.stopped = stopped_of(document["stopped"]) if document["stopped"] else None
        for dataset in document["datasets"]:
            key = text(dataset, "key")
            self.titles.setdefault(key, text(dataset, "title"))
            for file in dataset["files"]:
                if key not in self.keys.setdefault(str(file), []):
                    self.keys[str(file)].append(key)
        for entry in document["entries"]:
            self.results.setdefault(text(entry, "key"), {})[text(entry, "catalog")] = result_of(entry)
        for orphan in document["orphans"]:
            self.orphans[text(orphan, "key")] = text(orphan, "renamed_to")

    def datasets_of(self, files: Iterable[str]) -> list[str]:
        """Return the datasets of these files, those whose manifest was deleted included."""
        keys = {key for file in files for key in self.keys.get(file) or key_of(file, only_manifests=bool(self.titles))}
        return sorted(keys)

    def datasets_below(self, layer: str) -> list[str]:
        """Return the datasets whose values a shared file, or the file of a producer, gives."""
        producer = "" if layer in SHARED else layer.split("/")[1] + "/"
        return sorted(key for key in self.titles if key.startswith(producer))


def layers_in(files: Iterable[str]) -> list[str]:
    """Return the files among these that give values to several datasets."""
    return sorted(file for file in files if file in SHARED or re.fullmatch(r"manifests/[^/]+/producer\.yml", file))


def key_of(file: str, *, only_manifests: bool) -> Sequence[str]:
    """Return the key of a manifest that the publication does not know: it was deleted, or is invalid.

    Of any other file of a producer, where nobody knows whose it is, the name; nothing with `only_manifests`.
    """
    match = MANIFEST.fullmatch(file)
    if match:
        return [] if match[2] == "producer" else [f"{match[1]}/{match[2]}"]
    other = re.fullmatch(r"manifests/([^/]+/[^/]+)", file)
    return [other[1]] if other and not only_manifests else []


def read(folder: Path) -> Publication | None:
    """Return the result of a publication; None where no catalogue is published to."""
    publication = Publication()
    if (folder / "observed.txt").is_file():
        return None
    files = [folder / name for name in ("plan.json", "apply.json") if (folder / name).is_file()]
    for file in files:
        publication.add(json.loads(file.read_text(encoding="utf-8")))
    if (folder / "findings.json").is_file():
        document = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
        wrong = (str(finding["file"]) for finding in document["findings"] if finding["severity"] == "error")
        publication.stopped = Stopped("un manifeste n'est pas valide", "producer", files=tuple(dict.fromkeys(wrong)))
    elif not files:
        publication.stopped = Stopped("elle n'a pas pu commencer", "team")
    if not publication.commit and (folder / "commit.txt").is_file():
        publication.commit = (folder / "commit.txt").read_text(encoding="utf-8").strip()
    return publication


def text(document: dict[str, Any], name: str) -> str:
    """Return a text of a document; empty where it has none."""
    value = document.get(name)
    return value if isinstance(value, str) else ""


def result_of(entry: dict[str, Any]) -> Result:
    """Return what became of a dataset in one catalogue."""
    texts = {name: text(entry, name) for name in ("catalog", "acts", "message", "fix", "state", "address", "day")}
    score = entry.get("score")
    return Result(kind=text(entry, "result"), score=float(score) if isinstance(score, int | float) else None, **texts)


def stopped_of(document: dict[str, Any]) -> Stopped:
    """Return why a command ended before it was done."""
    files = tuple(str(file) for file in document["files"])
    return Stopped(text(document, "message"), text(document, "acts"), text(document, "catalog"), files)

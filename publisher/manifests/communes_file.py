"""The list of communes in the folder of manifests: `communes.csv`, or the file that catalogs.yml names."""

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.findings_collector import FindingsCollector, shown
from publisher.model.communes import Commune, Communes, words_of
from publisher.model.findings import Position
from publisher.model.messages import message
from publisher.model.system_errors import reason_of
from publisher.rules.communes import UNUSABLE_COMMUNES
from publisher.safe_open import read_regular

FILE: Final = "communes.csv"
_LARGEST: Final = 5_000_000
"""Bytes: some 100,000 communes."""


def read_communes(root: Path, setting: str | None, collector: FindingsCollector) -> Communes:
    """Return the communes of the folder's list; none, with a finding, where it cannot be used."""
    if setting is None and not os.path.lexists(root / FILE):
        return Communes()
    path = root / (setting or FILE)
    at = Position(shown(path))
    fix = message("It is a table in UTF-8 with the columns insee and name, and siren if it is known.")
    if PurePosixPath(setting or FILE).is_absolute() or ".." in PurePosixPath(setting or FILE).parts:
        what = message("the list of communes is not in this folder")
        collector.add(UNUSABLE_COMMUNES.at(at, what, fix))
        return Communes()
    try:
        text = read_regular(path, _LARGEST).decode("utf-8-sig")
    except OSError as error:
        what = message("the file cannot be read: {why}", why=reason_of(error))
        collector.add(UNUSABLE_COMMUNES.at(at, what, fix))
        return Communes()
    except UnicodeDecodeError:
        collector.add(UNUSABLE_COMMUNES.at(at, message("the file is not UTF-8 text"), fix))
        return Communes()
    communes = tuple(_communes(text.splitlines()))
    if not communes:
        collector.add(UNUSABLE_COMMUNES.at(at, message("no commune can be read in this list"), fix))
    return Communes(communes)


def _communes(lines: Iterable[str]) -> Iterator[Commune]:
    for row in csv.DictReader(lines):
        insee, name = (row.get("insee") or "").strip(), (row.get("name") or "").strip()
        if insee and words_of(name):
            yield Commune(insee, name, (row.get("siren") or "").strip() or None)

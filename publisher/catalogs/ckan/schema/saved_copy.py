"""The copy of a portal's schema in the folder of manifests: with it manifests are checked where no catalogue is asked.

`publisher doctor --save-schema` writes it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from publisher.catalogs.documents import Document
from publisher.model.commands import command
from publisher.model.findings import Finding
from publisher.model.json_text import json_document
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import message
from publisher.rules.values import INVALID_SETTING
from publisher.safe_open import read_regular

LARGEST: Final = 5_000_000
"""Bytes."""


def saved_schema(file: Path | None) -> Document | None:
    """Return the saved copy, an empty document where the file holds none; None where there is no file."""
    if file is None or not file.exists():
        return None
    try:
        return json_document(read_regular(file, LARGEST))
    except OSError:
        return {}


def broken_copy(config: CatalogConfig) -> Finding:
    """Return the finding that the file holds no schema."""
    file = (config.schema_file or Path()).as_posix()
    what = message("{file} holds no schema of a catalogue", file=file)
    fix = message("Save it again: {command}", command=command("doctor", "--save-schema"))
    return INVALID_SETTING.at(config.at, what, fix)


def copy_text(schema: Mapping[str, object]) -> str:
    """Return the text of a copy."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"

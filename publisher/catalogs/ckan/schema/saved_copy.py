"""The copy of a portal's schema in the folder of manifests: with it manifests are checked where no catalogue is asked.

`publisher doctor --save-schema` writes it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from publisher.catalogs.documents import Document
from publisher.model.json_text import json_document
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


def copy_text(schema: Mapping[str, object]) -> str:
    """Return the text of a copy."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"

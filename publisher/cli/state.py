"""Where the tool keeps its own files, beside the manifests."""

from pathlib import Path
from typing import Final

STATE: Final = Path(".publisher")
"""Journals and the cache. Nothing in it is needed by the next run."""

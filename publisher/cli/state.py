"""Where the tool keeps its own files, beside the manifests."""

from pathlib import Path
from typing import Final

STATE: Final = Path(".publisher")
"""Journals, the cache, and the sandbox. Nothing in it is needed by the next run on the portals."""

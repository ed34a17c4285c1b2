"""Where this program itself is published: the one place that says so."""

from typing import Final

from publisher import __version__

REPOSITORY: Final = "opendata-publisher/publisher"
"""Owner and name on GitHub: of the composite action, of the hooks for pre-commit, and of the published schemas."""

RAW_ADDRESS: Final = f"https://raw.githubusercontent.com/{REPOSITORY}/main"
"""Where a file of the repository is read without an account."""

ACTION: Final = f"{REPOSITORY}@v{__version__}"
"""The composite action, of this version."""

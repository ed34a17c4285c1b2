"""Where this program itself is published: the one place that says so."""

from typing import Final

REPOSITORY: Final = "opendata-publisher/publisher"
"""Owner and name on GitHub: of the composite action, of the hooks for pre-commit, and of the published schemas."""

RAW_ADDRESS: Final = f"https://raw.githubusercontent.com/{REPOSITORY}/main"
"""Where a file of the repository is read without an account."""

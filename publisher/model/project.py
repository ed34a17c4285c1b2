"""Where this program itself is published: the one place that says so."""

from typing import Final

from publisher import __version__

REPOSITORY: Final = "ORGANIZATION/REPOSITORY"
"""Owner and name on GitHub, of the composite action and of the hooks for pre-commit.

A placeholder: the project has no public address yet, and whoever gives it one writes it here.
"""

ACTION: Final = f"{REPOSITORY}@v{__version__}"
"""The composite action, of this version."""

"""The files that a pull request changes, as GitHub says, never as the pull request says.

They are the difference of two trees, each named by its commit: that of the last commit, and that of the last one which
it shares with the main branch. The list of files that GitHub keeps for a pull request follows its branch, to which
somebody may push between two calls; it also ends after 3,000 files, and has no modes.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from github_api import NotThere, get

MANIFESTS: Final = "manifests/"
FILE: Final = "100644"
"""The mode of a file that is neither a program, a link, nor a repository within this one."""

Tree = dict[str, tuple[str, str]]
"""Mode and content of each file."""


@dataclass(frozen=True)
class Changes:
    """What a pull request changes."""

    paths: tuple[str, ...]
    """A renamed file has both of its names here."""
    elsewhere: tuple[str, ...]
    """Those of them that are no ordinary files below `manifests/`: they may change what the check runs, or reads."""
    complete: bool = True
    """Whether GitHub gave all of them."""

    @property
    def manifests_only(self) -> bool:
        """Whether the check ran the code of the main branch."""
        return self.complete and not self.elsewhere


def changes_of(repository: str, base: str, commit: str) -> Changes:
    """Return what a commit changes of a branch."""
    try:
        comparison = get(f"repos/{repository}/compare/{quote(base, safe='')}...{commit}?per_page=1&page=2")
    except NotThere:  # no commit in common
        return Changes((), (), complete=False)
    before = _tree(repository, comparison["merge_base_commit"]["sha"])
    after = _tree(repository, commit)
    if before is None or after is None:
        return Changes((), (), complete=False)
    paths = tuple(sorted(path for path in {*before, *after} if before.get(path) != after.get(path)))
    return Changes(paths, tuple(path for path in paths if _is_elsewhere(path, after)))


def _is_elsewhere(path: str, after: Tree) -> bool:
    is_for_git = path.rpartition("/")[2].startswith(".git")  # .gitattributes: what a checkout writes, what GitHub shows
    return not path.startswith(MANIFESTS) or is_for_git or after.get(path, (FILE, ""))[0] != FILE


def _tree(repository: str, commit: str) -> Tree | None:
    """Return the files of a commit; None where there are more than GitHub gives at once."""
    tree = get(f"repos/{repository}/git/trees/{commit}?recursive=1")
    if tree["truncated"]:
        return None
    return {entry["path"]: (entry["mode"], entry["sha"]) for entry in tree["tree"] if entry["type"] != "tree"}

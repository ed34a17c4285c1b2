"""The files that a pull request changes, as GitHub says, never as the pull request says.

They are the difference of two trees, each named by its commit: that of the last commit, and that of the last one which
it shares with the main branch. The list of files that GitHub keeps for a pull request follows its branch, to which
somebody may push between two calls; it also ends after 3,000 files, and has no modes.

What the merge itself changes of the main branch counts, too: where branches were merged into each other before, the
difference from the commit that they share does not have all of it.
"""

from collections.abc import Iterable
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


def changes_of(repository: str, base: str, commit: str, numbers: Iterable[int]) -> Changes:
    """Return what a commit changes of a branch. `numbers`: the pull requests of which it is the last commit."""
    try:
        comparison = get(f"repos/{repository}/compare/{quote(base, safe='')}...{commit}?per_page=1&page=2")
    except NotThere:  # no commit in common
        return Changes((), (), complete=False)
    pairs = [(comparison["merge_base_commit"]["sha"], commit)]
    for number in numbers:
        merge = _merge_of(repository, number, commit)
        if merge is None:
            return Changes((), (), complete=False)
        pairs.append(merge)
    paths, elsewhere = set[str](), set[str]()
    for old, new in pairs:
        before, after = _tree(repository, old), _tree(repository, new)
        if before is None or after is None:
            return Changes((), (), complete=False)
        differing = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        paths |= differing
        elsewhere |= {path for path in differing if _is_elsewhere(path, after)}
    return Changes(tuple(sorted(paths)), tuple(sorted(elsewhere)))


def _merge_of(repository: str, number: int, commit: str) -> tuple[str, str] | None:
    """Return the commit of the main branch into which GitHub merged a pull request for trial, and the result.

    None where the trial is not of this commit.
    """
    merge = get(f"repos/{repository}/pulls/{number}")["merge_commit_sha"]
    parents = [parent["sha"] for parent in get(f"repos/{repository}/git/commits/{merge}")["parents"]] if merge else []
    return (parents[0], merge) if len(parents) == 2 and parents[1] == commit else None


def _is_elsewhere(path: str, after: Tree) -> bool:
    is_for_git = path.rpartition("/")[2].startswith(".git")  # .gitattributes: what a checkout writes, what GitHub shows
    return not path.startswith(MANIFESTS) or is_for_git or after.get(path, (FILE, ""))[0] != FILE


def _tree(repository: str, commit: str) -> Tree | None:
    """Return the files of a commit; None where there are more than GitHub gives at once."""
    tree = get(f"repos/{repository}/git/trees/{commit}?recursive=1")
    if tree["truncated"]:
        return None
    return {entry["path"]: (entry["mode"], entry["sha"]) for entry in tree["tree"] if entry["type"] != "tree"}

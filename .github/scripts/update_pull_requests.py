"""Keeps a pull request for each producer whose entries were edited in a catalogue, with these edits.

`update_pull_requests.py FOLDER`: the folder that compare.sh wrote; it runs in a checkout of the main branch. A pull
request is closed when nothing of it remains. Needs `gh` and GH_TOKEN, the token of an App that may push and propose.
"""

import json
import re
import sys
from pathlib import Path
from typing import Final

from nightly_results import NAME, files_of_producers, is_complete, report, run, succeeds

BRANCHES: Final = "portail/"
"""What the names of our branches begin with."""

EMAIL: Final = "41898282+github-actions[bot]@users.noreply.github.com"
"""Of our commits. A branch whose last commit is somebody else's stays as it is."""

IDENTITY: Final = ("-c", "user.name=github-actions[bot]", "-c", f"user.email={EMAIL}")

BODY: Final = """\
Des fiches ont été modifiées dans un catalogue depuis la dernière publication. Cette demande reprend ces modifications
dans les manifestes de « {name} ».

- **Pour les garder** : relisez-les (onglet « Files changed »), puis fusionnez.
- **Pour n'en garder qu'une partie** : corrigez cette branche. Elle n'est alors plus mise à jour.
- **Pour les refuser** : fermez cette demande sans supprimer sa branche : elle ne revient que si les fiches changent
  encore. Pour remettre les valeurs des manifestes dans les catalogues : `publisher sync {name} --drift revert`.

Elle est mise à jour chaque nuit, et se ferme d'elle-même quand il n'en reste rien. Les fiches qui ne sont pas publiques
n'y sont pas.
"""
CLOSING: Final = "Il ne reste rien à reprendre : les manifestes et les catalogues disent la même chose."


def main(folder: Path) -> None:
    """Bring the pull requests up to date."""
    if not is_complete(folder):
        report("Les catalogues n'ont pas été comparés : les demandes restent comme elles sont.")
        return
    run("gh", "auth", "setup-git")  # git asks gh for the token: it is in no command line and in no file
    patches = files_of_producers(folder / "patches", ".patch")
    base = run("git", "rev-parse", "HEAD").strip()
    tips = remote_tips()
    for name, patch in patches.items():
        propose(name, patch.resolve(), base, tips.get(name))
    for name, tip in tips.items():
        if name not in patches:
            withdraw(name, tip)


def remote_tips() -> dict[str, str]:
    """Return the last commit of each of our branches, by producer."""
    lines = run("git", "ls-remote", "origin", f"refs/heads/{BRANCHES}*").splitlines()
    pairs = (line.split("\trefs/heads/" + BRANCHES) for line in lines)
    return {name: tip for tip, name in pairs if NAME.fullmatch(name)}


def propose(name: str, patch: Path, base: str, tip: str | None) -> None:
    """Push the edits of a producer where they are new, and open a pull request where there is none about them."""
    if tip is not None and not is_ours(tip):
        report(f"{name} : la branche a été modifiée à la main, elle reste comme elle est")
        return
    commit = committed(name, patch, base)
    if commit is None:
        report(f"{name} : le manifeste a changé depuis la comparaison ; à la nuit prochaine")
        return
    if tip is None or edits_in(tip) != edits_in(commit):
        lease = f"--force-with-lease=refs/heads/{BRANCHES}{name}:{tip or ''}"
        run("git", "push", "--quiet", lease, "origin", f"{commit}:refs/heads/{BRANCHES}{name}")
        tip = commit
        report(f"{name} : branche mise à jour")
    requests = requests_of(name)
    if not any(request["state"] == "OPEN" or request["headRefOid"] == tip for request in requests):
        title = f"{name} : modifications faites dans un catalogue"
        arguments = ("--base", "main", "--head", BRANCHES + name, "--title", title, "--body-file", "-")
        run("gh", "pr", "create", *arguments, text=BODY.format(name=name))
        report(f"{name} : demande ouverte")


def withdraw(name: str, tip: str) -> None:
    """Close the pull request of a producer without edits, and remove its branch, unless somebody worked on it."""
    if not is_ours(tip):
        return
    for request in requests_of(name):
        if request["state"] == "OPEN":
            run("gh", "pr", "close", str(request["number"]), "--comment", CLOSING)
            report(f"{name} : demande #{request['number']} fermée")
    ref = f"refs/heads/{BRANCHES}{name}"
    run("git", "push", "--quiet", f"--force-with-lease={ref}:{tip}", "origin", f":{ref}")


def requests_of(name: str) -> list[dict[str, object]]:
    """Return the pull requests of a producer's branch, but those of forks, which may have a branch of that name."""
    fields = "number,state,headRefOid,isCrossRepository"
    listed = json.loads(run("gh", "pr", "list", "--head", BRANCHES + name, "--state", "all", "--json", fields))
    return [request for request in listed if not request["isCrossRepository"]]


def is_ours(tip: str) -> bool:
    """Return whether the last commit of a branch is one of this program."""
    run("git", "fetch", "--quiet", "--depth=2", "origin", tip)  # with its parent: `edits_in` compares the two
    return run("git", "show", "--no-patch", "--format=%ce", tip).strip() == EMAIL


def edits_in(commit: str) -> str:
    """Return a digest of what a commit changes, wherever the lines stand."""
    difference = run("git", "diff-tree", "--patch", commit)
    return run("git", "patch-id", "--verbatim", text=difference).split()[0]


def committed(name: str, patch: Path, base: str) -> str | None:
    """Return a commit with the edits of a producer; None where they do not fit any more.

    Ends the program where the patch is more than that.
    """
    run("git", "checkout", "--quiet", "--detach", base)
    manifest = re.compile(rf"\d+\t\d+\tmanifests/{re.escape(name)}/{NAME.pattern}\.yml")
    lines = run("git", "apply", "--numstat", str(patch)).splitlines()
    if run("git", "apply", "--summary", str(patch)) or not all(map(manifest.fullmatch, lines)):
        sys.exit(f"{patch.name}: it changes more than the manifests of this producer")
    if not succeeds("git", "apply", "--index", "--whitespace=nowarn", str(patch)):
        return None
    message = f"{name} : modifications faites dans un catalogue"
    run("git", *IDENTITY, "commit", "--quiet", "--message", message)
    return run("git", "rev-parse", "HEAD").strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

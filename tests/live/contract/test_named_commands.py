"""A command that a message names works in the state that the message describes, and changes that state."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.named_commands import SCENARIOS
from tests.live.manifest_folder import CommandResult

WRITING = frozenset({"sync", "adopt", "apply", "release", "pull"})
MANIFESTS = "mes manifestes"


@pytest.mark.parametrize("message", SCENARIOS)
def test_the_command_that_a_message_names_settles_it(folder: CatalogFolder, message: str) -> None:
    """The folder of the manifests is another one than by default: each named command repeats it."""
    scenario = SCENARIOS[message]
    scenario.prepare(folder)
    (folder.root / MANIFESTS).symlink_to("manifests")
    said = scenario.said or message.partition("{")[0].strip()
    shown = folder.run(*scenario.show, "--manifests", MANIFESTS).expect_exit(scenario.code).expect_words(said)
    named = command_after(shown, said)
    assert named[-2:] == ["--manifests", MANIFESTS] or "--manifests" in named, named
    if scenario.again is not None:
        scenario.again(folder)

    yes = ["--yes"] if named[0] in WRITING else []
    folder.run(*named, *yes).expect_exit(scenario.after)

    again = folder.run(*scenario.show, "--manifests", MANIFESTS)
    if said.startswith("the plan was made with other options"):
        again.expect_exit(0)
    assert said not in " ".join(again.output.split())


def command_after(shown: CommandResult, said: str) -> list[str]:
    """Return the first command after these words in an output, without its first word, as a shell splits it."""
    output = shown.output
    words = r"\s+".join(map(re.escape, said.split()))
    found = re.search(words + r".*?publisher ([a-z][^\n`”;()]*)", output, re.DOTALL)
    assert found is not None, output
    return shlex.split(found[1].partition(". If ")[0])

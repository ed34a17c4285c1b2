"""Every message that names a command or an option has a scenario that runs it, or says why there is none."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from publisher import locale
from tests.live.contract.named_commands import ELSEWHERE, FOR_A_PERSON, ONLY_SHOWN, SCENARIOS

ROOT = Path(__file__).parents[3]
COMMAND = re.compile(r"publisher [a-z-]|\{command\}|--[a-z]")
FOLLOWED_BY_A_COMMAND = {
    "To copy the edits into the manifests:",
    "To restore the values of the manifests:",
    "To settle a conflict, keep the value of the manifest or of the catalogue:",
    "To retry the unfinished steps:",
    "Licences, zones and schemas unknown to the catalogue:",
}
"""Messages after which a view writes a command."""


def test_every_message_with_a_command_has_a_scenario() -> None:
    with (Path(locale.__file__).parent / "fr/LC_MESSAGES/publisher.po").open("rb") as file:
        texts = [entry.id if isinstance(entry.id, str) else entry.id[0] for entry in read_po(file)]
    naming = {text for text in texts if COMMAND.search(text)} | FOLLOWED_BY_A_COMMAND

    assert naming == {*SCENARIOS, *ELSEWHERE, *ONLY_SHOWN, *FOR_A_PERSON}


def test_the_tests_that_the_table_names_exist() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))

    assert [entry.test for entry in ELSEWHERE.values() if f"def {entry.test}(" not in source] == []

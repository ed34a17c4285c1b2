"""Fixtures of every unit test: no network, English messages, and hypothesis without a deadline."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import Phase, settings
from pytest_socket import disable_socket, enable_socket

from publisher import locale
from publisher.locale import HERE, Language
from publisher.model.commands import forgotten_afterwards

# Machines differ in speed, so there is no deadline. Explanations of a failure take longer than the search. CI uses the
# same examples each time, so that a result depends on the change alone; other machines search for new examples.
settings.register_profile(
    "publisher",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
settings.load_profile("publisher")


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Make a test that opens a connection fail; unix sockets stay allowed, for subprocesses and threads."""
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(autouse=True)
def _in_english(_no_network: None) -> None:
    """Set English messages, whatever the language of the machine and of the test before."""
    locale.use(Language.ENGLISH)


@pytest.fixture(autouse=True)
def _no_options_of_another_command() -> Iterator[None]:
    """Forget the options that a test gave to a verb, which the commands of messages repeat."""
    with forgotten_afterwards():
        yield


@pytest.fixture(scope="session")
def french_messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the French messages compiled from the source, in place of a .mo file that may be old."""
    folder = tmp_path_factory.mktemp("locale")
    target = folder / "fr" / "LC_MESSAGES" / "publisher.mo"
    target.parent.mkdir(parents=True)
    with (HERE / "fr" / "LC_MESSAGES" / "publisher.po").open("rb") as po, target.open("wb") as mo:
        write_mo(mo, read_po(po, locale="fr"))
    return folder


@pytest.fixture
def in_french(french_messages: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set French messages."""
    monkeypatch.setattr(locale, "HERE", french_messages)
    locale.use(Language.FRENCH)
    yield
    monkeypatch.undo()
    locale.use(Language.ENGLISH)

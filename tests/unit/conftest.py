"""No network, English, and properties without haste, in every unit test."""

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

# No deadline: machines differ. No explanations: they take longer than the search. In CI the same examples each time: a
# change is judged there, and new examples are looked for everywhere else.
settings.register_profile(
    "publisher",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
settings.load_profile("publisher")


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """A test that reaches for the network fails; unix sockets stay, for subprocesses and threads."""
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(autouse=True)
def _in_english(_no_network: None) -> None:
    """Messages in English, whatever the machine speaks and whatever another test chose."""
    locale.use(Language.ENGLISH)


@pytest.fixture(scope="session")
def french_messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The French messages as they stand in the source, compiled: a stale .mo file plays no part."""
    folder = tmp_path_factory.mktemp("locale")
    target = folder / "fr" / "LC_MESSAGES" / "publisher.mo"
    target.parent.mkdir(parents=True)
    with (HERE / "fr" / "LC_MESSAGES" / "publisher.po").open("rb") as po, target.open("wb") as mo:
        write_mo(mo, read_po(po, locale="fr"))
    return folder


@pytest.fixture
def in_french(french_messages: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Messages in French."""
    monkeypatch.setattr(locale, "HERE", french_messages)
    locale.use(Language.FRENCH)
    yield
    monkeypatch.undo()
    locale.use(Language.ENGLISH)

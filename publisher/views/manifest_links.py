"""A page with a link for each producer and theme: to edit its manifest on GitHub, or to write a new one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from publisher.locale import _, language
from publisher.model.manifest import Manifest, ManifestSet, Producer
from publisher.model.names import DatasetKey, ProducerId, producer_of, stem_of
from publisher.model.values import State
from publisher.views.change_text import state_text
from publisher.views.safe_text import escaped, printable

LONGEST_ADDRESS: Final = 8_000
"""Characters of an address that GitHub takes."""
LARGEST_PAGE: Final = 400_000
"""Characters of a page that GitHub shows as a table; a larger one it shows as text, or not at all."""

NewText = Callable[[ProducerId, str], str]
"""The text of a new manifest of a producer and theme."""


@dataclass(frozen=True)
class Addresses:
    """Where GitHub edits the files of a repository."""

    base: str
    """The address of the repository; relative, with `../`, for a page of the repository itself."""
    folder: str
    """The folder of the manifests in the repository."""
    branch: str = "main"

    def edit(self, key: DatasetKey) -> str:
        """Return the address that edits a manifest."""
        return f"{self.base}/edit/{self.branch}/{quote(f'{self.folder}/{key}.yml')}"

    def new(self, key: DatasetKey, text: str) -> str:
        """Return the address that opens a new manifest with this text; without it where it would be too long."""
        address = f"{self.base}/new/{self.branch}?filename={quote(f'{self.folder}/{key}.yml')}"
        filled = f"{address}&value={quote(text, safe='')}"
        return filled if text and len(filled) <= LONGEST_ADDRESS else address


def links_page(manifests: ManifestSet, addresses: Addresses, new_text: NewText) -> str:
    """Return the page. Where it would be too large, new manifests lose their comments, or have no text."""
    for text in (new_text, _without_comments(new_text)):
        page = _page(manifests, addresses, text)
        if len(page) <= LARGEST_PAGE:
            return page
    return _page(manifests, addresses, _no_text)


def _page(manifests: ManifestSet, addresses: Addresses, new_text: NewText) -> str:
    themes = tuple(manifests.themes)
    head = [_("producer"), *(_label(manifests.themes[theme], theme) for theme in themes), _("other datasets")]
    rows = [_row(producer, themes, manifests, addresses, new_text) for producer in manifests.producers.values()]
    table = [f"| {' | '.join(cells)} |" for cells in ([*map(escaped, head)], ["---"] * len(head), *rows)]
    return "\n".join(table)


def _row(
    producer: Producer, themes: tuple[str, ...], manifests: ManifestSet, addresses: Addresses, new_text: NewText
) -> list[str]:
    by_theme: dict[str, list[str]] = {theme: [] for theme in themes}
    others: list[str] = []
    states = {manifest.key: manifest for manifest in manifests.manifests}
    for key in sorted(key for key in manifests.keys if producer_of(key) == producer.id):
        manifest = states.get(key)
        theme = manifest.theme if manifest is not None else stem_of(key)
        link = f"[{_state(manifest)}]({addresses.edit(key)})"
        if theme in by_theme:
            by_theme[theme].append(link)
        else:
            others.append(f"[{escaped(stem_of(key))}]({addresses.edit(key)})")
    for theme, links in by_theme.items():
        if not links:
            key = DatasetKey(f"{producer.id}/{theme}")
            links.append(f"[**{_('create it')}**]({addresses.new(key, new_text(producer.id, theme))})")
    return [escaped(printable(producer.name)), *map(" ".join, by_theme.values()), " ".join(others)]


def _state(manifest: Manifest | None) -> str:
    """Return the word for the state of a manifest. None: it has an error, or its dataset was withdrawn."""
    if manifest is None:
        return _("to look at")
    state = manifest.content.state
    return state_text(state if isinstance(state, State) else State.PUBLISHED)


def _label(labels: Mapping[str, str], theme: str) -> str:
    return printable(labels.get(language().value) or next(iter(labels.values()), theme))


def _without_comments(new_text: NewText) -> NewText:
    def bare(producer: ProducerId, theme: str) -> str:
        lines = new_text(producer, theme).splitlines()
        return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#")) + "\n"

    return bare


def _no_text(_producer: ProducerId, _theme: str) -> str:
    return ""

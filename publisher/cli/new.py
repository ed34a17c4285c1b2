"""`publisher new`: a commented manifest to begin with."""

import os
from pathlib import Path

import click

from publisher.cli.exits import Exit
from publisher.cli.language import language
from publisher.cli.new_files import refuse_unusable, write_new
from publisher.locale import Language, _, ngettext
from publisher.manifests.load import load
from publisher.manifests.new import Draft, dataset_draft, producer_draft
from publisher.manifests.read import BLANK
from publisher.model.manifest import ManifestSet
from publisher.model.names import ProducerId
from publisher.model.vocabulary import closest
from publisher.views import console


@click.command(
    help=_("Create a manifest to fill in, with comments in French: PRODUCER is a folder, THEME is one of themes.yml.")
)
@click.argument("producer", metavar=_("PRODUCER"))
@click.argument("theme", metavar=_("THEME"))
@click.option("--name", metavar=_("NAME"), help=_("Name of the file, if it differs from the theme."))
@click.option("--manifests", "root", type=click.Path(path_type=Path), default=Path("manifests"), metavar=_("DIR"),
              help=_("Folder of the manifests (default: manifests)."))  # fmt: skip
@language
def new(producer: str, theme: str, name: str | None, root: Path) -> Exit:
    """Write the manifest, and a `producer.yml` where there is none; then say what is to be filled."""
    known = load(root, os.environ).manifests
    _check(producer, name or theme, theme, known)
    folder = root / producer
    drafts = [_manifest(folder, name or theme, theme, known)]
    if not (folder / "producer.yml").exists():
        drafts.insert(0, producer_draft(folder, known.catalogs))
    if (there := next((one.path for one in drafts if one.path.exists()), None)) is not None:
        raise click.UsageError(_("{file} exists already: nothing was written").format(file=there))
    write_new({draft.path: draft.text for draft in drafts})
    for draft in drafts:
        console.out(_told(draft))
    console.out(_("Then:  publisher validate {key}").format(key=f"{producer}/{name or theme}"))
    return Exit.DONE


def _manifest(folder: Path, stem: str, theme: str, known: ManifestSet) -> Draft:
    found = known.producers.get(ProducerId(folder.name))
    label = known.themes[theme]
    title = label.get(Language.FRENCH.value) or next(iter(label.values()), theme)
    return dataset_draft(folder, stem, theme, title, found.name if found else BLANK)


def _check(producer: str, stem: str, theme: str, known: ManifestSet) -> None:
    refuse_unusable(producer, stem)
    if theme not in known.themes:
        near = closest(theme, known.themes)
        hint = _("did you mean “{near}”?").format(near=near) if near else ", ".join(known.themes)
        raise click.UsageError(_("themes.yml has no theme “{name}”; {hint}").format(name=theme, hint=hint))


def _told(draft: Draft) -> str:
    places = ", ".join(str(number) for number in draft.blanks)
    count = ngettext("{n} field to fill in", "{n} fields to fill in", len(draft.blanks))
    line = _("line {places}") if len(draft.blanks) == 1 else _("lines {places}")
    return f"{draft.path.as_posix()}{_(': ')}{count} ({line.format(places=places)})"

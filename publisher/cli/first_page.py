"""What `publisher` alone prints: what it is, the commands one needs, and where one stands."""

from collections.abc import Mapping
from pathlib import Path

from publisher.cli.verbs import VERBS
from publisher.locale import _, ngettext
from publisher.manifests.load import load
from publisher.model.findings import ManifestError
from publisher.model.manifest import ManifestSet, Mode


def first_page(root: Path, environ: Mapping[str, str]) -> str:
    """The first page, for somebody who stands beside this folder of manifests, or elsewhere."""
    lines = [
        _(
            "publisher: open data as code.\n"
            "You write manifests; a plan shows what will change; then the entries are updated."
        ),
        "",
    ]
    lines += [f"  publisher {verb:<10} {VERBS[verb]}" for verb in ("validate", "plan", "sync", "doctor")]
    lines += ["", _("All commands: publisher --help"), "", _standing(root, environ)]
    return "\n".join(lines)


def _standing(root: Path, environ: Mapping[str, str]) -> str:
    try:
        loaded = load(root, environ)
    except ManifestError as error:
        return _("Here: {what}").format(what=f"{error.findings[0].at.file}{_(': ')}{error.findings[0].what}")
    counts = ", ".join(
        (
            ngettext("{n} manifest", "{n} manifests", len(loaded.manifests.manifests)),
            ngettext("{n} catalogue", "{n} catalogues", len(loaded.manifests.catalogs)),
            ngettext("{n} finding", "{n} findings", len(loaded.findings)),
        )
    )
    return f"{_('Here:')} {counts}.\n{_modes(loaded.manifests)}"


def _modes(manifests: ManifestSet) -> str:
    managed = [config.name for config in manifests.catalogs if config.mode is Mode.MANAGE]
    if not managed:
        return _("No catalogue is in mode manage: nothing can be written yet.")
    return _("A sync writes to: {names}.").format(names=", ".join(managed))

"""What every verb needs on its desk: the manifests that were asked for, and the catalogues they go to."""

import os
import shlex
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from publisher.catalogs.base import Builder, Catalog, UnknownKindError, builder
from publisher.catalogs.transport import Transport
from publisher.catalogs.vocabulary_cache import Cache
from publisher.cli.options import Common
from publisher.cli.state import STATE
from publisher.locale import _
from publisher.manifests.load import Loaded, load
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.model.manifest import CatalogConfig, ManifestSet, Mode
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Plan
from publisher.sync.choices import USUAL, Choices
from publisher.sync.desire import Pairs, Selection, unmatched, wanted_in
from publisher.views import console


class Desk:
    """The manifests and the catalogues of one command."""

    def __init__(self, common: Common) -> None:
        self.common = common
        self.loaded: Loaded = load(common.manifests, os.environ)
        self.manifests: ManifestSet = _sandboxed(self.loaded.manifests) if common.sandbox else self.loaded.manifests
        self._check_selection(common.selection)
        self.catalogs: dict[CatalogName, Catalog] = {one.name: self._build(one) for one in self._configs()}
        """Those that were selected, and those whose files these list."""
        self.cache = Cache(None if common.sandbox else STATE / "cache")
        self.runs = STATE / "runs"

    def _configs(self) -> list[CatalogConfig]:
        taken = [one for one in self.manifests.catalogs if self.common.selection.takes_catalog(one.name)]
        sources = {one.links_to for one in taken}
        return [one for one in self.manifests.catalogs if one in taken or one.name in sources]

    def findings(self, *, everything: bool = False) -> tuple[Finding, ...]:
        """Every complaint about what was selected, and about what all manifests share; or about everything."""
        offline = (
            finding
            for config in self.manifests.catalogs
            if config.name in self.catalogs
            for finding in self.catalogs[config.name].lint(wanted_in(self.manifests, config))
        )
        found = dict.fromkeys((*self.loaded.findings, *offline))
        told = (one for one in found if everything or self._concerns(one))
        return tuple(sorted(told, key=lambda one: (one.at, one.rule)))

    def refuse_invalid(self, choices: Choices = USUAL) -> None:
        """Go no further when something selected is invalid. Raises `ManifestError`.

        Before entries without a manifest are archived, every manifest must be valid: one that cannot be read may be
        the renamed one of an entry that seems to have none.
        """
        found = self.findings(everything=choices.policy.prune)
        if any(one.severity is Severity.ERROR for one in found):
            raise ManifestError(found)

    def narrow(self, pairs: Pairs) -> None:
        """Be about these datasets and catalogues only."""
        self.common = replace(self.common, selection=replace(self.common.selection, pairs=pairs))

    def selected(self) -> tuple[DatasetKey, ...]:
        """Keys of the valid manifests that were asked for."""
        return tuple(one.key for one in self.manifests.manifests if self.common.selection.takes(one.key))

    def writable(self) -> None:
        """Go no further without a token for each catalogue that may be written to. Raises `click.ClickException`."""
        for config in self.manifests.catalogs:
            chosen = self.common.selection.takes_catalog(config.name)
            if chosen and config.mode is not Mode.OBSERVE and not self.token_of(config):
                raise MissingToken(config.name, config.token_env)

    def workers(self) -> int:
        """How many datasets are written side by side."""
        return max(config.concurrency for config in self.manifests.catalogs)

    def token_of(self, config: CatalogConfig) -> str | None:
        """The catalogue's token: from the environment and from nowhere else; in the sandbox its own."""
        if self.common.sandbox:
            from publisher.cli.sandboxed import TOKEN

            return TOKEN
        return (os.environ.get(config.token_env) or "").strip() or None if config.token_env else None

    def _build(self, config: CatalogConfig) -> Catalog:
        return _builder(config)(config, Transport(config), self.token_of(config))

    def _concerns(self, finding: Finding) -> bool:
        parts = Path(finding.at.file).parts
        inside = [part for part in parts if part in self.manifests.producers or (self.manifests.root / part).is_dir()]
        if not inside or finding.at.file.endswith(("catalogs.yml", "defaults.yml", "themes.yml")):
            return True
        producer, stem = inside[-1], Path(finding.at.file).stem
        selection = self.common.selection
        if stem == "producer":
            whole = not selection.patterns and not selection.excluded and selection.pairs is None
            return whole or any(key.startswith(f"{producer}/") for key in self._all_selected())
        return selection.takes(DatasetKey(f"{producer}/{stem}"))

    def _all_selected(self) -> Iterable[DatasetKey]:
        known = (*(one.key for one in self.manifests.manifests), *self.manifests.broken)
        return (key for key in known if self.common.selection.takes(key))

    def _check_selection(self, selection: Selection) -> None:
        keys = (*(one.key for one in self.manifests.manifests), *self.manifests.broken)
        for pattern in unmatched(selection, keys, self.manifests.producers):
            raise click.UsageError(_("no manifest matches “{pattern}”").format(pattern=pattern))
        names = {one.name for one in self.manifests.catalogs}
        for name in selection.catalogs:
            if name not in names:
                known = ", ".join(sorted(names))
                raise click.UsageError(
                    _("there is no catalogue “{name}”; the catalogues are: {known}").format(name=name, known=known)
                )


class MissingToken(click.ClickException):
    """A verb that writes, without the means to."""

    exit_code = 1

    def __init__(self, catalog: CatalogName, variable: str | None) -> None:
        text = _("no token for {catalog}: set the environment variable {variable}; nothing was written").format(
            catalog=catalog, variable=variable or "token_env"
        )
        super().__init__(text)


def _sandboxed(manifests: ManifestSet) -> ManifestSet:
    """The same manifests, in a sandbox that is there for as long as the command runs."""
    from publisher.cli.sandboxed import in_sandbox, sandbox_for

    return in_sandbox(manifests, click.get_current_context().with_resource(sandbox_for(manifests)))


def _builder(config: CatalogConfig) -> Builder:
    try:
        return builder(config.kind)
    except UnknownKindError as error:
        what = message("unknown kind of catalogue “{kind}”", kind=error.kind)
        fix = message("Allowed kinds: {known}", known=", ".join(error.known))
        raise ManifestError((Finding("PUB216", Severity.ERROR, config.at, what, fix),)) from error


def command_line(verb: str, common: Common, choices: Choices) -> str:
    """What a person would type to do the same with another verb."""
    parts = ["publisher", verb, *common.selection.patterns]
    parts += [part for name in common.selection.catalogs for part in ("--catalog", name)]
    parts += [part for pattern in common.selection.excluded for part in ("--exclude", pattern)]
    return shlex.join([*parts, *_places(common), *choices.flags()])


def apply_line(plan: Path, common: Common) -> str:
    """What a person would type to carry out a saved plan."""
    return shlex.join(["publisher", "apply", str(plan), *_places(common)])


def retry_line(run: str, common: Common) -> str:
    """What a person would type to take up a run: its own journal knows the rest."""
    return shlex.join(["publisher", "apply", "--retry-failed", run, *_places(common)])


def _places(common: Common) -> list[str]:
    """Where the manifests and the catalogues are, when that is not where they usually are."""
    elsewhere = ["--manifests", common.manifests.as_posix()] if common.manifests != Path("manifests") else []
    return [*elsewhere, *(["--sandbox"] if common.sandbox else [])]


def say_where(made: Plan, common: Common) -> None:
    """Of a plan in the sandbox that waits for a person: what it says to type is to be typed for the sandbox, too."""
    if common.sandbox and made.stuck:
        console.note(_("This is the sandbox: add --sandbox to each command shown above."))

"""The manifests of a command, its catalogues, its selection, its cache and its journals."""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from publisher.catalogs.base import Builder, Catalog, HasQuality, HasSchema, UnknownKindError, builder
from publisher.catalogs.retry import Clock
from publisher.catalogs.surroundings import FrontPassword
from publisher.catalogs.transport import Transport
from publisher.catalogs.vocabulary_cache import Cache
from publisher.cli.data_files import checked_files, judged_findings, schema_library
from publisher.cli.local_files import STATE, refuse_committed_state
from publisher.cli.selection_options import Common
from publisher.cli.stop_signals import STOP
from publisher.cli.unmatched_selection import NothingMatches
from publisher.locale import _
from publisher.manifests.exceptions import SeparatedFindings, files_about, without_exceptions
from publisher.manifests.findings_collector import shown
from publisher.manifests.load_folder import Loaded, empty_folders, load
from publisher.manifests.measure_file import measured_file
from publisher.model.commands import Again
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.files import MeasuredFile
from publisher.model.findings import Finding, ManifestError, Position, Severity, has_error
from publisher.model.manifest import CatalogConfig, ManifestSet, Mode
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ProducerId
from publisher.model.quality import Quality
from publisher.rules.data_files import MISSING_DATA_FILE
from publisher.rules.rule import Family
from publisher.rules.values import INVALID_SETTING
from publisher.sync.plan.inputs import PlanInputs
from publisher.sync.plan.plan_target import PlanTarget, target_of
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions
from publisher.sync.plan.selection import DatasetCatalogs, Selection, desired_in, unmatched


class Workspace:
    """The manifests and the catalogues of one command.

    Raises `ManifestError` where catalogs.yml is invalid, `click.UsageError` for a selection that matches nothing,
    `click.ClickException` where the folder of the tool came with the repository.
    """

    def __init__(self, common: Common) -> None:
        refuse_committed_state()
        self.loaded: Loaded = load(common.manifests, os.environ)
        self.common = _narrowed_to_changes(common, self.loaded)
        self.manifests: ManifestSet = _with_sandbox(self.loaded.manifests) if common.sandbox else self.loaded.manifests
        self._check_selection(common.selection)
        self.target: PlanTarget = target_of(self.loaded.manifests)
        """What catalogs.yml says; in a sandbox, too, so that a plan of it is tied to the folder."""
        self.catalogs: dict[CatalogName, Catalog] = {config.name: self._build(config) for config in self._configs()}
        """The selected catalogues, and the catalogues whose files the selected ones link to."""
        self.cache = Cache(None if common.sandbox else STATE / "cache")
        self.inputs = PlanInputs(
            manifests=self.manifests,
            catalogs=self.catalogs,
            cache=self.cache,
            measure=self._measured,
            today=self.loaded.today,
            public=common.public_output,
        )
        self.runs = STATE / "runs"
        self._checksums: dict[Path, str] = {}
        """Of the data files whose content was checked, as they were then."""

    def _configs(self) -> list[CatalogConfig]:
        selected_configs = [
            config for config in self.manifests.catalogs if self.common.selection.takes_catalog(config.name)
        ]
        sources = {config.links_to for config in selected_configs}
        return [config for config in self.manifests.catalogs if config in selected_configs or config.name in sources]

    def recall_schemas(self) -> None:
        """Use the schema that each catalogue had last: a verb that asks no catalogue knows no other."""
        for catalog in self.catalogs.values():
            if isinstance(catalog, HasSchema):
                catalog.recall(self.cache)

    def findings(
        self, *, everything: bool = False, content: bool = False, links: Sequence[Finding] | None = None
    ) -> SeparatedFindings:
        """Return the findings about the selected manifests and about the shared files; or all findings.

        With `content`, their data files are read, too. `links`: those about the addresses that manifests name; None
        where these were not called.
        """
        files = checked_files(self.manifests, self.selected(), schema_library(self.common)) if content else ()
        self._checksums |= {checked.file.path: checked.sha256 for checked in files}
        names = {checked.file.shown for checked in files}
        offline = (
            finding
            for config in self.manifests.catalogs
            if config.name in self.catalogs
            for finding in self.catalogs[config.name].lint(desired_in(self.manifests, config))
        )
        in_files = judged_findings(self.manifests, files)
        all_findings = dict.fromkeys((*self.loaded.findings, *offline, *in_files.open, *(links or ())))
        is_checked = {Family.LINKS: links is not None, Family.CONTENT: content}
        unchecked = [family for family, checked in is_checked.items() if not checked]
        separated = without_exceptions(all_findings, self.manifests.manifests, unchecked)

        def concerned(findings: Iterable[Finding]) -> tuple[Finding, ...]:
            selected = (f for f in findings if everything or f.at.file in names or self._is_selected(f))
            return tuple(sorted(selected, key=lambda finding: finding.sort_key))

        return SeparatedFindings(concerned(separated.open), concerned((*separated.accepted, *in_files.accepted)))

    def _measured(self, path: Path) -> MeasuredFile:
        """Measure a data file. Raises `ManifestError` for one that has other bytes than those that were checked."""
        measured = measured_file(path)
        if self._checksums.get(path, measured.sha256) != measured.sha256:
            what, fix = message("the file has changed since it was checked"), message("Run the command again.")
            raise ManifestError((MISSING_DATA_FILE.at(Position(shown(path)), what, fix),))
        return measured

    def qualities(self) -> tuple[tuple[DesiredDataset, Quality], ...]:
        """Return the quality of each selected dataset, as far as its manifest says it, where a catalogue has scores."""
        qualities: list[tuple[DesiredDataset, Quality]] = []
        for config in self.manifests.catalogs:
            catalog = self.catalogs.get(config.name)
            if isinstance(catalog, HasQuality) and self.common.selection.takes_catalog(config.name):
                datasets = desired_in(self.manifests, config)
                selected = (dataset for dataset in datasets if self.common.selection.takes(dataset.key))
                qualities += [(dataset, catalog.quality_of_manifest(dataset)) for dataset in selected]
        return tuple(qualities)

    def refuse_invalid(self, choices: RunOptions = DEFAULT_OPTIONS, *, content: bool = False) -> None:
        """Refuse to go on where a selected manifest, or with `content` one of its files, is invalid.

        Raises `ManifestError`.

        With `--prune` every manifest must be valid: an unreadable one may be the renamed manifest of an entry that
        seems to have none, and that entry would be archived.
        """
        findings = self.findings(everything=choices.policy.prune, content=content).open
        if has_error(findings):
            raise ManifestError(findings)

    def refuse_empty(self, choices: RunOptions, *, allowed: bool) -> None:
        """Refuse a folder without any manifest, unless asked for. Raises `click.ClickException`.

        With `--prune` also one in which a producer's folder is empty: its entries would be archived.
        """
        if allowed:
            return
        if choices.policy.prune:
            self._refuse_empty_producer()
        if known_keys(self.manifests):
            return
        text = _(
            "{folder} has no manifest: all our entries would be without one; nothing was written. "
            "Is this the right folder (--manifests DIR), and is it complete? If it is meant: --allow-empty"
        )
        raise click.ClickException(text.format(folder=self.manifests.root.as_posix()))

    def _refuse_empty_producer(self) -> None:
        """Refuse an empty folder of a selected producer. Raises `click.ClickException`."""
        takes = self.common.selection.takes_producer
        folder = next((path for path in empty_folders(self.manifests.root) if takes(ProducerId(path.name))), None)
        if folder is not None:
            text = _(
                "{folder} is empty, and --prune would archive its entries; nothing was written. Is it complete? If it "
                "is meant, delete the folder, or: --allow-empty"
            )
            raise click.ClickException(text.format(folder=folder.as_posix()))

    def narrow(self, dataset_catalogs: DatasetCatalogs) -> None:
        """Select these datasets and catalogues only."""
        self.common = replace(self.common, selection=replace(self.common.selection, dataset_catalogs=dataset_catalogs))

    def selected(self) -> tuple[DatasetKey, ...]:
        """Return the keys of the valid manifests that are selected."""
        return tuple(manifest.key for manifest in self.manifests.manifests if self.common.selection.takes(manifest.key))

    def with_selected_keys(self) -> Common:
        """Return the options of the command with the selected manifests by their keys, as a user types them."""
        return replace(self.common, selection=replace(self.common.selection, patterns=self.selected()))

    def without_errors(self, findings: Sequence[Finding]) -> tuple[DatasetKey, ...]:
        """Return the keys of the selected manifests about which none of these findings is an error."""
        wrong = {finding.at.file for finding in findings if finding.severity is Severity.ERROR}
        files = {manifest.key: files_about(manifest) for manifest in self.manifests.manifests}
        return tuple(key for key in self.selected() if wrong.isdisjoint(files[key]))

    def require_tokens(self) -> None:
        """Refuse to go on where a selected catalogue that may be written to has no token. Raises `MissingToken`."""
        for name, variable in self.without_token().items():
            others = [other.name for other in self._writable() if other.name not in self.without_token()]
            raise MissingToken(name, variable, others)

    def without_token(self) -> Mapping[CatalogName, str]:
        """Return the selected catalogues that may be written to and have no token, each with its variable.

        Raises `MissingToken` where none of them has a token.
        """
        configs, missing = self._writable(), self.missing_tokens()
        if configs and len(missing) == len(configs):
            raise MissingToken(configs[0].name, configs[0].token_env)
        return missing

    def missing_tokens(self) -> Mapping[CatalogName, str]:
        """Return the selected catalogues that may be written to and have no token, each with its variable."""
        missing = (config for config in self._writable() if not self.token_of(config))
        return {config.name: config.token_env or "token_env" for config in missing}

    def _writable(self) -> list[CatalogConfig]:
        """Return the selected catalogues that are not in mode observe."""
        return [
            config
            for config in self.manifests.catalogs
            if self.common.selection.takes_catalog(config.name) and config.mode is not Mode.OBSERVE
        ]

    def workers(self) -> int:
        """Return how many datasets are written at the same time."""
        return max(config.concurrency for config in self.manifests.catalogs)

    def token_of(self, config: CatalogConfig) -> str | None:
        """Return the token of a catalogue: from the environment only; in the sandbox, that of the sandbox."""
        if self.common.sandbox:
            from publisher.cli.sandbox_catalogs import TOKEN

            return TOKEN
        return (os.environ.get(config.token_env) or "").strip() or None if config.token_env else None

    def _build(self, config: CatalogConfig) -> Catalog:
        transport = Transport(config, Clock(time.monotonic, STOP.sleep), front_password(config))
        return _catalog_builder(config)(config, transport, self.token_of(config))

    def _is_selected(self, finding: Finding) -> bool:
        """Return whether a finding is about a selected manifest, its producer, or a shared file."""
        parts = Path(finding.at.file).parts
        inside = [part for part in parts if part in self.manifests.producers or (self.manifests.root / part).is_dir()]
        if not inside or finding.at.file.endswith(("catalogs.yml", "defaults.yml", "themes.yml", "personal-data.yml")):
            return True
        producer, stem = inside[-1], Path(finding.at.file).stem
        selection = self.common.selection
        if stem == "producer":
            whole = not selection.patterns and not selection.excluded
            whole = whole and selection.dataset_catalogs is None and selection.keys is None
            return whole or any(
                selection.takes(key) for key in known_keys(self.manifests) if key.startswith(f"{producer}/")
            )
        return selection.takes(DatasetKey(f"{producer}/{stem}"))

    def _check_selection(self, selection: Selection) -> None:
        """Refuse a pattern that matches no manifest, and an unknown catalogue. Raises `click.UsageError`."""
        for pattern in unmatched(selection, known_keys(self.manifests), self.manifests.producers):
            raise NothingMatches(pattern, self.manifests.root, known_keys(self.manifests), self.manifests.producers)
        for name in selection.catalogs:
            refuse_unknown_catalog(self.manifests, name)


def _narrowed_to_changes(common: Common, loaded: Loaded) -> Common:
    """Return the options with the datasets selected that differ from the commit of `--changed-since`.

    Raises `click.UsageError` where git does not have it.
    """
    if common.changed_since is None:
        return common
    from publisher.capture.changes_since import changes_since
    from publisher.capture.restore_files import NoSuchCommitError

    try:
        changed = changes_since(common.changed_since, loaded, os.environ)
    except NoSuchCommitError as error:
        text = _("git has no commit “{commit}” here: fetch it, or name another one")
        raise click.UsageError(text.format(commit=common.changed_since)) from error
    return replace(common, selection=replace(common.selection, keys=changed.keys | changed.removed))


def front_password(config: CatalogConfig) -> FrontPassword | None:
    """Return the password for a server in front of a catalogue, from the environment only; None where none is named."""
    if config.basic_auth_env is None:
        return None
    return FrontPassword(config.basic_auth_env, (os.environ.get(config.basic_auth_env) or "").strip() or None)


class MissingToken(click.ClickException):
    """A verb that writes has no token for a catalogue."""

    exit_code = 1

    def __init__(self, catalog: CatalogName, variable: str | None, others: Sequence[CatalogName] = ()) -> None:
        text = _("no token for {catalog}: set the environment variable {variable}; nothing was written").format(
            catalog=catalog, variable=variable or "token_env"
        )
        without = "\n  " + _("To leave this catalogue out:  {command}").format(
            command=Again(("--catalog", *others[:1]))
        )
        super().__init__(text + (without if others else ""))


def known_keys(manifests: ManifestSet) -> tuple[DatasetKey, ...]:
    """Return the keys of all manifests, those of invalid manifests and of withdrawn datasets included."""
    return tuple(sorted(manifests.keys))


def refuse_unknown_catalog(manifests: ManifestSet, name: str) -> None:
    """Refuse a catalogue that catalogs.yml does not name. Raises `click.UsageError`."""
    names = sorted(config.name for config in manifests.catalogs)
    if name not in names:
        text = _("there is no catalogue “{name}”; the catalogues are: {known}")
        raise click.UsageError(text.format(name=name, known=", ".join(names)))


def _with_sandbox(manifests: ManifestSet) -> ManifestSet:
    """Return the manifests with their catalogues in a sandbox, which is served until the command ends."""
    from publisher.cli.sandbox_catalogs import serve_sandbox, with_sandbox_addresses

    return with_sandbox_addresses(manifests, click.get_current_context().with_resource(serve_sandbox(manifests)))


def _catalog_builder(config: CatalogConfig) -> Builder:
    """Return the function that builds a catalogue of this kind. Raises `ManifestError` for an unknown kind."""
    try:
        return builder(config.kind)
    except UnknownKindError as error:
        what = message("unknown kind of catalogue “{kind}”", kind=error.kind)
        fix = message("Allowed kinds: {known}", known=", ".join(error.known))
        raise ManifestError((INVALID_SETTING.at(config.at, what, fix),)) from error

"""`publisher withdraw KEY --reason TEXT`: take a dataset down for good, everywhere the tool can reach."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from publisher.capture.tombstone_text import tombstone_text
from publisher.catalogs.base import Catalog
from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.forget_locally import Traces, data_files_in, forget_locally
from publisher.cli.local_files import SANDBOX, refuse_unusable, replace_file, reported_if_unwritable, write_new
from publisher.cli.selection_options import Common, common
from publisher.cli.show_ask_apply_report import show_ask_apply_report
from publisher.cli.unmatched_selection import NothingMatches
from publisher.cli.workspace import Workspace, known_keys
from publisher.locale import _
from publisher.manifests.load_folder import Loaded
from publisher.model.entry import Entry
from publisher.model.findings import Position
from publisher.model.guards import GuardKind
from publisher.model.manifest import ManifestSet, Tombstone
from publisher.model.names import CatalogName, DatasetKey, producer_of, stem_of
from publisher.model.plan import Plan, Update
from publisher.sync.apply.withdraw_entry import FileState, state_of_file
from publisher.sync.plan.make_plan import Request
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection
from publisher.views import console
from publisher.views.withdraw_text import Remains, StoredFile, remaining_text, to_withdraw_text

PERSONAL: Final = re.compile(r"@|(?:\d[ .-]?){9,}")
"""An address, or a number as long as a telephone's: the reason is as public as the repository."""

ALLOWED: Final = RunOptions(allowed={GuardKind.HIDINGS: 1, GuardKind.PROTECTED: 1})
"""Who withdraws a dataset has said so: the guards against doing it by mistake ask no more."""


@click.command(help=_("Take a dataset down for good: hidden, emptied, and never published again. It is not undone."))
@common("text")
@click.option("--reason", required=True, metavar=_("TEXT"), help=_("Why, without any personal data: it stays in git."))
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def withdraw(common: Common, reason: str, yes: bool) -> Exit:
    """Plan the withdrawal, ask, write the tombstone, empty and hide the entries, and forget what is kept here."""
    key = _key(common.selection)
    _refuse_personal(reason)
    catalogs = common.selection.catalogs
    workspace = Workspace(replace(common, selection=Selection(catalogs=catalogs)))
    dataset = _Withdrawal.of(key, reason, workspace.loaded)
    proposed = _proposed(workspace.manifests, key)
    manifests = dataset.applied_to(workspace.manifests)
    workspace.manifests = manifests
    workspace.inputs = replace(workspace.inputs, manifests=manifests)
    plans: list[Plan] = []

    def look_at(plan: Plan) -> None:
        plans.append(plan)
        if not plan.items and not dataset.path.exists():
            raise NothingMatches(key, manifests.root, known_keys(workspace.loaded.manifests), manifests.producers)
        written = dataset.path if dataset.is_new else None
        console.note(to_withdraw_text(key, written, dataset.files, dataset.shared) + "\n")

    code = show_ask_apply_report(
        workspace,
        Request(selection=Selection(patterns=(key,), catalogs=catalogs), options=ALLOWED),
        yes=yes,
        fail_on_drift=False,
        on_plan=look_at,
        before_writing=dataset.write,
    )
    (plan,) = plans
    if not plan.writes:
        if code is not Exit.DONE:
            return code
        ask(_("No entry is left to empty. Change the files of this folder?"), yes=yes)
        dataset.write()
    entries = tuple(_entries(plan))
    left = forget_locally(dataset.tombstone.keys, dataset.traces.with_entries(entries))
    # In the sandbox, its file is the catalogue.
    files = [file for file in left if not (common.sandbox and file == SANDBOX)]
    stored = tuple(_stored(entries, workspace.catalogs))
    ours = {entry.catalog for entry in entries}
    remains = Remains(
        tombstone=dataset.tombstone,
        entries=entries,
        proposed={name: entry for name, entry in proposed.items() if name not in ours},
        stored=stored,
        copies=plan.copies,
        files=files,
    )
    configs = {config.name: config for config in manifests.catalogs}
    console.out_text("\n" + remaining_text(remains, configs))
    return code


def _key(selection: Selection) -> DatasetKey:
    """Return the one key that was given. Raises `click.UsageError`."""
    if len(selection.patterns) != 1 or selection.patterns[0].count("/") != 1:
        raise click.UsageError(_("give one key, such as: publisher withdraw PRODUCER/DATASET --reason TEXT"))
    if selection.excluded:
        raise click.UsageError(_("--exclude has no place here: one dataset is withdrawn"))
    key = DatasetKey(selection.patterns[0])
    refuse_unusable(producer_of(key), stem_of(key))
    return key


def _proposed(manifests: ManifestSet, key: DatasetKey) -> Mapping[CatalogName, str]:
    """Return the entries that the manifest of a key names, and that may never have become ours."""
    adoptions = (manifest.adoptions for manifest in manifests.manifests if manifest.key == key)
    return {name: adoption.entry for named in adoptions for name, adoption in named.items() if adoption.entry}


def _refuse_personal(reason: str) -> None:
    """Refuse a reason that is empty, or has personal data. Raises `click.UsageError`."""
    if not reason.strip() or len(reason.splitlines()) > 1:
        raise click.UsageError(_('give the reason in one line, such as: --reason "request no. 12"'))
    if PERSONAL.search(reason):
        text = _("the reason stays in the repository: write no e-mail address and no number of a person there")
        raise click.UsageError(text)


def _entries(plan: Plan) -> Iterable[Entry]:
    """Yield the entries that a plan empties."""
    for item in plan.items:
        if isinstance(item.step, Update):
            yield from (edit.entry for edit in (item.step.edit, *item.step.hides))


def _stored(entries: Iterable[Entry], catalogs: Mapping[CatalogName, Catalog]) -> Iterable[StoredFile]:
    """Yield the files of these entries of which the catalogue does not say that they are no longer there."""
    for entry in entries:
        for resource in entry.resources:
            if resource.address is not None:
                state = state_of_file(catalogs[entry.catalog], resource)
                if state is not FileState.REMOVED:
                    yield StoredFile(entry, resource.address, state)


@dataclass(frozen=True)
class _Withdrawal:
    """A dataset to withdraw: its tombstone, and what it has in the folder of the manifests."""

    tombstone: Tombstone
    path: Path
    """Of the manifest."""
    traces: Traces
    is_new: bool
    """Whether the tombstone is still to be written."""
    files: tuple[Path, ...] = ()
    """The data files that no other manifest names."""
    shared: tuple[Path, ...] = ()
    """Those that others name, too: they stay."""

    @classmethod
    def of(cls, key: DatasetKey, reason: str, loaded: Loaded) -> "_Withdrawal":
        """Return the dataset of a key, withdrawn today. Raises `click.ClickException` without its folder."""
        manifests = loaded.manifests
        folder = manifests.root / producer_of(key)
        path = folder / f"{stem_of(key)}.yml"
        if not folder.is_dir():
            text = _(
                "there is no folder {folder}: put it back first (git), its producer.yml says whose the entries are"
            )
            raise click.ClickException(text.format(folder=folder.as_posix()))
        with reported_if_unwritable(path):
            text = path.read_bytes().decode("utf-8-sig", "replace") if path.exists() else ""
        elsewhere = [_text_of(other) for other in sorted(manifests.root.rglob("*.yml")) if other != path]
        existing = next((tombstone for tombstone in manifests.tombstones if tombstone.key == key), None)
        if existing is not None:
            traces = Traces.of((), (path,), manifests.root, "\n".join((key, *elsewhere)))
            return cls(existing, path, traces, is_new=False)
        manifest = next((manifest for manifest in manifests.manifests if manifest.key == key), None)
        tombstone = Tombstone(
            key=key,
            at=Position(path.as_posix()),
            date=loaded.today.isoformat(),
            reason=reason.strip(),
            previously=manifest.previously if manifest else (),
        )
        named = tuple(folder / name for name in data_files_in(path))
        shared = tuple(file for file in named if any(file.name in other for other in elsewhere))
        files = tuple(file for file in named if file.is_file() and file not in shared)
        traces = Traces.of(text.splitlines(), (path, *named), manifests.root, "\n".join((key, *elsewhere)))
        return cls(tombstone, path, traces, is_new=True, files=files, shared=shared)

    def applied_to(self, manifests: ManifestSet) -> ManifestSet:
        """Return the manifests with the tombstone in place of the manifest."""
        key = self.tombstone.key
        tombstones = (other for other in manifests.tombstones if other.key != key)
        return replace(
            manifests,
            manifests=tuple(manifest for manifest in manifests.manifests if manifest.key != key),
            broken=manifests.broken - {key},
            tombstones=(*tombstones, self.tombstone),
        )

    def write(self) -> None:
        """Write the tombstone in place of the manifest, and remove its data files. Raises `click.ClickException`."""
        if not self.is_new:
            return
        text = tombstone_text(self.tombstone.date, self.tombstone.reason, self.tombstone.previously)
        if self.path.exists():
            replace_file(self.path, text.encode())
        else:
            write_new({self.path: text})
        for file in self.files:
            with reported_if_unwritable(file):
                file.unlink(missing_ok=True)


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")

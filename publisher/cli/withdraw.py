"""`publisher withdraw KEY --reason TEXT`: take a dataset down for good, everywhere the tool can reach."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from publisher.capture.withdraw_manifest import CannotWithdrawError, Withdrawal, withdrawal_of
from publisher.catalogs.base import Catalog, KeepsContacts
from publisher.catalogs.errors import CatalogError
from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.forget_locally import Traces, forget_locally
from publisher.cli.local_files import refuse_unusable, reported_if_unwritable
from publisher.cli.next_command import same_command
from publisher.cli.selection_options import Common, common
from publisher.cli.show_ask_apply_report import show_ask_apply_report
from publisher.cli.unmatched_selection import NothingMatches
from publisher.cli.workspace import Workspace, known_keys
from publisher.locale import _, ngettext
from publisher.manifests.tombstone_file import is_personal
from publisher.model.entry import Entry
from publisher.model.guards import GuardKind
from publisher.model.manifest import ManifestSet
from publisher.model.names import CatalogName, DatasetKey, producer_of, stem_of
from publisher.model.plan import Plan, Update
from publisher.sync.apply.withdraw_entry import FileState, state_of_file
from publisher.sync.plan.make_plan import Request
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection
from publisher.sync.steps.withdrawal import not_emptied
from publisher.views import console
from publisher.views.withdraw_text import Remains, StoredFile, remaining_text, to_withdraw_text

ALLOWED: Final = RunOptions(allowed={GuardKind.HIDINGS: 1_000, GuardKind.PROTECTED: 1_000})
"""Who withdraws a dataset has said so: the guards against doing it by mistake ask no more."""


@click.command(help=_("Take a dataset down for good: hidden, emptied, and never published again. It is not undone."))
@common("text")
@click.option("--reason", required=True, metavar=_("TEXT"), help=_("Why, without any personal data: it stays in git."))
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def withdraw(common: Common, reason: str, yes: bool) -> Exit:
    """Plan the withdrawal, ask, write the tombstone, empty and hide the entries, and forget what is kept here."""
    key = _key(common.selection)
    _refuse_unusable_reason(reason)
    catalogs = common.selection.catalogs
    workspace = Workspace(replace(common, selection=Selection(catalogs=catalogs)))
    run = _Run(key, reason, workspace)
    code = show_ask_apply_report(
        workspace,
        Request(selection=Selection(patterns=(key,), catalogs=catalogs), options=ALLOWED),
        yes=yes,
        fail_on_drift=False,
        on_plan=run.show,
        question=run.question,
        before_writing=run.write_here,
    )
    if not run.plan.writes:
        if code is not Exit.DONE:
            return code
        if run.dataset.is_new:
            ask(_("No entry is left to empty. Change the files of this folder?"), yes=yes)
        run.write_here()
    console.out_text("\n" + remaining_text(run.remains(), {config.name: config for config in run.manifests.catalogs}))
    others = [config.name for config in run.manifests.catalogs if catalogs and config.name not in catalogs]
    if others:
        text = _("! not done yet on {catalogs}. To go on:  {command}")
        again = same_command("sync", replace(common, selection=Selection(patterns=(key,))), RunOptions())
        console.note(text.format(catalogs=", ".join(others), command=again))
    return Exit.PARTLY if others or run.undeleted else code


class _Run:
    """One withdrawal: what it found, and what it leaves."""

    def __init__(self, key: DatasetKey, reason: str, workspace: Workspace) -> None:
        """Prepare it, and plan with the tombstone in place of the manifest. Raises `click.ClickException`."""
        self.workspace = workspace
        try:
            self.dataset: Withdrawal = withdrawal_of(key, reason, workspace.loaded)
        except CannotWithdrawError as error:
            raise click.ClickException(str(error.what)) from error
        self.traces = Traces.of(self.dataset, workspace.manifests.root)
        self.proposed = _proposed(workspace.manifests, key)
        self.known = known_keys(workspace.manifests)
        self.manifests = workspace.manifests = self.dataset.applied_to(workspace.manifests)
        workspace.inputs = replace(workspace.inputs, manifests=self.manifests)
        self.plan = Plan((), (), {})
        self.undeleted: tuple[Path, ...] = ()

    @property
    def rehearses(self) -> bool:
        """Whether the catalogues are those of a sandbox: then the folder and the journals stay as they are."""
        return self.workspace.common.sandbox

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that the plan empties, as they were."""
        steps = [item.step for item in self.plan.items if isinstance(item.step, Update)]
        return tuple(edit.entry for step in steps for edit in (step.edit, *step.hides))

    def show(self, plan: Plan) -> None:
        """Say what is about to happen. Raises `NothingMatches` for a key that neither a file nor an entry has."""
        self.plan, key = plan, self.dataset.tombstone.key
        if not plan.items and not self.dataset.path.exists():
            raise NothingMatches(key, self.manifests.root, self.known, self.manifests.producers)
        console.note(to_withdraw_text(self.dataset, self.entries, rehearses=self.rehearses) + "\n")

    def question(self, plan: Plan) -> str:
        """Return the question that a person answers."""
        text = ngettext(
            "Empty {n} entry of {{key}} for good?", "Empty {n} entries of {{key}} for good?", len(plan.writes)
        )
        return text.format(key=self.dataset.tombstone.key)

    def write_here(self) -> None:
        """Write the tombstone, and remove the data files. Raises `click.ClickException`."""
        if not self.rehearses:
            with reported_if_unwritable(self.dataset.path):
                self.undeleted = self.dataset.write()

    def remains(self) -> Remains:
        """Forget what is kept on this machine, look at what is left elsewhere, and return it."""
        entries, catalogs, keys = self.entries, self.workspace.catalogs, self.dataset.tombstone.keys
        left = [] if self.rehearses else forget_locally(keys, self.traces.with_entries(entries))
        ours = {entry.catalog for entry in entries}
        return Remains(
            tombstone=self.dataset.tombstone,
            entries=entries,
            proposed={name: entry for name, entry in self.proposed.items() if name not in ours},
            stored=tuple(_stored(entries, catalogs)),
            kept_fields={entry.id: _kept_fields(catalogs[entry.catalog], entry) for entry in entries},
            contacts={entry.id: _contacts(catalogs[entry.catalog], entry) for entry in entries},
            copies=self.plan.copies,
            files=(*self.undeleted, *self.dataset.left, *left),
        )


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


def _refuse_unusable_reason(reason: str) -> None:
    """Refuse a reason that is empty, or has personal data. Raises `click.UsageError`."""
    if not reason.strip() or not reason.isprintable():
        raise click.UsageError(_('give the reason in one line, such as: --reason "request no. 12"'))
    if is_personal(reason):
        text = _("the reason stays in the repository: write no e-mail address and no telephone number there")
        raise click.UsageError(text)


def _stored(entries: Iterable[Entry], catalogs: Mapping[CatalogName, Catalog]) -> Iterable[StoredFile]:
    """Yield the files of these entries of which the catalogue does not say that they are no longer there."""
    for entry in entries:
        for resource in entry.resources:
            if resource.address is not None:
                state = state_of_file(catalogs[entry.catalog], resource)
                if state is not FileState.REMOVED:
                    yield StoredFile(entry, resource.address, state)


def _kept_fields(catalog: Catalog, entry: Entry) -> tuple[str, ...]:
    """Return the fields that still have the value that they had: a portal's schema may require them."""
    try:
        now = catalog.reread(entry)
    except CatalogError:
        return ()  # the report says that it was not emptied, or the next run looks again
    return not_emptied(entry, now) if now is not None else ()


def _contacts(catalog: Catalog, entry: Entry) -> tuple[str, ...]:
    return catalog.contacts_of(entry) if isinstance(catalog, KeepsContacts) else ()

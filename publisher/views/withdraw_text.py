"""What a withdrawal does in the folder of manifests, and what remains where the tool cannot reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.capture.withdraw_manifest import Withdrawal
from publisher.locale import _
from publisher.model.commands import command
from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, Tombstone
from publisher.model.names import CatalogName, RemoteId
from publisher.model.plan import EntryCopy
from publisher.model.values import Withheld
from publisher.sync.apply.withdraw_entry import FileState
from publisher.views.safe_text import printable


def to_withdraw_text(withdrawal: Withdrawal, entries: Iterable[Entry], *, rehearses: bool) -> str:
    """Return what becomes of the manifest, of its data files and of the entries.

    `rehearses`: only entries of a sandbox are emptied.
    """
    key, path = withdrawal.tombstone.key, withdrawal.path.as_posix()
    lines = [_("{key} is withdrawn for good. This is not undone.").format(key=key)]
    if rehearses:
        text = _("{key} is withdrawn in the sandbox; the files of this folder stay. To start again:  {command}")
        lines = [text.format(key=key, command=command("sandbox", "--fresh"))]
    elif withdrawal.is_new:
        lines += [f"  − {path}  {_('becomes a file without any value, to commit: it keeps the dataset away')}"]
        lines += [f"  − {printable(file.as_posix())}  {_('is deleted')}" for file in withdrawal.files]
        other = _("stays: another manifest names it, or it is no data file of this folder")
        lines += [f"    {printable(file.as_posix())}  {other}" for file in withdrawal.left]
    addresses = [address for entry in entries if not entry.withheld for address in _addresses(entry)]
    if addresses:
        lines += [_("To note: these addresses are to be checked afterwards."), *(f"    {each}" for each in addresses)]
    return "\n".join(lines)


def _addresses(entry: Entry) -> Iterable[str]:
    """Yield the address of an entry, with its title, and those of its files."""
    yield printable(f"{entry.address}  ({entry.content.title})")
    yield from (printable(resource.address) for resource in entry.resources if resource.address is not None)


@dataclass(frozen=True)
class StoredFile:
    """A file that a catalogue kept."""

    entry: Entry
    address: str
    state: FileState


@dataclass(frozen=True, kw_only=True)
class Remains:
    """What a withdrawal leaves where the tool cannot reach."""

    tombstone: Tombstone
    entries: Sequence[Entry]
    """As they were before they were emptied."""
    proposed: Mapping[CatalogName, str]
    """The entry that the manifest named in a catalogue where none of ours was."""
    stored: Sequence[StoredFile]
    """The files that catalogues kept, and may still keep."""
    kept_fields: Mapping[RemoteId, Sequence[str]]
    """By entry, the fields that keep their value: the portal requires them."""
    contacts: Mapping[RemoteId, Sequence[str]]
    """By entry, the addresses of its contacts, which the catalogue keeps apart."""
    copies: Sequence[EntryCopy]
    """Those that harvesters made."""
    files: Sequence[Path]
    """Files on this machine with something of the dataset."""


def remaining_text(remains: Remains, configs: Mapping[CatalogName, CatalogConfig]) -> str:
    """Return what remains, and who can remove it."""
    parts = [
        *(_stored_file(file, configs[file.entry.catalog]) for file in remains.stored),
        *(_kept(entry, remains.kept_fields[entry.id]) for entry in remains.entries if remains.kept_fields[entry.id]),
        *map(_contact, dict.fromkeys(each for contacts in remains.contacts.values() for each in contacts)),
        *(_not_ours(name, entry) for name, entry in remains.proposed.items()),
        *map(_linked_file, _linked_addresses(remains.entries)),
        *(_history(entry, configs[entry.catalog]) for entry in remains.entries),
        *(_copy(copy) for copy in remains.copies if copy.key in remains.tombstone.keys),
        _("git: the earlier commits, here, on the server, in forks and pull requests"),
        _("the server (GitHub): the logs and artifacts of earlier runs; here: plans that were saved as files"),
        *(_("this machine: {file}").format(file=file.as_posix()) for file in remains.files),
    ]
    head = _("What remains, and who can remove it (see docs/withdrawal.md):")
    return "\n".join([head, *(f"  - {part}" for part in parts)])


def _linked_addresses(entries: Iterable[Entry]) -> Iterable[str]:
    """Return the addresses to which entries linked, but those of the files that another of them had."""
    resources = [resource for entry in entries for resource in entry.resources if not entry.withheld]
    stored = {resource.address for resource in resources}
    return dict.fromkeys(
        resource.content.url
        for resource in resources
        if resource.address is None and isinstance(resource.content.url, str) and resource.content.url not in stored
    )


def _stored_file(file: StoredFile, config: CatalogConfig) -> str:
    address = str(Withheld()) if file.entry.withheld else printable(file.address)
    text = (
        _("{catalog}: the file is still there, at {address}: ask those who run {url} to delete it")
        if file.state is FileState.READABLE
        else _(
            "{catalog}: the server does not say whether the file is still there, at {address}: ask those who run {url}"
        )
    )
    return text.format(catalog=file.entry.catalog, address=address, url=config.url)


def _kept(entry: Entry, names: Iterable[str]) -> str:
    text = _(
        "{catalog}: fields that every entry needs there keep their value: {names}; change them on the page of {id}"
    )
    return text.format(catalog=entry.catalog, names=printable(", ".join(names)), id=entry.id)


def _contact(address: str) -> str:
    text = _("{address}: a contact of the organization, which stays; delete it there if no other dataset needs it")
    return text.format(address=printable(address))


def _not_ours(catalog: CatalogName, entry: str) -> str:
    text = _("{catalog}: the entry {entry}, which the manifest named, is not ours, and stays: hide it there")
    return text.format(catalog=catalog, entry=printable(entry))


def _linked_file(address: str) -> str:
    return _("{address}: the entry linked to it; ask those who keep it").format(address=printable(address))


def _history(entry: Entry, config: CatalogConfig) -> str:
    text = _("{catalog}: the name {name} of the entry, its history and backups: ask those who run {url}, entry {id}")
    return text.format(catalog=entry.catalog, name=printable(entry.name), id=entry.id, url=config.url)


def _copy(copy: EntryCopy) -> str:
    text = _("{address}: a harvester copied it there; ask those who run {catalog}")
    return text.format(address=printable(copy.entry.address), catalog=copy.catalog)

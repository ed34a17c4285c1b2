"""Why a step is blocked, in the words that a person needs to settle it. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from publisher.model.catalog import Access
from publisher.model.commands import Command, command
from publisher.model.day_text import day_message
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry, HiddenEntry
from publisher.model.marker_text import BASE_VERSION
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey, producer_of
from publisher.model.plan import Blocked, BlockReason
from publisher.model.values import Withheld


def no_right(desired: DesiredDataset, access: Access) -> Blocked | None:
    """The token's user may not write there; None where they may, or where nobody is asked."""
    if access.user is None or desired.organization in access.writable:
        return None
    fix = message("Ask for the editor role in that organization, or correct {place}.", place=desired.organization_at)
    return Blocked(why=BlockReason.NO_RIGHT, reason=_no_right(access.user, desired.organization_shown), fix=fix)


def no_right_to(entry: Entry, access: Access) -> Blocked | None:
    """The token's user may not write to the organization of an entry; None where they may, or where nobody is asked."""
    if access.user is None or {entry.organization, entry.organization_id} & access.writable:
        return None
    fix = message("Ask for the editor role in that organization, then run the command again.")
    return Blocked(why=BlockReason.NO_RIGHT, reason=_no_right(access.user, entry.organization or "∅"), fix=fix)


def _no_right(user: str, organization: str) -> Message:
    return message("{user} may not write to the organization {organization}", user=user, organization=organization)


def withdrawn(key: DatasetKey, entry: Entry) -> Blocked:
    """The dataset was withdrawn for good, and the file that says so is missing, or is a manifest again."""
    return Blocked(
        why=BlockReason.WITHDRAWN,
        reason=message(
            "it was withdrawn for good ({address}), and nothing is published for it again", address=entry.address
        ),
        fix=message(
            "Put back the file that says so (`withdrawn:`), or write it anew: {command}",
            command=command("withdraw", key, "--reason", "…"),
        ),
    )


def groups_forbidden(desired: DesiredDataset, access: Access, names: Iterable[str]) -> Blocked:
    """The token's user is no member of groups that the step changes: the catalogue would refuse the whole entry."""
    names = tuple(names)
    places = [at for name in names if (at := desired.places(f"groups.{name}")) != desired.at]
    return Blocked(
        why=BlockReason.NO_RIGHT,
        reason=message(
            "{user} is no member of these groups of {catalog}, and may not change what they contain: {names} ({place})",
            user=access.user or "",
            catalog=desired.catalog,
            names=", ".join(names),
            place=places[0] if places else desired.places("groups"),
        ),
        fix=message(
            "Ask an administrator of the catalogue to make {user} a member of the group; or write in `groups:` what "
            "the entry has there.",
            user=access.user or "",
        ),
    )


def newer_marker(entry: Entry, version: int) -> Blocked:
    """A newer version of the program wrote to the entry: what it applied cannot be read here."""
    return Blocked(
        why=BlockReason.NEWER_MARKER,
        reason=newer_marker_reason(entry, version),
        fix=message("Update publisher, here and wherever this repository is published from."),
    )


def newer_marker_reason(entry: Entry, version: int) -> Message:
    """Why nothing is written to an entry to which a newer version has written."""
    return message(
        "{address} was written by a newer version of publisher: its marker is of version {version}, and this one reads "
        "versions up to {known}",
        address=entry.address,
        version=version,
        known=BASE_VERSION,
    )


def duplicates(entries: Iterable[Entry]) -> Blocked:
    """Block a dataset whose marker several entries carry."""
    names = ", ".join(entry.address for entry in entries)
    return Blocked(
        why=BlockReason.DUPLICATES,
        reason=message("several entries carry this dataset's marker: {names}", names=names),
        fix=message(
            "In the catalogue, remove the extras publisher_repository, publisher_key and publisher_base from the "
            "copies."
        ),
    )


def different_entries(desired: DesiredDataset, entries: Iterable[Entry]) -> Blocked:
    """Block a dataset that is said to be two entries in which nothing is the same."""
    names = ", ".join(f"{entry.address} (“{entry.content.title}”)" for entry in entries)
    return Blocked(
        why=BlockReason.DUPLICATES,
        reason=message(
            "`previously:` says that these entries are one dataset, and their titles, files and addresses differ: "
            "{names}",
            names=names,
        ),
        fix=message(
            "If they are two datasets, correct `previously:` in {place}. If they are one, give both entries the same "
            "title in the catalogue: the earlier one then stays.",
            place=desired.places("previously"),
        ),
    )


def hidden(hidden: HiddenEntry) -> Blocked:
    """Something stands under the name, and may not be read."""
    return Blocked(
        why=BlockReason.HIDDEN,
        reason=message("an entry named {name} exists, and this token may not read it", name=hidden.name),
        fix=message("Use a token that may read this entry, or choose another `slug:` in the manifest."),
    )


def other_organization(desired: DesiredDataset, entry: Entry) -> Blocked:
    """The entry is in another organization than the manifest says."""
    moved = entry.marker is not None and producer_of(entry.marker.key) != producer_of(desired.key)
    return Blocked(
        why=BlockReason.ORGANIZATION,
        reason=message(
            "the entry is in the organization {there}, and the manifest says {here}",
            there=Withheld() if entry.withheld else entry.organization or entry.organization_id or "∅",
            here=desired.organization_shown,
        ),
        fix=_fix_of_moved_manifest(desired, entry)
        if moved
        else message(
            "Move {address} to {here} in the catalogue, or correct {place}.",
            address=entry.address,
            here=desired.organization_shown,
            place=desired.organization_at,
        ),
    )


def _fix_of_moved_manifest(desired: DesiredDataset, entry: Entry) -> Message:
    """The manifest went to another producer's folder: the settings of that producer are right."""
    return message(
        "If {place} was moved by mistake, put it back into the folder {former}. If not, move {address} to {here} in "
        "the catalogue.",
        place=desired.at.file,
        former=producer_of(entry.marker.key) if entry.marker else "",
        address=entry.address,
        here=desired.organization_shown,
    )


def second_writer(desired: DesiredDataset, entry: Entry) -> Blocked:
    """An entry that we know lost its marker; or a harvester's copy of it, with our resources."""
    if entry.harvested is not None:
        return in_the_way_of(desired, entry, BlockReason.FOREIGN)
    if entry.deleted:
        return Blocked(
            why=BlockReason.SECOND_WRITER,
            reason=message("{address} has our resources and no marker, and was deleted", address=entry.address),
            fix=message(
                "Restore it in the catalogue, then: {command}",
                command=_adopt(desired),
            ),
        )
    return Blocked(
        why=BlockReason.SECOND_WRITER,
        reason=message(
            "{address} has our resources and no marker: it was let go, or another tool rewrites it",
            address=entry.address,
        ),
        fix=message(
            "To link it again: {command}. If another tool rewrites it, stop that tool, "
            "then put the extras publisher_repository = {repository} and publisher_key = {key} back in the catalogue.",
            repository=desired.repository,
            key=desired.key,
            command=_adopt(desired),
        ),
    )


def place_taken(desired: DesiredDataset, entry: Entry, why: BlockReason) -> Blocked:
    """Somebody else's entry stands where ours would."""
    if entry.harvested is not None and entry.marker is None:
        return in_the_way_of(desired, entry, why)
    has_other_owner = entry.marker is not None and entry.marker.repository != desired.repository
    shown = BlockReason.OTHER_REPOSITORY if has_other_owner else why
    return Blocked(why=shown, reason=_taken_reason(entry, shown), fix=_taken_fix(desired, entry, why))


def in_the_way_of(desired: DesiredDataset, entry: Entry, why: BlockReason) -> Blocked:
    """A harvested entry stands where ours would: most often the copy of ours that a harvester made."""
    key = entry.copies_from(desired.repository)
    if key is not None:
        reason = message("{address} is a harvested copy of {key} ({mark})", address=entry.address, key=key,
                         mark=entry.harvested or "")  # fmt: skip
    else:
        reason = message("{address} stands in its place, and a harvester rewrites it ({mark})",
                         address=entry.address, mark=entry.harvested or "")  # fmt: skip
    fix = message("To leave it to the harvester, write under `catalogs:` of {place}: {catalog}: false. To publish it "
                  "from here, have it taken out of the harvest and deleted in the catalogue.",
                  place=desired.at, catalog=desired.catalog)  # fmt: skip
    return Blocked(why=why, reason=reason, fix=fix)


def _taken_reason(entry: Entry, why: BlockReason) -> Message:
    match why:
        case BlockReason.OTHER_REPOSITORY:
            owner = Withheld() if entry.withheld else entry.marker.repository if entry.marker else ""
            return message("{address} belongs to another repository: {owner}", address=entry.address, owner=owner)
        case BlockReason.TITLE_TAKEN:
            return message(
                "{address} has this title in the same organization, and is not linked to this manifest",
                address=entry.address,
            )
        case BlockReason.IDS_TAKEN:
            return message("{address} has resources with the same ids as this dataset", address=entry.address)
        case BlockReason.DELETED_FOREIGN:
            return message(
                "a deleted entry, not linked to this manifest, still uses this name: {address}", address=entry.address
            )
        case _:
            return message(
                "{address} already uses this name, and is not linked to this manifest", address=entry.address
            )


def rewritten_by_harvester(desired: DesiredDataset, entry: Entry) -> Blocked | None:
    """Block a write that a harvester would undo; None without a harvester, or where the manifest accepts it."""
    if entry.harvested is None or desired.accepts_foreign:
        return None
    return foreign(desired, entry, entry.harvested)


def foreign(desired: DesiredDataset, entry: Entry, mark: str) -> Blocked:
    """Another tool looks after the entry."""
    return Blocked(
        why=BlockReason.FOREIGN,
        reason=message("{address} is managed by another tool: {mark}", address=entry.address, mark=mark),
        fix=message(
            "If the other tool has stopped, write under `catalogs:` of {place}:"
            " {catalog}: {{entry: {id}, foreign: accept}}",
            place=desired.at,
            catalog=desired.catalog,
            id=Withheld() if entry.withheld else entry.id,
        ),
    )


def several_with_title(desired: DesiredDataset, entries: Iterable[Entry]) -> Blocked:
    """Several entries have the title of a dataset: a person must say which is its own."""
    names = ", ".join(f"{entry.address} ({Withheld() if entry.withheld else entry.id})" for entry in entries)
    return Blocked(
        why=BlockReason.TITLE_TAKEN,
        reason=message("several entries have this title: {names}", names=names),
        fix=message(
            "Write the id of the right one under `catalogs:` of {place}: {catalog}: {{entry: ID}}. Then: {command}",
            place=desired.at,
            catalog=desired.catalog,
            command=_adopt(desired),
        ),
    )


def title_of_several(desired: DesiredDataset, entries: Iterable[Entry]) -> Blocked:
    """Block a creation where several entries have its title: one of them is to be named, or the title changed."""
    step = several_with_title(desired, entries)
    otherwise = message("change `title:` in {place}", place=desired.places("title"))
    fix = message("{choose}. If it is another dataset: {otherwise}", choose=step.fix, otherwise=otherwise)
    return replace(step, fix=fix)


def to_adopt(desired: DesiredDataset, entry: Entry) -> Blocked:
    """The manifest proposes to adopt an entry, and nobody has yet."""
    return Blocked(
        why=BlockReason.TO_ADOPT,
        reason=message("{address} already exists, and must be adopted first", address=entry.address),
        fix=adopt_command(desired),
    )


def no_entry(desired: DesiredDataset, name: str) -> Blocked:
    """The entry that a manifest names is not there."""
    return Blocked(
        why=BlockReason.NO_ENTRY,
        reason=message(
            "the organization {organization} has no entry {name}", organization=desired.organization_shown, name=name
        ),
        fix=message("Correct `entry:` in {place}, or remove this line to create a new entry.", place=desired.at),
    )


def no_manifest() -> Blocked:
    """The manifest of a step that was to be taken is gone: it was renamed or removed since."""
    return Blocked(
        why=BlockReason.NO_MANIFEST,
        reason=message("its step was planned, and is not needed any more: it was renamed, removed or released since"),
        fix=message("Create a new plan: {command}", command=command("plan")),
    )


def public_too_early(desired: DesiredDataset, entry: Entry, day: date) -> Blocked:
    """Block a dataset whose entry the public sees before the day of its manifest."""
    return Blocked(
        why=BlockReason.PUBLIC_TOO_EARLY,
        reason=message(
            "{address} is public, and {place} says `from:` {day}",
            address=entry.address,
            place=desired.places("from"),
            day=day_message(day),
        ),
        fix=message(
            "If it may be public, delete the line `from:`. If not, write `state: private`: the next sync hides it. "
            "Then write `state: published` again: it is published on that day."
        ),
    )


def claimed(desired: DesiredDataset, entry: Entry, other: DatasetKey) -> Blocked:
    """Two manifests name one entry."""
    return Blocked(
        why=BlockReason.TO_ADOPT,
        reason=message("{address} is also claimed by {other}", address=entry.address, other=other),
        fix=message("Name the entry in one manifest only; this one is {place}.", place=desired.at),
    )


def adopt_command(desired: DesiredDataset) -> Message:
    """How to make an entry ours."""
    return message("To adopt it: {command}", command=_adopt(desired))


def _adopt(desired: DesiredDataset) -> Command:
    return command("adopt", desired.key, "--catalog", desired.catalog)


def _taken_fix(desired: DesiredDataset, entry: Entry, why: BlockReason) -> Message:
    if entry.marker is not None or entry.deleted or not entry.is_in(desired.organization):
        return _another(desired, why)
    return message(
        "To adopt it: {command}. If it is another dataset: {otherwise}",
        command=_adopt(desired),
        otherwise=_another(desired, why),
    )


def _another(desired: DesiredDataset, why: BlockReason) -> Message:
    """How two datasets keep out of each other's way."""
    if why is BlockReason.TITLE_TAKEN:
        return message("Change `title:` in {place}, or the title of that entry in the catalogue.", place=desired.at)
    if why is BlockReason.IDS_TAKEN:
        return message("They come from {key}, the former name of this entry. Give the resources other ids "
                       "in {place}.",
                       key=desired.key, place=desired.at)  # fmt: skip
    return message("Choose another `slug:` in {place}, or rename that entry in the catalogue.", place=desired.at)

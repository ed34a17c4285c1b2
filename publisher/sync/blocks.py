"""Why a step is blocked, in the words that a person needs to settle it. Pure."""

from collections.abc import Iterable

from publisher.model.entry import Access, Entry, Hidden
from publisher.model.marker import BASE_LIMIT, Base, Marker, encode_base
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey
from publisher.model.plan import Blocked, Why
from publisher.model.wanted import Wanted


def no_right(wanted: Wanted, access: Access) -> Blocked | None:
    """The token's user may not write there; None where they may, or where nobody is asked."""
    if access.user is None or wanted.organization in access.writable:
        return None
    return Blocked(
        why=Why.NO_RIGHT,
        reason=message(
            "{user} may not write to the organization {organization}",
            user=access.user,
            organization=wanted.organization,
        ),
        fix=message(
            "Ask for the editor role in that organization, or correct {place}.",
            place=wanted.organization_at,
        ),
    )


def marker_too_large(marker: Marker) -> Blocked | None:
    """The marker would not fit; None when it does."""
    size = len(encode_base(marker.base or Base()).encode())
    if size <= BASE_LIMIT:
        return None
    return Blocked(
        why=Why.MARKER_TOO_LARGE,
        reason=message(
            "its marker would take {size} bytes, and at most {limit} are possible", size=size, limit=BASE_LIMIT
        ),
        fix=message("Split the dataset: it has too many resources for one entry."),
    )


def doubled(entries: Iterable[Entry]) -> Blocked:
    """Several entries say that they are this dataset."""
    names = ", ".join(entry.address for entry in entries)
    return Blocked(
        why=Why.DOUBLED,
        reason=message("several entries carry this dataset's marker: {names}", names=names),
        fix=message("In the catalogue, remove the extras that start with “publisher_” from the copies."),
    )


def hidden(hidden: Hidden) -> Blocked:
    """Something stands under the name, and may not be read."""
    return Blocked(
        why=Why.HIDDEN,
        reason=message("an entry named {name} exists, and this token may not read it", name=hidden.name),
        fix=message("Use a token that may read this entry, or choose another `slug:` in the manifest."),
    )


def other_organization(wanted: Wanted, entry: Entry) -> Blocked:
    """The entry is in another organization than the manifest says."""
    return Blocked(
        why=Why.ORGANIZATION,
        reason=message(
            "the entry is in the organization {there}, and the manifest says {here}",
            there=entry.organization or entry.organization_id or "∅",
            here=wanted.organization,
        ),
        fix=message(
            "Move {address} to {here} in the catalogue, or correct {place}.",
            address=entry.address,
            here=wanted.organization,
            place=wanted.organization_at,
        ),
    )


def second_writer(wanted: Wanted, entry: Entry) -> Blocked:
    """An entry that we know lost its marker."""
    return Blocked(
        why=Why.SECOND_WRITER,
        reason=message(
            "{address} has our resources but has lost its marker: another tool rewrites it", address=entry.address
        ),
        fix=message(
            "Stop the other tool, then put the extras publisher_repository = {repository} "
            "and publisher_key = {key} back in the catalogue.",
            repository=wanted.repository,
            key=wanted.key,
        ),
    )


def taken(wanted: Wanted, entry: Entry, why: Why) -> Blocked:
    """Somebody else's entry stands where ours would."""
    theirs = entry.marker is not None and entry.marker.repository != wanted.repository
    shown = Why.OTHER_REPOSITORY if theirs else why
    return Blocked(why=shown, reason=_taken_reason(entry, shown), fix=_taken_fix(wanted, entry, why))


def _taken_reason(entry: Entry, why: Why) -> Message:
    match why:
        case Why.OTHER_REPOSITORY:
            owner = entry.marker.repository if entry.marker else ""
            return message("{address} belongs to another repository: {owner}", address=entry.address, owner=owner)
        case Why.TITLE_TAKEN:
            return message(
                "{address} has this title in the same organization, and is not linked to this manifest",
                address=entry.address,
            )
        case Why.IDS_TAKEN:
            return message("{address} has resources with the same ids as this dataset", address=entry.address)
        case Why.DELETED_FOREIGN:
            return message(
                "a deleted entry, not linked to this manifest, still uses this name: {address}", address=entry.address
            )
        case _:
            return message(
                "{address} already uses this name, and is not linked to this manifest", address=entry.address
            )


def foreign(wanted: Wanted, entry: Entry, mark: str) -> Blocked:
    """Another tool looks after the entry."""
    return Blocked(
        why=Why.FOREIGN,
        reason=message("{address} is managed by another tool: {mark}", address=entry.address, mark=mark),
        fix=message(
            "If the other tool has stopped, write under `catalogs:` of {place}:"
            " {catalog}: {{entry: {id}, foreign: accept}}",
            place=wanted.at,
            catalog=wanted.catalog,
            id=entry.id,
        ),
    )


def to_adopt(wanted: Wanted, entry: Entry) -> Blocked:
    """The manifest proposes to adopt an entry, and nobody has yet."""
    return Blocked(
        why=Why.TO_ADOPT,
        reason=message("{address} already exists, and must be adopted first", address=entry.address),
        fix=adopt_command(wanted),
    )


def no_entry(wanted: Wanted, name: str) -> Blocked:
    """The entry that a manifest names is not there."""
    return Blocked(
        why=Why.NO_ENTRY,
        reason=message(
            "the organization {organization} has no entry {name}", organization=wanted.organization, name=name
        ),
        fix=message("Correct `entry:` in {place}, or remove this line to create a new entry.", place=wanted.at),
    )


def claimed(wanted: Wanted, entry: Entry, other: DatasetKey) -> Blocked:
    """Two manifests name one entry."""
    return Blocked(
        why=Why.TO_ADOPT,
        reason=message("{address} is also claimed by {other}", address=entry.address, other=other),
        fix=message("Name the entry in one manifest only; this one is {place}.", place=wanted.at),
    )


def adopt_command(wanted: Wanted) -> Message:
    """How to make an entry ours."""
    return message("publisher adopt {key} --catalog {catalog}", key=wanted.key, catalog=wanted.catalog)


def _taken_fix(wanted: Wanted, entry: Entry, why: Why) -> Message:
    if entry.marker is not None or entry.deleted or not entry.is_in(wanted.organization):
        return _another(wanted, why)
    return message(
        "To adopt it: publisher adopt {key} --catalog {catalog}. If it is another dataset: {otherwise}",
        key=wanted.key,
        catalog=wanted.catalog,
        otherwise=_another(wanted, why),
    )


def _another(wanted: Wanted, why: Why) -> Message:
    """How two datasets keep out of each other's way."""
    if why is Why.TITLE_TAKEN:
        return message("Change `title:` in {place}, or the title of that entry in the catalogue.", place=wanted.at)
    if why is Why.IDS_TAKEN:
        return message("They come from {key}, the former name of this entry. Give the resources other ids in {place}.",
                       key=wanted.key, place=wanted.at)  # fmt: skip
    return message("Choose another `slug:` in {place}, or rename that entry in the catalogue.", place=wanted.at)

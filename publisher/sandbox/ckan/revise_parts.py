"""The parts of a dataset in `package_revise`: compare them, filter them away, merge new ones.

A part is named by keys with `__` between them: `resources__0__name`, or with the first characters of an item's id (five
or more) in the place of its number. The functions change the given value, which the caller has copied.
"""

from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]
Patterns = list[tuple[bool, list[str]]]
"""Whether to keep the part, and its keys."""

SHORTEST_ID = 5


class Unfit(ValueError):
    """A part that does not exist, or has another structure."""


def named(path: Path) -> str:
    """Return the name of a part, as CKAN writes it."""
    return "__".join(str(key) for key in path)


# ---- match


def unmatched(held: object, wanted: object, path: Path = ()) -> list[Path]:
    """Return the paths of the wanted parts that differ."""
    match wanted:
        case Mapping():
            if not isinstance(held, dict):
                return [path]
            parts: list[tuple[str | int, object]] = sorted(wanted.items())
            return [far for key, value in parts for far in _unmatched_at(held, key, value, path)]
        case list():
            if not isinstance(held, list):
                return [path]
            numbered: dict[str | int, object] = dict(enumerate(held))
            return [far for key, value in enumerate(wanted) for far in _unmatched_at(numbered, key, value, path)]
        case _:
            return [] if held == wanted else [path]


def _unmatched_at(held: Mapping[str | int, object], key: str | int, wanted: object, path: Path) -> list[Path]:
    return unmatched(held[key], wanted, (*path, key)) if key in held else [(*path, key)]


def unmatched_at(held: object, key: str, wanted: object) -> list[Path]:
    """Return the same for a part by its name. Raises `Unfit`."""
    found, path = resolved(held, key)
    return unmatched(found, wanted, path)


def resolved(held: object, key: str) -> tuple[object, Path]:
    """Return a part by its name, and its path with numbers. Raises `Unfit`."""
    path: Path = ()
    for part in key.split("__"):
        step = _step(held, part)
        if step is None:
            raise Unfit(f"Unmatched key {named((*path, part))}")
        path = (*path, step)
        held = held[step]  # type: ignore[index]  # a step is a key of what it was found in
    return held, path


def _step(held: object, part: str) -> str | int | None:
    """Return a part's key in a document, or its number in a list; None where there is no such part."""
    match held:
        case dict():
            return part if part in held else None
        case list():
            return _place(held, part)
        case _:
            return None


def _place(held: Sequence[object], part: str) -> int | None:
    if len(part) >= SHORTEST_ID:
        ids = (str(one.get("id", "")) if isinstance(one, dict) else "" for one in held)
        return next((place for place, text in enumerate(ids) if text.startswith(part)), None)
    try:
        place = int(part)
    except ValueError:
        return None
    return place if -len(held) <= place < len(held) else None


# ---- filter


def strip(held: dict[str, object], patterns: Sequence[str]) -> None:
    """Remove the parts that the patterns name; a `+` keeps what a later `-` would remove."""
    _strip(held, [(pattern.startswith("+"), pattern.lstrip("-+").split("__")) for pattern in patterns])


def _strip(held: object, patterns: Patterns) -> None:
    match held:
        case dict():
            _strip_document(held, patterns)
        case list():
            _strip_list(held, patterns)


def _strip_document(held: dict[str, object], patterns: Patterns) -> None:
    saved: dict[str, object] = {}
    deeper: dict[str, Patterns] = {}
    for keep, (head, *rest) in patterns:
        if head == "*":
            saved |= held if keep else {}
            if not keep:
                held.clear()
        elif head in held and rest:
            deeper.setdefault(head, []).append((keep, rest))
        elif head in held and keep:
            saved[head] = held[head]
        elif head in held:
            del held[head]
    held |= saved
    for head, left in deeper.items():
        if head in held:
            _strip(held[head], left)


def _strip_list(held: list[object], patterns: Patterns) -> None:
    saved: set[int] = set()
    gone: set[int] = set()
    for keep, (head, *rest) in patterns:
        places = (
            set(range(len(held))) if head == "*" else {place for place in [_place(held, head)] if place is not None}
        )
        if rest and head != "*":
            for place in places:
                _strip(held[place], [(keep, rest)])
        elif keep:
            saved |= places - gone
        else:
            gone |= places - saved
    held[:] = [one for place, one in enumerate(held) if place not in gone]


# ---- update


def merge(held: dict[str, object], update: object, path: Path = ()) -> None:
    """Merge new values: documents by key, lists by position. Raises `Unfit`."""
    if not isinstance(update, dict):
        raise Unfit(f"Expected dict for {named(path)}")
    for key, value in update.items():
        _put(held, key, value, (*path, key))


def _put(held: dict[str, object], key: str, value: object, path: Path) -> None:
    match held.get(key):
        case dict() as document:
            merge(document, value, path)
        case list() as listed:
            _merge_list(listed, value, path)
        case _:
            held[key] = value


def _merge_list(held: list[object], update: object, path: Path) -> None:
    if not isinstance(update, list):
        raise Unfit(f"Expected list for {named(path)}")
    for place, value in enumerate(update):
        if place >= len(held):
            held.append(value)
        else:
            _put_at(held, place, value, path)


def _put_at(held: list[object], place: int, value: object, path: Path) -> None:
    match held[place]:
        case dict() as document:
            merge(document, value, (*path, place))
        case list() as listed:
            _merge_list(listed, value, (*path, place))
        case _:
            held[place] = value


def merge_at(held: dict[str, object], key: str, value: object) -> None:
    """Merge into a part by its name; `__extend` adds to a list. Raises `Unfit`."""
    *before, last = key.split("__")
    found, path = resolved(held, "__".join(before)) if before else (held, ())
    match found:
        case dict():
            merge(found, {last: value}, path)
        case list() if last == "extend":
            if not isinstance(value, list):
                raise Unfit(f"Expected list for {'__'.join(before)}")
            found.extend(value)
        case list():
            _child, place = resolved(found, last)
            _put_at(found, int(place[0]), value, path)
        case _:
            raise Unfit(f"Expected list or dict for {'__'.join(before)}")

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


def path_name(path: Path) -> str:
    """Return the name of a part, as CKAN writes it."""
    return "__".join(str(key) for key in path)


# ---- match


def unmatched(actual: object, expected: object, path: Path = ()) -> list[Path]:
    """Return the paths of the wanted parts that differ."""
    match expected:
        case Mapping():
            if not isinstance(actual, dict):
                return [path]
            parts: list[tuple[str | int, object]] = sorted(expected.items())
            return [mismatch for key, value in parts for mismatch in _unmatched_at(actual, key, value, path)]
        case list():
            if not isinstance(actual, list):
                return [path]
            numbered: dict[str | int, object] = dict(enumerate(actual))
            return [
                mismatch for key, value in enumerate(expected) for mismatch in _unmatched_at(numbered, key, value, path)
            ]
        case _:
            return [] if actual == expected else [path]


def _unmatched_at(actual: Mapping[str | int, object], key: str | int, expected: object, path: Path) -> list[Path]:
    return unmatched(actual[key], expected, (*path, key)) if key in actual else [(*path, key)]


def unmatched_at(actual: object, key: str, expected: object) -> list[Path]:
    """Return the paths of the parts that differ within a part, by its name. Raises `Unfit`."""
    part, path = resolved(actual, key)
    return unmatched(part, expected, path)


def resolved(value: object, key: str) -> tuple[object, Path]:
    """Return a part by its name, and its path with numbers. Raises `Unfit`."""
    path: Path = ()
    for part in key.split("__"):
        step = _step(value, part)
        if step is None:
            raise Unfit(f"Unmatched key {path_name((*path, part))}")
        path = (*path, step)
        value = value[step]  # type: ignore[index]  # a step is a key of what it was found in
    return value, path


def _step(container: object, part: str) -> str | int | None:
    """Return a part's key in a document, or its number in a list; None where there is no such part."""
    match container:
        case dict():
            return part if part in container else None
        case list():
            return _place(container, part)
        case _:
            return None


def _place(items: Sequence[object], part: str) -> int | None:
    if len(part) >= SHORTEST_ID:
        ids = (str(item.get("id", "")) if isinstance(item, dict) else "" for item in items)
        return next((place for place, text in enumerate(ids) if text.startswith(part)), None)
    try:
        place = int(part)
    except ValueError:
        return None
    return place if -len(items) <= place < len(items) else None


# ---- filter


def strip(document: dict[str, object], patterns: Sequence[str]) -> None:
    """Remove the parts that the patterns name; a `+` keeps what a later `-` would remove."""
    _strip(document, [(pattern.startswith("+"), pattern.lstrip("-+").split("__")) for pattern in patterns])


def _strip(container: object, patterns: Patterns) -> None:
    match container:
        case dict():
            _strip_document(container, patterns)
        case list():
            _strip_list(container, patterns)


def _strip_document(document: dict[str, object], patterns: Patterns) -> None:
    saved: dict[str, object] = {}
    deeper: dict[str, Patterns] = {}
    for keep, (head, *rest) in patterns:
        if head == "*":
            saved |= document if keep else {}
            if not keep:
                document.clear()
        elif head in document and rest:
            deeper.setdefault(head, []).append((keep, rest))
        elif head in document and keep:
            saved[head] = document[head]
        elif head in document:
            del document[head]
    document |= saved
    for head, inner_patterns in deeper.items():
        if head in document:
            _strip(document[head], inner_patterns)


def _strip_list(items: list[object], patterns: Patterns) -> None:
    saved: set[int] = set()
    gone: set[int] = set()
    for keep, (head, *rest) in patterns:
        places = (
            set(range(len(items))) if head == "*" else {place for place in [_place(items, head)] if place is not None}
        )
        if rest and head != "*":
            for place in places:
                _strip(items[place], [(keep, rest)])
        elif keep:
            saved |= places - gone
        else:
            gone |= places - saved
    items[:] = [item for place, item in enumerate(items) if place not in gone]


# ---- update


def merge(document: dict[str, object], update: object, path: Path = ()) -> None:
    """Merge new values: documents by key, lists by position. Raises `Unfit`."""
    if not isinstance(update, dict):
        raise Unfit(f"Expected dict for {path_name(path)}")
    for key, value in update.items():
        _put(document, key, value, (*path, key))


def _put(parent: dict[str, object], key: str, value: object, path: Path) -> None:
    match parent.get(key):
        case dict() as document:
            merge(document, value, path)
        case list() as listed:
            _merge_list(listed, value, path)
        case _:
            parent[key] = value


def _merge_list(items: list[object], update: object, path: Path) -> None:
    if not isinstance(update, list):
        raise Unfit(f"Expected list for {path_name(path)}")
    for place, value in enumerate(update):
        if place >= len(items):
            items.append(value)
        else:
            _put_at(items, place, value, path)


def _put_at(items: list[object], place: int, value: object, path: Path) -> None:
    match items[place]:
        case dict() as document:
            merge(document, value, (*path, place))
        case list() as listed:
            _merge_list(listed, value, (*path, place))
        case _:
            items[place] = value


def merge_at(document: dict[str, object], key: str, value: object) -> None:
    """Merge into a part by its name; `__extend` adds to a list. Raises `Unfit`."""
    *before, last = key.split("__")
    part, path = resolved(document, "__".join(before)) if before else (document, ())
    match part:
        case dict():
            merge(part, {last: value}, path)
        case list() if last == "extend":
            if not isinstance(value, list):
                raise Unfit(f"Expected list for {'__'.join(before)}")
            part.extend(value)
        case list():
            _child, place = resolved(part, last)
            _put_at(part, int(place[0]), value, path)
        case _:
            raise Unfit(f"Expected list or dict for {'__'.join(before)}")

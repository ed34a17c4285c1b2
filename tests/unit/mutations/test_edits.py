"""How an edit changes a function or a constant, and when it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.edits import DropItem, DropKey, Edit, ReplaceStatement, Rewrite
from tests.mutations.fault import Fault, NoUniquePlaceError

SOURCE = '''
class Shop:
    @property
    def price(self) -> int | None:
        """Return the price."""
        # A comment that the spoiled copy loses.
        if self.free or self.given:
            return 0
        elif self.rate is not None:
            self.note(self.rate)
            self.sold = True
        return {"a": self.low, f"{self.name}b": self.high, **self.others}

def outer(kept):
    def inner(kept):
        return kept or 1
    return [one for one in kept if one != 2]

def price(kept):
    raise ValueError(kept) from None

# A comment above a table.
ROWS: tuple[object, ...] = (
    row("title", "name"),
    row("url", "address", read=price),
)
"""All rows."""
'''


def fault(edit: Edit, function: str = "Shop.price", room: str = "") -> Fault:
    return Fault(id="x", loss="X.", function=function, room=room, edit=edit, tests=())


def write(root: Path, name: str = "shop", source: str = SOURCE) -> Path:
    (root / "publisher").mkdir(exist_ok=True)
    (root / "publisher" / f"{name}.py").write_text(source, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("edit", "function", "expected"),
    [
        (Rewrite("A or B", "B"), "Shop.price", "if self.given:"),
        (Rewrite("A is not None", "A is None"), "Shop.price", "elif self.rate is None:"),
        (Rewrite("0", "None"), "Shop.price", "return None"),
        (Rewrite("A or B", "A"), "outer.inner", "return kept\n"),
        (Rewrite("[A for A in B if C]", "[A for A in B]"), "outer", "return [one for one in kept]"),
        (DropKey("a"), "Shop.price", "return {f'{self.name}b': self.high, **self.others}"),
        (DropKey("b"), "Shop.price", "return {'a': self.low, **self.others}"),
        (DropItem('row("url", A, read=B)'), "ROWS", "ROWS: tuple[object, ...] = (row('title', 'name'),)\n\"\"\"All"),
        (Rewrite('"name"', '"title"'), "ROWS", "row('title', 'title')"),
        (ReplaceStatement("call"), "Shop.price", "pass"),
        (ReplaceStatement("call", "A(B.rate)"), "Shop.price", "pass"),
        (ReplaceStatement("return", "0", "return 1"), "Shop.price", "return 1"),
        (ReplaceStatement("if", "A is not None"), "Shop.price", "else:\n            pass"),
        (ReplaceStatement("raise", replacement="return kept\n"), "price", "return kept\n"),
    ],
)
def test_an_edit_is_made_where_it_fits(tmp_path: Path, edit: Edit, function: str, expected: str) -> None:
    spoiled = fault(edit, function).plant(write(tmp_path))

    assert expected in spoiled.source
    assert expected not in SOURCE
    assert spoiled.file == Path("publisher/shop.py")


def test_the_rest_of_the_module_stays(tmp_path: Path) -> None:
    spoiled = fault(Rewrite("A or B", "B")).plant(write(tmp_path)).source

    before, after = SOURCE.split("    @property", maxsplit=1)[0], SOURCE.split("self.others}\n")[1]
    assert spoiled.startswith(before)
    assert spoiled.endswith(after)


@pytest.mark.parametrize(
    ("edit", "function", "expected"),
    [
        (Rewrite("A and B", "A"), "Shop.price", "fits 0 places; functions Shop.price in publisher/…: 1"),
        (Rewrite("A or A", "A"), "Shop.price", "fits 0 places"),
        (Rewrite("self", "None"), "Shop.price", "fits 10 places"),
        (Rewrite("A or B", "A"), "outer", "fits 0 places"),
        (ReplaceStatement("return"), "Shop.price", "fits 2 places"),
        (DropKey("c"), "Shop.price", "fits 0 places"),
        (DropItem("row(A, B, C)"), "ROWS", "fits 0 places; functions ROWS in publisher/…: 1"),
        (DropItem("A"), "ROWS", "fits 2 places"),
        (ReplaceStatement("call"), "ROWS", "fits 0 places"),
        (Rewrite("A or B", "A"), "absent", "fits 0 places; functions absent in publisher/…: 0"),
        (Rewrite("A or B", "strange"), "Shop.price", "does not know strange"),
    ],
)
def test_an_edit_that_does_not_fit_once_is_refused(tmp_path: Path, edit: Edit, function: str, expected: str) -> None:
    with pytest.raises(NoUniquePlaceError, match=expected):
        fault(edit, function).plant(write(tmp_path))


def test_a_room_separates_functions_of_one_name(tmp_path: Path) -> None:
    write(write(tmp_path), "other")

    with pytest.raises(NoUniquePlaceError, match=r"fits 2 places; .*: 2"):
        fault(Rewrite("A or B", "A")).plant(tmp_path)
    assert fault(Rewrite("A or B", "A"), room="other").plant(tmp_path).file == Path("publisher/other.py")


@pytest.mark.parametrize(
    ("old", "new"),
    [("kept", "rows"), ("one", "row"), ("[one for", "[  one\n      for"), ("class Shop", "import os\nclass Shop")],
    ids=["parameter", "variable", "layout", "line"],
)
def test_renames_and_layout_do_not_matter(tmp_path: Path, old: str, new: str) -> None:
    write(tmp_path, source=SOURCE.replace(old, new))

    spoiled = fault(Rewrite("[A for A in B if A != C]", "[A for A in B]"), "outer").plant(tmp_path).source

    assert "!=" not in spoiled

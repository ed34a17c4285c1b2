"""Seeded mutations of a file: of its bytes, its lines, its keys and its values."""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]
"""Returns the mutated content. The last argument is the content of other real files, to take lines and values from."""

STRANGE: Final = (
    "\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\x9b", "\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029",
    "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffe", "\U000e0041", "e\u0301", "ﷺ", "👩\u200d👧", "İ", "ß",
)  # fmt: skip
VALUES: Final = (
    "null", "~", "", "''", "[]", "{}", "true", "12", "1e999", "0x10", "2026-13-45", ".nan", "- ", "? ", "*a", "&a x",
    "!!binary aGVsbG8=", "!!python/object/apply:os.system [id]", "!t x", "|", ">-", "'", '"', "@a", "`a`", "%a", "a: b",
    '"\\ud800"', '"\\x00"', '"\\u202e"', '"\\U0010ffff"', "[a, [b, [c]]]", "{a: {b: {c: d}}}", "<<: {a: b}", "lov2",
    "false", "draft", "../../etc/passwd", "/dev/zero", ".", "..", "producer.yml", "http://[", "https://a@b", "a #b",
    "https://u:p@host/", "${PUBLISHER_X}", "${PUBLISHER_X:-a}", "${PUBLISHER_X:-${PUBLISHER_X:-", "{{ x }}", "%s",
    "{0}", "{name}", "À COMPLÉTER",
)  # fmt: skip
BOMB: Final = b"a0: &a0 [x, x]\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 60))
"""Aliases of aliases: 2**60 values, if they were followed."""

_VALUE: Final = re.compile(rb"(?m)^(\s*(?:- )?[\w-]+:)[ \t]+(\S.*)$")
_KEY: Final = re.compile(rb"(?m)^(\s*(?:- )?)([\w-]+)(:)")


def flip_bytes(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    changed = bytearray(content or b"\0")
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def insert_strange(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(content) + 1)
    strange = random.choice(STRANGE).encode("utf-8", "surrogatepass") * random.choice((1, 1, 3, 2000))
    return content[:at] + random.choice((strange, b"\xff", b"\xed\xa0\x80", b"\t")) + content[at:]


def truncate(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def move_lines(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Delete, double, move or indent some lines."""
    lines = content.splitlines(keepends=True) or [b""]
    start = random.randrange(len(lines))
    end = min(len(lines), start + random.choice((1, 1, 2, 5)))
    taken = lines[start:end]
    rest = lines[:start] + lines[end:]
    at = random.randrange(len(rest) + 1)
    indent = random.choice((b" ", b"  ", b"\t", b"    ", b"- ", b"# "))
    return b"".join(
        random.choice(
            (
                rest,
                lines[:end] + taken * random.choice((1, 3, 900, 3000)) + lines[end:],
                rest[:at] + taken + rest[at:],
                lines[:start] + [indent + line for line in taken] + lines[end:],
                lines[:start] + [line.lstrip() for line in taken] + lines[end:],
                lines[:end] + random.choice(others).splitlines(keepends=True) + lines[end:],
            )
        )
    )


def change_value(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Put another value in the place of one: of another type, of another field, very large, or very deep."""
    values = list(_VALUE.finditer(content))
    if not values:
        return flip_bytes(random, content, others)
    value = random.choice(values)
    foreign = _VALUE.findall(random.choice(others)) or [(b"a:", b"b")]
    size = random.choice((50, 5_000, 300_000))
    depth = random.choice((5, 39, 41, 5_000))
    filling = random.choice((b"x", b"x ", "é".encode(), b"a-", b"a:", b"a@a.", b"${PUBLISHER_A:-"))
    makers: Sequence[Callable[[], bytes]] = (
        lambda: random.choice(VALUES).encode(),
        lambda: random.choice(VALUES).encode(),
        lambda: random.choice(foreign)[1],
        lambda: b"'" + filling * size + b"'",
        lambda: b"[" * depth + b"x" + b"]" * depth,
        lambda: b"{a: " * depth + b"x" + b"}" * random.choice((depth, 0)),
        lambda: b"[" + b", ".join(b"m%d" % n for n in range(size // 10)) + b"]",
        lambda: b"{" + b", ".join(b"k%d: x" % n for n in range(size // 20)) + b"}",
        lambda: b"|\n" + b"  ligne\n" * (size // 10),
    )
    new = random.choice(makers)()
    return content[: value.start(2)] + new + content[value.end(2) :]


def change_key(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    keys = list(_KEY.finditer(content))
    if not keys:
        return truncate(random, content, others)
    key = random.choice(keys)
    foreign = _KEY.findall(random.choice(others)) or [(b"", b"a", b":")]
    new = random.choice(
        (
            random.choice(keys)[2],
            random.choice(foreign)[1],
            key[2][:-1] or b"x",
            key[2].upper(),
            b"? [a, b]\n",
            b"<<",
            b"publisher_key",
            random.choice(STRANGE).encode(),
            b"x" * 2000,
            b"'" + random.choice(VALUES).replace("'", "").encode() + b"'",
        )
    )
    return content[: key.start(2)] + new + content[key.end(2) :]


def add_many(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Add very many keys, values or aliases at the end."""
    count = random.choice((10, 150, 990, 20_000))
    makers: Sequence[Callable[[], bytes]] = (
        lambda: b"".join(b"cle%d: x\n" % n for n in range(count)),
        lambda: b"titre: x\n" * count,
        lambda: b"keywords:\n" + b"".join(b"  - mot%d\n" % n for n in range(count)),
        lambda: b"extras:\n" + b"".join(b"  publisher_%d: x\n" % n for n in range(count)),
        lambda: b"resources:\n" + b"".join(b"  - {id: r%d, title: T, type: mian}\n" % n for n in range(count)),
        lambda: b"resources:\n" + b"".join(b"  - {id: r, path: f%d.csv}\n" % n for n in range(count)),
        lambda: b"catalogs:\n" + b"".join(b"  c%d: {title: x, clear: [y]}\n" % n for n in range(count)),
        lambda: b"clear: [" + b", ".join(b"f%d" % n for n in range(count)) + b"]\n",
        lambda: b"x:\n" + b"".join(b" " * n + b"a:\n" for n in range(1, min(count, 1_200))),
        lambda: b"y: [" + b"[], " * count + b"]\n",
        lambda: b"z: [" + b"!t x, " * count + b"]\n",
        lambda: BOMB,
    )
    return content + random.choice(makers)()


def change_encoding(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    text = content.decode("utf-8", "replace")
    encoding = random.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig", "cp1252", "utf-7"))
    newline = random.choice(("\r\n", "\r", "\n", "\u2028", "\x85", "\n\r"))
    return random.choice(
        (text.encode(encoding, "replace"), text.replace("\n", newline).encode(), (text + "\n---\n" + text).encode())
    )


def change_place(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Return another file's content: a manifest as the settings, a table as a manifest, nothing at all."""
    return random.choice(
        (*others, b"", b"\n" * 3000, content + content, b"%YAML 1.1\n---\n" + content, b"- " + content)
    )


MUTATIONS: Final[tuple[Mutation, ...]] = (
    flip_bytes,
    insert_strange,
    truncate,
    move_lines,
    move_lines,
    change_value,
    change_value,
    change_value,
    change_key,
    change_key,
    add_many,
    change_encoding,
    change_place,
)


LARGEST: Final = 1 << 22
"""Bytes; several times what the program reads of a file."""
MUTATED: Final = 1 << 16
"""Bytes that a mutation is given: four in turn could make gigabytes of them."""


def mutated(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Return a content after one to four mutations."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        content = random.choice(MUTATIONS)(random, content[:MUTATED], others)[:LARGEST]
    return content

"""A YAML file becomes a tree of texts, each with the position that an editor shows."""

import subprocess
import sys
from pathlib import Path

import pytest

from publisher.manifests.read_yaml import SIZE_LIMIT, parse, read_table, read_text
from publisher.manifests.tree_with_positions import Items, Node, Table, Text
from publisher.model.findings import ManifestError, Position

from .folder import Folder, as_line


def tree_of(tmp_path: Path, content: str | bytes) -> Node:
    """Return the tree of a file of this content, named `f.yml`."""
    path = tmp_path / "f.yml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return parse(read_text(path, "f.yml"), "f.yml")


def table_of(tmp_path: Path, content: str | bytes) -> Table:
    tree = tree_of(tmp_path, content)
    assert isinstance(tree, Table)
    return tree


def text_at(node: Node, *way: str | int) -> Text:
    """Return the text at the end of a path through the tree."""
    for step in way:
        if isinstance(node, Table):
            node = node.values[str(step)]
        else:
            assert isinstance(node, Items)
            node = node.items[int(step)]
    assert isinstance(node, Text)
    return node


def position_of(node: Node, *way: str | int) -> tuple[int, int]:
    at = text_at(node, *way).at
    assert at.file == "f.yml"
    return at.line, at.column


def refusal(tmp_path: Path, content: str | bytes) -> list[str]:
    """Return the findings about a file that cannot be read, one line each."""
    with pytest.raises(ManifestError) as raised:
        tree_of(tmp_path, content)
    return [as_line(finding) for finding in raised.value.findings]


# ---- positions


def test_block_style_every_value_has_its_line_and_column(tmp_path: Path) -> None:
    table = table_of(tmp_path, "# first\ntitle: Parcs\ncontact:\n  name: SIG\nkeywords:\n  - eau\n  - air\n")

    assert position_of(table, "title") == (2, 8)
    assert position_of(table, "contact", "name") == (4, 9)
    assert position_of(table, "keywords", 0) == (6, 5)
    assert position_of(table, "keywords", 1) == (7, 5)
    assert table.keys_at["contact"] == Position("f.yml", 3, 1)


def test_flow_style_every_value_has_its_line_and_column(tmp_path: Path) -> None:
    table = table_of(tmp_path, "temporal: {start: 2023-01-01, end: 2026-12-31}\nkeywords: [eau,\n  air]\n")

    assert position_of(table, "temporal", "start") == (1, 19)
    assert position_of(table, "temporal", "end") == (1, 36)
    assert position_of(table, "keywords", 0) == (2, 12)
    assert position_of(table, "keywords", 1) == (3, 3)


def test_columns_count_characters_not_bytes_after_accents(tmp_path: Path) -> None:
    table = table_of(tmp_path, "mots: {clé: été, préférée: Écully 🚲 œuvre, fin: x}\n")

    assert position_of(table, "mots", "clé") == (1, 13)
    assert position_of(table, "mots", "préférée") == (1, 28)
    assert position_of(table, "mots", "fin") == (1, 49)


def test_a_block_text_is_placed_at_its_indicator(tmp_path: Path) -> None:
    table = table_of(tmp_path, "description: >-\n  Une\n  phrase\ntitle: T\n")

    assert text_at(table, "description").text == "Une phrase"
    assert position_of(table, "description") == (1, 14)
    assert position_of(table, "title") == (4, 8)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_does_not_move_anything(tmp_path: Path, mark: bytes) -> None:
    table = table_of(tmp_path, mark + "titre: é\nautre: b\n".encode())

    assert list(table.values) == ["titre", "autre"]
    assert position_of(table, "titre") == (1, 8)
    assert position_of(table, "autre") == (2, 8)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_count_as_one_line(tmp_path: Path, end: str) -> None:
    table = table_of(tmp_path, end.join(["title: Parcs", "description: |", "  une", "  deux", "license: lov2", ""]))

    assert text_at(table, "title").text == "Parcs"
    assert text_at(table, "description").text == "une\ndeux\n"
    assert position_of(table, "license") == (5, 10)


@pytest.mark.parametrize("content", ["", "\n\n", "# rien\n", "\ufeff"])
def test_an_empty_file_is_an_empty_table_at_its_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "f.yml"
    path.write_text(content, encoding="utf-8")

    assert read_table(path, "f.yml") == Table({}, {}, Position("f.yml", 1, 1))


# ---- texts stay texts


@pytest.mark.parametrize(
    "written",
    ["01290", "1.10", "no", "yes", "on", "true", "2023-01-01", "1e3", "0x1F", "12:30:45", ".inf", "1_000", "Null "],
)
def test_a_plain_value_stays_the_text_that_was_written(tmp_path: Path, written: str) -> None:
    parsed = text_at(table_of(tmp_path, f"insee: {written}\n"), "insee")

    assert parsed.text == written.strip()
    assert parsed.blank is (written == "Null ")


@pytest.mark.parametrize("written", ["", "null", "Null", "NULL", "~", '""', "''", '"  "', "|\n", ">-\n"])
def test_null_and_empty_texts_are_blank(tmp_path: Path, written: str) -> None:
    assert text_at(table_of(tmp_path, f"title: {written}\n"), "title").blank


@pytest.mark.parametrize(
    ("written", "text"),
    [('"null"', "null"), ("'null'", "null"), ('"~"', "~"), ("no", "no"), ("0", "0"), ("false", "false")],
)
def test_a_quoted_null_is_a_text(tmp_path: Path, written: str, text: str) -> None:
    parsed = text_at(table_of(tmp_path, f"title: {written}\n"), "title")

    assert (parsed.text, parsed.blank) == (text, False)


def test_keys_are_texts_too(tmp_path: Path) -> None:
    assert list(table_of(tmp_path, "no: a\n1.10: b\n2023-01-01: c\n").values) == ["no", "1.10", "2023-01-01"]


# ---- syntax errors


@pytest.mark.parametrize(
    ("content", "finding_line"),
    [
        pytest.param(
            "title: T\ncontact:\n\tname: x\n",
            "f.yml:3:1 PUB102 this line starts with a tab → Use spaces instead (two per level).",
            id="tab",
        ),
        pytest.param(
            "title: a\nlicense: x\ntitle: b\n",
            "f.yml:3:1 PUB103 “title” is written twice (first on line 1: a) → Keep one of the two lines; "
            "who decides about it knows which.",
            id="duplicate key",
        ),
        pytest.param(
            "contact: {name: a, name: b}\n",
            "f.yml:1:20 PUB103 “name” is written twice (first on line 1: a) → Keep one of the two lines; "
            "who decides about it knows which.",
            id="duplicate key in flow style",
        ),
        pytest.param(
            "license: lov2\ntitle: Parcs : horaires\n",
            'f.yml:2:8 PUB101 quote text that contains a colon followed by a space → Write: title: "Parcs : horaires"',
            id="colon in a value",
        ),
        pytest.param(
            "resources:\n  - title: Parcs : horaires\n",
            'f.yml:2:12 PUB101 quote text that contains a colon followed by a space → Write: title: "Parcs : horaires"',
            id="colon in a value of a list",
        ),
        pytest.param(
            'license: lov2\ntitle: "Parcs\ndescription: D\n',
            'f.yml:2:8 PUB101 the quotes opened here are not closed → Write: title: "Parcs"',
            id="unclosed double quote",
        ),
        pytest.param(
            "title: 'Panneaux d'affichage'\n",
            'f.yml:1:8 PUB101 text follows the closing quotes here → Write: title: "Panneaux d\'affichage"',
            id="apostrophe within single quotes",
        ),
        pytest.param(
            "title: [a, b\nlicense: lov2\n",
            "f.yml:1:8 PUB101 the bracket opened here is not closed → Write: title: [a, b]",
            id="unclosed bracket",
        ),
        pytest.param(
            "title: T\n  license: lov2\n",
            "f.yml:2:3 PUB101 the number of spaces before this line does not fit the lines around it → Delete "
            "the spaces before it, so that it starts at the left margin.",
            id="indentation",
        ),
        pytest.param(
            "title: a\x08b\n",
            "f.yml:1:9 PUB104 there is an invisible control character here → Save the file as "
            "UTF-8, or delete the characters at this place.",
            id="control character",
        ),
        pytest.param(
            "license: x\ntitle: a\x80b\n",
            "f.yml:2:9 PUB104 there is an invisible control character here → Save the file as "
            "UTF-8, or delete the characters at this place.",
            id="C1 control character",
        ),
        pytest.param(
            "title: T\ndescription: Été\n".encode("latin-1"),
            "f.yml:2:14 PUB104 the file is not UTF-8 text → Save the file as UTF-8: in Notepad, “Save as”, then"
            " the encoding UTF-8.",
            id="latin-1",
        ),
        pytest.param(
            "title: été ".encode() + b"\xe9t\xe9\n",
            "f.yml:1:12 PUB104 the file is not UTF-8 text → Save the file as UTF-8: in Notepad, “Save as”, then"
            " the encoding UTF-8.",
            id="latin-1 after UTF-8: columns count characters",
        ),
        pytest.param(
            "title: T\n".encode("utf-16"),
            "f.yml:1:1 PUB104 the file is not UTF-8 text → Save the file as UTF-8: in Notepad, “Save as”, then"
            " the encoding UTF-8.",
            id="utf-16",
        ),
        pytest.param(
            "title: &a T\nslug: *a\n",
            "f.yml:1:8 PUB105 anchors, aliases, tags and merges are not read → Write the "
            'value itself; put text that starts with “&” into quotes: title: "& …"',
            id="alias",
        ),
        pytest.param(
            "title: !secret T\n",
            "f.yml:1:8 PUB105 anchors, aliases, tags and merges are not read → Write the "
            'value itself; put text that starts with “!” into quotes: title: "! …"',
            id="tag",
        ),
        pytest.param(
            "title: !!python/object:os.system T\n",
            "f.yml:1:8 PUB105 anchors, aliases, tags and merges are not read → Write the "
            'value itself; put text that starts with “!” into quotes: title: "! …"',
            id="tag of another namespace",
        ),
        pytest.param(
            "title: T\n<<: {slug: t}\n",
            "f.yml:2:1 PUB105 anchors, aliases, tags and merges are not read → Write the value itself.",
            id="merge key",
        ),
        pytest.param(
            "keywords: &a [*a]\n",
            "f.yml:1:11 PUB105 anchors, aliases, tags and merges are not read → Write the value itself.",
            id="a list that holds itself",
        ),
        pytest.param(
            "title: a\n---\ntitle: b\n",
            "f.yml:2:1 PUB101 “---” begins a second document here: a file has a single one → Delete this line, or "
            "put what follows it into another file.",
            id="two documents",
        ),
        pytest.param(
            "title: @sig\n",
            'f.yml:1:8 PUB101 quote text that starts with “@” → Write: title: "@sig"',
            id="reserved sign",
        ),
    ],
)
def test_a_syntax_mistake_is_reported_at_its_position_with_a_fix(
    tmp_path: Path, content: str | bytes, finding_line: str
) -> None:
    assert refusal(tmp_path, content) == [finding_line]


def test_an_anchor_alone_is_refused_as_the_rule_says(tmp_path: Path) -> None:
    assert refusal(tmp_path, "title: &a T\n") == [
        "f.yml:1:8 PUB105 anchors, aliases, tags and merges are not read → Write the "
        'value itself; put text that starts with “&” into quotes: title: "& …"'
    ]


def test_a_tab_inside_a_text_is_not_blamed_for_a_mistake_elsewhere(tmp_path: Path) -> None:
    (finding_line,) = refusal(tmp_path, "description: |\n  tableau\n  \tcolonne\nkeywords: [a\nlicense: lov2\n")

    assert finding_line.startswith("f.yml:4:11 PUB101 the bracket opened here")


def test_every_duplicate_and_every_merge_of_a_file_is_reported_in_one_pass(tmp_path: Path) -> None:
    assert [
        finding_line.split()[:2] for finding_line in refusal(tmp_path, "a: 1\na: 2\n<<: {}\nb: !x 1\nc: 1\nc: 2\n")
    ] == [
        ["f.yml:2:1", "PUB103"],
        ["f.yml:3:1", "PUB105"],
        ["f.yml:4:4", "PUB105"],
        ["f.yml:6:1", "PUB103"],
    ]


def test_a_file_over_one_megabyte_is_refused_unread(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"# " + b"x" * SIZE_LIMIT) == [
        "f.yml:1:1 PUB104 the file is larger than 1 MB → Save the file as UTF-8, or delete "
        "the characters at this place."
    ]


def test_a_file_of_one_megabyte_is_read(tmp_path: Path) -> None:
    head = b"title: T\n# "
    assert list(table_of(tmp_path, head + b"x" * (SIZE_LIMIT - len(head))).values) == ["title"]


@pytest.mark.parametrize(
    ("content", "at"), [("- a\n- b\n", "1:1"), ("# x\nbonjour\n", "2:1"), ("[a, b]\n", "1:1"), ('"a"\n', "1:1")]
)
def test_a_document_that_is_no_mapping_is_reported(folder: Folder, content: str, at: str) -> None:
    folder.write("bron/wc.yml", content)

    assert folder.lines() == [
        f"bron/wc.yml:{at} PUB114 the file must be a list of `key: value` lines → Write it like this: title: …"
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("title: " + "[" * 300_000, id="open lists"),
        pytest.param("title: " + "{a: " * 200_000, id="open mappings"),
        pytest.param("title: " + "[" * 5_000 + "]" * 5_000 + "\n", id="closed lists"),
        pytest.param("".join(" " * depth + "a:\n" for depth in range(1_000)), id="block mappings"),
    ],
)
def test_a_deeply_nested_file_is_a_finding_and_no_crash(folder: Folder, content: str) -> None:
    """It runs in its own process: a parser that overflows its stack would end the tests too."""
    folder.dataset("", "bron/bon.yml")
    folder.write("bron/wc.yml", content)
    ran = subprocess.run(
        [sys.executable, "-m", "publisher", "validate", "--lang", "en"], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 1, f"ended with {ran.returncode}: {ran.stderr[-200:]}"
    assert "manifests/bron/wc.yml:" in ran.stdout
    assert "PUB101 error" in ran.stdout
    assert "Traceback" not in ran.stderr


# ---- a text that is in no file


def test_a_text_has_the_same_positions_as_a_file_of_it(tmp_path: Path) -> None:
    content = "# Parcs\ntitle: Parcs\nkeywords: [a, 'é']\nresources:\n  - id: csv\n"

    assert parse(content, "f.yml") == tree_of(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "position"),
    [
        ("title: [\n", "f.yml:1:8"),
        ("a: 1\na: 2\n", "f.yml:2:1"),
        ("a: b\x00\n", "f.yml:1:5"),
        ("a: \ud800\n", "f.yml:1:4"),
    ],
    ids=["syntax", "duplicate", "control character", "half a surrogate pair"],
)
def test_a_mistake_of_a_text_is_a_finding_with_its_position(content: str, position: str) -> None:
    with pytest.raises(ManifestError) as raised:
        parse(content, "f.yml")

    assert [str(finding.at) for finding in raised.value.findings] == [position]


def test_a_text_is_no_larger_than_a_file_may_be() -> None:
    head = "title: T\n# "

    assert parse(head + "x" * (SIZE_LIMIT - len(head)), "f.yml")
    with pytest.raises(ManifestError):
        parse(head + "é" * (SIZE_LIMIT // 2), "f.yml")


# ---- frequent mistakes of syntax have a text of their own

NOT_ALIGNED = "the number of spaces before this line does not fit the lines around it"


@pytest.mark.parametrize(
    ("content", "start"),
    [
        ("title:Parcs\nlicense: lov2\n", "1:7 PUB101 a space is missing after “title:”"),
        ("title: T\nslug:t\nkeywords: [a]\n", "2:6 PUB101 a space is missing after “slug:”"),
        ("resources:\n  - id:csv\n    title: b\n", "2:8 PUB101 a space is missing after “id:”"),
        ("url: x\nhttps://a.example/b\ntitle: T\n", "2:1 PUB101 this line is no `key: value`"),
        ("title: T\ndescription: Début\nla suite\nlicense: x\n", "3:1 PUB101 this line is no `key: value`"),
        ("title: [2024] Budget\n", "1:8 PUB101 quote text that starts with “[”"),
        ("title: {2024} Budget\n", "1:8 PUB101 quote text that starts with “{”"),
        ("title: *important*\n", "1:8 PUB101 quote text that starts with “*”"),
        ("title: & co\n", "1:8 PUB101 quote text that starts with “&”"),
        ("title: > 50 ans\n", "1:8 PUB101 quote text that starts with “>”"),
        ("title: |x\n", "1:8 PUB101 quote text that starts with “|”"),
        ("title: %x\n", "1:8 PUB101 quote text that starts with “%”"),
        ("title: `x`\n", "1:8 PUB101 “`” is no part of the text: it only marks what messages name"),
        ("title: `x` y\n", "1:8 PUB101 quote text that starts with “`”"),
        ("keywords:\n  - @a\n", "2:5 PUB101 quote text that starts with “@”"),
        ("keywords: {a, b\ntitle: T\n", "1:11 PUB101 the bracket opened here is not closed"),
        ('title: "Parcs\ndescription: "X"\n', "1:8 PUB101 the quotes opened here are not closed"),
        ('title: Les "parcs\nslug: "a" b\n', "2:7 PUB101 text follows the closing quotes here"),
        ("title: A\n description: B\n", f"2:2 PUB101 {NOT_ALIGNED}"),
        ("resources:\n  - id: a\n   title: b\n", f"3:4 PUB101 {NOT_ALIGNED}"),
        ("keywords:\n  - a\n - b\n", f"3:2 PUB101 {NOT_ALIGNED}"),
        ("title: T\ndescription: >-\n  Horaires:9h\n slug: y\n", f"4:2 PUB101 {NOT_ALIGNED}"),
    ],
)
def test_a_frequent_mistake_of_syntax_is_named_at_its_place(tmp_path: Path, content: str, start: str) -> None:
    (finding_line,) = refusal(tmp_path, content)

    assert finding_line.startswith(f"f.yml:{start} → ")

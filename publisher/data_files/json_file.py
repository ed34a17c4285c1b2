"""Records in JSON, and features in GeoJSON: what they contain, and whether programs can read them."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.formats import format_of
from publisher.data_files.geometry_check import GeometryCheck
from publisher.data_files.json_stream import InvalidJsonError, JsonText
from publisher.data_files.row_check import RowCheck
from publisher.data_files.table_place import TablePlace, shown_value
from publisher.data_files.table_walk import TableWalk
from publisher.data_files.text_findings import encoding_findings
from publisher.model.findings import Cell, Finding, Reencode, RowUnit
from publisher.model.messages import Message, message
from publisher.rules.data_content import (
    BROKEN_GEOMETRY,
    BYTE_ORDER_MARK,
    DIFFERING_PROPERTIES,
    INVALID_JSON,
    NO_FEATURE,
    NOT_A_FEATURE_COLLECTION,
    NOT_A_NUMBER,
    NOT_RECORDS,
    REPEATED_KEY,
)
from publisher.safe_open import open_regular
from publisher.tables.text_rows import survey_of, texts_from

Advance = Callable[[int], None]
_LONGEST: Final = 10_000
"""Characters of a value that checks are shown."""
_DEEPEST: Final = 5
"""Objects within objects whose values are shown to the checks one by one."""
_GEOMETRY: Final = "geometry"
_MOST_NAMES: Final = 1000
"""Names of properties that are told apart."""


@dataclass
class JsonContent:
    """What a reading shows of a file, beside its features or records."""

    is_map: bool
    """Whether it is asked to be GeoJSON, or says so itself."""
    type: object = None
    """The `type` of the whole."""
    is_object: bool = False
    """Whether the whole is an object, not a list."""
    has_items: bool = False
    """Whether there is a list of features or records."""
    around: Callable[[str, object], None] = lambda _name, _value: None
    """Is shown each value that is neither a feature nor a record."""
    count: int = 0
    names: dict[str, None] = field(default_factory=dict)
    """Every name of a property, in the order of their appearance."""


def json_findings(file: FileToCheck, further: Sequence[RowCheck], advance: Advance) -> Iterator[Finding]:
    """Yield the findings about a JSON or GeoJSON file. It is read twice: for its form, then for its values.

    Raises `OSError`.
    """
    survey = survey_of(file.path)
    yield from encoding_findings(file.shown, survey)
    if survey.encoding == "utf-8-sig":
        what = message("the file starts with a byte order mark, which many programs that read JSON refuse")
        fix = message("Save it as “UTF-8” without BOM (signature).")
        yield BYTE_ORDER_MARK.in_file(file.shown, Cell(1), what, fix, repair=Reencode(survey.encoding))
    content = JsonContent(format_of(file) == "geojson")
    yield from _JsonCheck(file, survey.encoding, content, lambda size: advance(size // 2)).findings()
    yield from _values(file, survey.encoding, content, further, lambda size: advance(size - size // 2))


def items_of(text: JsonText, content: JsonContent) -> Iterator[object]:
    """Yield the features or records, and note what is around them. Raises `InvalidJsonError`."""
    if text.peek() == "[":
        content.has_items = True
        yield from text.items()
    elif text.peek() == "{":
        content.is_object = True
        yield from _items_of_object(text, content)
    else:
        content.around("", text.value())
    if text.peek():
        text.take("")


def _items_of_object(text: JsonText, content: JsonContent) -> Iterator[object]:
    text.take("{")
    if text.peek() == "}":
        text.take("}")
        return
    while True:
        if text.peek() != '"':
            text.take('"')
        name = text.value()
        text.take(":")
        if text.peek() == "[" and (name == "features" or not content.is_map):
            content.has_items = True
            yield from text.items()
        else:
            value = text.value()
            content.around(str(name), value)
            if name == "type":
                content.type = value
                content.is_map = content.is_map or value == "FeatureCollection"
        if text.take(",", "}") == "}":
            return


class _JsonCheck:
    """The form of a file: JSON, its objects, their geometries, their names."""

    def __init__(self, file: FileToCheck, encoding: str, content: JsonContent, advance: Advance) -> None:
        self._file = file
        self._encoding = encoding
        self._content = content
        self._advance = advance
        self._first: frozenset[str] | None = None
        self._differing: tuple[int, str] | None = None
        self._unit = RowUnit.FEATURE if content.is_map else RowUnit.RECORD

    def findings(self) -> Iterator[Finding]:
        """Yield the findings."""
        content = self._content
        geometry = GeometryCheck(TablePlace(self._file.shown, self._file.area, RowUnit.FEATURE))
        with open_regular(self._file.path) as opened:
            text = JsonText(opened, self._encoding, self._advance)
            try:
                for item in items_of(text, content):
                    content.count += 1
                    yield from self._item(text, item, geometry)
            except InvalidJsonError as error:
                yield self._invalid(error)
                return
        yield from geometry.end()
        yield from self._whole()

    def _invalid(self, error: InvalidJsonError) -> Finding:
        if error.cut:
            what = message(
                "the file is cut short: it ends before its last bracket is closed (character {column} of the line)",
                column=error.column,
            )
            fix = message(
                "Export or download it again, up to its end. To close the brackets by hand would lose what is missing."
            )
        else:
            what = message(
                "the file is no JSON from here on (character {column} of the line): {reason}",
                column=error.column,
                reason=error.reason,
            )
            fix = message("Export it again with a program, or correct this place; what follows has not been checked.")
        return INVALID_JSON.in_file(self._file.shown, Cell(error.line), what, fix)

    def _item(self, text: JsonText, item: object, geometry: GeometryCheck) -> Iterator[Finding]:
        number = self._content.count
        if text.not_a_number:
            fix = message("Write null where the value is unknown.")
            yield self._finding(NOT_A_NUMBER.in_file, number, None, message("NaN or Infinity, which is not JSON"), fix)
        if text.repeated_key is not None:
            what = message("the object has this key twice: one of the values is lost")
            yield self._finding(REPEATED_KEY.in_file, number, text.repeated_key, what, message("Keep one of them."))
        if not isinstance(item, dict):
            return
        properties: object = item
        if self._content.is_map:
            if item.get("type") != "Feature" and not self._content.is_object:
                return  # a list is no map as a whole: that is said once
            if item.get("type") != "Feature":
                what = message('this object is no feature: it has no `"type": "Feature"`')
                yield self._finding(
                    BROKEN_GEOMETRY.in_file, number, None, what, message("Export the layer again as GeoJSON.")
                )
                return
            yield from geometry.feature(number, item)
            properties = item.get("properties")
        if isinstance(properties, dict):
            self._note_names(number, properties, compared=self._content.is_map or not self._content.is_object)

    def _note_names(self, number: int, properties: dict[str, object], *, compared: bool) -> None:
        names = self._content.names
        if len(names) < _MOST_NAMES:
            names.update(dict.fromkeys(flat(properties)))
        if not compared:
            return
        if self._first is None:
            self._first = frozenset(properties)
        elif self._differing is None and self._first != properties.keys():
            self._differing = number, sorted(self._first ^ properties.keys())[0]

    def _whole(self) -> Iterator[Finding]:
        """Yield the findings about the file as a whole."""
        content = self._content
        if content.is_map and not (content.is_object and content.type == "FeatureCollection" and content.has_items):
            what = message("the file is no FeatureCollection: most programs show no map of it")
            if content.type is not None:
                what = message("the file is a {type}, no FeatureCollection: most programs show no map of it",
                               type=shown_value(str(content.type)))  # fmt: skip
            yield self._finding(
                NOT_A_FEATURE_COLLECTION.in_file,
                1,
                None,
                what,
                message("Export the layer again as GeoJSON."),
                RowUnit.LINE,
            )
        elif content.has_items and not content.count:
            yield self._finding(
                NO_FEATURE.in_file,
                1,
                None,
                message("there is no object in the file"),
                message("Export the data again."),
                RowUnit.LINE,
            )
        elif not content.is_map and (content.is_object or not content.names):
            what = message("the file is no list of objects: it cannot be shown as a table")
            fix = message("Write one list, such as {example}", example='[{"nom": "…"}, {"nom": "…"}]')
            yield self._finding(NOT_RECORDS.in_file, 1, None, what, fix, RowUnit.LINE)
        if self._differing is not None:
            number, name = self._differing
            what = message("this object does not have the same properties as the first one")
            fix = message("Give all of them the same ones, null where a value is unknown.")
            yield self._finding(DIFFERING_PROPERTIES.in_file, number, name, what, fix)

    def _finding(
        self,
        make: Callable[..., Finding],
        row: int,
        column: str | None,
        what: Message,
        fix: Message,
        unit: RowUnit | None = None,
    ) -> Finding:
        return make(self._file.shown, Cell(row, column, unit or self._unit), what, fix)


def _values(
    file: FileToCheck, encoding: str, content: JsonContent, further: Sequence[RowCheck], advance: Advance
) -> Iterator[Finding]:
    """Yield the findings about the values of the properties, as far as the file can be read."""
    names = tuple(content.names)
    place = TablePlace(file.shown, file.area, RowUnit.FEATURE if content.is_map else RowUnit.RECORD)
    walk = TableWalk(place, further, tabular=False)
    yield from walk.header(1, names, ())
    outside: dict[str, Finding] = {}

    def around(name: str, value: object) -> None:
        if name != _GEOMETRY or text.lost:
            value = [value, *text.lost]
            outside.update((finding.rule, finding) for finding in walk.text(1, whole_text(value)))

    with open_regular(file.path) as opened:
        text = JsonText(opened, encoding, advance)
        try:
            for number, item in enumerate(items_of(text, JsonContent(content.is_map, around=around)), 1):
                properties, rest = _taken_apart(item, is_map=content.is_map)
                rest = "\n".join((rest, *map(whole_text, text.lost)))
                cells = flat(properties)
                yield from walk.row(number, [cells.pop(name, "") for name in names])
                if rest or cells:
                    yield from walk.text(number, "\n".join((rest, *cells.values())), place.unit)
        except InvalidJsonError as error:  # it has been said
            for line, unread in texts_from(file.path, encoding, error.line):
                yield from walk.text(line, unread)
    yield from outside.values()
    yield from walk.end()


def _taken_apart(item: object, *, is_map: bool) -> tuple[dict[str, object], str]:
    """Return the properties of a feature or record, and the text of what else it has, its geometry left out."""
    if not isinstance(item, dict):
        return {}, whole_text(item)
    if not is_map:
        return item, ""
    rest = {name: value for name, value in item.items() if name not in ("type", _GEOMETRY)}
    properties = rest.pop("properties") if isinstance(rest.get("properties"), dict) else {}
    return properties, whole_text(rest) if rest else ""


def flat(properties: dict[str, object], before: str = "", depth: int = 0) -> dict[str, str]:
    """Return the values of an object as texts; those of an object within it under both names: `contact.nom`."""
    cells: dict[str, str] = {}
    for name, value in properties.items():
        parts = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
        objects = [part for part in parts if isinstance(part, dict)] if depth < _DEEPEST else []
        if not objects:
            cells[before + name] = value_text(value)
        for part in objects:
            for inner, text in flat(part, f"{before}{name}.", depth + 1).items():
                cells[inner] = f"{cells[inner]} | {text}" if cells.get(inner) else text
    return cells


def whole_text(value: object) -> str:
    """Return a value of JSON as a text, however long."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def value_text(value: object) -> str:
    """Return a value of JSON as the cell of a table has it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:_LONGEST]

"""Small schemas and tables for the tests."""

import csv
import io
import json
from collections.abc import Iterator, Mapping

from publisher.data_files.table_schema.check_rows import NumberedRow
from publisher.data_files.table_schema.table_schema import TableSchema, read_table_schema

Field = Mapping[str, object]


def schema(*fields: Field, **further: object) -> TableSchema:
    """Return a schema with these fields."""
    return read_table_schema(json.dumps({"fields": fields, **further}).encode())


def field(name: str, kind: str = "string", example: str | None = None, **constraints: object) -> Field:
    """Return a field with these constraints."""
    described = {"name": name, "type": kind, "constraints": constraints}
    return described if example is None else {**described, "example": example}


def rows(text: str, delimiter: str = ",") -> Iterator[NumberedRow]:
    """Yield the rows of a CSV text, each with the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1

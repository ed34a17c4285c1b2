"""The values of the fields that a portal declares: each passes the validators that the schema names, in their order.

Validators that are not in `VALIDATORS` change and refuse nothing.
"""

import ast
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NoReturn
from urllib.parse import urlsplit

from publisher.sandbox.ckan import fields
from publisher.sandbox.ckan.fields import InvalidValue
from publisher.sandbox.ckan.licenses_and_formats import guessed_type_at
from publisher.sandbox.ckan.refusals import Malformed
from publisher.sandbox.ckan.schema import DeclaredField, Fields
from publisher.sandbox.documents import documents_of, text_of
from publisher.sandbox.store import Document

MISSING: Final = object()
"""Stands for a value that is not sent."""

_YEAR: Final = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_ZONE: Final = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DCAT_DATE: Final = re.compile(rf"{_YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?{_ZONE}")
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:[0-9]*)?")
_DATE_REFUSED: Final = "Date format incorrect"


class Finished(Exception):
    """The validators that follow are left out."""


@dataclass
class Cell:
    """A value on its way through the validators, and its errors."""

    value: object
    document: Mapping[str, object] = field(default_factory=dict)
    """The document that has the value."""
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Return whether there is no value, or an empty one."""
        return self.value is MISSING or not self.value

    def refuse(self, message: str) -> NoReturn:
        """Add an error, and leave out the validators that follow. Raises `Finished`."""
        self.errors.append(message)
        raise Finished


@dataclass
class CheckedValues:
    """The values to store and the errors, by field."""

    values: Document = field(default_factory=dict)
    errors: Document = field(default_factory=dict)


Validator = Callable[[DeclaredField, Cell], None]


# ---- whole documents


def require_lists_of_documents(
    declared_fields: Fields, document: Document, whole: Document, path: tuple[object, ...] = ()
) -> None:
    """Fail, as CKAN does before it looks at any value, where a field with subfields is no list of documents.

    `whole`: the document of which this one is a part, at `path`.
    """
    nested_fields = {
        name: field for name, field in declared_fields.items() if field.subfields and document.get(name, []) != []
    }
    for name in nested_fields:
        value = document[name]
        if not (isinstance(value, list) and isinstance(value[0], dict)):
            raise _misplaced((*path, name), value, whole)
        if not all(isinstance(item, dict) for item in value):
            raise Malformed("Values in lists need to be dicts", whole)
    if path and document.keys() == nested_fields.keys():
        _refuse_leaf(document, whole, path)
    for name, declared in nested_fields.items():
        for number, item in enumerate(documents_of(document, name)):
            require_lists_of_documents(_by_name(declared), item, whole, (*path, name, number))


def _misplaced(path: tuple[object, ...], value: object, whole: Document) -> Malformed:
    return Malformed(f"Only lists of dicts can be placed against subschema {path}, not {type(value)}", whole)


def _refuse_leaf(document: Document, whole: Document, path: tuple[object, ...]) -> None:
    """Fail for the first value of a document's lists, as CKAN does where the document has nothing besides them."""
    for name in document:
        for number, item in enumerate(documents_of(document, name)):
            for leaf, value in item.items():
                raise _misplaced((*path, name, number, leaf), value, whole)


def checked_values(declared_fields: Fields, document: Mapping[str, object]) -> CheckedValues:
    """Return the values of the declared fields of a document, without those that are not sent."""
    result = CheckedValues()
    for name, declared in declared_fields.items():
        value, errors = _checked(declared, document)
        if value is not MISSING:
            result.values[name] = str(value) if isinstance(value, datetime) else value
        if any(errors):
            result.errors[name] = errors
    return result


def _checked(declared: DeclaredField, document: Mapping[str, object]) -> tuple[object, list[object]]:
    value = document.get(declared.name, MISSING)
    if not declared.subfields:
        cell = Cell(value, document)
        _pass_validators(declared, cell)
        return cell.value, list(cell.errors)
    items = [item for item in value if item] if isinstance(value, list) else []
    checks = [checked_values(_by_name(declared), item) for item in items]
    values = [check.values for check in checks if check.values]
    return values or MISSING, [check.errors for check in checks]


def _by_name(declared: DeclaredField) -> Fields:
    return {subfield.name: subfield for subfield in declared.subfields}


def _pass_validators(declared: DeclaredField, cell: Cell) -> None:
    for text in declared.validators:
        validator = _default(text) if text.startswith("default(") else VALIDATORS.get(text)
        if validator is None:
            continue
        try:
            validator(declared, cell)
        except InvalidValue as error:
            cell.errors.append(str(error))
        except Finished:
            return


# ---- missing and empty values


def _ignore_missing(_declared: DeclaredField, cell: Cell) -> None:
    if cell.value is MISSING or cell.value is None:
        cell.value = MISSING
        raise Finished


def _ignore_empty(_declared: DeclaredField, cell: Cell) -> None:
    if cell.is_empty:
        cell.value = MISSING
        raise Finished


def _not_empty(_declared: DeclaredField, cell: Cell) -> None:
    if cell.is_empty and not isinstance(cell.value, bool | int | float):
        cell.refuse("Missing value")


def _not_missing(_declared: DeclaredField, cell: Cell) -> None:
    if cell.value is MISSING:
        cell.refuse("Missing value")


def _scheming_required(declared: DeclaredField, cell: Cell) -> None:
    (_not_empty if declared.required else _ignore_missing)(declared, cell)


def _default(text: str) -> Validator:
    """Return the validator that gives an empty field a value."""
    argument = text.removeprefix("default(").removesuffix(")")
    try:
        default: object = ast.literal_eval(argument)
    except (ValueError, SyntaxError):
        default = argument

    def validator(_declared: DeclaredField, cell: Cell) -> None:
        if cell.value is MISSING or cell.value is None or cell.value == "":
            cell.value = default

    return validator


# ---- texts and numbers


def _converted(convert: Callable[[object], object]) -> Validator:
    """Return a validator that converts a value; it raises `InvalidValue` for one that it refuses."""

    def validator(_declared: DeclaredField, cell: Cell) -> None:
        cell.value = convert(None if cell.value is MISSING else cell.value)

    return validator


def _url(_declared: DeclaredField, cell: Cell) -> None:
    if cell.is_empty:
        return
    parts = urlsplit(fields.text(cell.value))
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        raise InvalidValue("Please provide a valid URL")


def _guess_type(_declared: DeclaredField, cell: Cell) -> None:
    if cell.is_empty and not cell.document.get("id"):
        cell.value = guessed_type_at(text_of(cell.document, "url")) or cell.value


# ---- choices and lists; both are stored as JSON texts


def _choice(declared: DeclaredField, cell: Cell) -> None:
    if declared.choices is not None and cell.value != "" and cell.value not in declared.choices:
        raise InvalidValue(f"Value must be one of {list(declared.choices)}")


def _multiple_choice(declared: DeclaredField, cell: Cell) -> None:
    if cell.errors:
        return
    elements = _elements(cell)
    if elements is None:
        cell.errors.append("expecting list of strings")
        return
    choices = elements if declared.choices is None else declared.choices
    cell.errors += [f'unexpected choice "{element}"' for element in elements if element not in choices]
    if not cell.errors:
        selected = [choice for choice in choices if choice in elements]
        cell.value = json.dumps(selected)
        if declared.required and not selected:
            cell.errors.append("Select at least one")


def _elements(cell: Cell) -> list[object] | None:
    """Return the elements of a list; a text is its only one. None for another value."""
    if cell.value is MISSING:
        return []
    if isinstance(cell.value, str):
        return [cell.value]
    return cell.value if isinstance(cell.value, list) else None


def _multiple_text(declared: DeclaredField, cell: Cell) -> None:
    if cell.errors:
        return
    elements = _elements(cell)
    if elements is None:
        cell.refuse("expecting list of strings")
    texts = [element for element in elements if element]
    cell.errors += [f"invalid type for repeating text: {text!r}" for text in texts if not isinstance(text, str)]
    if cell.errors:
        raise Finished
    if declared.required and not texts:
        cell.refuse("Missing value")
    cell.value = json.dumps(texts)


def _multiple_number(declared: DeclaredField, cell: Cell) -> None:
    if not cell.is_empty:
        cell.value = json.dumps(_numbers(cell.value))
    if declared.required and (cell.value is MISSING or cell.value == "[]"):
        cell.refuse("Missing value")


def _numbers(value: object) -> list[float]:
    elements = value if isinstance(value, list) else [value]
    if isinstance(value, str) and value.startswith("["):
        elements = _json(value, "Could not parse value")  # type: ignore[assignment]  # such a text is a list
    numbers = []
    for element in elements:
        try:
            numbers += [float(element)] if element else []  # type: ignore[arg-type]  # others raise TypeError
        except (TypeError, ValueError):
            known = isinstance(value, list)
            message = f"invalid type for repeating number: {element!r}" if known else "expecting list of numbers"
            raise InvalidValue(message) from None
    return numbers


def _json(text: str, refused: str) -> object:
    try:
        parsed: object = json.loads(text)
    except ValueError as error:
        raise InvalidValue(refused.format(error)) from None
    return parsed


def _json_object(_declared: DeclaredField, cell: Cell) -> None:
    match cell.value:
        case dict():
            cell.value = json.dumps(cell.value)
        case str() as text if text:
            if not isinstance(_json(text, "Invalid JSON string: {}"), dict):
                raise InvalidValue(f"Unsupported value for JSON field: {text}")
        case value if cell.is_empty:
            cell.value = None
        case value:
            raise InvalidValue(f"Unsupported type for JSON field: {type(value)}")


# ---- dates


def _moment(value: object) -> datetime:
    """Return the moment that a text names, in ISO form or nearly. Raises `InvalidValue`."""
    try:
        return fields.timestamp_of(value if isinstance(value, str) else "?")
    except ValueError:
        raise InvalidValue(_DATE_REFUSED) from None


def _isodate(_declared: DeclaredField, cell: Cell) -> None:
    cell.value = None if cell.value == "" else _moment(cell.value)


def _isodatetime(declared: DeclaredField, cell: Cell) -> None:
    if not cell.is_empty:
        cell.value = _moment(cell.value)
        return
    if declared.required:
        _not_empty(declared, cell)
    cell.value = None


def _isodatetime_tz(declared: DeclaredField, cell: Cell) -> None:
    if isinstance(cell.value, str) and cell.value and "T" not in cell.value:
        raise InvalidValue(_DATE_REFUSED)
    _isodatetime(declared, cell)
    if isinstance(cell.value, datetime) and cell.value.tzinfo:
        cell.value = cell.value.astimezone(UTC).replace(tzinfo=None)


def _dcat_date(_declared: DeclaredField, cell: Cell) -> None:
    if cell.is_empty:
        cell.value = None
    elif not isinstance(cell.value, str):
        raise InvalidValue("Dates must be provided as strings or datetime objects")
    elif not _DCAT_DATE.fullmatch(cell.value):
        try:
            datetime.fromisoformat(cell.value)
        except ValueError:
            formats = "YYYY, YYYY-MM, YYYY-MM-DD and YYYY-MM-DDTHH:MM:SS"
            raise InvalidValue(f"{_DATE_REFUSED}. Supported formats are {formats}") from None


def _date_text(_declared: DeclaredField, cell: Cell) -> None:
    if isinstance(cell.value, datetime):
        cell.value = cell.value.date().isoformat()


def _moment_text(_declared: DeclaredField, cell: Cell) -> None:
    if isinstance(cell.value, datetime):
        cell.value = cell.value.isoformat()


VALIDATORS: Final[Mapping[str, Validator]] = {
    "convert_to_json_if_date": _date_text,
    "convert_to_json_if_datetime": _moment_text,
    "dcat_date": _dcat_date,
    "email_validator": _converted(fields.email),
    "if_empty_guess_format": _guess_type,
    "ignore_empty": _ignore_empty,
    "ignore_missing": _ignore_missing,
    "int_validator": _converted(fields.integer),
    "isodate": _isodate,
    "not_empty": _not_empty,
    "not_missing": _not_missing,
    "package_version_validator": _converted(fields.version),
    "remove_whitespace": _converted(fields.stripped),
    "scheming_choices": _choice,
    "scheming_isodatetime": _isodatetime,
    "scheming_isodatetime_tz": _isodatetime_tz,
    "scheming_multiple_choice": _multiple_choice,
    "scheming_multiple_number": _multiple_number,
    "scheming_multiple_text": _multiple_text,
    "scheming_required": _scheming_required,
    "scheming_valid_json_object": _json_object,
    "strip_value": _converted(fields.stripped),
    "unicode_safe": _converted(fields.text),
    "url_validator": _url,
}
"""The validators of CKAN, ckanext-scheming and ckanext-dcat that are played, besides `default(…)`."""

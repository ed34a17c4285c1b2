"""The check of the rows of a table for personal data. It keeps row numbers and counts, never a value."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from publisher.data_files.personal_data.columns import Columns, columns_of
from publisher.data_files.personal_data.natural_persons import signals_of
from publisher.data_files.personal_data.persons import is_forename
from publisher.data_files.personal_data.row_subject import RowSubject
from publisher.data_files.personal_data.values import (
    BORN,
    EMAIL,
    IBAN_HINT,
    NIR_HINT,
    OLDEST,
    PHONE_HINT,
    Phone,
    PhoneKind,
    has_iban,
    nirs_in,
    phones_in,
    short_phone,
    year_of_day,
)
from publisher.data_files.table_place import TablePlace
from publisher.model.findings import Cell, Finding, RowUnit
from publisher.model.messages import Message, counted, message
from publisher.rules.personal_data import (
    BANK_ACCOUNT,
    BIRTH_DATE,
    INSURANCE_NUMBER,
    NATURAL_PERSON,
    PERSONAL_EMAIL,
    PERSONAL_PHONE,
)
from publisher.rules.rule import Rule

_REMEMBERED: Final = 4000
_SHORT: Final = 40
"""How many texts without anything personal are kept, and of how many characters at most."""
FEW: Final = 3
"""Rows of a column that are named one by one."""
_YEAR: Final = range(OLDEST, 2100)
_GROWN: Final = 2010
"""Days of a column that says not of what: dates of birth where all are before."""

_WHAT: Final[dict[str, Message]] = {
    BIRTH_DATE.id: message("the birth date of a person beside their name"),
    PERSONAL_EMAIL.id: message("the e-mail address of a person"),
    PERSONAL_PHONE.id: message("the phone number of a person"),
    NATURAL_PERSON.id: message("the beneficiary seems to be a natural person"),
    INSURANCE_NUMBER.id: message("a national insurance number (NIR)"),
    BANK_ACCOUNT.id: message("the number of a bank account (IBAN)"),
}
FIX: Final[dict[str, Message]] = {
    BIRTH_DATE.id: message(
        "Publish the table without this column, and without the names, unless the law has them published: without the "
        "date they still name a person."
    ),
    PERSONAL_EMAIL.id: message(
        "Write the address of the service in its place (mairie@…, contact@…), or delete it; the rest of the cell may "
        "stay."
    ),
    PERSONAL_PHONE.id: message(
        "Write the number of the switchboard or of the service in its place, or delete it; the rest of the cell may "
        "stay."
    ),
    NATURAL_PERSON.id: message(
        "Grants to natural persons are published without a name: write “Natural person”, or leave the row out."
    ),
    INSURANCE_NUMBER.id: message("Publish the table without it."),
    BANK_ACCOUNT.id: message("Publish the table without it."),
}


@dataclass
class _Cells:
    """What is kept of the cells of a column that one rule is about."""

    count: int = 0
    first: list[tuple[int, Message]] = field(default_factory=list)
    """Rows, and what is said of them."""

    def add(self, row: int, what: Message) -> None:
        self.count += 1
        if len(self.first) <= FEW:
            self.first.append((row, what))


@dataclass
class _Uncertain:
    """Values of a column that are personal data only where the others of the column do not speak against it."""

    rows: list[int] = field(default_factory=list)
    count: int = 0
    against: int = 0

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.rows) <= FEW:
            self.rows.append(row)


class PersonalCheck:
    """Looks for personal data in the rows of one file. The findings come at the end, when each column is known."""

    def __init__(self, place: TablePlace) -> None:
        self._place = place
        self._labels: list[str] = []
        self._columns: Columns = columns_of(())
        self._cells: dict[tuple[str, int], _Cells] = defaultdict(_Cells)
        self._bare: dict[int, _Uncertain] = defaultdict(_Uncertain)
        """Ten digits that may be a phone number or a code."""
        self._keys: dict[int, _Uncertain] = defaultdict(_Uncertain)
        """National insurance numbers, against numbers of the same form."""
        self._days: dict[int, _Uncertain] = defaultdict(_Uncertain)
        """Days beside a name, in a column that says not of what."""
        self._names: set[int] = set()
        """Columns with the names of the people whose data were found."""
        self._plain: set[str] = set()
        """Texts of cells that have nothing of the form of personal data: most columns repeat a few."""
        self._outside = False
        """Whether there are personal data in a text that no row has."""
        self._others: list[PersonalCheck] = []
        """The checks of the other tables of the file."""
        self._hidden_names: dict[str, str] = {}

    @property
    def hidden_names(self) -> dict[str, str]:
        """What a header has in place of names, where it is a row of values; each with what is said instead."""
        return {name: label for check in (*self._others, self) for name, label in check._hidden_names.items()}

    @property
    def columns(self) -> frozenset[str]:
        """The columns with personal data, as far as rows were shown; an empty name where a text outside has some."""
        outside = frozenset({""}) if self._outside else frozenset[str]()
        return self._own_columns.union(outside, *(check.columns for check in self._others))

    @property
    def _own_columns(self) -> frozenset[str]:
        indexes = {index for _, index in self._cells} | self._names
        indexes |= {
            index for kept in (self._bare, self._keys, self._days) for index, cells in kept.items() if cells.count
        }
        return frozenset(self._labels[index] for index in indexes if index < len(self._labels))

    def header(self, row: int, names: Sequence[str]) -> Iterable[Finding]:
        """Learn what the columns hold. A header that is a row of values is a row like the others."""
        is_data = any(map(_is_value, names)) or (any(map(_is_day, names)) and any(map(is_forename, names)))
        self._columns = columns_of(names, unnamed=is_data)
        self._labels = [f"#{n}" if is_data or not name.strip() else name for n, name in enumerate(names, 1)]
        if is_data:
            self._hidden_names = {name: label for name, label in zip(names, self._labels, strict=True) if name}
            self.row(row, names)
        return ()

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """Look at a row, and at its cells that the header has no name for. No finding yet."""
        self._labels += [f"#{n}" for n in range(len(self._labels) + 1, len(cells) + 1)]
        subject = RowSubject(self._columns, cells)
        new = [cell for cell in cells if cell not in self._plain]
        self._forms(row, cells, new, subject)
        for index in self._columns.phones:
            if index < len(cells) and (phone := short_phone(cells[index].strip())) is not None:
                self._add_phone(row, index, phone, subject)
        self._births(row, cells, subject)
        self._beneficiaries(row, cells)
        if self._bare:
            self._against_bare(cells)
        return ()

    def _forms(self, row: int, cells: Sequence[str], new: Sequence[str], subject: RowSubject) -> None:
        """Look at values that are personal by their form. Those seen before that have none are not searched again."""
        text = "\x1f".join(new)
        email, phone, number = "@" in text, PHONE_HINT.search(text), NIR_HINT.search(text)
        account = IBAN_HINT.search(text)
        born = ("né" in text or "ne" in text) and BORN.search(text)
        if not (email or phone or number or account or born):
            if len(self._plain) < _REMEMBERED:
                self._plain.update(cell for cell in new if len(cell) <= _SHORT)
            return
        if email:
            self._each(row, cells, lambda index, value: self._email(row, index, value, subject))
        if phone:
            self._each(row, cells, lambda index, value: self._phone(row, index, value, subject))
        if number:
            self._each(row, cells, lambda index, value: self._insurance_number(row, index, value))
        if account:
            self._each(row, cells, lambda index, value: self._account(row, index, value))
        if born:
            self._each(row, cells, lambda index, value: self._born(row, index, value))

    def text(self, row: int, text: str, unit: RowUnit) -> Iterable[Finding]:
        """Return the findings about a text that no row has: nothing but its own form says what it is."""
        rules = list(_rules_about(text))
        self._outside = self._outside or bool(rules)
        return [rule.in_file(self._place.file, Cell(row, None, unit), _WHAT[rule.id], FIX[rule.id]) for rule in rules]

    def other_table(self) -> "PersonalCheck":
        """Return the check of another table of the file, whose values are hidden as those of this one."""
        self._others.append(PersonalCheck(self._place))
        return self._others[-1]

    def _each(self, _row: int, cells: Sequence[str], look: Callable[[int, str], None]) -> None:
        for index, value in enumerate(cells[: len(self._labels)]):
            if value:
                look(index, value)

    def _add(self, rule: Rule, row: int, index: int, what: Message | None = None) -> None:
        self._cells[rule.id, index].add(row, what or _WHAT[rule.id])

    def _email(self, row: int, index: int, value: str, subject: RowSubject) -> None:
        if "@" in value and any(subject.owns_mailbox(match[1], match[2]) for match in EMAIL.finditer(value)):
            self._add(PERSONAL_EMAIL, row, index)
            self._names |= subject.names

    def _phone(self, row: int, index: int, value: str, subject: RowSubject) -> None:
        phones = tuple(phones_in(value))
        if not phones:
            return
        sure = [phone for phone in phones if not phone.bare or index in self._columns.phones]
        if not sure:
            self._bare_phone(row, index, phones[0], subject)
            return
        self._add_phone(row, index, min(sure, key=lambda phone: phone.kind is not PhoneKind.MOBILE), subject)

    def _bare_phone(self, row: int, index: int, phone: Phone, subject: RowSubject) -> None:
        if index not in self._columns.codes and (phone.kind is PhoneKind.MOBILE or subject.is_person):
            self._bare[index].add(row)

    def _add_phone(self, row: int, index: int, phone: Phone, subject: RowSubject) -> None:
        if phone.kind is PhoneKind.MOBILE or subject.is_person:
            self._add(PERSONAL_PHONE, row, index)
            self._names |= subject.names

    def _against_bare(self, cells: Sequence[str]) -> None:
        """Count numbers of ten digits that are no phone numbers: the column then has codes."""
        for index, uncertain in self._bare.items():
            value = cells[index] if index < len(cells) else ""
            if len(value) == 10 and value.isdigit() and (value[0] != "0" or value[1] == "0"):
                uncertain.against += 1

    def _insurance_number(self, row: int, index: int, value: str) -> None:
        for right in nirs_in(value):
            if right:
                self._keys[index].add(row)
            else:
                self._keys[index].against += 1

    def _account(self, row: int, index: int, value: str) -> None:
        if has_iban(value):
            self._add(BANK_ACCOUNT, row, index)

    def _born(self, row: int, index: int, value: str) -> None:
        if BORN.search(value):
            self._add(BIRTH_DATE, row, index)

    def _births(self, row: int, cells: Sequence[str], subject: RowSubject) -> None:
        columns = self._columns
        for index in columns.births:
            if _is_birth(cells[index].strip()) and subject.names_person and not subject.is_dead:
                self._add(BIRTH_DATE, row, index)
                self._names |= subject.names
        for index in columns.dates:
            if index in columns.births or not (year := year_of_day(cells[index].strip())):
                continue
            if year >= _GROWN or year < OLDEST:
                self._days[index].against += 1
            elif subject.names_person and not subject.is_dead:
                self._days[index].add(row)

    def _beneficiaries(self, row: int, cells: Sequence[str]) -> None:
        for index in self._columns.beneficiaries:
            if index < len(cells) and (signals := signals_of(self._columns, cells, index)):
                what = message("{what}: {signals}", what=_WHAT[NATURAL_PERSON.id], signals=signals)
                self._add(NATURAL_PERSON, row, index, what)

    def end(self) -> Iterator[Finding]:
        """Yield the findings: a few rows of each column, and one that counts the others."""
        self._decide_columns()
        for (rule_id, index), cells in sorted(self._cells.items(), key=lambda item: (item[0][1], item[0][0])):
            yield from self._findings(_BY_ID[rule_id], index, cells)

    def _decide_columns(self) -> None:
        """Decide about the values that the whole column decides about, and forget what is no personal data."""
        for kept, rule in ((self._bare, PERSONAL_PHONE), (self._keys, INSURANCE_NUMBER), (self._days, BIRTH_DATE)):
            for index, uncertain in kept.items():
                if uncertain.count > uncertain.against * _WEIGHT[rule.id]:
                    cells = self._cells[rule.id, index]
                    cells.first = sorted(
                        [*cells.first, *((row, _WHAT[rule.id]) for row in uncertain.rows)], key=lambda item: item[0]
                    )[: FEW + 1]
                    cells.count += uncertain.count
            kept.clear()

    def _findings(self, rule: Rule, index: int, cells: _Cells) -> Iterator[Finding]:
        label = self._labels[index]
        shown = cells.first if cells.count <= FEW + 1 else cells.first[:FEW]
        for row, what in shown:
            yield self._place.finding(rule, row, label, what, FIX[rule.id])
        if (rest := cells.count - len(shown)) > 0:
            what = counted(
                "{what}: {n} more row of this column, here",
                "{what}: {n} more rows of this column, from here on",
                n=rest, what=_WHAT[rule.id],
            )  # fmt: skip
            finding = self._place.finding(rule, cells.first[FEW][0], label, what, FIX[rule.id])
            yield replace(finding, count=rest)


_BY_ID: Final = {
    rule.id: rule
    for rule in (BIRTH_DATE, PERSONAL_EMAIL, PERSONAL_PHONE, NATURAL_PERSON, INSURANCE_NUMBER, BANK_ACCOUNT)
}
_WEIGHT: Final = {PERSONAL_PHONE.id: 4, INSURANCE_NUMBER.id: 1, BIRTH_DATE.id: 10}
"""How many values of the form speak for personal data, for each one of the column that speaks against it."""


_SHEET_DAYS: Final = range(1827, 50000)
"""Days as a spreadsheet counts them, from 1905 on."""


def _is_birth(value: str) -> bool:
    year = year_of_day(value) if value else None
    if year is None and len(value) == 4 and value.isdigit():
        year = int(value)
    if year is None and len(value) == 5 and value.isdigit():
        return int(value) in _SHEET_DAYS
    return year in _YEAR


def _is_value(name: str) -> bool:
    """Return whether a cell of the header is personal data, and not the name of a column."""
    return bool(EMAIL.search(name) or any(phones_in(name)) or any(nirs_in(name)) or has_iban(name))


def _is_day(name: str) -> bool:
    """Return whether a cell of the header is a day. Many tables have a column for each day: it says nothing alone."""
    return year_of_day(name.strip()) in _YEAR


_NOBODY: Final = RowSubject(columns_of(()), ())


def _rules_about(text: str) -> Iterator[Rule]:
    """Yield the rules about personal data that a text alone shows."""
    if "@" in text and any(_NOBODY.owns_mailbox(match[1], match[2]) for match in EMAIL.finditer(text)):
        yield PERSONAL_EMAIL
    if PHONE_HINT.search(text) and any(phone.kind is PhoneKind.MOBILE and not phone.bare for phone in phones_in(text)):
        yield PERSONAL_PHONE
    if NIR_HINT.search(text) and (keys := list(nirs_in(text))) and sum(keys) * 2 > len(keys):
        yield INSURANCE_NUMBER
    if IBAN_HINT.search(text) and has_iban(text):
        yield BANK_ACCOUNT
    if BORN.search(text):
        yield BIRTH_DATE

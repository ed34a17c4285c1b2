"""Whom or what one row is about: a person, or an organisation. Looked up when a value asks for it."""

from collections.abc import Sequence
from functools import cached_property

from publisher.data_files.personal_data.columns import Columns
from publisher.data_files.personal_data.persons import (
    LONGEST,
    has_title,
    is_full_name,
    is_personal_mailbox,
    is_role_mailbox,
    may_be_full_name,
    names_organisation,
    words_in,
)


class RowSubject:
    """One row, and what its names say."""

    def __init__(self, columns: Columns, cells: Sequence[str]) -> None:
        self._columns = columns
        self._cells = cells

    @cached_property
    def _pair(self) -> frozenset[int]:
        """The columns with forename and surname, of the people that this row names in two columns."""
        named = (
            pair
            for pair in self._columns.pairs
            if all(self._cells[i].strip() and not names_organisation(self._cells[i]) for i in pair)
        )
        return frozenset(index for pair in named for index in pair)

    @cached_property
    def _full(self) -> frozenset[int]:
        """The columns with the whole name of a person."""
        columns = self._columns
        names = {i for i in columns.persons if is_full_name(self._cells[i]) or has_title(self._cells[i].strip())}
        names |= {i for i in columns.names_of_both if may_be_full_name(self._cells[i])}
        names |= {
            i
            for i, value in enumerate(self._cells)
            if value[:1] in "Mm" and len(value) <= LONGEST and has_title(value.strip())
        }
        return frozenset(names)

    @property
    def names(self) -> frozenset[int]:
        """The columns with the name of a person."""
        return self._pair | self._full

    @property
    def names_person(self) -> bool:
        """Whether the row has the name of a person."""
        return bool(self._pair or self._full)

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """What the row says of an organisation, a service, a shop or a place."""
        people = self.names
        cells = [(i, self._cells[i].strip()) for i in self._columns.subjects if i not in people]
        names = [value for _, value in cells if value and len(value) <= LONGEST and names_organisation(value)]
        return (*names, *(self._cells[i].strip() for i in self._columns.organisations if self._cells[i].strip()))

    @cached_property
    def is_person(self) -> bool:
        """Whether the row is about a person: named in two columns, or by name where no organisation is."""
        return bool(self._pair) or bool(self._full and not self.organisations)

    @property
    def is_dead(self) -> bool:
        """Whether the row has the date of a death."""
        return any(self._cells[i].strip() for i in self._columns.deaths)

    def owns_mailbox(self, local: str, domain: str) -> bool:
        """Return whether an address is that of a person, of whom the row may speak."""
        if is_role_mailbox(local):
            return False
        own = (*self.organisations, *self._subjects) if not self._pair else ()
        if is_personal_mailbox(local, domain, own):
            return True
        if self._pair:
            return True
        names = {word for i in self._full for word in words_in(self._cells[i]) if len(word) > 2}
        return any(name in "".join(words_in(local)) for name in names)

    @property
    def _subjects(self) -> tuple[str, ...]:
        """The names of things in the row that are not those of people."""
        people = self.names
        cells = (self._cells[i].strip() for i in self._columns.subjects if i not in people)
        return tuple(value for value in cells if value and len(value) <= LONGEST and "@" not in value)

"""A message for a person, kept as data until a view renders it in their language."""

from collections.abc import Mapping
from dataclasses import dataclass

from publisher.locale import _, plural_form
from publisher.model.commands import Again, Command


@dataclass(frozen=True)
class Message:
    """A message: its English text with named places, and what fills them.

    The English text is also the key of the French one (gettext); the extraction reads it where `message()` is called.
    """

    text: str
    params: tuple[tuple[str, "str | Message | Command | Again"], ...] = ()
    plural: str | None = None
    """The English text for another number than one, where `{n}` is a number."""

    def __str__(self) -> str:
        places = {name: str(value) for name, value in self.params}
        return self.template().format(**places) if places else self.template()

    def template(self) -> str:
        """Return the text in the reader's language, with its places."""
        return _(self.text) if self.plural is None else plural_form(self.text, self.plural, self._count())

    def in_english(self) -> str:
        """Return the English text, for files that programs read."""
        text = self.text if self.plural is None or self._count() == 1 else self.plural
        places = {name: value.in_english() if isinstance(value, Message) else str(value) for name, value in self.params}
        return text.format(**places) if places else text

    def _count(self) -> int:
        return int(str(dict(self.params)["n"]))


def counted(singular: str, plural: str, /, *, n: int, **params: object) -> Message:
    """Return a message about a number of things, `{n}`, in the form that the number asks for."""
    return Message(singular, _kept({"n": n, **params}), plural)


def message(text: str, /, **params: object) -> Message:
    """Return a message whose placeholders have these values: other messages, commands, or anything else as text."""
    return Message(text, _kept(params))


def _kept(params: Mapping[str, object]) -> tuple[tuple[str, "str | Message | Command | Again"], ...]:
    kept = (Message, Command, Again)
    return tuple((name, value if isinstance(value, kept) else str(value)) for name, value in params.items())

"""A message for a person, kept as data until a view renders it in their language."""

from dataclasses import dataclass

from publisher.locale import _
from publisher.model.commands import Again, Command


@dataclass(frozen=True)
class Message:
    """A message: its English text with named places, and what fills them.

    The English text is also the key of the French one (gettext); the extraction reads it where `message()` is called.
    """

    text: str
    params: tuple[tuple[str, "str | Message | Command | Again"], ...] = ()

    def __str__(self) -> str:
        places = {name: str(value) for name, value in self.params}
        return _(self.text).format(**places) if places else _(self.text)

    def in_english(self) -> str:
        """Return the English text, for files that programs read."""
        places = {name: value.in_english() if isinstance(value, Message) else str(value) for name, value in self.params}
        return self.text.format(**places) if places else self.text


def message(text: str, /, **params: object) -> Message:
    """Return a message whose placeholders have these values: other messages, commands, or anything else as text."""
    kept = (Message, Command, Again)
    return Message(
        text, tuple((name, value if isinstance(value, kept) else str(value)) for name, value in params.items())
    )

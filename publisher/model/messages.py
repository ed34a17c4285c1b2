"""A message for a person, kept as data until a view renders it in their language."""

from dataclasses import dataclass

from publisher.locale import _


@dataclass(frozen=True)
class Message:
    """A message: its English text with named places, and what fills them.

    The English text is also the key of the French one (gettext); the extraction reads it where `message()` is called.
    """

    text: str
    params: tuple[tuple[str, "str | Message"], ...] = ()

    def __str__(self) -> str:
        places = {name: str(value) for name, value in self.params}
        return _(self.text).format(**places) if places else _(self.text)

    def in_english(self) -> str:
        """For files that are read by programs."""
        places = {name: value.in_english() if isinstance(value, Message) else value for name, value in self.params}
        return self.text.format(**places) if places else self.text


def message(text: str, /, **params: object) -> Message:
    """A message whose places are filled with the parameters: other messages, or anything else as text."""
    return Message(text, tuple((name, one if isinstance(one, Message) else str(one)) for name, one in params.items()))

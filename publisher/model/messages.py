"""A message for a person, kept as data until a view renders it in their language."""

from dataclasses import dataclass

from publisher.locale import _


@dataclass(frozen=True)
class Message:
    """A message: its English text with named places, and what fills them.

    The English text is also the key of the French one (gettext); the extraction reads it where `message()` is called.
    """

    text: str
    params: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return _(self.text).format(**dict(self.params)) if self.params else _(self.text)

    def in_english(self) -> str:
        """For files that are read by programs."""
        return self.text.format(**dict(self.params)) if self.params else self.text


def message(text: str, /, **params: object) -> Message:
    """A message whose places are filled with the parameters, as text."""
    return Message(text, tuple((name, str(value)) for name, value in params.items()))

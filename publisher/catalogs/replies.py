"""Replies that must have a certain shape: one that has not is never guessed."""

from abc import ABC, abstractmethod

from publisher.catalogs.documents import Document
from publisher.catalogs.errors import CatalogError


class Replies(ABC):
    """What every API of ours does with what it is given."""

    @abstractmethod
    def incomprehensible(self, detail: str) -> CatalogError:
        """The error for an answer that the catalogue would not give."""

    def as_document(self, reply: object) -> Document:
        """A reply that must be a document."""
        if isinstance(reply, dict):
            return reply
        raise self.incomprehensible(type(reply).__name__)

    def as_documents(self, reply: object) -> list[Document]:
        """A reply that must be a list of documents: an empty one is never guessed."""
        if isinstance(reply, list) and all(isinstance(one, dict) for one in reply):
            return reply
        raise self.incomprehensible(type(reply).__name__)

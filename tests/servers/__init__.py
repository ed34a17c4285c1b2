"""A real CKAN and a real udata on this machine, for the live tests: `python -m tests.servers` (see README.md here).

They are installed from PyPI into environments of their own, with what Debian offers (PostgreSQL, Redis) and one
stand-in (`ckan/solr`). Nothing is kept: each start begins with empty catalogues, new accounts and new tokens.
"""

from __future__ import annotations


class Missing(Exception):
    """This machine lacks what the servers need; the text says what, and how to get it."""


class Usage(Exception):
    """The command, or a setting, cannot be meant so."""


class Failed(Exception):
    """Something that should work does not; the text says what, with the end of its log."""

"""A real CKAN and a real udata on this machine, for the live tests: `python -m tests.servers` (see README.md here).

They are installed from PyPI, each into its own environment, with packages of Debian (PostgreSQL, Redis) and one
stand-in (`ckan/solr`). Nothing is kept: each start begins with empty catalogues, new accounts and new tokens.
"""

from __future__ import annotations


class RequirementError(Exception):
    """This machine lacks what the servers need; the text says what, and how to get it."""


class UsageError(Exception):
    """The command line or a setting is not valid; the text says which."""


class ServerError(Exception):
    """An installation or a server failed; the text says what, with the end of its log."""

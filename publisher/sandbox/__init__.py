"""A small CKAN and a small udata on this machine, in one SQLite file: for trying things out, and for tests.

They answer as the real servers do, as far as the tool speaks to them; nothing here is shared with the adapters, so that
a mistake of theirs is not repeated.
"""

"""Serve a small CKAN and a small udata on this machine, from one SQLite file: for trials, and for tests.

They answer the tool's calls as the real servers do. They share neither code nor tables with the rest of the package, so
that a mistake in an adapter or a vocabulary is not repeated here.
"""

"""Modules that run in CKAN's environment, in CKAN's own process."""

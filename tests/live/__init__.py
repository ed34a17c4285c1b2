"""Tests against a real CKAN: the promises of the tool, proved on what the server holds afterwards."""

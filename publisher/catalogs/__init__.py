"""The outside world: one package per kind of catalogue, found through the entry points `publisher.catalogs`."""

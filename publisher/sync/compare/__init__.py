"""The difference between a manifest and an entry, and what to do about it. Pure."""

"""Modules that run in udata's environment, in udata's own process."""

"""A udata in one process, its database in memory. The modules in `app` run in its environment."""

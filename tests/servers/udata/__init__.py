"""A udata in one process, its database in memory. The modules in `inside` run in its environment."""

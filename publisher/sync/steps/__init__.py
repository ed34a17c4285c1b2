"""The step for one dataset in one catalogue: what is there, what is to be, and what may not be done. Pure."""

"""Who acts after a step that was not done. The values are the words in the report of a publication."""

from enum import Enum


class Actor(Enum):
    """Who makes an entry whole that a run could not write."""

    PRODUCER = "producer"
    """Whoever writes the manifest corrects it."""
    TEAM = "team"
    """The people of the catalogues decide, or mend a setting."""
    NEXT_RUN = "next-run"
    """Nobody: a later run tries again by itself."""

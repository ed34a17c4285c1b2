"""What kinds of catalogues differ in. The engine asks these, and never which kind it speaks to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What a kind of catalogue can do."""

    unique_names: bool
    """Whether it refuses a second entry of the same name. Where it does not, an entry is made private, and published
    only after a look whether another run has made it, too."""
    takes_ids: bool
    """Whether it takes the ids that we choose for resources. Where it does not, they carry them as an extra."""
    switches: bool
    """Whether a resource can change from a file that the catalogue keeps to an address elsewhere, and back."""

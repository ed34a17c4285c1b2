"""Rules about keys, and about the type of what stands under them."""

from publisher.model.findings import Severity
from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

UNKNOWN_KEY = Rule("PUB111", Family.STRUCTURE, message("Every key is an allowed one."))
MISSING_KEY = Rule("PUB112", Family.STRUCTURE, message("Required keys are present."))
BLANK_VALUE = Rule("PUB113", Family.STRUCTURE, message("A key has a value; to empty a field, list it under `clear:`."))
WRONG_TYPE = Rule("PUB114", Family.STRUCTURE, message("A value has the type that its key requires."))
RESERVED_EXTRA = Rule(
    "PUB115", Family.STRUCTURE, message("Extras that start with publisher_ are reserved for the tool.")
)
INVALID_CLEAR_OR_IGNORE = Rule(
    "PUB116", Family.STRUCTURE, message("`clear:` and `ignore:` name fields, and no field is both cleared and given.")
)
INVALID_EXCEPTION = Rule(
    "PUB118",
    Family.STRUCTURE,
    message("`exceptions:` names rules from which a dataset may depart, each with its reason."),
)
UNUSED_EXCEPTION = Rule(
    "PUB119",
    Family.STRUCTURE,
    message("An exception is removed once nothing needs it any more."),
    Severity.ADVICE,
)
UNFILLED_BLANK = Rule("PUB117", Family.STRUCTURE, message("The fields to fill in of a new manifest are filled in."))

"""Rules about the syntax of YAML files and the names of files and folders."""

from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

INVALID_YAML = Rule("PUB101", Family.SYNTAX, message("A file is valid YAML."))
INDENTED_WITH_TAB = Rule("PUB102", Family.SYNTAX, message("Lines are indented with spaces, never with tabs."))
DUPLICATE_KEY = Rule("PUB103", Family.SYNTAX, message("A key is given once."))
UNREADABLE_TEXT = Rule(
    "PUB104", Family.SYNTAX, message("A file is UTF-8 text without control characters, of at most 1 MB.")
)
UNSUPPORTED_YAML = Rule("PUB105", Family.SYNTAX, message("YAML anchors, aliases, tags and merges are not used."))
UNUSABLE_NAME = Rule(
    "PUB106",
    Family.SYNTAX,
    message("Folders, manifests, resource ids and groups have names of lower-case letters, digits, - and _."),
)
TOO_MANY_VALUES = Rule(
    "PUB108",
    Family.SYNTAX,
    message(
        "A file has at most 50000 keys and values, a list or a group 1000; keywords and extras 200, zones 500,"
        " catalogues 50."
    ),
)
TOO_MANY_FINDINGS = Rule(
    "PUB109",
    Family.SYNTAX,
    message("At most 100 findings are shown for a file; the others are counted, and shown once these are corrected."),
)
MISSING_OR_MISPLACED_FILE = Rule(
    "PUB107", Family.SYNTAX, message("The folder has its catalogs.yml, and each producer its producer.yml.")
)
GIT_CONFLICT = Rule("PUB110", Family.SYNTAX, message("A file has no lines of an unresolved Git conflict."))

"""Rules about the Table Schema that a resource declares, and about the rows of its file."""

from publisher.model.findings import Severity
from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

SCHEMA_CHECK_NOT_INSTALLED = Rule(
    "PUB680",
    Family.CONTENT,
    message("What checks a file against its schema is installed (the extra `data`)."),
    Severity.WARNING,
)
SCHEMA_NOT_READ = Rule(
    "PUB681",
    Family.CONTENT,
    message("The schema of a file can be read, so that the file is checked against it."),
    Severity.ADVICE,
)
UNKNOWN_SCHEMA = Rule("PUB682", Family.CONTENT, message("A schema and its version exist in the national catalogue."))
UNUSABLE_SCHEMA = Rule(
    "PUB683",
    Family.CONTENT,
    message("The schema of a table is a Table Schema without contradictions."),
    Severity.ADVICE,
)
MISSING_REQUIRED_COLUMN = Rule(
    "PUB684", Family.CONTENT, message("A table has the columns that its schema requires, under these names.")
)
MISSING_OPTIONAL_COLUMN = Rule(
    "PUB685", Family.CONTENT, message("A table has all columns of its schema."), Severity.ADVICE
)
COLUMN_NOT_IN_SCHEMA = Rule(
    "PUB686", Family.CONTENT, message("The columns of a table are those of its schema."), Severity.ADVICE
)
COLUMN_ORDER = Rule(
    "PUB687", Family.CONTENT, message("The columns of a table have the order of its schema."), Severity.ADVICE
)
WRONG_CELL_TYPE = Rule(
    "PUB688", Family.CONTENT, message("A cell has the type that its schema asks for, such as a date or a number.")
)
REQUIRED_CELL = Rule("PUB689", Family.CONTENT, message("A cell that the schema requires is filled."))
NOT_ON_THE_LIST = Rule("PUB690", Family.CONTENT, message("A cell has one of the values that its schema allows."))
WRONG_FORM = Rule("PUB691", Family.CONTENT, message("A cell has the form that its schema describes."))
OUT_OF_BOUNDS = Rule(
    "PUB692", Family.CONTENT, message("A value or the length of a text keeps the limits of the schema.")
)
NOT_UNIQUE = Rule("PUB693", Family.CONTENT, message("A value that tells rows apart comes once."))
WRONG_SIRET = Rule("PUB694", Family.CONTENT, message("A SIRET has 14 digits, and its check digits are right."))
ONE_OF_REQUIRED = Rule(
    "PUB695", Family.CONTENT, message("One of the cells of which the schema requires one is filled.")
)
WRONG_YEARS = Rule("PUB696", Family.CONTENT, message("A period of years is two years, the second one later."))
COHESIVE_CELLS = Rule("PUB697", Family.CONTENT, message("Cells that belong together are all filled, or all empty."))
WRONG_COMPARISON = Rule("PUB698", Family.CONTENT, message("Two cells compare as their schema says."))

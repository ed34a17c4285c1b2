"""Rules about the content of data files: tables (PUB601 to PUB649), workbooks, GeoJSON and JSON (PUB650 to PUB679)."""

from publisher.model.findings import Severity
from publisher.model.messages import Message, message
from publisher.rules.rule import Family, Rule


def _error(rule_id: str, asks: Message) -> Rule:
    return Rule(rule_id, Family.CONTENT, asks)


def _warning(rule_id: str, asks: Message) -> Rule:
    return Rule(rule_id, Family.CONTENT, asks, Severity.WARNING)


def _advice(rule_id: str, asks: Message) -> Rule:
    return Rule(rule_id, Family.CONTENT, asks, Severity.ADVICE)


NOT_UTF8 = _error("PUB601", message("A text file is encoded in UTF-8."))
MIXED_ENCODINGS = _error("PUB602", message("A text file has one encoding from its first line to its last."))
DAMAGED_CHARACTERS = _warning("PUB603", message("Accented letters are readable: no “Ã©” in place of “é”."))
OTHER_CONTENT = _error("PUB604", message("A file contains what its extension and its format say."))
EMPTY_FILE = _error("PUB605", message("A data file is not empty."))
HEADER_ONLY = _warning("PUB606", message("A table has rows below its header."))
EMPTY_COLUMN_NAME = _error("PUB607", message("Every column has a name."))
DOUBLED_COLUMN_NAME = _error("PUB608", message("The name of a column is used once."))
LONG_COLUMN_NAME = _warning("PUB609", message("The name of a column has at most 63 characters."))
COLUMN_NAME_STYLE = _advice("PUB610", message("Column names are in lower case, without accents or spaces."))
NO_HEADER = _error("PUB611", message("The first row of a table has the names of the columns."))
LINES_ABOVE_HEADER = _error("PUB612", message("Nothing is above the header of a table: no title, no empty line."))
LINES_BELOW_TABLE = _warning("PUB613", message("Nothing is below the rows of a table: no total, no note."))
RAGGED_ROW = _error("PUB614", message("Every row has as many cells as the header."))
EMPTY_ROW = _warning("PUB615", message("A table has no empty row between others."))
EMPTY_ROWS_AT_END = _advice("PUB616", message("A table ends with its last row."))
UNBALANCED_QUOTES = _error(
    "PUB617", message("A quote that opens a cell is closed, and quotes within a cell are doubled.")
)
LONE_QUOTE = _warning("PUB618", message("A cell has no quote at one of its ends alone."))
UNUSUAL_DELIMITER = _advice("PUB619", message("The cells of a CSV file are separated by commas or semicolons."))
OTHER_HEADER_DELIMITER = _error("PUB620", message("The header has the same delimiter as the rows."))
ROW_TOO_LONG = _warning("PUB621", message("A row has at most a million characters."))
LEADING_ZERO_LOST = _warning("PUB622", message("Codes keep their first zero: 09, 01290."))
ROUNDED_CODE = _error("PUB623", message("Codes keep all their digits: no 2,16900E+13."))
DATE_FORM = _warning("PUB624", message("Dates are written YYYY-MM-DD."))
MIXED_DECIMALS = _warning("PUB625", message("The numbers of a column have one decimal sign."))
SWAPPED_COORDINATES = _error("PUB626", message("Latitude and longitude are not swapped."))
COORDINATES_OUTSIDE = _warning("PUB627", message("Coordinates are in the producer's area (`bbox:`)."))
ALL_COORDINATES_OUTSIDE = _error("PUB628", message("Some of the coordinates are in the producer's area (`bbox:`)."))
ZERO_COORDINATES = _warning("PUB629", message("An unknown place is left empty: not the point (0, 0)."))
SPREADSHEET_ERROR = _warning("PUB630", message("No cell has an error of a spreadsheet, such as #REF!."))
CONTROL_CHARACTER = _warning("PUB631", message("No cell has invisible control characters."))
MIXED_LINE_ENDS = _warning("PUB632", message("All lines of a text end in the same way."))
INVALID_COMPANY_NUMBER = _warning(
    "PUB633", message("SIREN and SIRET numbers have their digits and a right check digit.")
)
MALFORMED_CODE = _warning("PUB634", message("Codes of communes, departments and post offices have their form."))
TOO_LARGE_FOR_PREVIEW = _advice(
    "PUB635", message("A file is small enough for data.gouv.fr to show it and make an API.")
)
CLOSED_FORMAT = _advice("PUB636", message("A table is published in an open format, such as CSV."))
PROJECTED_COORDINATES = _error("PUB637", message("Coordinates are in degrees (WGS 84)."))
SPACES_AROUND_COLUMN_NAME = _warning("PUB639", message("The name of a column has no space at its start or end."))

BROKEN_WORKBOOK = _error("PUB650", message("An .xlsx file is a workbook that programs can open."))
SEVERAL_SHEETS = _advice("PUB651", message("A workbook has one sheet."))
HIDDEN_SHEET = _warning("PUB652", message("A workbook has no hidden sheet."))
MERGED_CELLS = _warning("PUB653", message("A table has no merged cells."))
FORMULA_WITHOUT_VALUE = _warning("PUB654", message("Every formula of a workbook was computed before it was saved."))
WORKBOOK_NOT_CHECKED = _advice(
    "PUB655", message("A workbook can be checked: openpyxl is installed, and its texts fit into memory.")
)

INVALID_JSON = _error("PUB660", message("A JSON or GeoJSON file is complete, and readable as JSON."))
NOT_A_NUMBER = _error("PUB661", message("JSON has no NaN or Infinity."))
REPEATED_KEY = _warning("PUB662", message("An object in JSON has each key once."))
NOT_RECORDS = _advice("PUB663", message("A JSON file is a list of objects, one for each record."))
NOT_A_FEATURE_COLLECTION = _error("PUB664", message("A GeoJSON file is a FeatureCollection."))
NO_FEATURE = _warning("PUB665", message("A GeoJSON or JSON file has at least one object."))
NO_GEOMETRY = _warning("PUB666", message("Every feature has a geometry."))
BROKEN_GEOMETRY = _error("PUB667", message("A geometry has a type and coordinates that programs can draw."))
OPEN_RING = _error("PUB668", message("The ring of a polygon ends where it starts."))
DIFFERING_PROPERTIES = _advice("PUB669", message("All features or records have the same properties."))
BYTE_ORDER_MARK = _warning("PUB670", message("JSON starts without a byte order mark."))

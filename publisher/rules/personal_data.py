"""Rules about personal data in data files (PUB701 to PUB749). No manifest can accept what they find."""

from publisher.model.findings import Severity
from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

BIRTH_DATE = Rule("PUB701", Family.PERSONAL_DATA, message("No row has the birth date of a person beside their name."))
PERSONAL_EMAIL = Rule(
    "PUB702", Family.PERSONAL_DATA, message("An e-mail address is that of a service, not of a person.")
)
PERSONAL_PHONE = Rule("PUB703", Family.PERSONAL_DATA, message("A phone number is that of a service, not of a person."))
NATURAL_PERSON = Rule(
    "PUB704",
    Family.PERSONAL_DATA,
    message("Beneficiaries are organisations, not natural persons."),
    Severity.WARNING,
)
INSURANCE_NUMBER = Rule("PUB705", Family.PERSONAL_DATA, message("No cell has a national insurance number (NIR)."))
BANK_ACCOUNT = Rule("PUB706", Family.PERSONAL_DATA, message("No cell has the number of a bank account (IBAN)."))
ACCEPTANCE_NOT_COUNTED = Rule(
    "PUB720",
    Family.PERSONAL_DATA,
    message("An acceptance of personal data counts once it is on the default branch."),
    Severity.WARNING,
)
ACCEPTANCE_OF_NOTHING = Rule(
    "PUB721",
    Family.PERSONAL_DATA,
    message("An acceptance of personal data names a resource with a file, once."),
    Severity.WARNING,
)

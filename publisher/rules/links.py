"""Rules about the addresses of a manifest, as they answer to `validate --check-links`.

An address that nobody can use is an error; one that may answer again tomorrow is a warning. No dataset is held back for
either: a plan and a sync call no address.
"""

from publisher.model.findings import Severity
from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

DEAD_LINK = Rule("PUB580", Family.LINKS, message("An address leads to something: no status 404 or 410."))
LINK_INSIDE_NETWORK = Rule(
    "PUB581",
    Family.LINKS,
    message("An address does not lead into a private network, by its name or by a redirection: it is not called then."),
)
NO_ANSWER = Rule("PUB582", Family.LINKS, message("The server of an address answers, in time."), Severity.WARNING)
NEEDS_ACCOUNT = Rule(
    "PUB583", Family.LINKS, message("An address opens for everybody, without an account."), Severity.WARNING
)
LEADS_ELSEWHERE = Rule(
    "PUB584",
    Family.LINKS,
    message("An address does not lead to a page to sign in, nor to the home page of its site."),
)
PAGE_INSTEAD_OF_FILE = Rule(
    "PUB585", Family.LINKS, message("The address of a file does not give a web page."), Severity.WARNING
)
OTHER_FORMAT = Rule(
    "PUB586", Family.LINKS, message("An address gives the format that the resource has."), Severity.WARNING
)
INVALID_CERTIFICATE = Rule(
    "PUB587", Family.LINKS, message("The certificate of a server is valid: browsers warn otherwise."), Severity.WARNING
)
MOVED_PERMANENTLY = Rule(
    "PUB588", Family.LINKS, message("An address that has moved for good is the new one."), Severity.ADVICE
)
EMPTY_ANSWER = Rule("PUB589", Family.LINKS, message("An address does not give an empty file."), Severity.WARNING)
NOT_CALLED = Rule(
    "PUB590",
    Family.LINKS,
    message("An address can be checked: its port is 80, 443, 8080 or 8443."),
    Severity.ADVICE,
)

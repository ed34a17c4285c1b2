"""All faults, room by room."""

from tests.mutations.fault import Fault
from tests.mutations.faults.bringing import BRINGING
from tests.mutations.faults.ckan import CKAN
from tests.mutations.faults.comparing import COMPARING
from tests.mutations.faults.ends import ENDS
from tests.mutations.faults.udata import UDATA
from tests.mutations.faults.writing import WRITING

FAULTS: tuple[Fault, ...] = (*CKAN, *UDATA, *COMPARING, *WRITING, *BRINGING, *ENDS)

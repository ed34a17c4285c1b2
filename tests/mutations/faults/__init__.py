"""All faults, module by module."""

from tests.mutations.fault import Fault
from tests.mutations.faults.ckan import CKAN
from tests.mutations.faults.comparison import COMPARISON
from tests.mutations.faults.data_files import DATA_FILES
from tests.mutations.faults.drift_and_guards import DRIFT_AND_GUARDS
from tests.mutations.faults.manifests_and_reports import MANIFESTS_AND_REPORTS
from tests.mutations.faults.personal_data import PERSONAL_DATA
from tests.mutations.faults.pull_and_import import PULL_AND_IMPORT
from tests.mutations.faults.rollback_and_history import ROLLBACK_AND_HISTORY
from tests.mutations.faults.rules_and_links import RULES_AND_LINKS
from tests.mutations.faults.udata import UDATA
from tests.mutations.faults.withdrawals import WITHDRAWALS
from tests.mutations.faults.writes import WRITES

FAULTS: tuple[Fault, ...] = (
    *CKAN,
    *UDATA,
    *COMPARISON,
    *WRITES,
    *PULL_AND_IMPORT,
    *MANIFESTS_AND_REPORTS,
    *DATA_FILES,
    *PERSONAL_DATA,
    *RULES_AND_LINKS,
    *WITHDRAWALS,
    *DRIFT_AND_GUARDS,
    *ROLLBACK_AND_HISTORY,
)

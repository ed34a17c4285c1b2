"""Write the pages of the documentation from a run on the sandbox: `python -m tests.live.fidelity`."""

import secrets
import tempfile
from pathlib import Path

from tests.live.portal import Portal
from tests.live.two_catalogs import TwoCatalogFolder
from tests.live.udata_portal import UdataPortal
from tests.sandbox.catalogs import both_catalogs as sandbox

from .observe import Report, observe
from .page import pages


def observed() -> Report:
    """Publish the probes in the sandbox, and return the report."""
    with sandbox() as found, tempfile.TemporaryDirectory() as folder:
        ckan = Portal(found["CKAN_URL"], found["CKAN_TOKEN"], found["CKAN_ADMIN_TOKEN"], found["CKAN_STRANGER_TOKEN"])
        ckan.make_usual_groups()
        tokens = (found[f"UDATA_{name}TOKEN"] for name in ("", "ADMIN_", "EDITOR_", "STRANGER_"))
        udata, mark = UdataPortal(found["UDATA_URL"], *tokens), secrets.token_hex(4)
        return observe(
            TwoCatalogFolder(
                root=Path(folder),
                repository=f"essais-{mark}",
                producer=f"ville-{mark}",
                udata=udata,
                udata_organization=udata.make_organization(),
                portal=ckan,
                organization=ckan.make_organization(),
            )
        )


if __name__ == "__main__":
    for path, text in pages(observed()).items():
        path.write_text(text, encoding="utf-8")

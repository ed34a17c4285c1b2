"""Wrong settings and answers: a message with the place and the next step, the right exit code, nothing written."""

from __future__ import annotations

import json

import pytest

from .contract.test_surroundings import GARBAGE
from .counting import Reply, answering
from .manifest_folder import CkanFolder


def use_address(ckan_folder: CkanFolder, url: str) -> None:
    """Write another address into catalogs.yml."""
    ckan_folder.url = url
    ckan_folder.write_settings()


@pytest.mark.parametrize("action", ["user_show", "organization_list_for_user", "package_search", "package_show"])
@pytest.mark.parametrize("reply", ["a list", "result of another form", "result is null", "cut JSON"])
def test_garbage_from_one_action(ckan_folder: CkanFolder, action: str, reply: str) -> None:
    """The other calls answer well: an answer that cannot be read must stop the run, not count as an empty one."""
    ckan_folder.write()
    answers = {
        "user_show": {"name": "essai"},
        "organization_list_for_user": [{"id": "1", "name": ckan_folder.organization}],
        "package_search": {"count": 0, "results": []},
        "status_show": {"ckan_version": "2.12.0"},
        "license_list": [{"id": "lov2"}],
    }

    def answer(path: str) -> Reply:
        asked_action = path.partition("?")[0].rpartition("/")[2]
        if asked_action == action:
            return GARBAGE[reply]
        if asked_action == "package_show":
            return GARBAGE["404 with JSON"]
        return Reply(200, json.dumps({"success": True, "result": answers[asked_action]}).encode())

    with answering(answer) as other:
        use_address(ckan_folder, other.url)

        ckan_folder.run("plan", "--exit-code").expect_exit(1).expect_words(other.url)

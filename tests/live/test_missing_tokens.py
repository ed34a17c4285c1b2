"""A run without the token of one catalogue does what it can in the other; a retry reads the catalogues of its run."""

from __future__ import annotations

import re
import shlex

import pytest

from .counting import Fault, FaultKind, Relay
from .test_files import one_file
from .two_catalogs import CKAN, LINK, TOKEN_ENVS, UDATA, TwoCatalogFolder


def test_the_other_catalogue_is_written_and_what_is_left_is_said(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write()
    two_catalogs.run("plan", token="").expect_exit(0).expect_words("To do this: publisher sync")

    ran = two_catalogs.run("sync", "--yes", token="").expect_exit(3)

    ran.expect_words("1 of 1 entries done", "no token for udata: nothing is written there", TOKEN_ENVS[UDATA])
    assert len(two_catalogs.ckan.entries(two_catalogs.organization)) == 1
    two_catalogs.sync().expect_words("1 of 1 entries done")
    two_catalogs.expect_settled(1)


def test_without_any_token_nothing_is_tried(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write()

    ran = two_catalogs.run("sync", "--yes", token="", env={TOKEN_ENVS[CKAN]: ""}).expect_exit(1)

    ran.expect_words("no token for ckan", "nothing was written")
    planned = two_catalogs.run("plan", token="", env={TOKEN_ENVS[CKAN]: ""}).expect_exit(0)
    planned.expect_words(f"set {TOKEN_ENVS[CKAN]} (ckan), {TOKEN_ENVS[UDATA]} (udata) to an API token.")
    assert "publisher sync" not in planned.output


def test_a_linked_file_waits_for_the_catalogue_that_has_no_token(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write_settings(files=LINK)
    one_file(two_catalogs, content=b"id;nom\n1;a\n")

    ran = two_catalogs.run("sync", "--yes", env={TOKEN_ENVS[CKAN]: ""}).expect_exit(3)

    ran.expect_words("no token for ckan: nothing is written there", "it depends on ckan", "Nothing was written")
    two_catalogs.sync().expect_words("2 of 2 entries done")
    two_catalogs.expect_settled(1)


def test_a_saved_plan_is_applied_where_there_is_a_token(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write()
    two_catalogs.run("plan", "--out", "plan.json").expect_exit(0)

    two_catalogs.run("apply", "plan.json", "--yes", token="").expect_exit(3).expect_words("1 of 1 entries done")

    two_catalogs.run("apply", "plan.json", "--yes").expect_exit(0).expect_words("1 of 1 entries done")
    two_catalogs.expect_settled(1)


def test_adopt_names_the_catalogue_that_can_be_done(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write()

    ran = two_catalogs.run("adopt", two_catalogs.producer, token="").expect_exit(1)

    command = re.search(r"publisher (adopt .*)", ran.err)
    assert command is not None
    two_catalogs.run(*shlex.split(command[1]), token="").expect_exit(0).expect_words("nothing to adopt")


@pytest.mark.parametrize("options", [(), ("--catalog", CKAN)])
def test_a_retry_reads_the_catalogues_of_its_run(
    two_catalogs: TwoCatalogFolder, ckan_relay: Relay, options: tuple[str, ...]
) -> None:
    two_catalogs.write()
    two_catalogs.sync("--catalog", UDATA)
    ckan_relay.faults.append(Fault(FaultKind.BAD_GATEWAY, "package_create"))
    ran = two_catalogs.sync("--catalog", CKAN, code=3)
    ckan_relay.faults.clear()
    command = re.search(r"publisher (apply --retry-failed .*)", ran.output)
    assert command is not None

    retried = two_catalogs.run(*shlex.split(command[1]), *options, "--yes", token="")

    retried.expect_exit(0).expect_words("1 of 1 entries done")
    assert "udata" not in retried.err

"""One of two catalogues is down: the command that goes on with the other one is named, with the options given."""

from __future__ import annotations

import re
import shlex

import pytest

from .counting import relaying, route
from .manifest_folder import CommandResult
from .test_files import one_file
from .two_catalogs import CKAN, LINK, UDATA, TwoCatalogFolder

NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""


def down(folder: TwoCatalogFolder, name: str) -> None:
    """Bring one catalogue down."""
    folder.write_settings(urls={**folder.urls, name: NOWHERE})


def follow(folder: TwoCatalogFolder, ran: CommandResult, *further: str) -> CommandResult:
    """Run the command that a message names, which leaves a catalogue out."""
    found = re.search(r"To leave this catalogue out:\s+publisher (.*)", ran.err)
    assert found is not None, ran.output
    assert "Nothing was written." in ran.err
    return folder.run(*shlex.split(found[1]), *further).expect_exit(0)


def test_a_sync_goes_on_with_the_other_one_with_all_its_options(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write()
    down(two_catalogs, UDATA)
    options = ("--allow", "creates=5", "--yes", "--verify")

    ran = two_catalogs.run("sync", two_catalogs.producer, *options).expect_exit(1)

    ran.expect_words(f"sync {two_catalogs.producer} {' '.join(options)} --catalog ckan")
    follow(two_catalogs, ran).expect_words("1 of 1 entries done")


def test_a_plan_and_its_application_go_on_with_the_other_one(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write()
    two_catalogs.run("plan", "--out", "both.json").expect_exit(0)
    down(two_catalogs, CKAN)

    ran = two_catalogs.run("plan", "--out", "other.json").expect_exit(1)
    follow(two_catalogs, ran).expect_words("publisher apply other.json")
    two_catalogs.run("apply", "other.json", "--yes").expect_exit(0).expect_words("1 of 1 entries done")
    two_catalogs.run("status").expect_exit(1).expect_words("status --catalog udata")


def test_a_saved_plan_of_both_is_applied_to_the_other_one(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write()
    with relaying(two_catalogs.udata.url, route) as relay:
        two_catalogs.write_settings(urls={UDATA: relay.url})
        two_catalogs.run("plan", "--out", "plan.json").expect_exit(0)

    ran = two_catalogs.run("apply", "plan.json", "--yes").expect_exit(1)

    ran.expect_words("apply plan.json --yes --catalog ckan")
    follow(two_catalogs, ran).expect_words("1 of 1 entries done")


@pytest.mark.parametrize("options", [("--catalog", UDATA), ("--catalog=udata",)])
def test_where_the_broken_one_alone_was_asked_for_there_is_no_other(
    two_catalogs: TwoCatalogFolder, options: tuple[str, ...]
) -> None:
    two_catalogs.write()
    down(two_catalogs, UDATA)

    ran = two_catalogs.run("sync", "--yes", *options).expect_exit(1).expect_words("Nothing was written.")

    assert "--catalog" not in ran.output


def test_a_catalogue_that_lists_the_files_of_the_broken_one_cannot_go_on(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write_settings(files=LINK)
    one_file(two_catalogs, content=b"id;nom\n1;a\n")
    down(two_catalogs, CKAN)

    assert "--catalog" not in two_catalogs.run("sync", "--yes").expect_exit(1).output

    two_catalogs.write_settings(urls={UDATA: NOWHERE})
    ran = two_catalogs.run("sync", "--yes").expect_exit(1)
    follow(two_catalogs, ran).expect_words("1 of 1 entries done")


def test_without_a_file_of_the_broken_one_the_other_goes_on(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write_settings(files=LINK)
    two_catalogs.write()
    down(two_catalogs, CKAN)

    ran = two_catalogs.run("sync", "--yes", "--catalog", CKAN, "--catalog", UDATA).expect_exit(1)

    follow(two_catalogs, ran).expect_words("1 of 1 entries done")

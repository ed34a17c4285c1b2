"""Which test runs the command of each message that names one: a scenario here, or a test elsewhere.

A scenario brings a folder and a catalogue into the state that the message describes, and returns the command that shows
the message, and what the command that it names takes away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.live.contract.catalog_folder import CatalogFolder

Arguments = tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """A state of a folder and a catalogue, and the message that a command then prints."""

    prepare: Callable[[CatalogFolder], None]
    show: Arguments
    """The command that prints the message, in English."""
    code: int = 0
    """Its exit code."""
    said: str = ""
    """A part of the message that is gone once the named command has run; the message itself where it is empty."""
    after: int = 0
    """The exit code of the named command."""
    again: Callable[[CatalogFolder], None] | None = None
    """What a person does as the message says, before they type the command."""


@dataclass(frozen=True)
class Elsewhere:
    """A test that follows the message, or the reason why there is no command to run."""

    test: str


def _drift(folder: CatalogFolder) -> None:
    folder.backend.edit(folder.published().id, title="Titre du portail")


def _conflict(folder: CatalogFolder) -> None:
    _drift(folder)
    folder.write(title="Titre du manifeste")


def _guarded(folder: CatalogFolder) -> None:
    folder.guards = {"creates": {"producer": 1, "run": 1}}
    folder.write_settings()
    folder.write_many(2)


def _title_taken(folder: CatalogFolder) -> None:
    folder.backend.make_foreign("Toilettes publiques")
    folder.write()


def _entry_named(folder: CatalogFolder) -> None:
    entry = folder.backend.make_foreign("Toilettes publiques")
    folder.write(catalogs={"portail": {"entry": entry}})


def _two_of_one_title(folder: CatalogFolder) -> None:
    folder.backend.make_foreign("Toilettes publiques", name="un-toilettes")
    folder.backend.make_foreign("Toilettes publiques", name="deux-toilettes")
    folder.write()


def _name_the_first(folder: CatalogFolder) -> None:
    folder.write(catalogs={"portail": {"entry": folder.backend.all()[0].id}})


def _orphan(folder: CatalogFolder) -> None:
    folder.published()
    folder.published("autre", title="Autre jeu")
    folder.remove()


def _private_orphan(folder: CatalogFolder) -> None:
    folder.published()
    folder.published("autre", title="Autre jeu", state="private")
    folder.remove("autre")


def _marker_lost(folder: CatalogFolder) -> None:
    folder.backend.wipe_extras(folder.published().id)


def _changed_after_the_plan(folder: CatalogFolder) -> None:
    folder.write()
    folder.run("plan", "--out", "plan.json").expect_exit(0)
    folder.write(title="Un autre titre")


def _plan_elsewhere(folder: CatalogFolder) -> None:
    folder.write()
    folder.run("plan", "--out", "plan.json").expect_exit(0)
    folder.repository = "autre-depot"
    folder.write_settings()


def _not_a_plan(folder: CatalogFolder) -> None:
    folder.write()
    (folder.root / "plan.json").write_text("{}", encoding="utf-8")


def _no_plan(folder: CatalogFolder) -> None:
    folder.write()


def _other_options(folder: CatalogFolder) -> None:
    folder.write()
    folder.run("plan", "--out", "plan.json").expect_exit(0)


APPLY: Final = ("apply", "plan.json", "--yes")
PLAN: Final = ("plan",)

SCENARIOS: Final[Mapping[str, Scenario]] = {
    "To restore the values of the manifests:": Scenario(_drift, PLAN),
    "To copy the edits into the manifests:": Scenario(_drift, ("drift",), code=2),
    "To settle a conflict, keep the value of the manifest or of the catalogue:": Scenario(_conflict, PLAN),
    "If this is intended: {command}": Scenario(_guarded, PLAN),
    "To adopt it: {command}. If it is another dataset: {otherwise}": Scenario(_title_taken, PLAN),
    "To adopt it: {command}": Scenario(_entry_named, PLAN),
    "Write the id of the right one under `catalogs:` of {place}: {catalog}: {{entry: ID}}. Then: {command}": Scenario(
        _two_of_one_title, ("adopt", "*/toilettes"), code=3, again=_name_the_first, said="Write the id of the right one"
    ),
    "to hide it, with the other entries that are named so: {command}": Scenario(_orphan, PLAN),
    "to archive it, with the other entries that are named so: {command}": Scenario(_private_orphan, PLAN),
    "to keep it as it is, unmanaged: {command}": Scenario(_orphan, PLAN),
    "To link it again: {command}. If another tool rewrites it, stop that tool, then put the extras "
    "publisher_repository = {repository} and publisher_key = {key} back in the catalogue.": Scenario(
        _marker_lost, PLAN
    ),
    "Create a new plan: {command}": Scenario(_changed_after_the_plan, APPLY, code=3),
    "{mismatch}. Nothing was written. Make a new plan:  {command}": Scenario(
        _plan_elsewhere, APPLY, code=64, said="Nothing was written. Make a new plan:"
    ),
    "{file} is not a plan of this version. Make a new one:  {command}": Scenario(
        _not_a_plan, APPLY, code=64, said="is not a plan of this version. Make a new one:"
    ),
    "there is no file {file}. Make a plan:  {command}": Scenario(
        _no_plan, APPLY, code=64, said="there is no file plan.json. Make a plan:"
    ),
    "the plan was made with other options; make a new plan with these:  {command}": Scenario(
        _other_options, (*APPLY, "--drift", "revert"), code=64
    ),
}

ELSEWHERE: Final[Mapping[str, Elsewhere]] = {
    "To fetch it once: {command}": Elsewhere("test_schemas_are_fetched_when_asked_for"),
    "Every entry, with its address:  {command}": Elsewhere("test_a_long_run_is_reported_by_producer"),
    "Put back the file that says so (`withdrawn:`), or write it anew: {command}": Elsewhere(
        "test_a_missing_tombstone_blocks_and_a_manifest_in_its_place_too"
    ),
    'give the reason in one line, such as: --reason "request no. 12"': Elsewhere(
        "test_a_withdrawal_names_one_key_and_a_reason_without_a_person"
    ),
    "{key} is withdrawn in the sandbox; the files of this folder stay. To start again:  {command}": Elsewhere(
        "test_a_withdrawal_in_the_sandbox_leaves_the_folder_alone"
    ),
    "! not done yet on {catalogs}. To go on:  {command}": Elsewhere(
        "test_one_catalogue_can_go_first_and_a_sync_does_the_other"
    ),
    "{file} cannot be read, and may name files and former keys: correct it first ({command})": Elsewhere(
        "test_a_withdrawal_names_one_key_and_a_reason_without_a_person"
    ),
    "give one key, such as: publisher withdraw PRODUCER/DATASET --reason TEXT": Elsewhere(
        "test_a_withdrawal_names_one_key_and_a_reason_without_a_person"
    ),
    "Publish or undo these edits of the manifest first: {command}": Elsewhere(
        "test_an_edit_that_no_run_published_is_not_published_with_it"
    ),
    "What a run changed:  {command}": Elsewhere("test_what_a_run_changed_is_each_field_with_both_values"),
    "The older ones, {n} more:  {command}": Elsewhere("test_a_long_list_ends_and_says_how_to_see_the_rest"),
    "{folder} is in the git repository: what it holds would count as checked already. Take it out and commit: git rm "
    "-r -q --cached {folder}": Elsewhere("test_a_pull_request_cannot_say_that_nothing_was_found"),
    "give a run, such as: publisher rollback latest; see publisher runs": Elsewhere(
        "test_a_rollback_of_nothing_is_refused"
    ),
    "the run was made in the sandbox: add --sandbox": Elsewhere("test_a_run_of_the_sandbox_is_put_back_there"),
    "the run was made on the real catalogues: leave out --sandbox": Elsewhere("test_a_rollback_of_nothing_is_refused"),
    "Also the runs of this history, whose journals no longer exist (publisher runs record).": Elsewhere(
        "test_a_history_has_a_line_for_each_entry_and_no_value"
    ),
    "Settle this first: {command}": Elsewhere("test_udata_waits_where_ckan_is_blocked"),
    "to check manifests against it offline, too: {command}": Elsewhere("test_doctor_saves_the_schema"),
    "the saved copy of its schema is not the present one: {command}": Elsewhere("test_doctor_saves_the_schema"),
    "Save it again: {command}": Elsewhere("test_a_broken_copy_of_the_schema_is_said"),
    "To leave this catalogue out:  {command}": Elsewhere("test_adopt_names_the_catalogue_that_can_be_done"),
    "To retry the unfinished steps:": Elsewhere("test_a_retry_reads_the_catalogues_of_its_run"),
    "the plan was made in the sandbox: add --sandbox, or make a plan for the catalogues:  {command}": Elsewhere(
        "test_a_plan_of_the_sandbox_is_for_the_sandbox_alone"
    ),
    "the plan was made for the real catalogues; make a plan for the sandbox:  {command}": Elsewhere(
        "test_a_plan_of_the_catalogues_is_made_again_for_the_sandbox"
    ),
    "the run was made in the sandbox: {command}": Elsewhere("test_a_run_of_the_sandbox_is_retried_there"),
    "If {former} was renamed: {command} (this command adds the line `previously: [{former}]` to {place}). If this is "
    "another dataset: {otherwise}": Elsewhere("test_a_renamed_manifest_is_not_published_twice"),
    "{new} seems to be the same dataset: {command}": Elsewhere("test_a_renamed_manifest_is_not_published_twice"),
    "the folder {old} seems to be {new} now: {command}": Elsewhere("test_a_renamed_folder_is_not_published_twice"),
    "{catalog} was edited differently. To choose the catalogue to follow: {command}": Elsewhere(
        "test_two_catalogues_edited_otherwise"
    ),
    "it was removed from the manifest: write it there again, or run sync --on-conflict manifest": Elsewhere(
        "test_what_no_manifest_can_say_is_left_to_a_person"
    ),
    "{catalog} may go on listing its files, which the public cannot read any more: {command}": Elsewhere(
        "test_hiding_on_ckan_alone_names_the_command_that_takes_the_link_off"
    ),
    "no terminal to ask for confirmation: add --yes to write": Elsewhere("test_a_sync_without_a_terminal_wants_yes"),
}

ONLY_SHOWN: Final[Mapping[str, str]] = {
    "check the addresses:  {command}": "doctor",
    "check the files:  {command}": "validate",
    "rehearse without an account:  {command}": "plan",
    "Check `url` and `kind` in catalogs.yml; `{command}` shows which server answers at that address.": "doctor",
    "Check `url` in catalogs.yml; `{command}` shows which server answers at that address.": "doctor",
    "Check the address ({command} shows which server answers) and the network, then run the command again.": "doctor",
    "If the catalogue is there now, write `url: {url}` for {catalog} in catalogs.yml; `{command}` shows which server "
    "answers at that address.": "doctor",
    "Why, with an example:  {command}": "explain",
    "Where there is only one correction, `{command}` writes it.": "validate",
    "Licences, zones and schemas unknown to the catalogue:": "plan",
    "Ready: {command} shows what a sync would do.": "plan",
    "Then:  {command}": "adopt, plan, validate",
    "To have corrected what is sure:  {command}": "validate",
    "To see the pages of the sandbox:  {command}": "sandbox",
    "To see the remaining differences:  {command}": "plan",
    "To see what was done:  {command}": "plan",
    "{file} is not a valid manifest: correct it first ({command})": "validate",
    "{n} more; all of them: {command}": "plan",
    "git knows no {old}: check its spelling ({command} names the entries that have no manifest)": "status",
    "{file}, line {line}: this is not the journal of a run; “{command}” shows what is left to do": "plan",
}
"""Messages whose command only shows more, or the next step after a success: the verbs that they name."""

FOR_A_PERSON: Final = frozenset({
    "# Written by `publisher import` from {address}",
    "--drift revert and --on-conflict portal contradict each other",
    "--exclude has no place here: one dataset is withdrawn",
    "--format csv needs --matrix; --format json does not go with --matrix",
    "--history does not go with --matrix",
    "--out writes all schemas: give it without NAME",
    "Name of its folder; by default made of --name.",
    "a catalogue is missing: add --ckan URL, --udata URL or both",
    "no folder can be named after “{name}”: add --producer NAME",
    "the name of the body is missing: add --name NAME",
    "the address of the repository is missing: add --repository-url URL or --out FILE",
    "A table of producers and themes; --format csv is for a spreadsheet.",
    "All commands: publisher --help",
    "Why a rule exists, with an example: publisher explain PUB201",
    "“{name}” is not a rule: write its number, such as PUB201. All rules: publisher explain",
    "there is no rule PUB{number}; the nearest ones are {near}. All rules: publisher explain",
    "Apply a saved plan (apply PLAN), or retry the unfinished steps of an earlier run (apply --retry-failed RUN).",
    "Go to the folder that contains manifests/, or give its path: --manifests DIR",
    "Repeat --sandbox in the command to type next.",
    "Save the plan: `publisher apply FILE` will do this and nothing else.",
    "To fill it: {command}. To stop it: Ctrl-C. Its data is kept in {file}.",
    "Try '{command} {option}' for help.",
    "{field} has no value here; to remove its line: --remove {field}",
    "give a key, such as: publisher adopt PRODUCER/DATASET; or --from FILE",
    "give a key, such as: publisher release PRODUCER/DATASET",
    "give a key, such as: publisher show PRODUCER/DATASET",
    "give keys and edits, such as: publisher set 'PRODUCER/*' license=lov2",
    "give a plan file (publisher apply PLAN), or --retry-failed RUN",
    "if it was renamed: {command} (this command adds the line `previously: [{key}]`)",
    "name the organization: --organization NAME",
    "not listed here: its file was deleted in {catalog} (to put it back: --drift revert)",
    "port {port} cannot be used ({why}): choose another one, {command}",
    "port {port} is used by another program: choose another one, {command}",
    "Restore it in the catalogue, then: {command}",
    "If such replies are normal for {catalog}, raise `limits: reply` in catalogs.yml; {command} shows which server "
    "answers.",
    "If that is another address of the same catalogue, write it as `url` in catalogs.yml; else run the command again "
    "without --verify.",
    "the run was made on the real catalogues: {command}",
    "{folder} is empty, and --prune would archive its entries; nothing was written. Is it complete? If it is meant, "
    "delete the folder, or: --allow-empty",
    "{folder} has no manifest: all our entries would be without one; nothing was written. Is this the right folder "
    "(--manifests DIR), and is it complete? If it is meant: --allow-empty",
    "{file} cannot be read: {why}. Make a new plan:  {command}",
})  # fmt: skip
"""Help, and messages in which a person fills in a name first: there is no command to run as it is printed."""

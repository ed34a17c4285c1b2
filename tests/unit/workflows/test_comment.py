"""The comment on a pull request: what it says, what it refuses to repeat, and who may speak for a producer."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from .fake_gh import JOB_TOKEN
from .scratch import CATALOGS, DATASET, OTHER_DATASET, PRODUCER, Job, Scratch

MARKER = "<!-- publisher pull-request -->"
FORK = "eve/donnees"
AUTHOR = "eve"
NEW = {"manifests/bron/parcs.yml": OTHER_DATASET}
PLAN = "### Publication prévue : 2 à créer\n"
GREEN = {"comment.md": PLAN, "plan.md": PLAN, "result.json": '{"format_version": 1, "verdict": "green"}\n'}
RUN = 41
LINK = f"https://github.com/exemple/donnees/actions/runs/{RUN}"
UNTRUSTED = "### ⚠ Plan non vérifié : cette demande modifie du code"
REFUSED = "### ⚠ Résultat du contrôle refusé"

Document = dict[str, Any]


def kept(scratch: Scratch) -> Document:
    """Return what the imitation of GitHub keeps."""
    document: Document = json.loads(scratch.github.read_text(encoding="utf-8"))
    return document


def keep(scratch: Scratch, **changes: object) -> None:
    """Change what the imitation of GitHub keeps."""
    empty: Document = {"labels": [], "issues": [], "pull_requests": [], "pulls": [], "calls": []}
    before = kept(scratch) if scratch.github.exists() else empty
    scratch.github.write_text(json.dumps({**before, **changes}), encoding="utf-8")


def archive(texts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, text in texts.items():
            file.writestr(name, text)
    return buffer.getvalue()


def propose(scratch: Scratch, changes: Mapping[str, str], **more: object) -> str:
    """Open a pull request from a fork, or push to it; return its last commit."""
    scratch.propose(changes)
    commit = scratch.git("rev-parse", "proposition").strip()
    keep(scratch, pulls=[pull(1, commit, **more)])
    return commit


def pull(number: int, commit: str, **more: object) -> Document:
    """Return an open pull request, as GitHub describes it."""
    source = {"sha": commit, "ref": more.pop("branch", "proposition"), "repo": {"full_name": FORK}}
    base = {"ref": "main"}
    return {"number": number, "state": "open", "user": {"login": AUTHOR}, "head": source, "base": base, **more}


def comment(
    scratch: Scratch, commit: str, files: Mapping[str, str | bytes] | bytes | None = GREEN, **run: object
) -> Job:
    """Run the workflow after a check that left these files; None: that left nothing."""
    if files is not None:
        file = scratch.folder / "artifact.zip"
        file.write_bytes(files if isinstance(files, bytes) else archive(files))
        artifact = {"id": 7, "run": RUN, "name": "pull-request", "expired": False, "created_at": "2027-01-01T10:05:00Z"}
        keep(scratch, artifacts=[{**artifact, "file": str(file), "size_in_bytes": file.stat().st_size}])
    described = {
        "id": RUN, "event": "pull_request", "path": ".github/workflows/check.yml", "conclusion": "success",
        "head_sha": commit, "head_branch": "proposition", "head_repository": {"full_name": FORK},
        "run_started_at": "2027-01-01T10:00:00Z", "html_url": LINK, **run,
    }  # fmt: skip
    repository = {"full_name": "exemple/donnees", "default_branch": "main"}
    scratch.event.write_text(json.dumps({"workflow_run": described, "repository": repository}), encoding="utf-8")
    scratch.ref = "refs/heads/main"
    job = scratch.run("comment")
    assert [command for step in job.steps for command in step.obeyed] == []
    assert JOB_TOKEN not in job.log + job.summary
    return job


def body(scratch: Scratch) -> str:
    """Return the only comment."""
    (document,) = kept(scratch)["comments"]
    text: str = document["body"]
    assert text.startswith(MARKER + "\n")
    return text


def status(scratch: Scratch) -> tuple[str, str]:
    """Return the last status: its state and its text."""
    last = kept(scratch)["statuses"][-1]
    assert last["context"] == "publisher/editors"
    return last["state"], last["description"]


# ---- what it shows


def test_a_good_pull_request_gets_its_plan(scratch: Scratch) -> None:
    commit = propose(scratch, NEW)
    job = comment(scratch, commit)

    assert job.green, job.log
    assert PLAN in body(scratch)
    assert f"✔ [Contrôle]({LINK}) : vert." in body(scratch)
    assert f"Version `{commit[:8]}`. Rien n'est publié avant la fusion." in body(scratch)
    assert kept(scratch)["statuses"][0]["commit"] == commit


@pytest.mark.parametrize(
    ("verdict", "ending", "heading"),
    [
        ("warning", "success", "⚠ [Contrôle]({}) : vert, avec un avertissement."),
        ("red", "failure", "✘ [Contrôle]({}) : rouge."),
        ("green", "failure", "✘ [Contrôle]({}) : rouge."),
    ],
)
def test_a_comment_says_how_the_check_ended(scratch: Scratch, verdict: str, ending: str, heading: str) -> None:
    """Where the two differ, GitHub's word counts."""
    result = json.dumps({"format_version": 1, "verdict": verdict})
    comment(scratch, propose(scratch, NEW), {**GREEN, "result.json": result}, conclusion=ending)

    assert heading.format(LINK) in body(scratch)


def test_a_check_that_left_nothing_is_said_with_its_log(scratch: Scratch) -> None:
    comment(scratch, propose(scratch, NEW), None, conclusion="failure")

    assert "### ✘ Le contrôle n'a pas abouti\n\nIl n'a laissé aucun résultat" in body(scratch)
    assert f"[voir son journal]({LINK})" in body(scratch)


def test_what_an_earlier_attempt_left_does_not_count(scratch: Scratch) -> None:
    comment(scratch, propose(scratch, NEW), run_started_at="2027-01-01T11:00:00Z", conclusion="failure")

    assert "### ✘ Le contrôle n'a pas abouti" in body(scratch)


def test_the_comment_is_changed_not_doubled(scratch: Scratch) -> None:
    comment(scratch, propose(scratch, NEW))
    commit = propose(scratch, {"manifests/bron/parcs.yml": OTHER_DATASET + "license: lov2\n"})
    comment(scratch, commit, {**GREEN, "comment.md": "### autre plan\n"})
    assert "### autre plan" in body(scratch)

    calls = kept(scratch)["calls"]
    comment(scratch, commit, {**GREEN, "comment.md": "### autre plan\n"})
    assert kept(scratch)["calls"] == [*calls, f"POST statuses {commit}"]


@pytest.mark.parametrize("user", [{"login": "eve", "type": "User"}, {"login": "autre[bot]", "type": "Bot"}, None])
def test_a_comment_of_anybody_else_is_left_alone(scratch: Scratch, user: Document | None) -> None:
    commit = propose(scratch, NEW)
    keep(scratch, comments=[{"id": 1, "pull": 1, "user": user, "body": f"{MARKER}\nfaux"}])
    comment(scratch, commit)

    first, second = kept(scratch)["comments"]
    assert (first["body"], second["user"]["login"]) == (f"{MARKER}\nfaux", "github-actions[bot]")


def test_a_comment_of_ours_about_something_else_is_left_alone(scratch: Scratch) -> None:
    """Such as that of a publication; our marker may stand further down in it."""
    commit = propose(scratch, NEW)
    user = {"login": "github-actions[bot]", "type": "Bot"}
    keep(scratch, comments=[{"id": 1, "pull": 1, "user": user, "body": f"Publié\n{MARKER}\n"}])
    comment(scratch, commit)

    assert kept(scratch)["comments"][0]["body"] == f"Publié\n{MARKER}\n"


# ---- which pull request


def test_a_run_for_an_old_commit_says_nothing(scratch: Scratch) -> None:
    old = propose(scratch, NEW)
    comment(scratch, propose(scratch, {"manifests/bron/parcs.yml": OTHER_DATASET + "license: lov2\n"}))
    before = kept(scratch)
    job = comment(scratch, old, {**GREEN, "comment.md": "ancien\n"})

    assert "Aucune demande ouverte n'a ce commit" in job.log
    assert (kept(scratch)["comments"], kept(scratch)["calls"]) == (before["comments"], before["calls"])


def test_a_push_meanwhile_leaves_the_comment_to_the_next_run(scratch: Scratch) -> None:
    commit = propose(scratch, NEW)
    keep(scratch, pushed_meanwhile={"1": "f" * 40})
    job = comment(scratch, commit)

    assert "a une version plus récente" in job.log
    assert "comments" not in kept(scratch) or kept(scratch)["comments"] == []


@pytest.mark.parametrize(
    "more",
    [{"state": "closed"}, {"base": {"ref": "autre"}}],
    ids=["closed", "for another branch"],
)
def test_a_pull_request_that_is_not_open_for_the_main_branch_gets_nothing(scratch: Scratch, more: Document) -> None:
    job = comment(scratch, propose(scratch, NEW, **more))

    assert job.green, job.log
    assert kept(scratch)["calls"] == []


@pytest.mark.parametrize(
    "run",
    [
        {"event": "push"},
        {"conclusion": "cancelled"},
        {"conclusion": "action_required"},
        {"path": ".github/workflows/faux.yml"},
    ],
    ids=str,
)
def test_a_run_that_is_no_check_of_a_pull_request_says_nothing(scratch: Scratch, run: Document) -> None:
    """The name of a workflow is anybody's to choose; its path is not."""
    job = comment(scratch, propose(scratch, NEW), **run)

    assert job.green, job.log
    assert kept(scratch)["calls"] == []


def test_of_two_pull_requests_of_one_commit_each_run_comments_its_own(scratch: Scratch) -> None:
    commit = propose(scratch, NEW)
    other = {**pull(2, commit, branch="autre"), "user": {"login": "mairie-bron"}}
    keep(scratch, pulls=[pull(1, commit), other])
    scratch.git("checkout", "--quiet", "main")
    scratch.merge({"manifests/bron/producer.yml": PRODUCER + "editors: [mairie-bron]\n"})
    comment(scratch, commit)

    assert [each["pull"] for each in kept(scratch)["comments"]] == [1]
    assert status(scratch) == ("success", "Proposé par un éditeur de : bron.")


# ---- a pull request that changes code


@pytest.mark.parametrize("ending", ["success", "failure"])
def test_the_result_of_a_pull_request_that_changes_code_is_not_repeated(scratch: Scratch, ending: str) -> None:
    """A fork that forges its artifact."""
    forged = {**GREEN, "comment.md": "### ✔ Tout est vérifié, fusionnez\n"}
    commit = propose(scratch, {**NEW, "publisher/__init__.py": "pass\n", ".github/workflows/check.yml": "on: push\n"})
    comment(scratch, commit, forged, conclusion=ending)

    assert UNTRUSTED in body(scratch)
    assert "- .github/workflows/check.yml\n- publisher/\\_\\_init\\_\\_.py\n" in body(scratch)
    assert f"[son résumé]({LINK})" in body(scratch)
    assert "fusionnez" not in body(scratch)
    assert "vert." not in body(scratch)


def test_a_file_that_leaves_the_manifests_or_comes_into_them_counts_twice(scratch: Scratch) -> None:
    """A rename."""
    scratch.merge({"outils/a.yml": DATASET})
    scratch.git("checkout", "--quiet", "-b", "proposition")
    scratch.git("mv", "outils/a.yml", "manifests/bron/a.yml")
    comment(scratch, propose(scratch, {}))

    assert "- outils/a.yml\n" in body(scratch)


def test_a_link_in_the_place_of_a_manifest_is_code(scratch: Scratch) -> None:
    scratch.git("checkout", "--quiet", "-b", "proposition")
    (scratch.origin / "manifests" / "bron" / "a.yml").symlink_to("../../publisher")
    comment(scratch, propose(scratch, {}))

    assert UNTRUSTED in body(scratch)
    assert "- manifests/bron/a.yml\n" in body(scratch)


def test_what_changes_how_git_writes_files_is_code(scratch: Scratch) -> None:
    """With `*.csv -diff working-tree-encoding=UTF-7`, other bytes are published than those that GitHub shows."""
    comment(scratch, propose(scratch, {"manifests/bron/.gitattributes": "*.csv -diff\n"}))

    assert UNTRUSTED in body(scratch)
    assert "- manifests/bron/.gitattributes\n" in body(scratch)


def test_names_of_files_are_shown_as_they_are_and_not_all_of_them(scratch: Scratch) -> None:
    names = ["<img src=x>", "@eve", "www.example.org", "![x](y)", "a`b", "x" * 230, MARKER]
    names += [f"n{number}" for number in range(60)]
    comment(scratch, propose(scratch, {f"outils/{name.replace('/', '')}": "x" for name in names}))

    text = body(scratch)
    assert "- … et 17 autres\n" in text
    assert "<img" not in text
    assert "@eve" not in text
    assert "www." not in text
    assert "![" not in text
    assert text.count("<!--") == 1
    assert "x" * 201 not in text


def test_more_files_than_github_names_are_not_trusted(scratch: Scratch) -> None:
    commit = propose(scratch, NEW)
    keep(scratch, truncated=True)
    comment(scratch, commit)

    assert "GitHub ne donne pas la liste complète" in body(scratch)
    assert PLAN not in body(scratch)
    assert status(scratch)[0] == "failure"


def test_thousands_of_manifests_are_no_reason_for_mistrust(scratch: Scratch) -> None:
    """GitHub's list of a pull request's files ends after 3,000."""
    comment(scratch, propose(scratch, {f"manifests/bron/n{number}.yml": DATASET for number in range(3_200)}))

    assert PLAN in body(scratch)


# ---- an artifact is hostile


BOMB = b"a" * 200_000_000
HOSTILE: Mapping[str, Mapping[str, str | bytes] | bytes] = {
    "no archive": b"rien",
    "cut archive": archive(GREEN)[:-30],
    "path traversal": {**GREEN, "../../.venv/bin/publisher": "x"},
    "another file": {**GREEN, "autre.md": "x"},
    "no result": {"comment.md": PLAN},
    "ten megabytes": {**GREEN, "comment.md": "é" * 5_000_000},
    "too long": {**GREEN, "comment.md": "é" * 62_001},
    "not UTF-8": {**GREEN, "comment.md": b"\xff\xfe"},
    "control characters": {**GREEN, "comment.md": "a\x1b[2Jb"},
    "direction": {**GREEN, "comment.md": "a\u202eb"},
    "not JSON": {**GREEN, "result.json": "{"},
    "deep JSON": {**GREEN, "result.json": "[" * 200},
    "other JSON": {**GREEN, "result.json": '["green"]'},
    "more JSON": {**GREEN, "result.json": '{"format_version": 1, "verdict": "green", "number": 2}'},
    "other verdict": {**GREEN, "result.json": '{"format_version": 1, "verdict": "::error::x"}'},
    "newer version": {**GREEN, "result.json": '{"format_version": 2, "verdict": "green"}'},
}


@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE)
def test_an_artifact_that_the_check_does_not_write_is_refused(
    scratch: Scratch, files: Mapping[str, str | bytes] | bytes
) -> None:
    job = comment(scratch, propose(scratch, NEW), files)

    assert job.green, job.log
    assert REFUSED in body(scratch)
    assert f"[Voir le contrôle]({LINK})" in body(scratch)
    assert PLAN not in body(scratch)


def test_a_bomb_is_not_unpacked(scratch: Scratch) -> None:
    bomb = archive({**GREEN, "comment.md": BOMB, "plan.md": BOMB})
    assert len(bomb) < 1_000_000
    comment(scratch, propose(scratch, NEW), bomb)

    assert REFUSED in body(scratch)


def test_an_archive_that_is_too_large_is_not_fetched_whole(scratch: Scratch) -> None:
    stored = archive({**GREEN, "plan.md": b"a" * 6_000_000}, zipfile.ZIP_STORED)
    comment(scratch, propose(scratch, NEW), stored)

    assert REFUSED in body(scratch)


def test_a_name_twice_is_refused(scratch: Scratch) -> None:
    buffer = io.BytesIO(archive(GREEN))
    with zipfile.ZipFile(buffer, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("comment.md", "autre")
    comment(scratch, propose(scratch, NEW), buffer.getvalue())

    assert REFUSED in body(scratch)


def test_markup_that_the_tool_does_not_write_is_harmless(scratch: Scratch) -> None:
    text = (
        f"{MARKER}\n<details><summary>a</summary>\n\n| a<br>b | <code>c</code> |\n\n</details>\n@eve @org/equipe #12\n"
        "![image](https://example.org/a.png) <img src=x> <a href=x>y</a> <script>z</script> <details onclick=x>\n"
        "[lien](https://example.org/a#12) &#64; jean@example.org\n"
    )
    comment(scratch, propose(scratch, NEW), {**GREEN, "comment.md": text})

    shown = body(scratch)
    assert shown.count("<!--") == 1
    assert "<details><summary>a</summary>" in shown
    assert "| a<br>b | <code>c</code> |" in shown
    assert "@\u200beve @\u200borg/equipe #\u200b12" in shown
    assert "!\u200b[image]" in shown
    assert "[lien](https://example.org/a#12) &#64; jean@\u200bexample.org" in shown
    for tag in ("img", "a href", "script", "details onclick"):
        assert f"<{tag}" not in shown
        assert f"&lt;{tag}" in shown


def test_the_longest_text_fits_into_a_comment(scratch: Scratch) -> None:
    """The imitation of GitHub refuses more than 65,536 characters."""
    long = {**GREEN, "comment.md": "é" * 62_000}
    job = comment(scratch, propose(scratch, NEW), long)

    assert job.green, job.log
    assert "é" * 62_000 in body(scratch)


def test_markup_that_grows_too_long_is_refused(scratch: Scratch) -> None:
    """What makes it harmless makes it longer."""
    job = comment(scratch, propose(scratch, NEW), {**GREEN, "comment.md": "<a" * 31_000})

    assert job.green, job.log
    assert REFUSED in body(scratch)


def test_what_a_merge_puts_back_counts_though_the_branch_does_not_change_it(scratch: Scratch) -> None:
    """The branch and main were merged into each other before: the commit that they share hides the difference."""
    scratch.merge({"manifests/ecully/producer.yml": "name: Écully\n", "tool.py": "ancien\n"})
    start = scratch.git("rev-parse", "main").strip()
    scratch.merge({"tool.py": "neuf\n"})
    newer = scratch.git("rev-parse", "main").strip()
    scratch.git("checkout", "--quiet", "-B", "premiere", start)
    scratch.write("manifests/bron/a.csv", "a\n")
    scratch.commit("Première demande")
    scratch.git("checkout", "--quiet", "main")
    scratch.git("merge", "--quiet", "--no-ff", "--message", "Demande 1", "premiere")
    scratch.git("checkout", "--quiet", "-B", "proposition", "premiere")
    scratch.git("merge", "--quiet", "--strategy", "ours", "--message", "Croisement", newer)
    scratch.write("manifests/bron/c.csv", "c\n")
    scratch.commit("Seconde demande")
    commit = scratch.git("rev-parse", "HEAD").strip()
    scratch.git("checkout", "--quiet", "main")
    keep(scratch, pulls=[pull(1, commit)])

    job = comment(scratch, commit)

    assert job.green, job.log
    assert UNTRUSTED in body(scratch)
    assert "- tool.py\n" in body(scratch)


# ---- who may speak for a producer

EDITED = {"manifests/bron/producer.yml": PRODUCER + "editors: [Mairie-Bron, sig]\n"}
ECULLY = {
    "manifests/ecully/producer.yml": "name: Écully\neditors: [mairie-ecully, sig]\n",
    "manifests/ecully/wc.yml": DATASET.replace("Toilettes", "Sanitaires"),
}
FAILED = ("failure", "L'équipe doit approuver cette version, puis relancer : voir le commentaire.")


@pytest.fixture
def edited(scratch: Scratch) -> Scratch:
    """Return a repository of two producers with editors."""
    scratch.merge({**EDITED, **ECULLY})
    return scratch


def decided(
    scratch: Scratch, changes: Mapping[str, str], author: str = "mairie-bron", **kept: object
) -> tuple[str, str]:
    """Return the status of a pull request, by an account that may not write unless GitHub says so."""
    commit = propose(scratch, changes, user={"login": author})
    keep(scratch, **kept)
    job = comment(scratch, commit)
    assert job.green, job.log
    return status(scratch)


def test_an_editor_speaks_for_the_producer_whatever_the_case(edited: Scratch) -> None:
    assert decided(edited, NEW) == ("success", "Proposé par un éditeur de : bron.")
    assert "✔ Proposé par un éditeur de : bron." in body(edited)


def test_an_editor_of_both_producers_speaks_for_both(edited: Scratch) -> None:
    both = {**NEW, "manifests/ecully/parcs.csv": "a\n"}

    assert decided(edited, both, "sig") == ("success", "Proposé par un éditeur de : bron, ecully.")


@pytest.mark.parametrize(
    "changes",
    [
        {"manifests/ecully/wc.yml": DATASET},
        {**NEW, "manifests/ecully/parcs.csv": "a\n"},
        {"manifests/catalogs.yml": CATALOGS + "# x\n"},
        {"manifests/defaults.yml": "license: lov2\n"},
        {"manifests/bron/producer.yml": PRODUCER + "editors: [mairie-bron, eve]\n"},
        {"manifests/lyon/producer.yml": "name: Lyon\neditors: [mairie-bron]\n"},
        {"manifests/lyon/wc.yml": DATASET},
        {**NEW, "publisher/a.py": "x\n"},
        {"manifests/bron": "a\n"},
    ],
    ids=" ".join,
)
def test_what_an_editor_may_not_change_alone_waits_for_the_team(edited: Scratch, changes: Mapping[str, str]) -> None:
    if "manifests/bron" in changes:
        edited.git("checkout", "--quiet", "-b", "proposition")
        edited.git("rm", "-r", "--quiet", "manifests/bron")

    assert decided(edited, changes) == FAILED
    assert "**✘ L'équipe doit approuver cette demande**" in body(edited)
    assert "actions/runs/4711" in body(edited)


def test_the_comment_names_those_for_whom_its_author_may_not_speak(edited: Scratch) -> None:
    decided(edited, {**NEW, "manifests/ecully/parcs.csv": "a\n"})

    assert "mairie-bron n'est pas parmi les `editors:` de ecully." in body(edited)


def test_many_producers_with_long_names_fit_into_a_comment_with_the_longest_text(edited: Scratch) -> None:
    """The imitation of GitHub refuses more than 65,536 characters."""
    changes = {f"manifests/{'&' * 150}{number}/a.yml": "a\n" for number in range(50)}
    job = comment(edited, propose(edited, changes, user={"login": "eve"}), {**GREEN, "comment.md": "é" * 62_000})

    assert job.green, job.log
    assert status(edited) == FAILED
    assert "eve n'est pas parmi les `editors:` de 50 dossiers de producteurs." in body(edited)


def test_a_pull_request_cannot_make_its_author_an_editor(edited: Scratch) -> None:
    changes = {**NEW, "manifests/bron/producer.yml": PRODUCER + "editors: [eve]\n"}

    assert decided(edited, changes, "eve") == FAILED


@pytest.mark.parametrize("author", ["eve", "mairie", "mairie-bron[bot]", "publication[bot]"])
def test_anybody_else_waits_for_the_team(edited: Scratch, author: str) -> None:
    assert decided(edited, NEW, author) == FAILED


def test_a_rename_from_one_producer_to_another_counts_for_both(edited: Scratch) -> None:
    edited.git("checkout", "--quiet", "-b", "proposition")
    edited.git("mv", "manifests/ecully/wc.yml", "manifests/bron/sanitaires.yml")

    assert decided(edited, {}) == FAILED


def test_an_editor_may_delete_a_manifest(edited: Scratch) -> None:
    edited.git("checkout", "--quiet", "-b", "proposition")
    (edited.origin / "manifests" / "bron" / "wc.yml").unlink()

    assert decided(edited, {})[0] == "success"


@pytest.mark.parametrize(
    ("permission", "state"), [("admin", "success"), ("write", "success"), ("read", "failure"), ("none", "failure")]
)
@pytest.mark.parametrize("author", ["eve", "publication[bot]"])
def test_who_may_write_to_the_repository_is_the_team(
    scratch: Scratch, author: str, permission: str, state: str
) -> None:
    """An App, too, where GitHub says so."""
    assert decided(scratch, NEW, author, permissions={author: permission})[0] == state


REVIEW = {"user": {"login": "chef"}, "state": "APPROVED"}
NO = {**REVIEW, "state": "CHANGES_REQUESTED"}
REMARK = {**REVIEW, "state": "COMMENTED"}


@pytest.mark.parametrize(
    ("reviews", "permission", "state"),
    [
        ([REVIEW], "write", "success"),
        ([NO, REVIEW, REMARK], "write", "success"),
        ([REVIEW, NO], "write", "failure"),
        ([{**REVIEW, "state": "DISMISSED"}], "write", "failure"),
        ([REMARK], "write", "failure"),
        ([{**REVIEW, "commit_id": "0" * 40}], "write", "failure"),
        ([{**REVIEW, "user": None}], "write", "failure"),
        ([REVIEW], "read", "failure"),
    ],
)
def test_an_approval_of_this_version_by_the_team_counts_when_the_work_is_run_again(
    edited: Scratch, reviews: list[Document], permission: str, state: str
) -> None:
    assert decided(edited, NEW, "eve") == FAILED
    commit = edited.git("rev-parse", "proposition").strip()
    described = [{"commit_id": commit, **review} for review in reviews]
    keep(edited, reviews={"1": described}, permissions={"chef": permission})
    comment(edited, commit)

    assert status(edited)[0] == state
    assert ("✔ Approuvé par chef." in body(edited)) == (state == "success")


def test_where_the_main_branch_cannot_be_read_nobody_is_an_editor(edited: Scratch) -> None:
    edited.merge({"manifests/catalogs.yml": "catalogs: [\n"})

    assert decided(edited, NEW) == FAILED


def test_an_editor_on_the_base_branch_counts_though_the_branch_is_older(scratch: Scratch) -> None:
    commit = propose(scratch, NEW, user={"login": "mairie-bron"})
    scratch.git("checkout", "--quiet", "main")
    scratch.merge(EDITED)
    comment(scratch, commit)

    assert status(scratch)[0] == "success"

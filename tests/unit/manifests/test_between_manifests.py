"""The rules between several manifests."""

from .folder import CATALOGS, Folder

FIX = (
    "Write here only former names of this dataset. Another dataset may take such a name once the rename is published: "
    "until then give its file another name."
)


def test_a_previous_key_that_another_manifest_has_is_reported(folder: Folder) -> None:
    folder.dataset("previously: [bron/parcs]\n")
    folder.dataset(name="bron/parcs.yml")

    assert folder.lines() == [f"bron/wc.yml:3:14 PUB407 “bron/parcs” is the key of a manifest that exists → {FIX}"]


def test_a_previous_key_of_a_broken_manifest_is_reported_too(folder: Folder) -> None:
    folder.dataset("previously: [bron/parcs]\n")
    folder.dataset("license: zzzz\n", "bron/parcs.yml")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [
        ["bron/parcs.yml:3:10", "PUB201"],
        ["bron/wc.yml:3:14", "PUB407"],
    ]


def test_a_previous_key_is_claimed_once(folder: Folder) -> None:
    folder.dataset("previously: [bron/avant]\n", "bron/a.yml")
    folder.dataset("previously: [bron/avant]\n", "bron/b.yml")
    (finding_line,) = folder.lines()

    assert finding_line.startswith("bron/b.yml:3:14 PUB407 “bron/avant” ")
    assert "bron/a" in finding_line
    assert finding_line.endswith(f" → {FIX}")


def test_each_previous_key_is_reported_at_its_own_position(folder: Folder) -> None:
    folder.dataset("previously: [bron/avant, bron/parcs]\n")
    folder.dataset(name="bron/parcs.yml")

    assert folder.lines() == [f"bron/wc.yml:3:26 PUB407 “bron/parcs” is the key of a manifest that exists → {FIX}"]


def test_a_key_is_not_its_own_past(folder: Folder) -> None:
    folder.dataset("previously: [bron/wc]\n")

    assert folder.lines() == [f"bron/wc.yml:3:14 PUB407 “bron/wc” is the key of a manifest that exists → {FIX}"]


def test_a_free_previous_key_is_good(folder: Folder) -> None:
    folder.dataset("previously: [bron/avant, bron/jadis]\n")

    assert folder.manifest().previously == ("bron/avant", "bron/jadis")


def test_a_producer_without_organization_is_reported_once_per_catalogue(folder: Folder) -> None:
    folder.write("catalogs.yml", CATALOGS + "  autre: {kind: ckan, url: 'https://autre.example.org'}\n")
    folder.write("bron/producer.yml", "name: Bron\n")
    folder.dataset()
    folder.dataset(name="bron/parcs.yml")

    assert sorted(folder.lines()) == [
        f"bron/producer.yml:1:1 PUB406 no organization for the catalogue {name}"
        f" → Add a line `organization: {{{name}: <its name in that catalogue>}}`."
        for name in ("autre", "portail")
    ]


def test_the_organization_of_the_catalogue_serves_every_producer(folder: Folder) -> None:
    folder.write("catalogs.yml", CATALOGS + "    organization: metropole\n")
    folder.write("bron/producer.yml", "name: Bron\n")
    folder.dataset()

    assert folder.lines() == []


def test_a_producer_that_publishes_nothing_there_needs_no_organization(folder: Folder) -> None:
    folder.write("bron/producer.yml", "name: Bron\n")
    folder.dataset("catalogs: {portail: false}\n")

    assert folder.lines() == []


# ---- one title, two datasets


DISTINGUISH = (
    "Read both descriptions. Where they are about different data, say in each title what distinguishes them; where one "
    "dataset replaces the other, change the line `state:` of the older one to `state: archived`; where one is a copy, "
    "delete its file."
)


def titled(folder: Folder, stem: str, title: str, more: str = "") -> None:
    folder.write(f"bron/{stem}.yml", f"description: D\ntitle: {title}\n{more}")


def test_two_datasets_of_one_title_are_a_warning_at_both(folder: Folder) -> None:
    titled(folder, "a", "Budget")
    titled(folder, "b", "Budget")

    assert folder.lines() == [
        f"bron/a.yml:2:8 PUB412 same title as bron/b (manifests/bron/b.yml:2:8) → {DISTINGUISH}",
        f"bron/b.yml:2:8 PUB412 same title as bron/a (manifests/bron/a.yml:2:8) → {DISTINGUISH}",
    ]
    assert [finding.severity.value for finding in folder.findings()] == ["warning", "warning"]
    assert len(folder.load().manifests.manifests) == 2


def test_titles_are_compared_as_a_reader_sees_them(folder: Folder) -> None:
    titled(folder, "a", "Marchés  publics")
    titled(folder, "b", "'MARCHE\u0301S publics '")

    assert [finding_line.split()[1] for finding_line in folder.lines()] == ["PUB412", "PUB412"]


def test_a_title_for_one_catalogue_counts_there(folder: Folder) -> None:
    titled(folder, "a", "Budget")
    titled(folder, "b", "Comptes", "catalogs: {portail: {title: Budget}}\n")

    assert [finding_line.split()[1] for finding_line in folder.lines()] == ["PUB412", "PUB412"]


def test_two_producers_may_have_one_title(folder: Folder) -> None:
    folder.write("lyon/producer.yml", "name: Lyon\norganization: {portail: lyon}\n")
    titled(folder, "a", "Budget")
    folder.write("lyon/a.yml", "title: Budget\ndescription: D\n")

    assert folder.lines() == []


def test_a_title_may_be_that_of_an_archived_or_unpublished_dataset(folder: Folder) -> None:
    titled(folder, "a", "Budget")
    titled(folder, "b", "Budget", "state: archived\n")
    titled(folder, "c", "Budget", "catalogs: {portail: false}\n")

    assert folder.lines() == []


def test_a_former_name_may_have_the_title(folder: Folder) -> None:
    """That both manifests exist is an error already: it says more than a warning about their titles."""
    titled(folder, "a", "Budget")
    titled(folder, "b", "Budget", "previously: [bron/a]\n")

    assert [finding_line.split()[1] for finding_line in folder.lines()] == ["PUB407"]


def test_a_copied_folder_of_one_organization_is_a_warning(folder: Folder) -> None:
    for producer in ("bron", "bron-copie"):
        folder.write(f"{producer}/producer.yml", "name: Bron\norganization: {portail: ville-de-bron}\n")
        folder.write(f"{producer}/parcs.yml", "title: Parcs\ndescription: D\n")
    assert [finding.split(" →")[0] for finding in folder.lines() if "PUB412" in finding] == [
        "bron-copie/parcs.yml:1:8 PUB412 same title as bron/parcs (manifests/bron/parcs.yml:1:8)",
        "bron/parcs.yml:1:8 PUB412 same title as bron-copie/parcs (manifests/bron-copie/parcs.yml:1:8)",
    ]

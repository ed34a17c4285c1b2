"""The suite itself: schedules follow from their seeds, and the observer and the oracle notice what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.chaos import oracle
from tests.chaos.ground import Ground, Servers, prepared
from tests.chaos.kill_everywhere import one_dataset
from tests.chaos.observer import Window, judge
from tests.chaos.public_view import ShownEntry, ShownResource
from tests.chaos.run_schedule import ScheduleResult, carry_out, settle
from tests.chaos.scenario import CATALOGS, CKAN, UDATA, Version
from tests.chaos.schedule import KillAtCall, KillAtJournal, Race, Schedule, Trouble, When, schedule
from tests.sandbox.catalogs import both_catalogs

VERSION = one_dataset()
FILE = VERSION.hash_of("toilettes.csv")
WHOLE = ShownEntry(
    CKAN,
    "toilettes",
    "Toilettes publiques",
    (
        ShownResource("Tableau toilettes", "http://ckan/toilettes.csv", FILE),
        ShownResource("Adresse carte", "https://example.org/toilettes/carte.csv", ""),
    ),
)
BARE = replace(WHOLE, resources=(replace(WHOLE.resources[0], address="", content=""), WHOLE.resources[1]))
NAMED_AFTER_ITS_FILE = replace(
    WHOLE, catalog=UDATA, resources=(replace(WHOLE.resources[0], title="toilettes.csv"), WHOLE.resources[1])
)
BEFORE = Version({"toilettes": {**VERSION.manifests["toilettes"], "resources": []}}, {})
"""The same dataset, before it had any resource."""


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with both_catalogs() as variables:
        yield Servers.of(variables)


def test_a_seed_gives_always_the_same_schedule_and_another_one_another() -> None:
    assert schedule(7) == schedule(7)
    assert str(schedule(7)) != str(schedule(8))


def test_the_thousand_schedules_have_everything() -> None:
    schedules = [schedule(seed) for seed in range(1, 1001)]
    troubles = [trouble for one in schedules for trouble in one.troubles]
    assert {type(trouble.stop).__name__ for trouble in troubles} == {
        "NoneType", "KillAtCall", "KillAtJournal", "SignalAtCall", "DiskFull", "TokenRevoked", "ServerRestarted",
        "ClockJumps",
    }  # fmt: skip
    assert {trouble.race for trouble in troubles} == {None, *Race}
    assert {one.links for one in schedules} == {True, False}
    for one in schedules:
        stems = one.versions[0].manifests
        assert all(sum(c in one.versions[0].catalogs_of(stem) for stem in stems) >= 6 for c in CATALOGS)


def test_one_at_a_time_a_schedule_makes_the_same_calls_at_each_replay(servers: Servers) -> None:
    seed = next(
        seed
        for seed in range(1, 1000)
        if schedule(seed).concurrency == 1
        and all(trouble.mixes and not trouble.stalls and not trouble.race for trouble in schedule(seed).troubles)
        and not any(
            trouble.stop or any(mix.rate for mix in trouble.mixes.values()) for trouble in schedule(seed).troubles
        )
    )
    first, second = carry_out(schedule(seed), servers), carry_out(schedule(seed), servers)
    assert first.failures == second.failures == []
    assert len(first.calls) > 50
    assert [_without_ids(call) for call in first.calls] == [_without_ids(call) for call in second.calls]


def _without_ids(call: str) -> str:
    """Return a call without the names and ids that each replay makes anew."""
    version, method, path, *fault = call.split(" ")
    action = path.partition("?")[0] if "/api/3/action/" in path else path.count("/")
    return f"{version} {method} {action} {fault}"


@pytest.mark.parametrize("catalog", CATALOGS)
@pytest.mark.parametrize("when", [When.BEFORE, When.AFTER])
def test_a_run_is_killed_at_a_call(servers: Servers, catalog: str, when: When) -> None:
    one = one_sync(Trouble(stop=KillAtCall(catalog, 7, when)))
    result = carry_out(one, servers)
    assert (result.failures, result.counts["exit -9"]) == ([], 1)


@pytest.mark.parametrize("when", list(When))
def test_a_run_is_killed_at_a_line_of_its_journal(servers: Servers, when: When) -> None:
    result = carry_out(one_sync(Trouble(stop=KillAtJournal(3, when))), servers)
    assert (result.failures, result.counts["exit -9"]) == ([], 1)


def one_sync(trouble: Trouble) -> Schedule:
    return Schedule(0, (VERSION,), (VERSION,), (trouble,), concurrency=1, links=True)


# ---- the observer


@pytest.mark.parametrize(
    ("shown", "window"),
    [
        (replace(WHOLE, title="Toilettes"), None),
        (replace(WHOLE, resources=WHOLE.resources[:1]), None),
        (replace(WHOLE, resources=WHOLE.resources[::-1]), None),
        (replace(WHOLE, resources=(*WHOLE.resources, WHOLE.resources[1])), None),
        (replace(WHOLE, resources=(replace(WHOLE.resources[0], content="0" * 64), WHOLE.resources[1])), None),
        (replace(WHOLE, resources=(replace(WHOLE.resources[0], content="HTTP 403"), WHOLE.resources[1])), None),
        (replace(WHOLE, resources=(WHOLE.resources[0], replace(WHOLE.resources[1], address=""))), None),
        (BARE, Window.FILE_ADDED_ON_CKAN),
        (NAMED_AFTER_ITS_FILE, Window.FILE_NAME_AS_TITLE_ON_UDATA),
    ],
)
def test_the_observer_notices_what_is_half_made(shown: ShownEntry, window: Window | None) -> None:
    violation = judge(shown, [VERSION], [BEFORE])
    assert violation is not None
    assert violation.window is window


@pytest.mark.parametrize("shown", [BARE, NAMED_AFTER_ITS_FILE])
def test_a_new_entry_is_in_no_window(shown: ShownEntry) -> None:
    violation = judge(shown, [VERSION])
    assert violation is not None
    assert violation.window is None


def test_the_observer_accepts_what_is_whole() -> None:
    assert judge(WHOLE, [VERSION]) is None


# ---- the oracle


@pytest.fixture
def settled_ground(servers: Servers) -> Iterator[Ground]:
    """Provide a ground on which one dataset is published, with a colleague's work in it."""
    with prepared(servers, speed=20.0, links=True, concurrency=1) as ground:
        ground.folder.write_version(VERSION)
        ground.observer.allowed = (VERSION,)
        result = ScheduleResult(0)
        settle(ground, VERSION, result, "sync")
        assert result.failures == []
        yield ground


def double_on_udata(ground: Ground) -> None:
    entry = ground.entry(UDATA, "toilettes")
    ground.servers.udata.create(ground.folder.udata_organization, title="Copie", extras=entry["extras"])


DAMAGES: dict[str, Callable[[Ground], object]] = {
    "times": double_on_udata,
    "lost": lambda ground: ground.servers.portal.delete(ground.entry(CKAN, "toilettes")["name"]),
    "title": lambda ground: ground.servers.portal.patch(ground.entry(CKAN, "toilettes")["name"], title="Autre"),
    "private": lambda ground: ground.servers.portal.patch(ground.entry(CKAN, "toilettes")["name"], private=True),
    "a visitor sees": lambda ground: ground.servers.udata.reorder(
        ground.entry(UDATA, "toilettes")["id"],
        [resource["id"] for resource in reversed(ground.entry(UDATA, "toilettes")["resources"])],
    ),
    "an entry of others": lambda ground: ground.servers.portal.patch(ground.foreign[CKAN][0]["name"], title="Autre"),
}


@pytest.mark.parametrize("text", DAMAGES)
def test_the_oracle_notices_what_is_wrong(settled_ground: Ground, text: str) -> None:
    assert oracle.wrong(settled_ground, VERSION) == []
    DAMAGES[text](settled_ground)
    found = oracle.wrong(settled_ground, VERSION)
    assert any(text in line for line in found), found

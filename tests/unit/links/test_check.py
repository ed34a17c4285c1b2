"""All addresses: each called once, politely, within the deadline; and what is kept."""

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from publisher.links.cache import DAY, HOUR, LinkCache
from publisher.links.call import Answer, Target
from publisher.links.check import Checked, LinkCheck
from publisher.links.collect import Link, links_of
from publisher.links.hosts import IpAddress
from publisher.links.judge import LinkPlace
from publisher.links.outcome import Kind, Outcome
from publisher.links.politeness import AT_ONCE, PAUSE, Turns
from publisher.model.findings import Position
from publisher.model.values import RoleContact
from tests.unit.builders import dataset, manifest, resource

from .network import CSV, FakeNetwork

AT = Position("manifests/bron/wc.yml", 9, 10)


def check(fake: FakeNetwork, links: Iterable[Link], cache: LinkCache | None = None, **options: object) -> Checked:
    return LinkCheck(
        network=fake.network, user_agent="t", cache=cache or LinkCache(None), sleep=lambda _seconds: None,
        **options,  # type: ignore[arg-type]
    ).check(links)  # fmt: skip


def links(*urls: str) -> list[Link]:
    return [(url, LinkPlace(AT, "csv")) for url in urls]


A, B, C = (f"https://{name}.example.org/x.csv" for name in "abc")


def test_each_address_is_called_once_and_what_is_wrong_is_said_at_each_place() -> None:
    fake = FakeNetwork()
    fake.put(A)
    fake.put(B, 404)
    twice = [*links(A, B, f"{B}#ancre"), (A, LinkPlace(AT, "pdf"))]

    checked = check(fake, twice)

    assert sorted(finding.rule for finding in checked.findings) == ["PUB580", "PUB580", "PUB586"]
    assert (checked.count, checked.left) == (2, 0)
    assert sorted(fake.calls) == sorted(dict.fromkeys(fake.calls))


def test_a_machine_without_a_network_says_nothing_of_the_addresses() -> None:
    checked = check(FakeNetwork({f"{name}.example.org": [] for name in "abc"}), links(A, B, C))

    assert (checked.findings, checked.is_offline, checked.count) == ((), True, 0)


def test_one_dead_host_alone_is_a_finding() -> None:
    assert [finding.rule for finding in check(FakeNetwork({"a.example.org": []}), links(A)).findings] == ["PUB580"]


def test_what_is_not_called_in_time_is_counted_and_nothing_waits_for_it() -> None:
    fake, hanging = FakeNetwork(), threading.Event()
    fake.put(B)

    def call(method: str, target: Target, address: IpAddress | None, user_agent: str) -> Answer:
        if target.host == "a.example.org":
            hanging.wait(30)
        return Answer(200, CSV)

    fake.call = call  # type: ignore[method-assign]
    checked = check(fake, links(A, B), seconds=0.5)
    hanging.set()

    assert (checked.count, checked.left) == (1, 1)


def test_an_error_of_ours_is_not_hidden_in_a_thread() -> None:
    fake = FakeNetwork()
    fake.put_method("HEAD", A, KeyError("a mistake"))

    with pytest.raises(KeyError, match="a mistake"):
        check(fake, links(A))


# ---- what is kept


def test_a_good_answer_is_kept_for_a_day_and_a_bad_one_for_an_hour(tmp_path: Path) -> None:
    now = [1_000_000.0]
    cache = LinkCache(tmp_path / "links", lambda: now[0])
    good, bad = Outcome(Kind.ANSWERED, (), 200, "text/csv"), Outcome(Kind.ANSWERED, (), 404)
    cache.put(A, good)
    cache.put(B, bad)

    now[0] += HOUR - 1
    assert (cache.get(A), cache.get(B)) == (good, bad)
    now[0] += 2
    assert (cache.get(A), cache.get(B)) == (good, None)
    now[0] += DAY
    assert (cache.get(A), cache.get(C)) == (None, None)


def test_a_second_check_calls_nobody_and_says_the_same(tmp_path: Path) -> None:
    fake, cache = FakeNetwork(), LinkCache(tmp_path)
    fake.put(A)
    fake.put(B, 404)

    first = check(fake, links(A, B), cache)
    calls = list(fake.calls)

    assert check(fake, links(A, B), cache) == first
    assert fake.calls == calls


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": 1}', "[" * 100_000])
def test_a_broken_file_of_the_cache_is_none(tmp_path: Path, text: str) -> None:
    cache = LinkCache(tmp_path)
    cache.put(A, Outcome(Kind.ANSWERED, (), 200))
    (file,) = tmp_path.iterdir()
    file.write_text(text, encoding="utf-8")

    assert cache.get(A) is None


# ---- politeness


def test_calls_of_one_host_start_with_a_pause_and_others_do_not_wait() -> None:
    slept: list[float] = []
    turns = Turns(lambda: 100.0, slept.append)

    for host in ("a", "a", "a", "b"):
        with turns(host):
            pass

    assert slept == [pytest.approx(PAUSE), pytest.approx(2 * PAUSE)]


def test_a_host_has_two_calls_at_once_at_most() -> None:
    running, most, lock = [0], [0], threading.Lock()
    fake, both = FakeNetwork(), threading.Barrier(AT_ONCE, timeout=10)

    def call(method: str, target: Target, address: IpAddress | None, user_agent: str) -> Answer:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        both.wait()
        with lock:
            running[0] -= 1
        return Answer(200, CSV)

    fake.call = call  # type: ignore[method-assign]
    check(fake, links(*(f"https://a.example.org/{number}" for number in range(6))))

    assert most == [AT_ONCE]


# ---- which addresses


def test_addresses_are_collected_with_all_their_places_and_patterns_are_left_out() -> None:
    content = dataset(
        resource("csv", url=A, format="csv"),
        resource("doc", url=A, format="csv"),
        resource("tuiles", url="https://a.example.org/{z}/{x}/{y}.png"),
        landing_page=B,
        contacts=(RoleContact("publisher", "Ville"), RoleContact("creator", "SIG", form=C)),
    )
    one = manifest("bron/wc", content)

    assert dict(links_of([one])) == {
        A: LinkPlace(one.place("resources.csv.url"), "csv", ()),
        B: LinkPlace(one.place("landing_page"), None, ()),
        C: LinkPlace(one.place("contacts.2.form"), None, ()),
    }

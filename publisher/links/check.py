"""All addresses of the manifests: several hosts at once, each politely, within one deadline."""

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from publisher.links.cache import LinkCache
from publisher.links.collect import Link, called
from publisher.links.follow import Follower, Network
from publisher.links.judge import findings
from publisher.links.outcome import Kind, Outcome
from publisher.links.politeness import AT_ONCE, Turns
from publisher.model.findings import Finding

WORKERS: Final = 12
SECONDS: Final = 300.0
"""For all addresses together."""


_UNREACHED: Final = (Kind.NO_NAME, Kind.NO_REPLY, Kind.TOO_SLOW)

_Answered = tuple[str, Outcome] | Exception | None
"""What a thread says: an address and its outcome, an error of ours, or that it has ended."""


@dataclass(frozen=True)
class Checked:
    """What was found out about the addresses."""

    findings: tuple[Finding, ...]
    count: int
    """Addresses whose answer is known."""
    left: int
    """Addresses that could not be called in time."""
    is_offline: bool = False
    """Whether nothing answered at all: it is this machine that reaches nothing, and there are no findings."""


@dataclass(frozen=True, kw_only=True)
class LinkCheck:
    """Checks addresses."""

    network: Network
    user_agent: str
    cache: LinkCache
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    seconds: float = SECONDS
    advance: Callable[[], None] = field(default=lambda: None)
    """Is called after each address."""

    def check(self, links: Iterable[Link]) -> Checked:
        """Call each address once, unless its answer is kept, and return what is to be said of it at each place."""
        listed = tuple(links)
        urls = tuple(dict.fromkeys(called(url) for url, _place in listed))
        kept = {url: outcome for url in urls if (outcome := self.cache.get(url)) is not None}
        for _url in kept:
            self.advance()
        new = self._call([url for url in urls if url not in kept])
        if _is_offline(new) and not any(outcome.kind not in _UNREACHED for outcome in kept.values()):
            return Checked((), 0, len(urls), is_offline=True)
        for url, outcome in new.items():
            self.cache.put(url, outcome)
        outcomes = {**kept, **new}
        all_findings = (
            finding
            for url, place in listed
            if (outcome_of_url := outcomes.get(called(url))) is not None
            for finding in findings(url, outcome_of_url, place)
        )
        return Checked(tuple(all_findings), len(outcomes), len(urls) - len(outcomes))

    def _call(self, urls: Sequence[str]) -> Mapping[str, Outcome]:
        """Call these addresses, and return the outcomes of those that were called in time."""
        answered: queue.SimpleQueue[_Answered] = queue.SimpleQueue()
        outcomes: dict[str, Outcome] = {}
        ends, running = self.monotonic() + self.seconds, self._start(urls, answered)
        while running:
            try:
                item = answered.get(timeout=max(0.0, ends - self.monotonic()))
            except queue.Empty:
                break  # the threads are daemons: a call that hangs keeps nothing from ending
            if isinstance(item, Exception):
                raise item
            if item is None:
                running -= 1
                continue
            url, outcome = item
            outcomes[url] = outcome
            self.advance()
        return outcomes

    def _start(self, urls: Iterable[str], answered: "queue.SimpleQueue[_Answered]") -> int:
        """Start the threads that call addresses; return how many."""
        lanes: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        for lane in _lanes(urls):
            lanes.put(lane)
        count, ends = min(WORKERS, lanes.qsize()), self.monotonic() + self.seconds
        follower = Follower(self.network, self.user_agent, Turns(self.monotonic, self.sleep))

        def work() -> None:
            try:
                while True:
                    for url in lanes.get_nowait():
                        if self.monotonic() >= ends:
                            return
                        answered.put((url, follower.outcome(url)))
            except queue.Empty:
                return
            except Exception as error:  # noqa: BLE001 - the thread that waits raises it
                answered.put(error)
            finally:
                answered.put(None)

        for _number in range(count):
            threading.Thread(target=work, daemon=True).start()
        return count


def _is_offline(outcomes: Mapping[str, Outcome]) -> bool:
    """Return whether no server at all could be reached, of several."""
    is_unreached = all(outcome.kind in _UNREACHED and not outcome.hops for outcome in outcomes.values())
    return is_unreached and len({_host(url) for url in outcomes}) > 1


def _lanes(urls: Iterable[str]) -> Iterable[list[str]]:
    """Yield lists of addresses that are called one after the other: of each host, two lists at most."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[_host(url)].append(url)
    for of_host in by_host.values():
        for number in range(min(AT_ONCE, len(of_host))):
            yield of_host[number::AT_ONCE]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

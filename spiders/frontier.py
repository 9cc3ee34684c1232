"""What is due next: the ledger's queue in memory, a lane for each host, each at its own pace."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from archive.db.ledger import Ledger
from archive.db.visits import PRIORITY, Address
from archive.models import Role
from archive.urls import host_of
from spiders.politeness import MAX_PAUSE, HostPace
from spiders.robots import ALLOW, Robots

BATCH = 2000
"""Addresses held in memory at a time; the rest waits in the ledger."""
_CHECK = 0.5


@dataclass(slots=True)
class Lane:
    """The addresses of one host, most urgent first."""

    pace: HostPace
    heap: list[tuple[int, int, Address]] = field(default_factory=list)

    @property
    def next_role(self) -> Role:
        """What the most urgent address is expected to hold; the lane is not empty."""
        return self.heap[0][2].role

    def push(self, address: Address) -> None:
        """Queue an address."""
        heapq.heappush(self.heap, (-PRIORITY[address.role], address.id, address))


@dataclass(frozen=True, slots=True)
class Budget:
    """Where a crawl stops by itself: pages fetched, bytes of bodies, seconds. None: no limit."""

    pages: int | None = None
    bytes: int | None = None
    seconds: float | None = None


def _soon() -> datetime:
    """Until when this crawl waits for an address."""
    return datetime.now(UTC) + timedelta(seconds=MAX_PAUSE)


class Frontier:
    """Hands out addresses when their host may be asked, and knows when all is done.

    ``next()`` waits; it returns None when nothing is due any more, the budget is used up, or ``stop()`` was
    called (``why_stopped`` says which). ``in_flight`` are addresses whose visit is not written yet, ``under_way``
    counts those whose answer is still awaited. ``delay`` is the least pause for each host in seconds.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        delay: float,
        budget: Budget | None = None,
        ignore_robots: bool = False,
        parallel: int = 16,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.ledger = ledger
        self.delay = delay
        self.budget = budget or Budget()
        self.ignore_robots = ignore_robots
        self.parallel = parallel
        self.clock = clock
        self.lanes: dict[str, Lane] = {}
        self.known: set[int] = {hash(url) for url in ledger.iter_known()}
        self.held: set[int] = set()
        self.in_flight: set[int] = set()
        self._asking: set[int] = set()
        self.under_way = 0
        self.overflow = True
        self.started = 0
        self.bytes = 0
        self.why_stopped: str | None = None
        self.robots_of: dict[int, str] = {}
        self.robots_moves: dict[str, list[str]] = {}
        self._waiting: list[tuple[float, int, Address]] = []
        self._robots_asked = 0
        self._begin = clock()
        self._news = asyncio.Event()
        self._refill()

    def is_known(self, url: str) -> bool:
        """Whether the ledger has this address; :meth:`know` is how it learns of one that is on its way in."""
        return hash(url) in self.known

    def know(self, url: str) -> None:
        """This address is on its way into the ledger."""
        self.known.add(hash(url))

    @property
    def later(self) -> str | None:
        """Which host asks to come back later than this crawl waits, in words; None when none does."""
        found = self.ledger.find_later(_soon())
        return f"{host_of(found[0])} asks to come back at {found[1]:%Y-%m-%d %H:%M} UTC" if found else None

    @property
    def queued(self) -> int:
        """Addresses in memory that wait for their turn."""
        return sum(len(lane.heap) for lane in self.lanes.values())

    @property
    def is_hungry(self) -> bool:
        """Whether nothing waits in memory: what is found should be written at once."""
        now = self.clock()
        return not any(lane.heap and not lane.pace.is_put_off(now) for lane in self.lanes.values())

    def lane(self, host: str) -> Lane:
        """The lane of a host."""
        lane = self.lanes.get(host)
        if lane is None:
            pace = HostPace(host, self.delay, ALLOW if self.ignore_robots else None, self.ignore_robots)
            lane = self.lanes[host] = Lane(pace)
        return lane

    def add(self, addresses: Iterable[Address]) -> None:
        """New due addresses were written to the ledger."""
        for address in addresses:
            if len(self.held) >= BATCH:
                self.overflow = True
                break
            self._hold(address)
        self._news.set()

    def more(self) -> None:
        """Known addresses are due once more: they are in the ledger."""
        self.overflow = True
        self._news.set()

    def _hold(self, address: Address) -> None:
        if address.id in self.held:
            return
        if address.not_before is not None and address.not_before > datetime.now(UTC):
            self._come_back(address, address.not_before)
            return
        self.held.add(address.id)
        self.lane(host_of(address.url)).push(address)

    def _refill(self) -> None:
        """Draw the most urgent due addresses from the ledger; those in hand are passed over."""
        self.overflow = False
        limit = BATCH + len(self.held)
        count = 0
        for address in self.ledger.iter_due(limit, _soon()):
            count += 1
            self._hold(address)
        self.overflow = count >= limit

    def stop(self, why: str) -> None:
        """Hand out nothing more."""
        if self.why_stopped is None:
            self.why_stopped = why
        self._news.set()

    def _over_budget(self) -> str | None:
        budget = self.budget
        if budget.pages is not None and self.started >= budget.pages:
            return f"--max-pages {budget.pages} reached"
        if budget.bytes is not None and self.bytes >= budget.bytes:
            return f"--max-bytes {budget.bytes} reached"
        if budget.seconds is not None and self.clock() - self._begin >= budget.seconds:
            return f"--max-time {budget.seconds:g} s reached"
        return None

    async def next(self) -> Address | None:
        """The next address whose host may be asked now; waits for pauses, answers and news."""
        while True:
            if self.why_stopped is None and (over := self._over_budget()):
                self.stop(over)
            if self.why_stopped is not None:
                return None
            self._news.clear()
            if self.under_way < self.parallel:
                wait = self._take()
                if isinstance(wait, Address):
                    return wait
            else:
                wait = None
            if wait is None and not self.in_flight and not self._waiting and self.is_hungry:
                if self.overflow:
                    self._refill()
                    continue
                return None
            await self._sleep(wait)

    async def _sleep(self, wait: float | None) -> None:
        timeout = _CHECK if wait is None else min(max(wait, 0.0), _CHECK)
        try:
            await asyncio.wait_for(self._news.wait(), timeout)
        except TimeoutError:
            return

    def _take(self) -> Address | float | None:
        """An address that may be fetched now, or seconds until one may, or None when none waits in memory."""
        now = self.clock()
        soonest = self._wake(now)
        if self.overflow and len(self.held) - len(self.in_flight) < BATCH // 4:
            self._refill()
        best: tuple[int, int, Lane] | None = None
        for lane in self.lanes.values():
            if not lane.heap or lane.pace.is_put_off(now) or not self._may_ask(lane):
                continue
            wait = lane.pace.wait(now)
            if wait is None:
                continue
            if wait > 0:
                soonest = wait if soonest is None else min(soonest, wait)
            elif best is None or lane.heap[0][:2] < best[:2]:
                best = (*lane.heap[0][:2], lane)
        if best is None:
            return soonest
        return self._start(best[2], now)

    def _may_ask(self, lane: Lane) -> bool:
        """Whether the lane's rules are known; the first question to a host is for its robots.txt."""
        if lane.pace.robots is not None or lane.heap[0][2].role == "robots":
            return True
        if not lane.pace.robots_asked:
            self.robots_moves.pop(lane.pace.host, None)
            self.ask_robots(lane.pace.host, f"{urlsplit(lane.heap[0][2].url).scheme}://{lane.pace.host}/robots.txt")
        return lane.next_role == "robots"

    def ask_robots(self, host: str, url: str) -> None:
        """Queue the robots.txt of ``host``, or where it has moved to; two hosts may have it at one address."""
        self.lane(host).pace.robots_asked = True
        self._robots_asked += 1
        self.robots_of[-self._robots_asked] = host
        self.robots_moves.setdefault(host, []).append(url)
        self.lane(host_of(url)).push(Address(-self._robots_asked, url, "robots"))
        self._news.set()

    def put_off_robots(self, host: str, until: float, why: str) -> None:
        """Who has the robots.txt of ``host`` asks to come back late: ``host`` waits too, and asks anew."""
        self.lane(host).pace.pause_until(until, why)
        self.lane(host).pace.robots_asked = False

    def _start(self, lane: Lane, now: float) -> Address:
        address = heapq.heappop(lane.heap)[2]
        self.in_flight.add(address.id)
        self._asking.add(address.id)
        self.under_way += 1
        lane.pace.start(now)
        self.started += 1
        return address

    def pass_over(self, address: Address) -> None:
        """This address is not fetched after all (its host forbids it): its host need not pause for it."""
        self._asking.discard(address.id)
        self.under_way -= 1
        pace = self.lane(host_of(address.url)).pace
        pace.finish(None, well=True)
        pace.next_time = 0.0
        self.started -= 1
        self._news.set()

    def finish(self, address: Address, seconds: float | None, *, well: bool) -> None:
        """The request for this address ended; the host may be asked again after its pause."""
        self._asking.discard(address.id)
        self.under_way -= 1
        self.lane(host_of(address.url)).pace.finish(seconds, well=well)
        self._news.set()

    def let_go(self, address: Address) -> None:
        """Like :meth:`finish`, for an address that may have been finished already."""
        if address.id in self._asking:
            self.finish(address, None, well=False)

    def written(self, address: Address, again: datetime | None) -> None:
        """The visit is in the ledger; ``again`` is when it is due once more."""
        self.in_flight.discard(address.id)
        self.held.discard(address.id)
        if again is not None:
            self._come_back(replace(address, attempts=address.attempts + 1, not_before=again), again)
        self._news.set()

    def _come_back(self, address: Address, again: datetime) -> None:
        """Keep an address until it is due again; one that is due only after a long time is for a later run."""
        seconds = (again - datetime.now(UTC)).total_seconds()
        if seconds > MAX_PAUSE:
            return
        self.held.add(address.id)
        heapq.heappush(self._waiting, (self.clock() + seconds, address.id, address))

    def _wake(self, now: float) -> float | None:
        """Put what has waited long enough back into its lane; seconds until the next, None when none waits."""
        while self._waiting and self._waiting[0][0] <= now:
            address = heapq.heappop(self._waiting)[2]
            self.lane(host_of(address.url)).push(address)
        return self._waiting[0][0] - now if self._waiting else None

    def set_robots(self, host: str, robots: Robots) -> None:
        """The rules of a host are known now."""
        self.lane(host).pace.robots = robots
        self.lane(host).pace.next_time = max(self.lane(host).pace.next_time, self.clock() + self.lane(host).pace.pause)
        self._news.set()

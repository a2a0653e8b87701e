"""A studio that does nothing by itself: of the same shape as the real one, steered by the test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kling_desktop import paths
from kling_desktop.domain import cost
from kling_desktop.domain.cut import LookKind, SourceLook
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import BadInput, Doubtful, KlingError
from kling_desktop.domain.exchange import USUAL_EDL_RATE, Kind
from kling_desktop.domain.footage import Footage, footage_of
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.packing import Packed, PackPlan
from kling_desktop.domain.release import ReleasePlace
from kling_desktop.domain.request import EditRequest, Element, Fingerprint, Mode, VideoInput
from kling_desktop.domain.site import MULEROUTER, SANDBOX, live_site
from kling_desktop.domain.storage import KeyPair
from kling_desktop.domain.timeline import Fixes, TimelineChoice, TimelineFile
from kling_desktop.domain.uploads import Route
from kling_desktop.services.batch import Batches
from kling_desktop.services.clock import SystemClock
from kling_desktop.services.desk import Desk
from kling_desktop.services.drafts import RestoredDraft
from kling_desktop.services.exchange import Copied
from kling_desktop.services.link_sources import LinkedClip
from kling_desktop.services.link_tests import LinkTest
from kling_desktop.services.listeners import Listeners
from kling_desktop.services.network import Network
from kling_desktop.services.presets import Presets
from kling_desktop.services.progress import ProgressBoard
from kling_desktop.services.projects import Projects
from kling_desktop.services.spend import SpendSum
from kling_desktop.services.support import Support
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.timeline import TimelineFiles
from kling_desktop.services.updates import Updates
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets
from kling_desktop.settings.sections import Links as LinkSettings
from kling_desktop.store.elements import StoredElement
from kling_desktop.store.history import Group
from kling_desktop.store.records import marked_of

if TYPE_CHECKING:
    from kling_desktop.services.outgoing import Outgoing
    from kling_desktop.studio import Studio

CLIP = "/clips/bunny.mp4"
BUNNY = MediaInfo("mp4", "h264", 1280, 720, 24, 1, 127, 5.29, 2_900_000, True, "aac")


def job(
    state: JobState = JobState.DONE, number: int = 1, prompt: str = "Add snow to @Video1", **changes: Any
) -> EditJob:
    """A job in `state`; finished ones have a take, accepted ones an id."""
    request = EditRequest(prompt, videos=(VideoInput(CLIP),))
    made = EditJob(f"job-{number}", MULEROUTER, request, 1_700_000_000.0 + number, "/takes", state)
    if state is JobState.DONE:
        made = replace(made, takes=(Take(f"/takes/bunny_v{number:03d}.mp4", "ab" * 32, 9),), price="0.89")
    if state in (JobState.QUEUED, JobState.RUNNING, JobState.FETCHING, JobState.DONE):
        made = replace(made, task_id=f"task-{number}", submitted=made.created, accepted=made.created)
    return replace(made, **changes)


@dataclass
class Account:
    """The account, with what the test sets."""

    is_practice: bool = True
    is_practice_only: bool = False
    is_from_environment: bool = False
    has_key: bool = False
    problem: Notice | None = None
    keys: list[str] = field(default_factory=list)
    fault: BadInput | None = None
    changed: Listeners[None] = field(default_factory=Listeners)
    live_name: str = MULEROUTER
    secrets: tuple[str, ...] = ()

    @property
    def live(self) -> Any:
        return live_site(self.live_name)

    @property
    def site(self) -> Any:
        return replace(self.live, name=SANDBOX) if self.is_practice else self.live

    def subscribe(self, listener: Callable[[None], None]) -> Callable[[], None]:
        return self.changed.subscribe(listener)

    def use_practice(self, is_on: bool) -> None:
        self.is_practice = is_on
        self.changed.announce(None)

    async def use_site(self, site: str) -> None:
        if self.fault:
            raise self.fault
        self.live_name = live_site(site).name
        self.changed.announce(None)

    async def save_key(self, key: str) -> None:
        if self.fault:
            raise self.fault
        self.keys.append(key)
        self.has_key = True
        self.changed.announce(None)

    async def forget_key(self) -> None:
        self.has_key = False
        self.changed.announce(None)


@dataclass
class Routes:
    """The way that clips take: none that could fail, unless the test sets a problem."""

    problem: Notice | None = None
    changed: Listeners[None] = field(default_factory=Listeners)
    chosen: LinkSettings = field(default_factory=LinkSettings)
    pair: KeyPair = field(default_factory=lambda: KeyPair("", ""))
    secrets: tuple[str, ...] = ()

    def subscribe(self, listener: Callable[[None], None]) -> Callable[[], None]:
        return self.changed.subscribe(listener)

    @property
    def has_keys(self) -> bool:
        return bool(self.pair.secret)

    @property
    def key_id(self) -> str:
        return self.pair.key_id

    async def choose(self, route: Route) -> None:
        self.change(replace(self.chosen, route=route.value))

    def change(self, chosen: LinkSettings) -> None:
        self.chosen = chosen
        self.changed.announce(None)

    async def save_keys(self, keys: KeyPair) -> None:
        self.pair = keys
        self.changed.announce(None)


@dataclass
class Setups:
    """Remembers what was exported and taken."""

    done: list[tuple[str, str, str]] = field(default_factory=list)

    async def export(self, path: Path, passphrase: str) -> None:
        self.done.append(("exported", str(path), passphrase))

    async def take(self, path: Path, passphrase: str) -> None:
        self.done.append(("taken", str(path), passphrase))


@dataclass
class LinkTests:
    """Tests of a way for clips, with the outcome that the test of the window sets."""

    found: LinkTest = field(default_factory=lambda: LinkTest(Notice("route_missing"), is_good=False))
    looked_at: list[str] = field(default_factory=list)

    async def run(self) -> LinkTest:
        return self.found

    async def look(self, text: str) -> LinkTest:
        self.looked_at.append(text)
        return self.found


@dataclass
class LinkSources:
    """Links as sources: each leads to a clip that cannot be seen from here, unless the test sets another."""

    known: dict[str, LinkedClip] = field(default_factory=dict)
    fault: KlingError | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    looking: asyncio.Event = field(default_factory=asyncio.Event)
    fetched: list[str] = field(default_factory=list)
    came: tuple[int, int | None] = (0, None)

    def __post_init__(self) -> None:
        self.looking.set()

    async def look(self, text: str) -> LinkedClip:
        await self.looking.wait()
        if self.fault:
            raise self.fault
        return self.known.get(text, LinkedClip(text))

    async def fetch(self, url: str, on_progress: Callable[[int, int | None], None]) -> Path:
        on_progress(*self.came)
        await self.gate.wait()
        if self.fault:
            raise self.fault
        self.fetched.append(url)
        return Path(CLIP)


@dataclass
class Forms:
    """Request forms that can carry further videos, unless the test says no."""

    carries: bool = True

    async def carries_extra_videos(self, _site: str) -> bool:
        return self.carries


@dataclass
class Jobs:
    """Starts jobs when `gate` opens; remembers what was wanted of which."""

    open: dict[str, EditJob] = field(default_factory=dict)
    started: list[tuple[EditRequest, int]] = field(default_factory=list)
    wishes: list[tuple[str, str]] = field(default_factory=list)
    fault: BadInput | None = None
    doubt: Doubtful | None = None
    gate: asyncio.Event | None = None
    is_paused: bool = False
    lengths: dict[str, float] = field(default_factory=dict)
    saved: Listeners[EditJob] = field(default_factory=Listeners)

    def subscribe(self, listener: Callable[[EditJob], None]) -> Callable[[], None]:
        return self.saved.subscribe(listener)

    def save(self, job: EditJob) -> EditJob:
        """A job as its owner would save it."""
        self.open[job.id] = job
        self.saved.announce(job)
        return job

    async def start(self, request: EditRequest, takes: int = 1, parent: str = "") -> tuple[EditJob, ...]:
        if self.gate is not None:
            await self.gate.wait()
        if self.fault:
            raise self.fault
        self.started.append((request, takes))
        number = 100 + len(self.started)
        return (self.save(job(JobState.PREPARING, number, request.prompt, parent=parent)),)

    async def check(self, request: EditRequest) -> tuple[EditRequest, float]:
        if self.gate is not None:
            await self.gate.wait()
        name = request.videos[0].location
        if name not in self.lengths:
            raise BadInput("file_missing", name=Path(name).name)
        return request, self.lengths[name]

    async def start_all(
        self, edits: Iterable[tuple[EditRequest, float]], takes: int = 1, folder: Path | None = None
    ) -> tuple[EditJob, ...]:
        return tuple([job for request, _ in edits for job in await self.start(request, takes)])

    def stop(self, job_id: str) -> None:
        self.wishes.append(("stop", job_id))

    def ask_now(self, job_id: str) -> None:
        self.wishes.append(("ask_now", job_id))

    def send_next(self, job_id: str) -> None:
        self.wishes.append(("send_next", job_id))

    def send_over_cap(self, job_id: str) -> None:
        self.wishes.append(("send_over_cap", job_id))

    async def run_in_pro(self, job_id: str) -> None:
        self.wishes.append(("run_in_pro", job_id))

    async def star(self, job_id: str, take: int) -> None:
        self.wishes.append((f"star {take}", job_id))

    def pause(self) -> None:
        self.is_paused = True

    def resume(self) -> None:
        self.is_paused = False

    async def send_without_frames(self, job_id: str) -> None:
        self.wishes.append(("send_without_frames", job_id))

    async def send_changed(self, job_id: str) -> None:
        self.wishes.append(("send_changed", job_id))

    async def send_with_less(self, job_id: str) -> None:
        self.wishes.append(("send_with_less", job_id))

    async def give_task_id(self, job_id: str, task_id: str) -> None:
        if self.fault:
            raise self.fault
        self.wishes.append((f"id {task_id}", job_id))

    async def give_link(self, job_id: str, text: str, *, is_sure: bool = True) -> Notice | None:
        if self.fault:
            raise self.fault
        if self.doubt and not is_sure:
            raise self.doubt
        self.wishes.append((f"link {text}", job_id))
        return None

    async def send_again(self, job_id: str) -> None:
        self.wishes.append(("send_again", job_id))

    async def close_unresolved(self, job_id: str) -> None:
        self.wishes.append(("close_unresolved", job_id))

    async def follow_again(self, job_id: str) -> None:
        self.wishes.append(("follow_again", job_id))

    async def run_again(self, job_id: str) -> None:
        if self.fault:
            raise self.fault
        self.wishes.append(("run_again", job_id))


@dataclass
class History:
    """The journal's jobs as a list, found by the words of their prompts."""

    jobs: list[EditJob] = field(default_factory=list)
    pages: list[tuple[str, int, int]] = field(default_factory=list)
    fault: KlingError | None = None

    async def page(self, query: Any, limit: int, offset: int) -> tuple[EditJob, ...]:
        self.pages.append((query.text, limit, offset))
        if self.fault:
            raise self.fault
        return tuple(self._fitting(query.text)[offset : offset + limit])

    async def groups(self, query: Any, limit: int, offset: int) -> tuple[Group, ...]:
        folded: dict[str, list[EditJob]] = {}
        for each in self._fitting(query.text):
            folded.setdefault(marked_of(each.request), []).append(each)
        groups = [Group(max(jobs, key=lambda one: one.starred), len(jobs)) for jobs in folded.values()]
        return tuple(groups[offset : offset + limit])

    async def count_groups(self, query: Any) -> int:
        return len(await self.groups(query, 1_000, 0))

    async def find(self, job_id: str) -> EditJob | None:
        return next((each for each in self.jobs if each.id == job_id), None)

    async def before(self, job: EditJob) -> EditJob | None:
        earlier = [each for each in self.jobs if each.created < job.created]
        return (
            await self.find(job.parent)
            if job.parent
            else max(earlier, key=lambda each: each.created, default=None)
        )

    async def recently_done(self, limit: int) -> tuple[EditJob, ...]:
        if self.fault:
            raise self.fault
        return tuple(each for each in self.jobs if each.state is JobState.DONE)[:limit]

    async def sent_together(self, job: EditJob) -> tuple[EditJob, ...]:
        return tuple(each for each in self.jobs if (each.created, each.request) == (job.created, job.request))

    async def recent_prompts(self, text: str = "", limit: int = 50) -> tuple[str, ...]:
        if self.fault:
            raise self.fault
        return tuple(dict.fromkeys(each.request.prompt for each in self._fitting(text)))[:limit]

    async def count(self, query: Any) -> int:
        return len(self._fitting(query.text))

    def _fitting(self, text: str) -> list[EditJob]:
        return [each for each in self.jobs if text.casefold() in each.request.prompt.casefold()]


@dataclass
class Archive:
    """Remembers what was to be kept, deleted or copied."""

    wishes: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[int, int | None]] = field(default_factory=list)
    fault: KlingError | None = None

    async def delete(self, job_id: str) -> None:
        self.wishes.append(("delete", job_id))

    async def write_note(self, job_id: str, text: str, take: int = 0, frame: int | None = None) -> None:
        self.wishes.append((f"note {text}", job_id))
        self.places.append((take, frame))

    async def went_out(self, job_id: str) -> None:
        self.wishes.append(("went out", job_id))

    async def bill(self, job_id: str, text: str) -> None:
        if self.fault:
            raise self.fault
        self.wishes.append((f"bill {text}", job_id))

    async def export(self, job_id: str, folder: Path) -> tuple[Path, ...]:
        self.wishes.append((f"export {folder}", job_id))
        return (folder / job_id,)


@dataclass
class Contacts:
    """Remembers of what a contact sheet was wanted."""

    wishes: list[list[str]] = field(default_factory=list)
    fault: KlingError | None = None

    async def of_jobs(self, job_ids: Sequence[str], paint: Callable[..., bytes]) -> Path:
        if self.fault:
            raise self.fault
        self.wishes.append(list(job_ids))
        return Path("/takes/bunny_contact.png")

    async def of_versions(self, source: str, marked: str, paint: Callable[..., bytes]) -> Path:
        return await self.of_jobs([source, marked], paint)


@dataclass
class Packing:
    """A project of some files; packing is half done until `gate` opens."""

    wishes: list[tuple[str, str, bool]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    fault: KlingError | None = None
    stopped: int = 0

    async def plan(self, _project: str, _results: Path) -> PackPlan:
        if self.fault:
            raise self.fault
        return PackPlan(3, 7, 5_000_000, 2, 900_000_000, ("/takes/gone.mp4",))

    async def pack(
        self, project: str, _results: Path, folder: Path, has_sources: bool, moved: Callable[[float], None]
    ) -> Packed:
        if self.fault:
            raise self.fault
        moved(0.5)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        self.wishes.append((project, str(folder), has_sources))
        return Packed(folder / project, 9)


@dataclass
class Outputs:
    """Both of them."""

    contacts: Contacts = field(default_factory=Contacts)
    packing: Packing = field(default_factory=Packing)


@dataclass
class Drafts:
    """The one draft; `kept` has all that were."""

    draft: Draft | None = None
    notices: tuple[Notice, ...] = ()
    kept: list[Draft] = field(default_factory=list)

    async def restore(self) -> RestoredDraft | None:
        return RestoredDraft(self.draft, self.notices) if self.draft else None

    def keep(self, draft: Draft) -> None:
        self.kept.append(draft)


@dataclass(frozen=True)
class Clip:
    """What a look at a clip finds."""

    path: Path
    info: MediaInfo
    fingerprint: Fingerprint
    notices: tuple[Notice, ...] = ()


@dataclass
class Clips:
    """Clips by their paths; any other path is refused."""

    known: dict[str, Clip] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    stills: list[str] = field(default_factory=list)
    tiled: list[tuple[str, tuple[int, ...], bool]] = field(default_factory=list)
    tile_gate: asyncio.Event | None = None
    skimmed: list[str] = field(default_factory=list)
    skim_gate: asyncio.Event | None = None

    def table(self, look: SourceLook) -> Path | None:
        """No look-up table is kept here: the viewer shows log as it is."""
        return None

    def add(self, path: str = CLIP, info: MediaInfo = BUNNY, *notices: Notice) -> None:
        """Let there be a clip."""
        self.known[path] = Clip(Path(path), info, Fingerprint(info.size, 1, "cd" * 32), notices)

    async def look(self, location: str, _known: Fingerprint | None = None) -> Clip:
        if self.gate is not None:
            await self.gate.wait()
        if location not in self.known:
            raise BadInput("file_missing", name=Path(location).name)
        return self.known[location]

    async def facts(self, location: str) -> MediaInfo:
        if location not in self.known:
            raise BadInput("file_missing", name=Path(location).name)
        return self.known[location].info

    async def tiles(
        self,
        path: Path,
        frames: Sequence[int],
        rate: Fraction,
        height: int,
        is_exact: bool = True,
        look: SourceLook | None = None,
    ) -> Any:
        self.tiled.append((str(path), tuple(frames), is_exact))
        if self.tile_gate is not None:
            await self.tile_gate.wait()
        if str(path) not in self.known:
            raise BadInput("file_missing", name=path.name)
        return tuple(Picture() for _ in frames)

    async def filmstrip(self, path: Path, count: int, height: int, told: Callable[[Any], None]) -> None:
        """Greys from black to white; after half of them it waits for `skim_gate`, if there is one."""
        self.skimmed.append(str(path))
        if str(path) not in self.known:
            raise BadInput("file_missing", name=path.name)
        for number in range(count):
            if number == count // 2 and self.skim_gate is not None:
                await self.skim_gate.wait()
            told(Picture(rgb=bytes([number * 255 // (count - 1)] * 3 * 16 * 9)))

    async def keep_lut(self, location: str) -> SourceLook:
        if not location.endswith(".cube"):
            raise BadInput("lut_unreadable", name=Path(location).name)
        return SourceLook(LookKind.LOG, "ef" * 32, Path(location).name)

    async def still(self, path: Path, seconds: float, max_width: int) -> Any:
        self.stills.append(str(path))
        if str(path) not in self.known:
            raise BadInput("file_missing", name=path.name)
        return Picture()


@dataclass
class Looks:
    """How footage was read, in memory."""

    kept: dict[Footage, SourceLook | None] = field(default_factory=dict)

    async def of(self, location: str, info: MediaInfo) -> SourceLook | None:
        return self.kept.get(footage_of(location, info))

    async def alike(self, video: VideoInput) -> VideoInput:
        return video

    async def keep(self, location: str, info: MediaInfo, look: SourceLook | None) -> None:
        self.kept[footage_of(location, info)] = look


@dataclass(frozen=True)
class Picture:
    """A small grey picture."""

    width: int = 16
    height: int = 9
    stride: int = 48
    rgb: bytes = bytes([110, 130, 150] * 16 * 9)


@dataclass
class Spend:
    """Prices at the usual rates; today's sums as the test sets them."""

    accepted: Decimal = Decimal(0)
    maybe: Decimal = Decimal(0)
    currency: str = "USD"

    def estimate(self, seconds: float, mode: Mode, takes: int = 1) -> Any:
        amount = cost.estimate(seconds, mode, cost.Rate(), takes)
        return Estimate(amount, self.currency)

    async def today(self) -> SpendSum:
        return SpendSum(self.accepted, self.maybe, self.currency)

    async def month(self) -> SpendSum:
        return await self.today()

    async def project(self, _name: str) -> SpendSum:
        return await self.today()


@dataclass(frozen=True)
class Estimate:
    """An expected price."""

    amount: Decimal
    currency: str = "USD"
    is_own: bool = False


class Practice:
    """Knows snow and nothing else."""

    def imitates(self, prompt: str) -> tuple[str, ...]:
        return ("snow",) if "snow" in prompt else ()


@dataclass
class Expectation:
    """How long jobs may still take, by their ids."""

    left: dict[str, float] = field(default_factory=dict)

    def seconds_left(self, job: EditJob) -> float | None:
        return self.left.get(job.id)


@dataclass
class Manifest:
    """Says that an edit would send what the test set."""

    outgoing: Outgoing | None = None
    asked: list[EditRequest] = field(default_factory=list)

    async def of(self, request: EditRequest, known: Any = None) -> Outgoing:
        self.asked.append(request)
        if self.outgoing is None:
            raise BadInput("source_missing")
        return replace(self.outgoing, request=request)


@dataclass
class Elements:
    """The library of elements, in memory."""

    stored: list[StoredElement] = field(default_factory=list)
    fault: KlingError | None = None
    changed: Listeners[None] = field(default_factory=Listeners)

    def subscribe(self, listener: Callable[[None], None]) -> Callable[[], None]:
        return self.changed.subscribe(listener)

    async def find(self, text: str = "") -> tuple[StoredElement, ...]:
        return tuple(each for each in self.stored if text.casefold() in each.element.name.casefold())

    async def add(self, element: Element) -> StoredElement:
        if self.fault:
            raise self.fault
        self.stored.append(StoredElement(len(self.stored) + 1, element))
        self.changed.announce(None)
        return self.stored[-1]

    async def change(self, element_id: int, element: Element) -> StoredElement:
        changed = StoredElement(element_id, element)
        self.stored = [changed if each.id == element_id else each for each in self.stored]
        self.changed.announce(None)
        return changed

    async def remove(self, element_id: int) -> None:
        self.stored = [each for each in self.stored if each.id != element_id]
        self.changed.announce(None)


@dataclass(frozen=True)
class Options:
    """What the faces decided."""

    data: paths.DataFolder


@dataclass
class TimelineDouble:
    """Names files as the real one does; remembers what was wanted, and waits at `gate` if there is one."""

    settings: Any
    done: list[tuple[Any, ...]] = field(default_factory=list)
    fault: KlingError | None = None
    gate: asyncio.Event | None = None
    under_way: set[str] = field(default_factory=set)

    def name_for(self, job: EditJob, take: Take, choice: TimelineChoice, pattern: str = "") -> str:
        return TimelineFiles.name_for(cast("TimelineFiles", self), job, take, choice, pattern)

    async def export(
        self, job_id: str, number: int, choice: TimelineChoice, folder: Path, pattern: str = ""
    ) -> TimelineFile:
        await self._do("export", job_id, number, choice, folder, pattern)
        return TimelineFile(str(folder / "made.mov"), choice.format, (Notice("graded_look"),))

    async def copy_raw(self, job_id: str, number: int, folder: Path) -> Path:
        await self._do("copy", job_id, number, folder)
        return folder / "raw.mp4"

    def usual_choice(self, fixes: Fixes | None = None) -> TimelineChoice:
        return TimelineFiles.usual_choice(cast("TimelineFiles", self), fixes)

    def is_under_way(self, job_id: str) -> bool:
        return job_id in self.under_way

    def stop(self, job_id: str) -> None:
        self.under_way.discard(job_id)

    async def make_again(self, job_id: str, number: int, choice: TimelineChoice | None = None) -> None:
        await self._do("make", job_id, number, choice.fixes if choice else None)

    async def check_again(self, job_id: str, number: int) -> None:
        await self._do("check", job_id, number)

    async def relink(self, job_id: str, folder: Path) -> None:
        await self._do("relink", job_id, folder)

    async def _do(self, *what: Any) -> None:
        self.done.append(what)
        if self.gate is not None:
            await self.gate.wait()
        if self.fault:
            raise self.fault

    @property
    def _settings(self) -> Any:
        return self.settings


@dataclass
class ExchangeDouble:
    """Remembers what was to be written or read; finds more in each folder."""

    copied: list[Copied] = field(default_factory=list)
    done: list[tuple[Any, ...]] = field(default_factory=list)
    fault: KlingError | None = None

    async def copy_from(self, path: Path, folders: Any = (), edl_rate: Fraction = USUAL_EDL_RATE) -> Copied:
        await self._do("copy", path, tuple(folders), edl_rate)
        return self.copied[min(len(tuple(folders)), len(self.copied) - 1)]

    async def send(self, job_id: str, number: int, folder: Path) -> tuple[Path, ...]:
        await self._do("send", job_id, number, folder)
        return folder / "cut_kling.xml", folder / "cut_kling.otio"

    async def give_back(self, takes: Any, folder: Path, name: str = "", kind: Kind = Kind.XML) -> Path:
        await self._do("return", tuple(takes), folder, kind)
        return folder / f"cut_kling.{kind}"

    async def _do(self, *what: Any) -> None:
        self.done.append(what)
        if self.fault:
            raise self.fault


@dataclass
class StudioDouble:
    """All parts of a studio; `as_studio` is what models take."""

    desk: Desk = field(default_factory=Desk)
    progress: ProgressBoard = field(default_factory=ProgressBoard)
    account: Account = field(default_factory=Account)
    routes: Routes = field(default_factory=Routes)
    link_tests: LinkTests = field(default_factory=LinkTests)
    link_sources: LinkSources = field(default_factory=lambda: LinkSources())
    forms: Forms = field(default_factory=Forms)
    setups: Setups = field(default_factory=Setups)
    jobs: Jobs = field(default_factory=Jobs)
    history: History = field(default_factory=History)
    archive: Archive = field(default_factory=Archive)
    outputs: Outputs = field(default_factory=Outputs)
    drafts: Drafts = field(default_factory=Drafts)
    clips: Clips = field(default_factory=Clips)
    looks: Looks = field(default_factory=Looks)
    practice: Practice = field(default_factory=Practice)
    spend: Spend = field(default_factory=Spend)
    expectation: Expectation = field(default_factory=Expectation)
    manifest: Manifest = field(default_factory=Manifest)
    intake: Any = None
    elements: Elements = field(default_factory=lambda: Elements())
    settings: Any = None
    releases: ReleasePlace | None = None
    check: Any = None
    folder: Path = Path("/takes")

    def __post_init__(self) -> None:
        self.tasks = Tasks(self.desk)
        self.unsaved = Settings(self.folder / "settings.json", {})
        self.settings = self.settings or self.unsaved
        self.support = Support(
            cast("Any", self.history),
            cast("Any", self.account),
            cast("Any", self.routes),
            Network(self.settings, MemorySecrets()),
            self.folder / "logs",
        )
        self.options = Options(paths.DataFolder(self.folder / "data"))
        self.presets = Presets(self.folder / "presets", self.desk)
        self.batches = Batches(
            cast("Any", self.jobs), cast("Any", self.spend), self.tasks, cast("Any", self.looks)
        )
        self.clips.add()
        self.timeline = TimelineDouble(self.settings)
        self.exchange = ExchangeDouble()

    @property
    def as_studio(self) -> Studio:
        """The double where the type of the real one is asked for."""
        return cast("Studio", self)

    @cached_property
    def network(self) -> Network:
        """How hosts are reached by the settings that were there when it was first asked for."""
        return Network(self.settings, MemorySecrets())

    @property
    def projects(self) -> Projects:
        """Those of the settings as they are now."""
        return Projects(self.settings)

    @property
    def updates(self) -> Updates:
        """The real ones, of the settings as they are now; nobody is asked, since they never begin."""
        return Updates(self.releases, cast("Any", None), self.settings, SystemClock(), self.tasks)

    def results_folder(self) -> Path:
        return self.folder

    async def check_key(self, key: str = "") -> Any:
        return self.check

    async def settle(self) -> None:
        """Let everything that was started come to its end."""
        while running := set(self.tasks._running):
            await asyncio.wait(running)

    async def close(self) -> None:
        await self.tasks.close()

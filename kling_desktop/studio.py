"""The whole engine without a window: built from its parts, closed in reverse; used by `app` and `cli`."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kling_desktop import paths
from kling_desktop.api.exchange import Patience
from kling_desktop.api.key_check import KeyCheck
from kling_desktop.api.pools import Pools
from kling_desktop.domain.errors import WorldFailed
from kling_desktop.domain.job import JobState
from kling_desktop.domain.release import ReleasePlace
from kling_desktop.media.worker import Workers
from kling_desktop.services.account import Account
from kling_desktop.services.archive import Archive
from kling_desktop.services.batch import Batches
from kling_desktop.services.bodies import Bodies
from kling_desktop.services.caps import Caps
from kling_desktop.services.clips import Clips
from kling_desktop.services.connection import Connection
from kling_desktop.services.crew import Crew
from kling_desktop.services.desk import Desk
from kling_desktop.services.drafts import Drafts
from kling_desktop.services.elements import Elements
from kling_desktop.services.exchange import Exchange
from kling_desktop.services.expectation import Expectation
from kling_desktop.services.following import Following
from kling_desktop.services.forms import Forms
from kling_desktop.services.history import History
from kling_desktop.services.intake import Intake
from kling_desktop.services.jobs import Jobs
from kling_desktop.services.kept_looks import KeptLooks
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.line import Line
from kling_desktop.services.link_giving import LinkGiving
from kling_desktop.services.link_routes import LinkRoutes
from kling_desktop.services.link_sources import LinkSources
from kling_desktop.services.link_tests import LinkTests
from kling_desktop.services.links import Links
from kling_desktop.services.network import Network
from kling_desktop.services.onlooker import Onlooker
from kling_desktop.services.outgoing import Manifest
from kling_desktop.services.outputs import Outputs
from kling_desktop.services.outside import Outside
from kling_desktop.services.pacing import Pacing
from kling_desktop.services.posting import Posting
from kling_desktop.services.practice import Practice, sandbox_command
from kling_desktop.services.preparation import Preparation
from kling_desktop.services.prepared import PreparedClips
from kling_desktop.services.presets import Presets
from kling_desktop.services.progress import ProgressBoard
from kling_desktop.services.projects import Projects
from kling_desktop.services.proxies import Proxies
from kling_desktop.services.results import Results
from kling_desktop.services.sites import Sites
from kling_desktop.services.spend import Spend
from kling_desktop.services.studio_setup import StudioSetups
from kling_desktop.services.submission import Gate, Submission
from kling_desktop.services.support import Support
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.timeline import TimelineFiles
from kling_desktop.services.updates import Updates
from kling_desktop.services.upload_book import UploadBook
from kling_desktop.services.vigil import Vigil
from kling_desktop.settings import sections
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import Secrets
from kling_desktop.settings.sections import Section
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import Journal
from kling_desktop.store.lock import EngineLock
from kling_desktop.store.recovery import give_ids_back, open_journal
from kling_desktop.store.task_ids import TaskIdLog

log = logging.getLogger(__name__)
OF_LINKS = Patience(connect=15, write=60, read=60, whole=60)


@dataclass(frozen=True)
class StudioOptions:
    """What the faces decide: the data folder, where takes go by default, practice only, the environment.

    `releases`: where newer versions are looked for; `key_within`: seconds that the keyring is waited for.
    """

    data: paths.DataFolder
    results: Path
    is_practice_only: bool
    environment: Mapping[str, str]
    releases: ReleasePlace | None = None
    key_within: float | None = None


class Studio:
    """Owns every part of the engine of one data folder; make it with `open`, end it with `close`."""

    def __init__(
        self,
        options: StudioOptions,
        settings: Settings,
        secrets: Secrets,
        journal: Journal,
        lock: EngineLock,
        is_owner: bool,
        outside: Outside,
        moves: bool,
    ) -> None:
        """Use `open`. Raises BadInput when the environment names an account that cannot be used."""
        self.options = options
        self.settings = settings
        self.is_owner, self._moves = is_owner, moves
        self.clock = clock = outside.clock
        self._outside = outside
        self.journal = journal
        self._lock = lock
        self.desk = Desk()
        self.tasks = Tasks(self.desk)
        self.progress = ProgressBoard()
        self.connection = Connection(clock)
        self.account = Account(settings, secrets, options.environment, options.is_practice_only)
        self.practice = Practice(options.data.sandbox, sandbox_command(options.data))
        self.spend = Spend(journal, settings, clock)
        self.projects, self.history = Projects(settings), History(journal)
        self._caps = Caps(settings, self.spend)
        self.line = Line(lambda: settings.queue.limit, settings.queue.is_held)
        self._workers, self._inputs = Workers(), InputFolder(options.data.inputs)
        self.drafts = Drafts(journal, clock, self.tasks, self._workers, self._inputs)
        self.elements = Elements(journal, self._workers, self._inputs)
        self.presets, self.proxies = Presets(options.data.presets, self.desk), Proxies(options.data.proxies)
        self.forms, self.network = Forms(settings, journal), Network(settings, secrets)
        self.clips, self.intake = Clips(self._workers, self._inputs), Intake(self._workers, self._inputs)
        self._sites = Sites(self.account, self.practice, outside.service(self.network.way))
        self._downloader = outside.fetcher(self.network.way)
        self.ledger = Ledger(journal)
        self._link_pools = Pools(OF_LINKS, connections=4, kept_for=5.0, way=self.network.way)
        self.routes, self.link_sources = LinkRoutes(settings, secrets, self.network), self._sources()
        self.manifest = Manifest(
            self.account, self.practice, self.routes, self.forms, self._inputs, self._workers
        )
        self.uploads = UploadBook(journal, self.ledger, self.routes, self._link_pools, clock, self.tasks)
        self.expectation = Expectation(journal, self.ledger, clock)
        self.timeline, self.exchange = self._back_to_the_edit()
        self.crew = self._crew()
        self.jobs = self._jobs()
        self.batches = Batches(self.jobs, self.spend, self.tasks, self.looks)
        self.updates = Updates(options.releases, self._link_pools, settings, clock, self.tasks)

    @classmethod
    async def open(
        cls,
        options: StudioOptions,
        settings: Settings,
        secrets: Secrets,
        moves: bool = True,
        outside: Outside | None = None,
    ) -> "Studio":
        """Build the engine; in the process that owns the folder open jobs go on unless `moves` is off.

        Raises JournalTooNew, JournalError, BadInput.
        """
        outside = outside or Outside()
        options.data.make()
        async with AsyncExitStack() as on_failure:
            lock = EngineLock(options.data.lock)
            is_owner = lock.acquire()
            on_failure.callback(lock.release)
            opened = await open_journal(options.data, outside.clock.now, is_owner=is_owner)
            on_failure.push_async_callback(opened.journal.close)
            studio = cls(options, settings, secrets, opened.journal, lock, is_owner, outside, moves)
            on_failure.pop_all()
            on_failure.push_async_callback(studio.close)
            await studio._begin()
            on_failure.pop_all()
        for notice in (opened.notice, settings.notice):
            if notice:
                studio.desk.post(notice)
        return studio

    def results_folder(self) -> Path:
        """Where takes of new jobs go: the project's folder, the user's choice, else the default."""
        chosen = self.projects.current.folder or self.settings.results.folder
        return Path(chosen) if chosen else self.options.results

    @property
    def setups(self) -> StudioSetups:
        """What exports and imports the way that clips take."""
        return StudioSetups(self.routes, self._workers)

    @property
    def looks(self) -> KeptLooks:
        """How footage was read before."""
        return KeptLooks(self.journal, self._inputs, self._workers)

    @property
    def archive(self) -> Archive:
        """What changes the notes, bills and files of tasks that have been made."""
        return Archive(self.ledger, self.journal, self.settings)

    @property
    def onlooker(self) -> Onlooker:
        """What a process does that does not own the folder."""
        return Onlooker(self.journal, self.ledger, self.clock)

    @cached_property
    def outputs(self) -> Outputs:
        """What writes tables, makes contact sheets, packs projects."""
        return Outputs(self.ledger, self.journal, self._workers, self._inputs)

    @property
    def link_tests(self) -> LinkTests:
        """What tries out the way that clips take."""
        return LinkTests(self.routes, self._workers, self._link_pools)

    @property
    def support(self) -> Support:
        """What gathers bundles for support."""
        return Support(self.history, self.account, self.routes, self.network, self.options.data.logs)

    async def check_key(self, key: str = "") -> KeyCheck:
        """Test `key`, or the known one, of the live account by a GET that spends nothing. Raises BadInput."""
        live, make = self.account.live, self._outside.service(self.network.way)
        service = make(live, key or self.account.key_for(live.name))
        try:
            return await service.check_key()
        finally:
            await service.close()

    async def close(self) -> None:
        """Close in reverse: wait for a paid step, end tasks, connections, sandbox, journal, lock."""
        async with AsyncExitStack() as steps:
            steps.callback(self._lock.release)
            steps.push_async_callback(self.journal.close)
            steps.push_async_callback(asyncio.to_thread, self._workers.close)
            steps.push_async_callback(asyncio.to_thread, self.proxies.close)
            steps.push_async_callback(self.practice.close)
            steps.push_async_callback(self._downloader.close)
            steps.push_async_callback(self.link_sources.close)
            steps.push_async_callback(self._sites.close)
            steps.push_async_callback(self._link_pools.close)
            steps.push_async_callback(self._save_settings)
            steps.push_async_callback(self.tasks.close)
            await self.drafts.flush()

    async def _save_settings(self) -> None:
        try:
            await asyncio.to_thread(self.settings.save_now)
        except WorldFailed as error:
            log.warning("settings: %s", error.notice.code)

    async def _begin(self) -> None:
        await self.account.begin(self.tasks, self.options.key_within)
        if not self.options.is_practice_only:
            await self.network.load()
            await self.routes.load()
        await self.expectation.load()
        self.updates.begin()
        if self.is_owner:
            await self._move()
        elif self._moves:
            self.tasks.spawn("wait for the folder", self.onlooker.run(self.take_over))

    async def take_over(self) -> bool:
        """Become the owner of the folder if the process that was has ended; open jobs go on here then.

        Whether this process is the owner now. Raises JournalError, WorldFailed; it is not then.
        """
        if not self.is_owner and self._lock.acquire():
            self.is_owner = True
            async with AsyncExitStack() as on_failure:
                on_failure.callback(self._give_back)
                await give_ids_back(self.journal, TaskIdLog(self.options.data.task_ids))
                for job_id in tuple(self.ledger.jobs):
                    await self.ledger.read_again(job_id)
                await self._move()
                on_failure.pop_all()
        return self.is_owner

    def _give_back(self) -> None:
        # Once jobs are moved here nobody else may have the folder.
        if not self.crew.is_active:
            self.is_owner = False
            self._lock.release()

    async def _move(self) -> None:
        if not self._moves:
            return
        await self.timeline.catch_up()
        jobs = await self.journal.open_jobs()
        self.timeline.begin()
        for changing in (self.account, self.connection.restored, self.routes, self.network):
            changing.subscribe(lambda _: self.crew.wake_all())
        self.settings.subscribe(self._wake_for)
        await self.crew.resume(jobs)
        self.tasks.spawn("tidy prepared clips", self._preparation.tidy())
        self.tasks.spawn("tidy fetched clips", self.link_sources.tidy())
        self.uploads.begin()
        vigil = Vigil(self.journal, self.ledger, self.crew, self.jobs, self.uploads, self.clock, self.desk)
        self.tasks.spawn("vigil", vigil.run())

    def _wake_for(self, changed: Section) -> None:
        if isinstance(changed, sections.Caps | sections.Projects | sections.Network):
            self.crew.wake_all()

    def _sources(self) -> LinkSources:
        fetcher = self._outside.source_fetcher(self.network.way)
        folder = self.options.data.fetched
        return LinkSources(folder, self._link_pools, fetcher, self._workers, self.clock)

    def _jobs(self) -> Jobs:
        return Jobs(
            self.ledger,
            self.crew,
            self.account,
            self.clips,
            self.spend,
            self.routes,
            LinkGiving(self.uploads, self._link_pools, self.clock),
            self.projects,
            self.clock,
            self.results_folder,
            self.link_sources.seconds_of,
        )

    def _back_to_the_edit(self) -> tuple[TimelineFiles, Exchange]:
        shared = (self.ledger, self._workers, self.settings)
        files = TimelineFiles(self.journal, *shared, self.progress, self.tasks, self._inputs)
        return files, Exchange(*shared)

    def _crew(self) -> Crew:
        pacing = Pacing(self.account.pace, self._outside.chance)
        results = Results(self.ledger, self._downloader, self._workers, pacing, self.clock, self.progress)
        following = Following(
            self.ledger,
            self._sites,
            self.account,
            results,
            self.line,
            pacing,
            self.connection,
            self.clock,
            self.progress,
        )
        links = Links(self.routes, self.uploads, self.practice, self._workers, self._link_pools, self.clock)
        prepared = PreparedClips(self.options.data.prepared, self._workers, self._inputs)
        self._preparation = preparation = Preparation(
            self.ledger,
            self._workers,
            prepared,
            links,
            self.progress,
            self.connection,
            self.clock,
            self.tasks,
        )
        steps = {
            JobState.PREPARING: preparation.step,
            JobState.READY: self._submission(pacing).step,
            JobState.QUEUED: following.step,
            JobState.RUNNING: following.step,
            JobState.FETCHING: results.step,
        }
        return Crew(
            self.ledger,
            self.journal,
            self._sites,
            self.line,
            following,
            steps,
            self.progress,
            self.clock,
            self.tasks,
        )

    def _submission(self, pacing: Pacing) -> Submission:
        posting = Posting(
            self.ledger,
            self.journal,
            TaskIdLog(self.options.data.task_ids),
            self.account,
            self.connection,
            pacing,
            self.clock,
            self.desk,
        )
        return Submission(
            self.ledger,
            self._sites,
            self.line,
            Gate(self.options.data.root, self.forms, self._caps),
            Bodies(self._inputs, self._workers, self.practice),
            posting,
            self.clock,
            self.tasks,
            self.progress,
        )

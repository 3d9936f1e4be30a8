"""The desk as a whole: database, then page and worker at once, the engine when it is trained."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

from bot.folders import make_data_folder, make_private_folder
from bot.operator_messages import StartError
from bot.settings import Mode, Settings
from bot.store.embedded import EmbeddedPostgres
from bot.store.prepared import fingerprint, is_prepared, mark_prepared
from bot.supervision.desk_children import Children, Programs
from bot.supervision.desk_file import DeskFile
from bot.supervision.desk_lock import check_machine, lock
from bot.supervision.guardian import Guardian
from bot.supervision.probe import answers
from bot.supervision.progress import Progress
from bot.supervision.supervisor import Child, Supervisor

_DATABASE_SECONDS = 60
_TRAIN_AGAIN_SECONDS = 30
_READY_PATH = "/webhooks/private/ready"


def run_desk(settings: Settings, programs: Programs | None = None) -> int:
    """Run the desk until it is told to stop; return the exit code.

    Raises:
        StartError: it cannot start here; nothing is left running.
    """
    progress = Progress()
    children = Children(settings, programs or Programs())
    _make_folders(children.data_dir)
    lock(children.data_dir / "run" / "lock")
    check_machine(children.data_dir, settings.host, settings.port)
    guardian = Guardian.start()
    try:
        return asyncio.run(_Desk(children, guardian, progress).run())
    finally:
        DeskFile.remove(children.data_dir)
        guardian.dismiss()


def _make_folders(data_dir: Path) -> None:
    make_data_folder(data_dir)
    for name in ("run", "log", "secrets"):
        make_private_folder(data_dir / name)


class _Desk:
    def __init__(self, children: Children, guardian: Guardian, progress: Progress) -> None:
        self._children = children
        self._progress = progress
        self._supervisor = Supervisor(guardian, progress)
        self._tasks: list[asyncio.Task[None]] = []
        self._front: list[Child] = []  # stopped together, before the database
        self._database: Child | None = None

    async def run(self) -> int:
        self._supervisor.stop_on_signals()
        self._progress.say("starting")
        try:
            return await self._run()
        finally:
            await self._stop()

    async def _run(self) -> int:
        server = self._children.embedded
        if server is not None:
            await self._start_database(server)
        code = await self._migrate()
        if code != 0 or self._supervisor.stopping.is_set():
            return code
        self._progress.say("migrated")
        self._children.desk_file().write(self._children.data_dir)
        self._start_front()
        await self._supervisor.stopping.wait()
        return 0

    async def _migrate(self) -> int:
        """Run it unless the database says that this program did so already: it costs seconds."""
        dsn, mark = self._children.database_url, fingerprint(self._children.settings)
        if is_prepared(dsn, mark):
            return 0
        code = await self._run_once(self._children.migrate())
        if code == 0 and not self._supervisor.stopping.is_set():
            mark_prepared(dsn, mark)
        return code

    async def _start_database(self, server: EmbeddedPostgres) -> None:
        server.prepare()
        self._database = self._children.database(server)
        self._begin(self._supervisor.keep(self._database))
        deadline = asyncio.get_running_loop().time() + _DATABASE_SECONDS
        while not server.answers():
            if asyncio.get_running_loop().time() > deadline:
                raise StartError.because(
                    "database_not_ready", seconds=_DATABASE_SECONDS, log=self._database.log
                )
            await self._supervisor.wait(0.03)
            if self._supervisor.stopping.is_set():
                return
        server.provision()
        self._progress.say("database_ready")

    async def _run_once(self, child: Child) -> int:
        """Run a child to its end, or until the desk is told to stop."""
        if self._supervisor.stopping.is_set():
            return 0
        self._front.append(child)
        running = asyncio.create_task(self._supervisor.run(child))
        stopping = asyncio.create_task(self._supervisor.stopping.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await self._supervisor.stop(child)
        code = await running
        return 0 if self._supervisor.stopping.is_set() else code

    def _start_front(self) -> None:
        for child in (self._children.serve(), self._children.work()):
            self._front.append(child)
            self._begin(self._supervisor.keep(child))
        self._begin(self._announce_page())
        self._begin(self._supervisor.bound_logs(self._children.data_dir / "log"))
        if self._children.runs_engine:
            self._begin(self._keep_engine())
        self._begin(self._announce_engine())

    async def _keep_engine(self) -> None:
        while not self._children.can_start_engine() and not self._supervisor.stopping.is_set():
            await self._train()
        if self._supervisor.stopping.is_set():
            return
        self._progress.say("engine_loading")
        child = self._children.engine()
        self._front.append(child)
        await self._supervisor.keep(child)

    async def _train(self) -> None:
        self._progress.say("engine_training")
        if await self._run_once(self._children.train()) != 0:
            self._progress.say("engine_training_again", seconds=_TRAIN_AGAIN_SECONDS)
            await self._supervisor.wait(_TRAIN_AGAIN_SECONDS)

    async def _announce_page(self) -> None:
        if await self._wait_for(self._children.url + "/", pause=0.05):
            self._progress.say("page_ready", url=self._children.url + "/")
            if self._children.settings.mode is Mode.DEMO:
                self._progress.say("page_demo")

    async def _announce_engine(self) -> None:
        url = self._children.engine_url + _READY_PATH
        if await self._wait_for(url, pause=0.5, token=self._children.engine_token):
            self._progress.say("engine_ready")

    async def _wait_for(self, url: str, *, pause: float, token: str = "") -> bool:
        while not await answers(url, token):
            await self._supervisor.wait(pause)
            if self._supervisor.stopping.is_set():
                return False
        return True

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(self._look_at)
        self._tasks.append(task)

    def _look_at(self, task: asyncio.Task[None]) -> None:
        """A fault of our own ends the desk in order, and is then raised."""
        if not task.cancelled() and task.exception() is not None:
            self._supervisor.stopping.set()

    async def _stop(self) -> None:
        """Whatever ended the desk: those who use the database first, then the database."""
        self._supervisor.stopping.set()
        self._progress.say("stopping")
        await self._supervisor.stop(*self._front)
        if self._database is not None:
            await self._supervisor.stop(self._database)
        outcomes = await asyncio.gather(*self._tasks, return_exceptions=True)
        self._progress.say("stopped")
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

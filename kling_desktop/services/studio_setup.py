"""Export and import of the way for clips, so that one sets it up for all colleagues."""

from pathlib import Path

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.uploads import SETUP_SUFFIX
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.paths import atomic_write
from kling_desktop.services.link_routes import LinkRoutes
from kling_desktop.settings.studio_setup import LARGEST, StudioSetup, locked, opened


class StudioSetups:
    """Writes and opens setup files."""

    def __init__(self, routes: LinkRoutes, workers: Workers) -> None:
        """Locking is done in `workers`."""
        self._routes = routes
        self._workers = workers

    async def export(self, path: Path, passphrase: str) -> Path:
        """Write what is set up, keys and all, locked with `passphrase`; returns where it lies.

        Raises BadInput, KeyringFailed.
        """
        keys = await self._routes.keys()
        setup = StudioSetup(self._routes.chosen, keys.key_id, keys.secret)
        target = path if path.suffix == SETUP_SUFFIX else path.with_name(path.name + SETUP_SUFFIX)

        def work(_: StopFlag) -> None:
            data = locked(setup, passphrase)
            try:
                atomic_write(target, data)
            except OSError as error:
                raise _unreadable(target, error) from error

        await self._workers.run(work)
        return target

    async def take(self, path: Path, passphrase: str) -> None:
        """Use the setup in a file from now on. Raises BadInput, KeyringFailed."""

        def work(_: StopFlag) -> StudioSetup:
            try:
                with path.open("rb") as file:
                    data = file.read(LARGEST + 1)
            except OSError as error:
                raise _unreadable(path, error) from error
            return opened(data, passphrase)

        setup = await self._workers.run(work)
        self._routes.change(setup.links)
        if setup.secret:
            await self._routes.save_keys(setup.keys)


def _unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput("setup_unreadable", name=path.name, reason=error.strerror or type(error).__name__)

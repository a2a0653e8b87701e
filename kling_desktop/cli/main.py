"""The command line from its arguments to its exit code."""

import argparse
import asyncio
import os
import sys

from kling_desktop import logs, paths
from kling_desktop.cli import jobs as jobs_verb
from kling_desktop.cli import report
from kling_desktop.cli.edit import edit
from kling_desktop.cli.report import Exit
from kling_desktop.domain.errors import BadInput, JournalError, KlingError
from kling_desktop.settings.file import Settings
from kling_desktop.settings.keyring_store import KeyringSecrets
from kling_desktop.settings.secrets import MemorySecrets, Secrets
from kling_desktop.studio import Studio, StudioOptions


def main(said: argparse.Namespace) -> int:
    """Carry out the verb; the exit code of the design page."""
    data = paths.DataFolder(paths.data_root(said.data_dir))
    data.make()
    log = logs.start(data.logs)
    try:
        return int(asyncio.run(_carry_out(said, data)))
    except KlingError as error:
        return int(_refused(said, error))
    except KeyboardInterrupt:
        return 130
    finally:
        logs.stop(log)


def _refused(said: argparse.Namespace, error: KlingError) -> Exit:
    if said.json:
        prompt = getattr(said, "prompt", None)
        report.put(report.refused_object(prompt, error.notice) if prompt is not None else [])
    report.say(report.sentence(error.notice))
    code = report.exit_of_notice(error.notice)
    if code is Exit.REFUSED and isinstance(error, BadInput | JournalError):
        return Exit.BAD_INPUT
    return code


async def _carry_out(said: argparse.Namespace, data: paths.DataFolder) -> Exit:
    is_settling = said.verb == "jobs" and bool(said.id)
    if said.verb == "jobs" and not said.follow and not is_settling:
        return await jobs_verb.read_only(data, said.json)
    studio = await _studio(said, data, moves=not is_settling or said.follow or said.send_again)
    try:
        if said.verb == "edit":
            return await edit(studio, said)
        return await (jobs_verb.settle(studio, said) if said.id else jobs_verb.follow_all(studio, said.json))
    finally:
        await studio.close()


async def _studio(said: argparse.Namespace, data: paths.DataFolder, moves: bool) -> Studio:
    results = data.results if said.data_dir else paths.default_results_folder()
    options = StudioOptions(data, results, said.sandbox, os.environ)
    return await Studio.open(options, Settings.load(data.settings), _secrets(said), moves=moves)


def _secrets(said: argparse.Namespace) -> Secrets:
    # A key in the environment says nothing of those of the storage and the proxy; none is read without need.
    return MemorySecrets() if said.sandbox else KeyringSecrets()


def usage(argv: list[str], error: BadInput) -> int:
    """Say what is wrong with the command line itself."""
    if "--json" in argv:
        report.put(report.refused_object("", error.notice) if "jobs" not in argv else [])
    sys.stderr.write(report.sentence(error.notice) + "\n")
    return int(Exit.BAD_INPUT)

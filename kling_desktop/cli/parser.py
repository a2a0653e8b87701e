"""The options of the whole program, which stand before or after the verb."""

import argparse
from typing import NoReturn

from kling_desktop.domain.errors import BadInput
from kling_desktop.i18n import tr


class Parser(argparse.ArgumentParser):
    """Raises BadInput where argparse would end the program."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line. Raises BadInput."""
        raise BadInput("usage", said=message)


def whole_program() -> Parser:
    """What is understood before and after each verb."""
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument(
        "--sandbox", action="store_true", help=tr("practice mode: free, no account, not Kling")
    )
    parser.add_argument(
        "--data-dir", metavar="DIR", help=tr("keep journal, settings, inputs, results, logs in DIR")
    )
    parser.add_argument(
        "--language", metavar="CODE", help=tr("language of the interface, such as en or zh_CN")
    )
    return parser

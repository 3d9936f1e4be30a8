"""Reads a command about hours as the shell and the command line would."""

import argparse
import shlex
from typing import Any

from bot.hours_commands.options import add_hours_commands


def typed(line: str) -> tuple[str, dict[str, Any]]:
    """Return the path of a command and what was typed for it."""
    parser = argparse.ArgumentParser()
    add_hours_commands(parser)
    given = vars(parser.parse_args(shlex.split(line)))
    return given.pop("path"), given

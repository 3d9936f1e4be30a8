"""Who gives a command: the name that history keeps beside what was changed."""

import getpass
import os


def login_name() -> str:
    """Return by which name the person at the terminal signed in to this machine."""
    try:
        return getpass.getuser()
    except KeyError:
        # A container's user without a name.
        return str(os.getuid())

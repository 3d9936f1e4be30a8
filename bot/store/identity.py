"""As whom the embedded server runs: PostgreSQL refuses root, so root becomes somebody else."""

import os
import pwd
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.operator_messages import StartError
from bot.processes import enter_user_namespace

_NOBODY = 65534
_USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class Identity:
    """The owner of the server's files, and how a child process becomes that owner."""

    uid: int
    gid: int
    in_namespace: bool = False

    def enter(self) -> None:
        """Become this identity; runs in the child, before the server's program."""
        if self.in_namespace:
            enter_user_namespace(_NOBODY)
        elif os.geteuid() != self.uid:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(self.uid)


def owner_of(folder: Path) -> Identity:
    """Return who the owner of an existing data folder is: a folder is never given to another.

    Raises:
        StartError: an ordinary user met somebody else's folder.
    """
    found = folder.stat()
    me = os.geteuid()
    if me not in {0, found.st_uid}:
        raise StartError.because("database_other_owner", path=folder, uid=found.st_uid)
    return Identity(found.st_uid, found.st_gid, in_namespace=found.st_uid == 0)


def choose_for(home: Path, program: Path) -> Identity:
    """Return the first identity that can run the program and write `home`, and give it `home`.

    Raises:
        StartError: nobody can, as root in a container without namespaces below /root.
    """
    for identity in _candidates():
        if _give(home, identity) and can_run(identity, home, program):
            return identity
    raise StartError.because("database_no_identity", path=program)


def can_run(identity: Identity, home: Path, program: Path) -> bool:
    """Try it for real: permissions of every parent folder, libraries and kernel all count."""
    script = 'test -w "$1" && exec "$2" --version'
    try:
        tried = subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", script, "sh", home, program],
            preexec_fn=identity.enter,
            cwd="/",
            capture_output=True,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return tried.returncode == 0


def _candidates() -> Iterator[Identity]:
    me = os.geteuid()
    if me != 0:
        yield Identity(me, os.getegid())
        return
    for name in _USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        yield Identity(user.pw_uid, user.pw_gid)
    yield Identity(0, os.getegid(), in_namespace=True)


def _give(home: Path, identity: Identity) -> bool:
    if os.geteuid() != 0:
        return True
    try:
        os.chown(home, identity.uid, identity.gid)
    except OSError:
        return False
    return True

"""One supervisor for one data folder, and the checks that save it from a start in vain."""

import errno
import fcntl
import os
import platform
import shutil
import socket
import time
from pathlib import Path

from bot.operator_messages import StartError

_NEEDED_MB = 200
_LAST_CHILDREN_SECONDS = 20


def check_machine(data_dir: Path, host: str, port: int) -> None:
    """Refuse at the door what would fail in the middle.

    Raises:
        StartError: not Linux, no room on the disk, or the port is taken.
    """
    if platform.system() != "Linux":
        raise StartError.because("not_linux", system=platform.system())
    free_mb = shutil.disk_usage(data_dir).free // 1_000_000
    if free_mb < _NEEDED_MB:
        raise StartError.because("disk_full", path=data_dir, free_mb=free_mb, needed_mb=_NEEDED_MB)
    _check_port(host, port)


def lock(file: Path) -> int:
    """Hold the lock of a data folder until this process and its guardian have ended.

    Raises:
        StartError: another supervisor holds it.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + _LAST_CHILDREN_SECONDS
    while not _try_lock(descriptor):
        # After a kill -9 only the guardian holds it, for as long as it ends the children.
        if _holder_lives(descriptor) or time.monotonic() > deadline:
            os.close(descriptor)
            raise StartError.because("desk_already_running", path=file.parent.parent)
        time.sleep(0.1)
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def free_port() -> int:
    """Return a loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise StartError.because("port_forbidden", port=port) from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = free_port()
                raise StartError.because(
                    "port_in_use", port=port, host=host, other=other
                ) from error
            raise StartError.because("host_not_here", host=host) from error


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder_lives(descriptor: int) -> bool:
    holder = os.pread(descriptor, 20, 0).decode()
    try:
        stat = Path(f"/proc/{int(holder)}/stat").read_text()
    except (OSError, ValueError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"  # a zombie was killed, and not yet buried

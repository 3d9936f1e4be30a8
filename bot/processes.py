"""What a child process does to itself before its program starts (Linux)."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int, last_signal: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel for `last_signal` when the parent ends, even by kill -9.

    Call it in the child, after any change of user: that change clears the wish.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, int(last_signal))
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), last_signal)


def enter_user_namespace(uid: int) -> None:
    """Become `uid` in a user namespace of one's own; files keep the owner they have outside.

    Raises:
        OSError: this machine forbids user namespaces.
    """
    outside_uid, outside_gid = os.geteuid(), os.getegid()
    _unshare(0x10000000)  # CLONE_NEWUSER
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {outside_uid} 1")
    _write("/proc/self/gid_map", f"{uid} {outside_gid} 1")


def _unshare(flags: int) -> None:
    if _libc.unshare(flags) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)

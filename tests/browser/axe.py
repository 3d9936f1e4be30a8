"""The accessibility engine axe-core, fetched once for tests by npm and kept in a cache folder."""

import hashlib
import subprocess
import tarfile
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Page

_PACKAGE, _VERSION = "axe-core", "4.14.1"
_DIGEST = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
_KEPT = Path.home() / ".cache" / "tanya-loket" / f"{_PACKAGE}-{_VERSION}.js"
_SERIOUS = {"serious", "critical"}


def serious_problems(page: Page) -> list[str]:
    """Return what keeps somebody from using a page: the rule, and where it is broken."""
    page.evaluate(_script())
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{broken['id']}: {node['target']} {node['failureSummary']}"
        for broken in found["violations"]
        if broken["impact"] in _SERIOUS
        for node in broken["nodes"]
    ]


def _script() -> str:
    if not _KEPT.exists():
        _fetch()
    content = _KEPT.read_bytes()
    assert hashlib.sha256(content).hexdigest() == _DIGEST
    return content.decode()


def _fetch() -> None:
    if which("npm") is None:
        pytest.skip("npm is needed once, to fetch axe-core")
    with TemporaryDirectory() as folder:
        wanted = f"{_PACKAGE}@{_VERSION}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True)
        with tarfile.open(Path(folder) / f"{_PACKAGE}-{_VERSION}.tgz") as packed:
            member = packed.extractfile("package/axe.min.js")
            assert member
            content = member.read()
    _KEPT.parent.mkdir(parents=True, exist_ok=True)
    _KEPT.write_bytes(content)

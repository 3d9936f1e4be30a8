import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

# Stands in for the installer, which would fetch three gigabytes: what is tested is the script.
UV = """#!/bin/bash
echo "$*" >>"$CALLS"
case "$1 $2" in
  "--version "*) echo uv 1 ;;
  "venv "*) mkdir -p "${@: -1}/bin" && cp /bin/true "${@: -1}/bin/python" && eval "$ON_VENV" ;;
  "pip sync") eval "$ON_SYNC" ;;
esac
"""


class Place:
    """A copy of what the script needs, and a way to run it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("deploy", "requirements"):
            shutil.copytree(name, folder / name)
        (folder / "bin").mkdir()
        (folder / "bin/uv").write_text(UV)
        (folder / "bin/uv").chmod(0o755)

    def start(self, *words: str, **environ: str) -> subprocess.Popen[str]:
        base = {"PATH": f"{self.folder}/bin:/usr/bin:/bin", "HOME": str(self.folder)}
        return subprocess.Popen(
            ["bash", "deploy/setup.sh", *words],
            cwd=self.folder,
            env=base | {"CALLS": str(self.folder / "calls")} | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: str, **environ: str) -> tuple[int, str]:
        process = self.start(*words, **environ)
        said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def installs(self) -> list[str]:
        calls = (self.folder / "calls").read_text().splitlines()
        return [line.rpartition(" ")[2] for line in calls if line.startswith("pip sync")]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


SERVICE, ENGINE, DEV = (f"requirements/{name}.txt" for name in ("service", "engine", "dev"))


def test_a_fresh_clone_gets_both_environments_and_the_second_run_does_nothing(place: Place) -> None:
    code, said = place.run()
    assert (code, place.installs()) == (0, [SERVICE, ENGINE])
    assert "[3/3]" in said
    begun = time.monotonic()
    assert place.run() == (0, "")
    assert time.monotonic() - begun < 2  # 0.02 s on an idle machine
    assert place.installs() == [SERVICE, ENGINE]


def test_the_development_tools_include_the_service(place: Place) -> None:
    assert place.run("--dev")[0] == 0
    assert place.run() == (0, "")
    assert place.run("--dev") == (0, "")
    assert place.installs() == [DEV, ENGINE]


def test_changed_requirements_are_installed(place: Place) -> None:
    place.run()
    with (place.folder / SERVICE).open("a") as file:
        file.write("# another\n")
    assert place.run()[0] == 0
    assert place.installs() == [SERVICE, ENGINE, SERVICE]


def test_an_environment_whose_python_is_gone_is_installed_again(place: Place) -> None:
    place.run()
    (place.folder / ".venv-engine/bin/python").unlink()
    place.run()
    assert place.installs() == [SERVICE, ENGINE, ENGINE]


@pytest.mark.parametrize("which", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_install_is_done_again_from_the_start(place: Place, which: signal.Signals) -> None:
    process = place.start(ON_SYNC="touch half; sleep 3")
    while not (place.folder / "half").exists():
        time.sleep(0.02)
    process.send_signal(which)
    process.communicate(timeout=30)
    assert process.returncode != 0
    (place.folder / ".venv/left").touch()
    assert place.run()[0] == 0
    assert not (place.folder / ".venv/left").exists()
    assert place.installs() == [SERVICE, SERVICE, ENGINE]


def test_a_second_setup_waits_and_finds_all_done(place: Place) -> None:
    first = place.start(ON_SYNC="touch half; sleep 1")
    while not (place.folder / "half").exists():
        time.sleep(0.02)
    code, said = place.run()
    first.communicate(timeout=30)
    assert (code, "menunggu" in said) == (0, True)
    assert place.installs() == [SERVICE, ENGINE]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("No space left on device (os error 28)", "Disk penuh"),
        ("error sending request for url: dns error", "Paket tidak dapat diunduh"),
        ("Hash mismatch for sanic", "tidak sama dengan yang dikunci"),
        ("failed to write: Permission denied (os error 13)", "tidak dapat ditulisi"),
        ("something nobody foresaw", "Pemasangan gagal: something nobody foresaw"),
    ],
)
def test_each_failure_of_the_installer_is_one_sentence(
    place: Place, words: str, sentence: str
) -> None:
    code, said = place.run(ON_SYNC=f"echo '{words}'; exit 1")
    assert code == 1
    assert sentence in said.splitlines()[-1]
    assert not (place.folder / ".venv/installed.stamp").exists()


def test_a_missing_python_is_named(place: Place) -> None:
    code, said = place.run(ON_VENV="echo 'No interpreter found for Python 3.11'; exit 1")
    assert code == 1
    assert said.splitlines()[-1].startswith("Python 3.11 tidak ada")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_a_folder_that_may_not_be_written_is_refused(place: Place) -> None:
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash"],
        input=(place.folder / "deploy/setup.sh")
        .read_text()
        .replace('cd "$(dirname "${BASH_SOURCE[0]}")/.."', "cd /"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "Folder / tidak dapat ditulisi; beri izin tulis, atau salin proyek ke folder lain.\n"
    )

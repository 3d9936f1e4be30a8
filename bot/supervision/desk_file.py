"""Where the running desk is: a private file that the supervisor writes and commands read."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.folders import write_private
from bot.operator_messages import StartError


@dataclass(frozen=True)
class DeskFile:
    """What another command of the same machine needs to talk to the running desk."""

    url: str
    engine_url: str
    engine_token: str
    database_url: str

    def write(self, data_dir: Path) -> None:
        write_private(_path(data_dir), json.dumps(asdict(self)))

    @classmethod
    def read(cls, data_dir: Path) -> "DeskFile":
        """Return the running desk of that data folder.

        Raises:
            StartError: none is running, or its file is not readable.
        """
        try:
            return cls(**json.loads(_path(data_dir).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise StartError.because("desk_not_running", path=data_dir) from error

    @staticmethod
    def remove(data_dir: Path) -> None:
        _path(data_dir).unlink(missing_ok=True)

    def __repr__(self) -> str:
        return f"DeskFile(url={self.url!r})"


def _path(data_dir: Path) -> Path:
    return data_dir / "run" / "desk.json"

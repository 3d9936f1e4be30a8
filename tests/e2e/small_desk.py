"""A real desk with a real database, and small programs in the place of the big ones.

Each program appends "<name> <pid>" to the file BEGAN names when it starts, and
"<name>" to the file ENDED names when it is asked to stop.
"""

import os
import sys

from bot.cli import refusing
from bot.settings import Settings
from bot.supervision.desk import run_desk
from bot.supervision.desk_children import Programs

_BEGIN = """
import os, signal, subprocess, sys, time
def note(file, line):
    with open(os.environ[file], "a") as opened:
        opened.write(line + "\\n")
def end(*_):
    note("ENDED", NAME)
    os._exit(0)
signal.signal(signal.SIGTERM, end)
note("BEGAN", f"{NAME} {os.getpid()}")
"""
_WAIT = "\ntime.sleep(600)\n"
_SERVE = """
from http.server import BaseHTTPRequestHandler, HTTPServer
class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"halo")
    def log_message(self, *_): pass
HTTPServer((os.environ["BOT_HOST"], int(os.environ["BOT_PORT"])), Page).serve_forever()
"""
# A grandchild that would outlive its parent, and a connection that a stop must not cut.
_WORK = """
import psycopg
held = psycopg.connect(os.environ["BOT_DATABASE_URL"])
grandchild = subprocess.Popen(["sleep", "600"])
note("BEGAN", f"grandchild {grandchild.pid}")
"""
# Leaves a mark in the database, and can be told to fail.
_MIGRATE = """
import psycopg
if os.environ.get("FAIL_MIGRATE"):
    sys.exit(2)
with psycopg.connect(os.environ["BOT_DATABASE_URL"]) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS started (at timestamptz DEFAULT now())")
    connection.execute("INSERT INTO started DEFAULT VALUES")
"""
_STUBBORN = "\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"


def program(name: str, body: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"NAME = {name!r}{_BEGIN}{body}")


def small_programs() -> Programs:
    engine = _STUBBORN + _WAIT if os.environ.get("STUBBORN_ENGINE") else _WAIT
    return Programs(
        migrate=program("migrate", _MIGRATE),
        serve=program("serve", _SERVE),
        work=program("work", _WORK + _WAIT),
        engine=program("engine", engine),
    )


if __name__ == "__main__":
    sys.exit(refusing(lambda: run_desk(Settings.from_env(), small_programs())))

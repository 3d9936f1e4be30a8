"""Starts the engine: `python -m engine --model MODEL --port PORT`, one process, loopback."""

from __future__ import annotations

import argparse

from engine import quiet, without_tensorflow


def main() -> None:
    """Serve a trained model until the process is told to end."""
    arguments = _parser().parse_args()
    quiet.configure()
    without_tensorflow.install()
    from engine import lighter, server  # Rasa may only be imported after the lines above

    lighter.install()
    app = server.build(arguments.model, arguments.endpoints, arguments.credentials)
    app.run(host=arguments.host, port=arguments.port, workers=1, access_log=False, motd=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine")
    parser.add_argument("--model", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--endpoints", default="endpoints.yml")
    parser.add_argument("--credentials", default="credentials.yml")
    return parser


if __name__ == "__main__":
    main()

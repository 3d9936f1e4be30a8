"""The operator's commands for hours and status: `python -m bot hours ...`."""

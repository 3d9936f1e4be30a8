"""Rasa's custom actions: read what was understood, call one use case, return events."""

from actions.consult import ActionConsult

__all__ = ["ActionConsult"]

"""Everyday Indonesian; standard library only, for the service and the engine alike."""

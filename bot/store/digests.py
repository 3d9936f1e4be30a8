"""What is kept of a secret that nobody but its bearer needs to know."""

import hashlib


def digest_of(secret: str) -> bytes:
    """Return what a secret is recognised by; our secrets are random, so one round is enough."""
    return hashlib.sha256(secret.encode()).digest()

"""Tanya Loket, the service: a consultation desk for Indonesian local governments."""

"""The day and the time of day that a normalized message names."""

from bot.language.days import find_day, read_day
from bot.language.times import find_time

__all__ = ["find_day", "find_time", "read_day"]

"""Can a question be answered now? Database, worker and engine must all say yes."""

from bot.application.ports import Engine
from bot.store.database import Database, DatabaseUnavailable
from bot.store.vitals import count_messages, is_worker_alive


class Readiness:
    """Asks each part whether it works."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self._database = database
        self._engine = engine

    async def missing(self) -> list[str]:
        """Return the parts that do not work now; empty when a question would be answered."""
        missing = []
        try:
            async with self._database.transaction() as connection:
                if not await is_worker_alive(connection):
                    missing.append("worker")
        except DatabaseUnavailable:
            missing.append("database")
        if not await self._engine.is_ready():
            missing.append("engine")
        return missing

    async def figures(self) -> dict[str, float]:
        """Return the desk's counters by Prometheus name."""
        async with self._database.transaction() as connection:
            return await count_messages(connection)

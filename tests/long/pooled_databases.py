"""`pytest -p tests.long.pooled_databases …`: tests on PostgreSQL reach it through PgBouncer (`make pooler`)."""

from tests.databases import Maker, Makers, PostgresqlMaker
from tests.torture.pooler import pooled

_make = Makers._make


def _pooled(makers: Makers, engine: str) -> Maker:
    maker = _make(makers, engine)
    if isinstance(maker, PostgresqlMaker):
        address = makers._stack.enter_context(pooled(str(maker.server.folder), 5432))
        vars(maker.server)["url"] = lambda database: address.replace("/postgres?", f"/{database}?")
    return maker


setattr(Makers, "_make", _pooled)  # noqa: B010  # mypy: a method

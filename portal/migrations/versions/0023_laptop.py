"""Packages to and from the laptops of 出張受付 have numbers of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None

BACK_ONLY_WITHOUT = (
    "SELECT (SELECT count(*) FROM courier_step WHERE peer > 0) + (SELECT count(*) FROM courier_case WHERE peer > 0)",
    "{rows} rows of the courier are of laptops; the older version would take them for the other zone's.",
)
_TABLES = ("courier_case", "courier_step")
_UNIQUE = {"uq_courier_step_packed": "act = 'packed'", "uq_courier_step_taken": "act = 'taken'"}


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("peer", sa.Integer(), nullable=False, server_default="0"))
    _index("peer")


def downgrade() -> None:
    _index()
    for table in _TABLES:
        op.drop_column(table, "peer")


def _index(*first: str) -> None:
    for name, which in _UNIQUE.items():
        op.drop_index(name, "courier_step")
        where = sa.text(which)
        op.create_index(
            name, "courier_step", [*first, "number"], unique=True, sqlite_where=where, postgresql_where=where
        )
    op.drop_index("ix_courier_step_number", "courier_step")
    op.create_index("ix_courier_step_number", "courier_step", [*first, "way", "number"])

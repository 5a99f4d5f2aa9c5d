"""Packages to and from the laptops of 出張受付 have numbers of their own; who is at which 避難所."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

BACK_ONLY_WITHOUT = (
    "SELECT (SELECT count(*) FROM courier_step WHERE peer > 0) + (SELECT count(*) FROM courier_case WHERE peer > 0) + (SELECT count(*) FROM shelter_stay)"
    " + (SELECT count(*) - count(DISTINCT application_id) FROM disposal_line WHERE state = 'gone')",
    "{rows} rows are of laptops and shelters; the older version has no place for them.",
    "出張受付の端末と避難所のものが {rows} 件あり、古い版の表には入りません。",
)
_TABLES = ("courier_case", "courier_step")
_UNIQUE = {"uq_courier_step_packed": "act = 'packed'", "uq_courier_step_taken": "act = 'taken'"}


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("peer", sa.Integer(), nullable=False, server_default="0"))
    _index("peer")
    _index_of_gone("receipt_number")
    _shelters()


def downgrade() -> None:
    op.drop_table("shelter_stay")
    op.drop_table("shelter_opening")
    _index()
    _index_of_gone()
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


def _index_of_gone(*then: str) -> None:
    op.drop_index("ix_disposal_line_gone", "disposal_line")
    where = sa.text("state = 'gone'")
    op.create_index(
        "ix_disposal_line_gone", "disposal_line", ["application_id", *then], unique=True, sqlite_where=where, postgresql_where=where,
    )  # fmt: skip


def _shelters() -> None:
    op.create_table(
        "shelter_opening",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("shelter", sa.String(), nullable=False, index=True),
        sa.Column("open_shelter", sa.String(), nullable=True, unique=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "shelter_stay",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("once", sa.String(), nullable=False, unique=True),
        sa.Column("shelter", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False, index=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Index("ix_shelter_stay_shelter_left_at", "shelter", "left_at"),
    )

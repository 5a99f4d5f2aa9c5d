"""Stops of procedures and entries of drawings that came by courier: nobody here made them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

BACK_ONLY_WITHOUT = (
    "SELECT (SELECT count(*) FROM procedure_stop WHERE staff_id IS NULL) + (SELECT count(*) FROM drawing_entry WHERE application_id IS NULL)",
    "{rows} rows of procedure_stop and drawing_entry came from the inner zone; the older version has no place for them.",
    "庁内側から来た公開の停止と抽選が {rows} 件あり、古い版の表には入りません。",
)
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _let(nullable=True)


def downgrade() -> None:
    _let(nullable=False)


def _let(*, nullable: bool) -> None:
    for before, column in (
        (_stops(nullable=not nullable), "staff_id"),
        (_entries(nullable=not nullable), "application_id"),
    ):
        with op.batch_alter_table(before.name, copy_from=before) as table:
            table.alter_column(column, existing_type=_NUMBER, nullable=nullable)


def _stops(*, nullable: bool) -> sa.Table:
    return sa.Table(
        "procedure_stop",
        sa.MetaData(naming_convention=_NAMES),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, sa.ForeignKey("staff.id"), nullable=nullable),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Index("ix_procedure_stop_procedure", "procedure"),
    )


def _entries(*, nullable: bool) -> sa.Table:
    return sa.Table(
        "drawing_entry",
        sa.MetaData(naming_convention=_NAMES),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("drawing_id", _NUMBER, sa.ForeignKey("drawing.id"), nullable=False),
        sa.Column(
            "application_id",
            _NUMBER,
            sa.ForeignKey("application.id", ondelete="CASCADE"),
            nullable=nullable,
            unique=True,
        ),
        sa.Column("receipt_number", sa.String(), nullable=False),
        sa.Column("drawn_for", sa.String(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("won_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("drawing_id", "drawn_for", "rank"),
        sa.UniqueConstraint("drawing_id", "drawn_for", "place"),
    )

"""Fees that are paid before the application is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_OPEN = sa.text("state = 'open'")

BACK_ONLY_WITHOUT = (
    "SELECT count(*) FROM advance WHERE state NOT IN ('failed', 'cancelled', 'expired', 'refunded')",
    "{rows} fees are paid or being paid for drafts; the older version would neither take nor refund them.",
    "書きかけのための前払いが {rows} 件あり、古い版は、受け取ることも返すこともできません。",
)


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "advance",
        sa.Column("id", number, primary_key=True),
        sa.Column("number", sa.String(), nullable=False, unique=True),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id", ondelete="SET NULL"), nullable=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
    for name in ("draft_id", "person_id", "duty"):
        op.create_index(f"ix_advance_{name}", "advance", [name])
    op.create_index(
        "ix_advance_one_open", "advance", ["draft_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index("ix_advance_state", "advance", ["state", "asked_at"])
    op.create_table(
        "advance_event",
        sa.Column("id", number, primary_key=True),
        sa.Column("advance_id", number, sa.ForeignKey("advance.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=True, unique=True),
    )
    op.create_index("ix_advance_event_advance_id", "advance_event", ["advance_id"])


def downgrade() -> None:
    op.drop_table("advance_event")
    op.drop_table("advance")

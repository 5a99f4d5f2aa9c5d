"""Answers of a 記載台, until the ticket is called."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "ticket_answer",
        sa.Column("ticket_id", sa.String(), sa.ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_answers", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("ticket_answer")

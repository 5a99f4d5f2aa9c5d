"""Members who look at a draft of the workshop now."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "draft_reader",
        sa.Column("draft_id", number, sa.ForeignKey("definition_draft.id"), primary_key=True),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_draft_reader_seen_at", "draft_reader", ["seen_at"])


def downgrade() -> None:
    op.drop_table("draft_reader")

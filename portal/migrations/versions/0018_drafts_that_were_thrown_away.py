"""Drafts that were thrown away can be had back for a day"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("discarded_at", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_draft_discarded_at"), "draft", ["discarded_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_draft_discarded_at"), table_name="draft")
    op.drop_column("draft", "discarded_at")

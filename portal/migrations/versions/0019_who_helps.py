"""Who helps with a draft: which steps, once, when they were here last, and what they wrote"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft_code", sa.Column("allowed", sa.String(), nullable=False, server_default=""))
    op.add_column("draft_code", sa.Column("used_at", sa.BigInteger(), nullable=True))
    op.add_column("draft_access", sa.Column("seen_at", sa.BigInteger(), nullable=True))
    op.add_column("draft", sa.Column("sealed_helped", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("draft", "sealed_helped")
    op.drop_column("draft_access", "seen_at")
    op.drop_column("draft_code", "used_at")
    op.drop_column("draft_code", "allowed")

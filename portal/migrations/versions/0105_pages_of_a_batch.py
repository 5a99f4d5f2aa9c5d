"""A batch read page by page finds the next one in its order, without sorting what is left of it each time"""

from alembic import op

revision = "0105"
down_revision = "0104"
branch_labels = None
depends_on = None

_TABLES = ("hand_over", "hand_over_change")


def upgrade() -> None:
    for table in _TABLES:
        op.drop_index(op.f(f"ix_{table}_batch_id"), table)
        op.create_index(f"ix_{table}_batch", table, ["batch_id", "application_id"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"ix_{table}_batch", table)
        op.create_index(op.f(f"ix_{table}_batch_id"), table, ["batch_id"])

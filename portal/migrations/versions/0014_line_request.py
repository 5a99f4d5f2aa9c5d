"""Members asked to sign lines of a 確認票 until a day."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "line_request",
        sa.Column("draft_id", number, sa.ForeignKey("definition_draft.id"), primary_key=True),
        sa.Column("line", sa.LargeBinary(), primary_key=True),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("asked_by", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_line_request_staff_id", "line_request", ["staff_id"])


def downgrade() -> None:
    op.drop_table("line_request")

"""When a period that stands was due, and what is left of whom nobody can tell any more"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "past_case",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("arrived", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_past_case")),
    )
    op.create_index("ix_past_case_procedure", "past_case", ["duty", "procedure", "month"])
    op.add_column("forwarding", sa.Column("due", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("forwarding", "due")
    op.drop_table("past_case")

"""LINE accounts with which residents sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "line_account",
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("account_hash", sa.LargeBinary(), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("account_hash"),
    )


def downgrade() -> None:
    op.drop_table("line_account")

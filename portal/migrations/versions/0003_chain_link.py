"""Applications that follow an earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "chain_link",
        sa.Column(
            "application_id", number, sa.ForeignKey("application.id", ondelete="CASCADE"), primary_key=True,
            autoincrement=False,
        ),
        sa.Column("earlier_id", number, sa.ForeignKey("application.id", ondelete="CASCADE"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )  # fmt: skip
    op.create_index("ix_chain_link_earlier_id", "chain_link", ["earlier_id"])


def downgrade() -> None:
    op.drop_table("chain_link")

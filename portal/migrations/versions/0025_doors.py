"""Numbers for smart locks, and news to people who filed something."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "door_key",
        sa.Column("id", number, primary_key=True),
        sa.Column("application_id", number, sa.ForeignKey("application.id"), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("sealed_number", sa.LargeBinary()),
        sa.Column("reminded", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("application_id", "question"),
    )
    op.create_index("ix_door_key_state", "door_key", ["state"])
    op.create_table(
        "segment",
        sa.Column("campaign_id", number, sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer()),
    )


def downgrade() -> None:
    op.drop_table("segment")
    op.drop_table("door_key")

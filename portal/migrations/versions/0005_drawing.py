"""Drawings (抽選)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "drawing",
        sa.Column("id", number, primary_key=True),
        sa.Column("uid", sa.String(), nullable=False, unique=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("closes", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("opens", sa.String(), nullable=False, server_default=""),
        sa.Column("seed", sa.String(), nullable=False, server_default=""),
        sa.Column("places", sa.String(), nullable=False, server_default=""),
        sa.Column("drawn_at", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), nullable=True),
        sa.UniqueConstraint("procedure", "closes"),
    )
    op.create_table(
        "drawing_entry",
        sa.Column("id", number, primary_key=True),
        sa.Column("drawing_id", number, sa.ForeignKey("drawing.id"), nullable=False),
        sa.Column(
            "application_id", number, sa.ForeignKey("application.id", ondelete="CASCADE"), nullable=False, unique=True
        ),
        sa.Column("receipt_number", sa.String(), nullable=False),
        sa.Column("drawn_for", sa.String(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("won_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("drawing_id", "drawn_for", "rank"),
        sa.UniqueConstraint("drawing_id", "drawn_for", "place"),
    )


def downgrade() -> None:
    op.drop_table("drawing_entry")
    op.drop_table("drawing")

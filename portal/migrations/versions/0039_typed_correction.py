"""補正."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "typed_correction",
        sa.Column("correction_id", number, sa.ForeignKey("correction.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("page", sa.String(), primary_key=True),
        sa.Column("sealed_boxes", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("typed_correction")

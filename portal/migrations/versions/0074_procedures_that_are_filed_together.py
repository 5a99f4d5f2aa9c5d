"""Procedures that are filed together, and the list that was signed for all of them"""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bundle",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("number", name=op.f("uq_bundle_number")),
    )
    op.create_index(op.f("ix_bundle_sent_at"), "bundle", ["sent_at"])
    op.create_table(
        "bundle_part",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("bundle_id", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["bundle.id"], name=op.f("fk_bundle_part_bundle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_bundle_part")),
    )
    op.create_index(op.f("ix_bundle_part_bundle_id"), "bundle_part", ["bundle_id"])
    op.add_column("signed_document", sa.Column("sealed_list", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("signed_document", "sealed_list")
    op.drop_index(op.f("ix_bundle_part_bundle_id"), "bundle_part")
    op.drop_table("bundle_part")
    op.drop_index(op.f("ix_bundle_sent_at"), "bundle")
    op.drop_table("bundle")

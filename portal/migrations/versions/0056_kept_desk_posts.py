"""What staff sent when their session had ended"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kept_desk_post",
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_boxes", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_kept_desk_post_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "path", name=op.f("pk_kept_desk_post")),
    )
    op.create_index(op.f("ix_kept_desk_post_made_at"), "kept_desk_post", ["made_at"])


def downgrade() -> None:
    op.drop_table("kept_desk_post")

"""What was typed when a session had ended, and secrets beside receipt numbers"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kept_post",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_boxes", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_kept_post_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "page", "browser_hash", name=op.f("pk_kept_post")),
    )
    op.create_index(op.f("ix_kept_post_made_at"), "kept_post", ["made_at"], unique=False)
    op.create_table(
        "track_code",
        sa.Column("application_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_track_code_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_track_code")),
    )


def downgrade() -> None:
    op.drop_table("track_code")
    op.drop_table("kept_post")

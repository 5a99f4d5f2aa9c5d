"""Files that are sent in pieces"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "file_piece",
        sa.Column("file_hash", sa.LargeBinary(), nullable=False),
        sa.Column("starts", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("application_id", _NUMBER, nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_file_piece_application_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_file_piece_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("file_hash", "starts", name=op.f("pk_file_piece")),
    )
    op.create_index(op.f("ix_file_piece_draft_id"), "file_piece", ["draft_id"], unique=False)
    op.create_index(op.f("ix_file_piece_application_id"), "file_piece", ["application_id"], unique=False)


def downgrade() -> None:
    op.drop_table("file_piece")

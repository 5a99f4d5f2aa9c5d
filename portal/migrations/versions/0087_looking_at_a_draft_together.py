"""A clerk and a resident at one draft from afar: the pairing, and what the clerk proposes"""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "remote_session",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("news", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_remote_session_draft_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_remote_session_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_session")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_remote_session_draft_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_remote_session_code_hash")),
    )
    op.create_index(op.f("ix_remote_session_staff_id"), "remote_session", ["staff_id"])
    op.create_table(
        "remote_proposal",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("session_id", _NUMBER, nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sealed_boxes", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["remote_session.id"], name=op.f("fk_remote_proposal_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_proposal")),
    )
    op.create_index(op.f("ix_remote_proposal_session_id"), "remote_proposal", ["session_id"])


def downgrade() -> None:
    op.drop_table("remote_proposal")
    op.drop_table("remote_session")

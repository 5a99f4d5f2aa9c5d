"""Short codes that open drafts, and who came by them"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "draft_code",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("known_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_code_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_draft_code_code_hash")),
    )
    op.create_index(op.f("ix_draft_code_draft_id"), "draft_code", ["draft_id"], unique=False)
    op.create_table(
        "draft_access",
        sa.Column("code_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["draft_code.id"], name=op.f("fk_draft_access_code_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_draft_access_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_id", "person_id", name=op.f("pk_draft_access")),
    )
    op.create_index(op.f("ix_draft_access_person_id"), "draft_access", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("draft_access")
    op.drop_table("draft_code")

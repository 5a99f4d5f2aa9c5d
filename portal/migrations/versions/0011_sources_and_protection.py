"""What sources told for a draft, and who is protected"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "draft_source",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sealed_told", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_source_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "source", name=op.f("pk_draft_source")),
    )
    op.create_table(
        "protection",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("application_id", _NUMBER, nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("marked_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_protection_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protection")),
    )
    with op.batch_alter_table("protection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protection_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_protection_token"), ["token"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("protection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_protection_token"))
        batch_op.drop_index(batch_op.f("ix_protection_application_id"))
    op.drop_table("protection")
    op.drop_table("draft_source")

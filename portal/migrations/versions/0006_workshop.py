"""The workshop: drafts of definitions, their texts, approval, and stopped procedures."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("definition", sa.Column("origin", sa.String(), nullable=False, server_default="folder"))
    op.create_table(
        "definition_draft",
        sa.Column("id", number, primary_key=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("based_on", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_definition_draft_procedure", "definition_draft", ["procedure"])
    op.create_table(
        "draft_text",
        sa.Column("draft_id", number, sa.ForeignKey("definition_draft.id"), primary_key=True),
        sa.Column("revision", sa.Integer(), primary_key=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("back_to", sa.Integer(), nullable=False),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "definition_release",
        sa.Column("id", number, primary_key=True),
        sa.Column("draft_id", number, sa.ForeignKey("definition_draft.id"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", number, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(), nullable=False, server_default=""),
    )
    op.create_index("ix_definition_release_draft_id", "definition_release", ["draft_id"])
    op.create_table(
        "procedure_stop",
        sa.Column("id", number, primary_key=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_procedure_stop_procedure", "procedure_stop", ["procedure"])


def downgrade() -> None:
    op.drop_table("procedure_stop")
    op.drop_table("definition_release")
    op.drop_table("draft_text")
    op.drop_table("definition_draft")
    op.drop_column("definition", "origin")

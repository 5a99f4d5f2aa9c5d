"""What authors of the workshop typed and have not saved."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "unfinished_form",
        sa.Column("draft_id", number, sa.ForeignKey("definition_draft.id"), primary_key=True),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("page", sa.String(), primary_key=True),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_boxes", sa.LargeBinary(), nullable=False),
        sa.Column("typed_at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("unfinished_form")

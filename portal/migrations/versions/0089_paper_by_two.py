"""Paper forms that one keyed and another holds against the paper"""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "paper_keyed",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_paper_keyed_draft_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_paper_keyed_staff_id")),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_paper_keyed")),
    )


def downgrade() -> None:
    op.drop_table("paper_keyed")

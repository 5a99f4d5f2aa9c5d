"""People and their moves"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_section",
        sa.Column("staff_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("from_day", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_section_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "from_day", name=op.f("pk_staff_section")),
    )
    op.create_table(
        "staff_proposal",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_proposal")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_proposal_digest")),
    )


def downgrade() -> None:
    op.drop_table("staff_proposal")
    op.drop_table("staff_section")

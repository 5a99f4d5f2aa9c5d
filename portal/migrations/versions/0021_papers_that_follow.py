"""Papers that follow an application: until when, how they came, what became of them"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OWED = sa.text("state = 'owed'")


def upgrade() -> None:
    op.create_table(
        "late_paper",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("first_due", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("with_it", sa.Integer(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.String(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("came_by", sa.String(), nullable=False),
        sa.Column("came_on", sa.String(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_late_paper_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_paper")),
        sa.UniqueConstraint("application_id", "paper", name=op.f("uq_late_paper_application_id_paper")),
    )
    op.create_index(op.f("ix_late_paper_application_id"), "late_paper", ["application_id"], unique=False)
    op.create_index(
        "ix_late_paper_owed_due", "late_paper", ["due"], unique=False, sqlite_where=_OWED, postgresql_where=_OWED
    )


def downgrade() -> None:
    op.drop_table("late_paper")

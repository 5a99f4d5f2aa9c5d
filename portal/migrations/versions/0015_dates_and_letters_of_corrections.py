"""Corrections: days that are put off and pass, answers by letter and by telephone"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("answered_at IS NULL")


def upgrade() -> None:
    op.add_column("correction", sa.Column("extended", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("correction", sa.Column("reminded", sa.String(), nullable=False, server_default=""))
    op.add_column("correction", sa.Column("came_by", sa.String(), nullable=False, server_default=""))
    op.add_column("correction", sa.Column("sealed_note", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_correction_open_due", "correction", ["due"], unique=False, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "desk_task",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("subject_id", _NUMBER, nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_desk_task_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_task")),
        sa.UniqueConstraint("about", "subject_id", "due", name=op.f("uq_desk_task_about_subject_id_due")),
    )
    op.create_index(op.f("ix_desk_task_application_id"), "desk_task", ["application_id"], unique=False)
    op.create_table(
        "correction_code",
        sa.Column("correction_id", _NUMBER, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("fact_hash", sa.LargeBinary(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["correction.id"], name=op.f("fk_correction_code_correction_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_correction_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_correction_code_code_hash")),
    )


def downgrade() -> None:
    op.drop_table("correction_code")
    op.drop_table("desk_task")
    op.drop_index("ix_correction_open_due", "correction")
    for column in ("sealed_note", "came_by", "reminded", "extended"):
        op.drop_column("correction", column)

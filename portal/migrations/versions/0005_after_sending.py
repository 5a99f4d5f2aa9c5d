"""What comes after sending: messages, asking to stop, documents that were opened"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", _Number, nullable=False),
        sa.Column("application_id", _Number, nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("staff_id", _Number, nullable=True),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_message_application_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_message_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("application_id", "once", name=op.f("uq_message_application_id_once")),
    )
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_message_unread", "message", ["application_id", "author"], sqlite_where=unread, postgresql_where=unread
    )
    op.create_table(
        "opening",
        sa.Column("application_id", _Number, nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_opening_application_id")),
        sa.PrimaryKeyConstraint("application_id", "document", name=op.f("pk_opening")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", _Number, nullable=False),
        sa.Column("application_id", _Number, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_withdrawal_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    op.create_index("ix_withdrawal_application_id", "withdrawal", ["application_id"])
    waits = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_withdrawal_open", "withdrawal", ["application_id"], unique=True, sqlite_where=waits, postgresql_where=waits
    )


def downgrade() -> None:
    op.drop_table("withdrawal")
    op.drop_table("opening")
    op.drop_table("message")

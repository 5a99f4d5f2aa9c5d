"""発送簿: letters that leave by paper, their batches and what is enclosed"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _number(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "dispatch_batch",
        _number("id"),
        _text("duty"),
        _text("day"),
        _number("made_by"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("printed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_dispatch_batch_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_batch")),
    )
    op.create_index(op.f("ix_dispatch_batch_duty"), "dispatch_batch", ["duty"])
    _lines()
    _enclosures()
    op.create_index(op.f("ix_notice_made_at"), "notice", ["made_at"])


def _lines() -> None:
    op.create_table(
        "dispatch",
        _number("id"),
        _number("application_id"),
        _text("duty"),
        _text("kind"),
        _number("source"),
        sa.Column("copies", sa.Integer(), nullable=False),
        _text("state"),
        _text("why"),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=False),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        _number("checked_by", nullable=True),
        _number("batch_id", nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("sent_on"),
        _number("sent_by", nullable=True),
        sa.Column("marked_at", sa.BigInteger(), nullable=True),
        _text("returned_on"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_dispatch_application_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["staff.id"], name=op.f("fk_dispatch_checked_by")),
        sa.ForeignKeyConstraint(["batch_id"], ["dispatch_batch.id"], name=op.f("fk_dispatch_batch_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["staff.id"], name=op.f("fk_dispatch_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("kind", "source", "copies", name=op.f("uq_dispatch_kind_source_copies")),
    )
    op.create_index(op.f("ix_dispatch_application_id"), "dispatch", ["application_id"])
    op.create_index(op.f("ix_dispatch_batch_id"), "dispatch", ["batch_id"])
    op.create_index(op.f("ix_dispatch_sent_on"), "dispatch", ["sent_on"])
    op.create_index("ix_dispatch_duty_state", "dispatch", ["duty", "state"])


def _enclosures() -> None:
    op.create_table(
        "enclosure",
        _number("id"),
        _number("dispatch_id"),
        _number("application_id"),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        _text("file_id"),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_enclosure_dispatch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_enclosure_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosure")),
        sa.UniqueConstraint("dispatch_id", "token", name=op.f("uq_enclosure_dispatch_id_token")),
    )
    op.create_index(op.f("ix_enclosure_application_id"), "enclosure", ["application_id"])
    op.create_index(op.f("ix_enclosure_token"), "enclosure", ["token"])


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_made_at"), table_name="notice")
    for table in ("enclosure", "dispatch", "dispatch_batch"):
        op.drop_table(table)

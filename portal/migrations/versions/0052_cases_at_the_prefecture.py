"""Cases at the prefecture"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "forwarding",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("sent_on", sa.String(), nullable=False),
        sa.Column("sent_by", _NUMBER, nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("returned_on", sa.String(), server_default="", nullable=False),
        sa.Column("result", sa.String(), server_default="", nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=True),
        sa.Column("returned_by", _NUMBER, nullable=True),
        sa.Column("returned_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_forwarding_application_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["returned_by"], ["staff.id"], name=op.f("fk_forwarding_returned_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["staff.id"], name=op.f("fk_forwarding_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarding")),
        sa.UniqueConstraint("application_id", "once", name=op.f("uq_forwarding_application_id_once")),
    )
    op.create_index("ix_forwarding_number", "forwarding", ["number", "sent_on"])


def downgrade() -> None:
    op.drop_table("forwarding")

"""個人番号, and who looked at them"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "my_number",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("application_id", _NUMBER, nullable=True),
        sa.Column("whose", sa.String(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_my_number_draft_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_my_number_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_my_number")),
        sa.UniqueConstraint("application_id", "whose", name=op.f("uq_my_number_application_id_whose")),
    )
    op.create_index(op.f("ix_my_number_draft_id"), "my_number", ["draft_id"])
    op.create_index(op.f("ix_my_number_application_id"), "my_number", ["application_id"])
    op.create_table(
        "number_look",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_number_look_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_look")),
    )
    op.create_index(op.f("ix_number_look_application_id"), "number_look", ["application_id"])


def downgrade() -> None:
    op.drop_table("number_look")
    op.drop_table("my_number")

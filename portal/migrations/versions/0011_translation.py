"""Translations that a city wrote or signed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "translation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("japanese", sa.String(), nullable=False),
        sa.Column("translation", sa.String(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_translation_text", "translation", ["language", "mark"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER translation_no_{verb.lower()} BEFORE {verb} ON translation "
                "BEGIN SELECT RAISE(ABORT, 'translation is append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER translation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON translation "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    op.drop_table("translation")

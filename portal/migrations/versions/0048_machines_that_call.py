"""Machines that call: clients, their secrets and tokens, and the numbers of changes"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_UNNUMBERED = sa.text("numbered <> revision")


def upgrade() -> None:
    op.create_table(
        "api_client",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duties", sa.String(), nullable=False),
        sa.Column("procedures", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("basic", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=True),
        *_settled(),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_api_client_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_api_client_staff_id")),
    )
    op.create_table(
        "api_secret",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        *_settled(),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_secret_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_secret")),
    )
    op.create_index(op.f("ix_api_secret_client_id"), "api_secret", ["client_id"])
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("secret_id", _NUMBER, nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_token_client_id")),
        sa.ForeignKeyConstraint(["secret_id"], ["api_secret.id"], name=op.f("fk_api_token_secret_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_token")),
    )
    op.create_index(op.f("ix_api_token_client_id"), "api_token", ["client_id"])
    op.create_index(op.f("ix_api_token_ends_at"), "api_token", ["ends_at"])
    op.create_table(
        "api_assertion",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("jti_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_assertion_client_id")),
        sa.PrimaryKeyConstraint("client_id", "jti_hash", name=op.f("pk_api_assertion")),
    )
    op.create_index(op.f("ix_api_assertion_ends_at"), "api_assertion", ["ends_at"])
    op.create_table(
        "api_write",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_write_client_id")),
        sa.PrimaryKeyConstraint("client_id", "key_hash", name=op.f("pk_api_write")),
    )
    op.create_index(op.f("ix_api_write_made_at"), "api_write", ["made_at"])
    _changes()


def _settled() -> list[sa.Column[object]]:
    """Who asked, who confirmed, who ended it, and when it was used last."""
    return [
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
    ]


def _changes() -> None:
    head = op.create_table(
        "change_head",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_head")),
    )
    op.bulk_insert(head, [{"id": 1, "last": 0}])
    op.add_column("application", sa.Column("change_number", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("application", sa.Column("numbered", sa.Integer(), nullable=False, server_default="-1"))
    op.create_index("ix_application_change", "application", ["duty", "change_number"])
    op.create_index(
        "ix_application_unnumbered", "application", ["id"], sqlite_where=_UNNUMBERED, postgresql_where=_UNNUMBERED
    )


def downgrade() -> None:
    op.drop_index("ix_application_unnumbered", table_name="application")
    op.drop_index("ix_application_change", table_name="application")
    op.drop_column("application", "numbered")
    op.drop_column("application", "change_number")
    for table in ("change_head", "api_write", "api_assertion", "api_token", "api_secret", "api_client"):
        op.drop_table(table)

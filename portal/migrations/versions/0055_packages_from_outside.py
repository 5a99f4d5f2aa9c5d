"""Packages of applications that were filed elsewhere, what became of each, and mappings that were made here"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("came_by", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_import_file_uid")),
        sa.UniqueConstraint("file_hash", name=op.f("uq_import_file_file_hash")),
    )
    _packages()
    op.create_table(
        "import_mapping",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("trial", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
    )
    op.create_index(op.f("ix_import_mapping_form"), "import_mapping", ["form"])


def _packages() -> None:
    op.create_table(
        "import_package",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("file_id", _NUMBER, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("their_number", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("place_of_reason", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("application_id", _NUMBER, nullable=True),
        sa.Column("sealed_findings", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["import_file.id"], name=op.f("fk_import_package_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_import_package_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_package")),
        sa.UniqueConstraint("claim", name=op.f("uq_import_package_claim")),
        sa.UniqueConstraint("file_id", "place", name=op.f("uq_import_package_file_id_place")),
    )
    op.create_index("ix_import_package_state", "import_package", ["state", "id"])
    op.create_index("ix_import_package_their_number", "import_package", ["their_number"])
    op.create_index("ix_import_package_form", "import_package", ["form", "state"])
    op.create_index(op.f("ix_import_package_application_id"), "import_package", ["application_id"])


def downgrade() -> None:
    op.drop_table("import_mapping")
    op.drop_table("import_package")
    op.drop_table("import_file")

"""meetings and their minutes; actions with helpers, answers and a history"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _meetings()
    _lines()
    _attendance()
    _agenda()
    _actions()
    _helpers()
    _changes()
    _homes()


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("chair", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_itself", sa.Boolean(), nullable=False),
        sa.Column("correct_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["chair"], ["people.id"]),
        sa.ForeignKeyConstraint(["started_by"], ["people.id"]),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"]),
        sa.ForeignKeyConstraint(["confirmed_in"], ["meetings.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partnership", "number"),
    )
    op.create_index("ix_meetings_partnership", "meetings", ["partnership"])


def _lines() -> None:
    op.create_table(
        "meeting_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("topic", sa.Integer(), nullable=True),
        sa.Column("action", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_words", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("platform", "address", "message", "link")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"]),
        sa.ForeignKeyConstraint(["topic"], ["meeting_lines.id"]),
        sa.ForeignKeyConstraint(["action"], ["actions.id"]),
        *(sa.ForeignKeyConstraint([name], ["people.id"]) for name in ("by", "undone_by", "closed_by")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting", "position"),
    )
    op.create_index("ix_meeting_lines_kind", "meeting_lines", ["partnership", "kind", "state"])
    op.create_index("ix_meeting_lines_message", "meeting_lines", ["platform", "address", "message"])


def _attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"]),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("meeting", "name"),
    )


def _agenda() -> None:
    op.create_table(
        "agenda",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reached_in", sa.Integer(), nullable=True),
        sa.Column("rolled_over", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"]),
        sa.ForeignKeyConstraint(["reached_in"], ["meetings.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_agenda_partnership", "agenda", ["partnership"])


def _actions() -> None:
    """Actions of before were agreed without asking their owners."""
    with op.batch_alter_table("actions") as table:
        table.add_column(sa.Column("organisation", sa.String(), nullable=True))
        table.add_column(sa.Column("at_meeting", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("answer", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("why", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("quiet_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("meeting", sa.Integer(), nullable=True))
        table.add_column(sa.Column("link", sa.String(), nullable=True))
        table.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("reported_in", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_actions_meeting", "meetings", ["meeting"], ["id"])
        table.create_foreign_key("fk_actions_reported_in", "meetings", ["reported_in"], ["id"])
        table.create_index("ix_actions_meeting", ["meeting"])
    op.execute("UPDATE actions SET changed_at = COALESCE(done_at, made_at)")
    with op.batch_alter_table("actions") as table:
        table.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def _helpers() -> None:
    op.create_table(
        "action_helpers",
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["action"], ["actions.id"]),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("action", "name"),
    )
    op.create_index("ix_action_helpers_person", "action_helpers", ["person"])


def _changes() -> None:
    op.create_table(
        "action_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["action"], ["actions.id"]),
        sa.ForeignKeyConstraint(["by"], ["people.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_action_changes_action", "action_changes", ["action"])


def _homes() -> None:
    op.create_table(
        "homes",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cites", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
        sa.PrimaryKeyConstraint("account"),
    )
    for name in ("partnership", "person"):
        op.create_index(f"ix_homes_{name}", "homes", [name])


def downgrade() -> None:
    raise RuntimeError("Restore the backup that was made before the upgrade.")

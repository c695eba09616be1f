"""A Friday of the weeknotes: when its question, its reminder and its digest are due, and how the digest is approved."""

from datetime import UTC, datetime, timedelta

PROMPT = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
DIGEST = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
NEXT_DIGEST = DIGEST + timedelta(days=7)


def approves(chat) -> str:
    """The lead looks at the draft and approves it."""
    chat.says("lead", "digest")
    return chat.presses("lead", "Approve and post")

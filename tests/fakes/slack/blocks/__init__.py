"""Block Kit, refused where Slack refuses it."""

from .payload import check_message, check_view

__all__ = ["check_message", "check_view"]

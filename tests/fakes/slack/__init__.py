"""A strict pretend Slack: real slack-bolt and slack-sdk talk to it, and it refuses what Slack refuses.

`FakeSlack` is used from the test's thread; the bot must run in another thread or process,
because every gesture waits until the bot has acked it (or three seconds have passed).
"""

from .fake import FakeSlack
from .model import Event, File, Message, Outcome, Refusal, User, View

__all__ = ["Event", "FakeSlack", "File", "Message", "Outcome", "Refusal", "User", "View"]

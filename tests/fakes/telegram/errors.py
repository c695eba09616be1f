"""What the server refuses, so that every reason can be told apart by tests."""


class Refused(Exception):
    """An answer with ok=false; `form` means that the bot wrote the request badly."""

    def __init__(self, code: int, description: str, parameters: dict | None = None, form: bool = False):
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        self.form = form


def malformed(reason: str) -> Refused:
    """A 400 which a careful bot never meets."""
    return Refused(400, f"Bad Request: {reason}", form=True)


def impossible(reason: str) -> Refused:
    """A 400 which the state of the chat brings about, whatever the bot's care."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    return Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refused:
    return Refused(409, f"Conflict: {reason}")


def too_many(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})

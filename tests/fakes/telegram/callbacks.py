"""answerCallbackQuery."""

import re

from .entities import units
from .errors import impossible, malformed
from .service import Service, method

_EXPIRED = "query is too old and response timeout expired or query ID is invalid"


@method("answerCallbackQuery")
def answer_callback_query(service: Service, args: dict) -> bool:
    """Lets the presser's spinner stop; a second answer is taken, but only the first is shown."""
    press = service.world.presses.get(args.get("callback_query_id", ""))
    if press is None or press.expired:
        raise impossible(_EXPIRED)
    if units(args.get("text", "")) > 200:
        raise malformed("MESSAGE_TOO_LONG")
    url = args.get("url")
    if url and not re.match(rf"https?://t\.me/{service.world.username}\?start=", url):
        raise malformed("URL_INVALID")
    press.answers.append(args)
    return True

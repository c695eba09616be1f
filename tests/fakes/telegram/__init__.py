"""A strict fake of the Telegram Bot API: it refuses what the real service refuses."""

from .entities import Entity
from .fake import FakeTelegram
from .service import Call, Refusal
from .world import Button, Message, Press

__all__ = ["Button", "Call", "Entity", "FakeTelegram", "Message", "Press", "Refusal"]

"""Buttons under a message as Telegram draws them."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.html import Key, Message

LINK = "https://t.me/"


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons of a message; one whose data is a link into Telegram opens it."""
    rows = [[_button(key) for key in row] for row in message.keyboard]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(key: Key) -> InlineKeyboardButton:
    if key.data.startswith(LINK):
        return InlineKeyboardButton(key.label, url=key.data)
    return InlineKeyboardButton(key.label, callback_data=key.data)

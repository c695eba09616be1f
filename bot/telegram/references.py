"""Where a post stands on Telegram, as the outbox keeps it: ``CHAT:ID[,ID…]``."""

from __future__ import annotations


def read_reference(reference: str) -> tuple[int, list[int]]:
    """The chat and the numbers of its messages."""
    chat, _, numbers = reference.partition(":")
    return int(chat), [int(number) for number in numbers.split(",") if number]


def first(reference: str, chat: int) -> int | None:
    """The first message of a post, if that stands in this chat: a group that has moved has new numbers."""
    if not reference:
        return None
    there, numbers = read_reference(reference)
    return numbers[0] if there == chat else None

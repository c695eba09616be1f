"""Slack and Telegram: the strict fakes, with the real clients between them and Parley."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram, Press
from tests.process import CHANNEL, GROUP
from tests.surfaces.surface import PEOPLE, Seen, Surface


class SlackSurface(Surface):
    """Slack's fake, Socket Mode, the real bolt."""

    name = "slack"

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack

    def write(self, who: str, line: str) -> None:
        user = PEOPLE[who][0]
        command, _, rest = line.partition(" ")
        if command.startswith("/"):
            assert self.slack.slash(user, CHANNEL, command, rest).error is None
            return
        assert self.slack.mention(user, CHANNEL, line).acked

    def press(self, who: str, seen: Seen, label: str) -> None:
        assert self.slack.press(PEOPLE[who][0], seen.thing, label).error is None

    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        user = PEOPLE[who][0]
        view = self.slack.wait_view(user, title[:24])
        outcome = self.slack.submit(user, view, answers)
        assert outcome.errors == {}, outcome.errors

    def visible(self, who: str) -> list[Seen]:
        user = PEOPLE[who][0]
        only = [*self.slack.ephemerals(user), *self.slack.directs(user)]
        return [
            *self.public(),
            *(Seen(f"{each.channel}:{each.ts}", each.visible_text, each) for each in only),
        ]

    def public(self) -> list[Seen]:
        messages = [each for each in self.slack.messages(CHANNEL) if each.bot and not each.deleted]
        return [Seen(f"{each.channel}:{each.ts}", each.visible_text, each) for each in messages]

    def pictures(self) -> int:
        return len([each for each in self.slack.files if each.alt_txt])

    def files(self, who: str) -> list[tuple[str, bytes]]:
        given = [each for message in self.slack.directs(PEOPLE[who][0]) for each in message.files]
        return [(each.name, each.data or b"") for each in given]


class TelegramSurface(Surface):
    """Telegram's fake, polling, the real python-telegram-bot."""

    name = "telegram"

    def __init__(self, telegram: FakeTelegram) -> None:
        self.telegram = telegram
        self.pressed: dict[str, list[Press]] = {}

    def write(self, who: str, line: str) -> None:
        assert self.telegram.says(PEOPLE[who][1], GROUP, line if line.startswith("/") else f"/parley {line}")

    def press(self, who: str, seen: Seen, label: str) -> None:
        press = self.telegram.press(PEOPLE[who][1], seen.thing, label)
        self.pressed.setdefault(who, []).append(press)

    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        """One question at a time, in the private chat."""
        user, asked = PEOPLE[who][1], 0
        for question, answer in answers.items():
            message = self.telegram.wait_message(user, containing=question, after=asked)
            asked = message.message_id
            if answer in message.labels:
                self.press(who, Seen("", "", message), answer)
                continue
            self.telegram.says(user, None, answer)

    def visible(self, who: str) -> list[Seen]:
        said = [self._seen(each) for each in self.telegram.messages(PEOPLE[who][1])]
        shown = [Seen(f"press:{each.id}", each.answer_text or "", None) for each in self.pressed.get(who, ())]
        return [*self.public(), *said, *shown]

    def public(self) -> list[Seen]:
        return [self._seen(each) for each in self.telegram.messages(GROUP)]

    def _seen(self, message: Any) -> Seen:
        return Seen(f"{message.chat}:{message.message_id}", message.visible_text, message)

    def pictures(self) -> int:
        chats = [GROUP, *(each[1] for each in PEOPLE.values())]
        return len([each for chat in chats for each in self.telegram.messages(chat) if each.photo])

    def files(self, who: str) -> list[tuple[str, bytes]]:
        given = [each for chat in (GROUP, PEOPLE[who][1]) for each in self.telegram.messages(chat)]
        return [(each.file.name, each.file.data) for each in given if each.file]

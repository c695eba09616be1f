"""A small bot on the real slack-bolt and slack-sdk, to prove the pretend Slack with."""

import asyncio
import threading

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

READS = {"history", "replies", "info", "members", "getPermalink", "getUploadURLExternal"}
ASK = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Ask"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}}
            ],
        },
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Your name"},
            "element": {"type": "plain_text_input", "action_id": "name"},
        },
        {
            "type": "input",
            "block_id": "ward",
            "optional": True,
            "label": {"type": "plain_text", "text": "Ward"},
            "element": {
                "type": "static_select",
                "action_id": "ward",
                "options": [
                    {"text": {"type": "plain_text", "text": "North"}, "value": "n"},
                    {"text": {"type": "plain_text", "text": "South"}, "value": "s"},
                ],
            },
        },
    ],
}
QUESTION = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Shall we &lt;go&gt;?"}},
    {
        "type": "actions",
        "block_id": "vote",
        "elements": [
            {
                "type": "button",
                "action_id": "yes",
                "value": "1",
                "text": {"type": "plain_text", "text": "Yes"},
            }
        ],
    },
]


class SmallBot:
    """Runs in a thread of its own; `seen` is what came in, `deaf` makes it fail."""

    def __init__(self, slack):
        self.slack, self.loop = slack, asyncio.new_event_loop()
        self.seen, self.deaf, self.slow = [], False, False
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.closing = []

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    async def call(self, method, **args):
        """A call as the SDK makes it: arguments of methods that read go into the query."""
        reads = method.split(".")[1] in READS
        return (await self.client.api_call(method, **{"params" if reads else "json": args})).data

    def web(self, method, **args):
        return self.run(self.call(method, **args))

    def refused(self, method, **args):
        """The answer to a call that Slack refuses."""
        try:
            answer = self.web(method, **args)
        except SlackApiError as error:
            return error.response
        raise AssertionError(f"{method} was not refused: {answer}")

    async def post(self, url, **body):
        """A POST without a token, for response_urls and uploads: status and text."""
        async with aiohttp.ClientSession() as session, session.post(url, **body) as answer:
            return answer.status, await answer.text()

    async def get(self, url, **headers):
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
            return await answer.text()

    async def build(self):
        self.client = AsyncWebClient(self.slack.bot_token, base_url=self.slack.api_url)
        self.client.retry_handlers = []
        self.app = AsyncApp(
            client=self.client, signing_secret=self.slack.signing_secret, process_before_response=True
        )
        listen(self.app, self)

    async def socket(self):
        handler = AsyncSocketModeHandler(self.app, self.slack.app_token, ping_interval=0.2)
        self.closing.append(handler.close_async)
        await handler.connect_async()

    async def http(self):
        runner = web.AppRunner(self.app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.closing.append(runner.cleanup)
        return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

    async def close(self):
        for step in self.closing:
            await step()


def listen(app, bot):
    @app.command("/ask")
    async def ask(ack, command, client):
        match command["text"]:
            case "late":
                return await asyncio.sleep(0.3)
            case "broken":
                return await ack(blocks=[{"type": "section"}], text="x")
            case "form":
                await ack()
                return await client.views_open(trigger_id=command["trigger_id"], view=ASK)
        return await ack(f"You asked: {command['text']}")

    @app.event("app_mention")
    async def mentioned(event, body, say, request):
        bot.seen.append((body["event_id"], int(request.headers.get("x-slack-retry-num", ["0"])[0])))
        if bot.deaf:
            raise RuntimeError("deaf")
        await say(text="Shall we go?", blocks=QUESTION, thread_ts=event["ts"])

    @app.event("message")
    async def said(event, say):
        if event["channel_type"] == "im":
            await say(f"Echo: {event['text']}")

    @app.event("app_home_opened")
    async def home(event, client):
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": QUESTION})

    @app.action("more")
    async def more(ack):
        await ack()

    @app.action("yes")
    async def yes(ack, respond, body):
        await ack()
        bot.seen.append(body)
        if body["container"]["type"] == "message":
            await respond(text="Thank you", replace_original=True)

    @app.view("ask")
    async def sent(ack, body):
        bot.seen.append(body)
        name = body["view"]["state"]["values"]["name"]["name"]["value"]
        if name == "?":
            return await ack(response_action="errors", errors={"name": "Who?"})
        if name == "!":
            return await ack(response_action="errors", errors={"nowhere": "Who?"})
        return await ack()

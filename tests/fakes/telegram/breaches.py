"""Requests which break a rule, each with the words of its refusal: tables for tests."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

_OFFSET = "🏟 🏟&lt;"


def _button(text: str = "Go", **action) -> dict:
    return {"reply_markup": _keyboard(InlineKeyboardButton(text, **action))}


def _keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button] for button in buttons])


_MANY = [InlineKeyboardButton("a", callback_data="a")] * 101

# (HTML, error after "can't parse entities: ")
HTML = [
    (f"{_OFFSET}<abacaba", "Unclosed start tag at byte offset 13"),
    (f"{_OFFSET}<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
    (f"{_OFFSET}<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    (f"{_OFFSET}<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
    (f"{_OFFSET}<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    (f"{_OFFSET}<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
    (f'{_OFFSET}<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    (f"{_OFFSET}</", "Unexpected end tag at byte offset 13"),
    (f"{_OFFSET}<b></b></", "Unexpected end tag at byte offset 20"),
    (f"{_OFFSET}<i>a</i   ", "Unclosed end tag at byte offset 17"),
    (f"{_OFFSET}<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
    ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
    ("&#xDFDF;", "Text contains invalid Unicode characters after decoding HTML entities"),
]

# (text, further arguments of sendMessage, error)
MESSAGES = [
    ("", {}, "message text is empty"),
    (" \n ", {}, "text must be non-empty"),
    ("<b></b>", {"parse_mode": "HTML"}, "text must be non-empty"),
    ("x" * 4097, {}, "message is too long"),
    ("😀" * 2049, {}, "message is too long"),
    ("x" * 32769, {}, "text is too long"),
    ("x", {"parse_mode": "BBCode"}, "unsupported parse_mode"),
    ("x", _button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
    ("x", _button(), "Text buttons are unallowed in the inline keyboard"),
    ("x", _button(callback_data="a", url="https://a.org"), "exactly one action"),
    ("x", _button(" ", callback_data="a"), "inline keyboard button text must be non-empty"),
    ("x", _button(url="http://localhost/a"), "URL 'http://localhost/a' is invalid: Wrong HTTP URL"),
    ("x", _button(url="ftp://a.org"), "is invalid: Unsupported URL protocol"),
    (
        "x",
        {"reply_markup": _keyboard(*_MANY)},
        "reply markup is too long",
    ),
    ("x", {"reply_to_message_id": 99}, "message to be replied not found"),
    ("x", {"message_thread_id": 99}, "message thread not found"),
    ("x", {"api_kwargs": {"colour": "red"}}, "unknown parameter colour of sendMessage"),
]

# (arguments of setWebhook, error)
WEBHOOKS = [
    ({"url": "http://127.0.0.1:80/x"}, "An HTTPS URL must be provided for webhook"),
    ({"url": "https://example.org:8000/x"}, "only on ports 80, 88, 443 or 8443"),
    (
        {"url": "https://example.org/x", "secret_token": "a b"},
        "secret token contains unallowed characters",
    ),
    ({"url": "https://example.org/x", "secret_token": "a" * 257}, "secret token is too long"),
]

"""Forms as Slack modals, and what was filled in."""

from __future__ import annotations

from bot.heard import Answer
from bot.slack.blocks import LABEL, VALUE, Json, paragraphs, plain_text
from bot.text import clean, cut, one_line, split, units
from commands.reply import Field, Form, Option, Text

VIEW_TITLE, INPUT, RADIOS, OPTIONS, OPTION_VALUE, METADATA = 24, 3_000, 10, 100, 150, 3_000
NOT_TAKEN = "This could not be taken. Change it, or close the form and write the command."
TOO_LONG = "Only the first 3,000 characters fit here."


def modal(form: Form, metadata: str) -> Json:
    """A form as a modal view; ``metadata`` comes back with the answers (over 3,000: ``ValueError``)."""
    if units(metadata) > METADATA:
        raise ValueError(f"{METADATA} characters of metadata is the most a modal carries")
    title = one_line(form.title) or "Form"
    above = (
        [block for piece in paragraphs(title) for block in piece.blocks] if units(title) > VIEW_TITLE else []
    )
    return {
        "type": "modal",
        "callback_id": "form",
        "private_metadata": metadata,
        "title": plain_text(cut(title, VIEW_TITLE)),
        "submit": plain_text(cut(form.submit, VIEW_TITLE) or "Send"),
        "close": plain_text("Cancel"),
        "blocks": [*above, *map(_input, form.fields)],
    }


def answers(view: Json) -> dict[str, str]:
    """What was filled in, by the name of the field; a question left out is an empty string."""
    values: dict[str, dict[str, Json]] = view["state"]["values"]
    return {name: _answer(element) for name, elements in values.items() for element in elements.values()}


def errors(answer: Answer, view: Json) -> dict[str, str]:
    """What to show inside a form that was refused, under the field it is about."""
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if not answer.refused or answer.reply is None or not fields:
        return {}
    words = " ".join(block.text for block in answer.reply.blocks if isinstance(block, Text))
    return {answer.field if answer.field in fields else fields[0]: words or NOT_TAKEN}


def _answer(element: Json) -> str:
    if several := element.get("selected_options"):
        return "\n".join(each["value"] for each in several)
    chosen = element.get("selected_option") or {}
    return str(element.get("value") or chosen.get("value") or "")


def _input(field: Field) -> Json:
    drawn: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(cut(field.label, VALUE) or field.name),
        "element": _choice(field) if _can_choose(field) else _line(field),
        "optional": field.optional,
    }
    hint = cut(f"{field.hint} {TOO_LONG}" if units(clean(field.value)) > INPUT else field.hint, VALUE)
    return drawn | ({"hint": plain_text(hint)} if hint else {})


def _line(field: Field) -> Json:
    drawn: Json = {"type": "plain_text_input", "action_id": "answer", "multiline": field.shape == "long"}
    value = (split(clean(field.value), INPUT) or [""])[0]
    return drawn | ({"initial_value": value} if value else {})


def _can_choose(field: Field) -> bool:
    """Options Slack would refuse (none at all, or a value too long) are typed instead."""
    fit = all(0 < units(option.value) <= OPTION_VALUE for option in field.options)
    return (
        field.shape in ("choice", "several")
        and bool(field.options)
        and fit
        and len(field.options) <= OPTIONS**2
    )


def _choice(field: Field) -> Json:
    options = list({option.value: _option(option) for option in field.options}.values())
    if field.shape == "several":
        shape = "checkboxes" if len(options) <= RADIOS else "multi_static_select"
        return {"type": shape, "action_id": "answer"} | _offered(options)
    chosen = [option for option in options if option["value"] == field.value]
    shape = "radio_buttons" if len(options) <= RADIOS else "static_select"
    drawn: Json = {"type": shape, "action_id": "answer"}
    return drawn | _offered(options) | ({"initial_option": chosen[0]} if chosen else {})


def _offered(options: list[Json]) -> Json:
    if len(options) <= OPTIONS:
        return {"options": options}
    groups = [options[start : start + OPTIONS] for start in range(0, len(options), OPTIONS)]
    named = [(plain_text(cut(f"From {group[0]['text']['text']}", LABEL)), group) for group in groups]
    return {"option_groups": [{"label": name, "options": group} for name, group in named]}


def _option(option: Option) -> Json:
    return {"text": plain_text(cut(option.label, LABEL) or option.value[:LABEL]), "value": option.value}

"""The edit methods; a keyboard which an edit leaves out is taken away."""

from typing import Any

from . import keyboards, shapes, targets, text
from .errors import impossible
from .media import input_media
from .sending import check_preview
from .service import Service, method
from .world import Message

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@method("editMessageText")
def edit_text(service: Service, args: dict) -> dict:
    made = text.message(service.world, args)
    check_preview(args)
    message = targets.editable(service.world, args)
    if not message.text:
        raise impossible("there is no text in the message to edit")
    return _change(service, args, message, text=made.text, entities=made.entities)


@method("editMessageCaption")
def edit_caption(service: Service, args: dict) -> dict:
    made = text.caption(service.world, args)
    message = targets.editable(service.world, args)
    if message.text:
        raise impossible("there is no caption in the message to edit")
    return _change(service, args, message, caption=made.text, entities=made.entities)


@method("editMessageMedia")
def edit_media(service: Service, args: dict) -> dict:
    message = targets.editable(service.world, args)
    parts = {"text": "", "picture": None, "file": None}
    return _change(service, args, message, **parts | input_media(service.world, args.get("media")))


@method("editMessageReplyMarkup")
def edit_markup(service: Service, args: dict) -> dict:
    return _change(service, args, targets.editable(service.world, args))


def _change(service: Service, args: dict, message: Message, **new: Any) -> dict:
    new["keyboard"] = keyboards.inline(args.get("reply_markup"))
    if all(getattr(message, name) == value for name, value in new.items()):
        raise impossible(_SAME)
    for name, value in new.items():
        setattr(message, name, value)
    message.edited = service.world.now()
    message.edits.append(message.visible_text)
    return shapes.message(service.world, message)

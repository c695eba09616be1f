"""sendMessage and sendChatAction."""

from . import keyboards, shapes, targets, text
from .errors import malformed
from .service import Service, method
from .words import words
from .world import BOT_ID, Message

_ACTIONS = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
_PREVIEW = words("is_disabled url prefer_small_media prefer_large_media show_above_text")


@method("sendMessage")
def send_message(service: Service, args: dict) -> dict:
    made = text.message(service.world, args)
    check_preview(args)
    message = deliver(service, args, text=made.text, entities=made.entities)
    return shapes.message(service.world, message)


def check_preview(args: dict) -> None:
    options = args.get("link_preview_options")
    if options and (not isinstance(options, dict) or options.keys() - _PREVIEW):
        raise malformed("can't parse link preview options JSON object")


def deliver(service: Service, args: dict, **content) -> Message:
    """Puts a message of the bot into its chat, once keyboard, chat, thread and reply are in order."""
    world = service.world
    keyboard, other = keyboards.read(args.get("reply_markup"))
    where = targets.writable(world, args)
    return world.add(
        where,
        BOT_ID,
        keyboard=keyboard,
        other_markup=other,
        thread=targets.thread(world, where, args),
        reply_to=targets.reply(world, where, args),
        silent=args.get("disable_notification", False),
        protected=args.get("protect_content", False),
        **content,
    )


@method("sendChatAction")
def send_chat_action(service: Service, args: dict) -> bool:
    if args.get("action") not in _ACTIONS:
        raise malformed("wrong parameter action in request")
    where = targets.writable(service.world, args)
    targets.thread(service.world, where, args)
    service.actions.append((where.id, args["action"]))
    return True

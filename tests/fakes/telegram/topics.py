"""Forum topics."""

from . import targets
from .errors import impossible, malformed
from .service import Service, method
from .world import BOT_ID, Chat


@method("createForumTopic")
def create_topic(service: Service, args: dict) -> dict:
    where = _forum(service, args)
    name = args.get("name", "").strip()
    if not name:
        raise malformed("TOPIC_TITLE_EMPTY")
    note = service.world.add(
        where, BOT_ID, service={"forum_topic_created": {"name": name, "icon_color": 7322096}}
    )
    note.thread = note.message_id
    where.topics[note.message_id] = name
    return {"message_thread_id": note.message_id, "name": name, "icon_color": 7322096}


@method("editForumTopic")
def edit_topic(service: Service, args: dict) -> bool:
    where, topic = _topic(service, args)
    name = args.get("name", "").strip()
    if name in ("", where.topics[topic]):
        raise impossible("TOPIC_NOT_MODIFIED")
    where.topics[topic] = name
    return True


@method("closeForumTopic")
def close_topic(service: Service, args: dict) -> bool:
    where, topic = _topic(service, args)
    if topic in where.closed_topics:
        raise impossible("TOPIC_NOT_MODIFIED")
    where.closed_topics.add(topic)
    return True


@method("reopenForumTopic")
def reopen_topic(service: Service, args: dict) -> bool:
    where, topic = _topic(service, args)
    if topic not in where.closed_topics:
        raise impossible("TOPIC_NOT_MODIFIED")
    where.closed_topics.remove(topic)
    return True


def _forum(service: Service, args: dict) -> Chat:
    where = targets.present(service.world, args)
    if where.topics is None:
        raise impossible("the chat is not a forum")
    if where.bot != "administrator":
        raise impossible("not enough rights to create a topic")
    return where


def _topic(service: Service, args: dict) -> tuple[Chat, int]:
    where = _forum(service, args)
    topic = args.get("message_thread_id", 0)
    if topic not in where.topics:
        raise impossible("TOPIC_ID_INVALID")
    return where, topic

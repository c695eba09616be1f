"""What bots ask about chats, and leave them by."""

from . import membership, shapes, targets
from .errors import impossible, malformed
from .service import Service, method
from .world import BOT_ID


@method("getChat")
def get_chat(service: Service, args: dict) -> dict:
    return shapes.full_chat(service.world, targets.present(service.world, args))


@method("getChatMember")
def get_member(service: Service, args: dict) -> dict:
    where = targets.present(service.world, args)
    person = service.world.users.get(args.get("user_id", 0))
    if person is None:
        raise malformed("invalid user_id specified")
    return shapes.member(service.world, where, person)


@method("getChatAdministrators")
def get_administrators(service: Service, args: dict) -> list[dict]:
    where = targets.present(service.world, args)
    if where.private:
        raise impossible("there are no administrators in the private chat")
    ids = where.admins + ([BOT_ID] if where.bot == "administrator" else [])
    return [shapes.member(service.world, where, service.world.users[each]) for each in ids]


@method("getChatMemberCount")
def get_member_count(service: Service, args: dict) -> int:
    where = targets.present(service.world, args)
    return 2 if where.private else len(where.members) + 1


@method("leaveChat")
def leave_chat(service: Service, args: dict) -> bool:
    where = targets.present(service.world, args)
    if where.private:
        raise impossible("chat member status can't be changed in private chats")
    membership.move_bot(service, where, BOT_ID, "left")
    return True

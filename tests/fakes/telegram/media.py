"""sendPhoto, sendDocument, sendMediaGroup, and the files which people download."""

from typing import Any

from . import pictures, shapes, targets, text
from .errors import impossible, malformed
from .parameters import Upload
from .sending import deliver
from .service import Service, method
from .words import words
from .world import File, World

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
_ALBUM_FIELDS = words(
    "type media caption parse_mode caption_entities show_caption_above_media has_spoiler "
    "disable_content_type_detection thumbnail"
)


@method("sendPhoto")
def send_photo(service: Service, args: dict) -> dict:
    return _send(service, args, "photo")


@method("sendDocument")
def send_document(service: Service, args: dict) -> dict:
    return _send(service, args, "document")


def _send(service: Service, args: dict, kind: str) -> dict:
    made = text.caption(service.world, args)
    targets.writable(service.world, args)
    content = attachment(service.world, kind, args.get(kind))
    message = deliver(service, args, caption=made.text, entities=made.entities, **content)
    return shapes.message(service.world, message)


def attachment(world: World, kind: str, value: Any) -> dict[str, File]:
    """The file under the name which a Message has for it."""
    if kind == "photo":
        return {"picture": _file(world, value, "Photo")}
    return {"file": _file(world, value, "Document")}


def _file(world: World, value: Any, kind: str) -> File:
    if isinstance(value, Upload):
        return _uploaded(world, value, kind)
    if not value:
        raise malformed(f"there is no {kind.lower()} in the request")
    if str(value).startswith(("http://", "https://")):
        raise malformed("failed to get HTTP URL content")
    known = world.files.get(str(value))
    if known is None:
        raise malformed("wrong remote file identifier specified: Wrong character in the string")
    if known.kind != kind:
        raise malformed(f"can't use file of type {known.kind} as {kind}")
    return known


def _uploaded(world: World, upload: Upload, kind: str) -> File:
    if not upload.data:
        raise malformed("file must be non-empty")
    if len(upload.data) > LARGEST_UPLOAD:
        raise malformed("file is too big")
    size = pictures.dimensions(upload.data) if kind == "Photo" else (0, 0)
    return world.keep(upload.data, name=upload.name, mime=upload.mime, size=size, kind=kind)


@method("sendMediaGroup")
def send_media_group(service: Service, args: dict) -> list[dict]:
    items = args.get("media")
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise malformed("there must be 2-10 media in an album")
    parts = [input_media(service.world, item) for item in items]
    if len({tuple(sorted(part.keys() & {"picture", "file"})) for part in parts}) > 1:
        raise malformed("Can't use the media of the specified type in the album")
    album = f"album{service.world.serial()}"
    sent = [deliver(service, args, album=album, **part) for part in parts]
    return [shapes.message(service.world, message) for message in sent]


def input_media(world: World, item: Any) -> dict:
    """What an InputMedia object says: file, caption and its formatting."""
    if not isinstance(item, dict) or item.keys() - _ALBUM_FIELDS:
        raise malformed("can't parse InputMedia: unknown field")
    if item.get("type") not in ("photo", "document"):
        raise malformed(f'type "{item.get("type")}" is unallowed here')
    made = text.caption(world, item)
    content = attachment(world, item["type"], item.get("media"))
    return content | {"caption": made.text, "entities": made.entities}


@method("getFile")
def get_file(service: Service, args: dict) -> dict:
    file = service.world.files.get(args.get("file_id", ""))
    if file is None:
        raise malformed("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > LARGEST_DOWNLOAD:
        raise impossible("file is too big")
    ids = {"file_id": file.id, "file_unique_id": f"U{file.id[4:10]}", "file_size": len(file.data)}
    return ids | {"file_path": f"{'photos' if file.kind == 'Photo' else 'documents'}/{file.id}"}

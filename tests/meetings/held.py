"""Meetings that were held: said line by line at the door, and ended."""

from datetime import timedelta

LINES = (
    "meeting here @food-hub-lead",
    "meeting apologies from @steward",
    "meeting info The heating is mended",
    "meeting topic Opening hours",
    "meeting decision The pantry opens on Tuesdays",
    "meeting risk The lease ends in May",
    "meeting question Who holds the keys",
    "meeting tension Counts first or people first",
    "meeting action @analyst to send the counts by 27 November",
)


def hold(world, *lines, title="Weekly call", chair="lead"):
    """Start a meeting, say its lines, end it an hour later."""
    world.says(chair, f"meeting start {title}")
    for line in lines or LINES:
        world.says(chair, line)
    world.clock.move_by(timedelta(hours=1))
    return world.says(chair, "meeting end")


def file(world):
    """The file of the last answer."""
    return world.last.attachments()[0]

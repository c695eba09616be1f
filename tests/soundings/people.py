"""Who answers in these tests, one for each organisation of the demonstration."""

FRIDAY_LINE = 'closes="Fri 17:00"'
FOR = {
    "food-hub-lead": "Demo Food Hub",
    "pantry-lead": "Demo Pantry",
    "centre-manager": "Demo Community Centre",
    "analyst": "Demo Borough Council",
    "lead": "Demo Voluntary Sector Forum",
    "deputy": "Demo Schools Team",
}


def answer_all(chat, number, answers, who=tuple(FOR)):
    """Each organisation in turn gives an answer to a sounding."""
    return [chat.says(each, f"poll {number} {given}") for each, given in zip(who, answers, strict=False)]

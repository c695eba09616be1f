"""From a question understood to a reply: where its numbers stand, what they say, and how they are shown."""

"""The digest as files: pages, Markdown, plain text and a feed, with nothing in them that may not leave the channel."""

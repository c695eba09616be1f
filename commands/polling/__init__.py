"""How a sounding is written down, checked and read. The commands themselves are `commands/poll*.py`."""

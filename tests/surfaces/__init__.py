"""The same conversation on every surface, each through its own door: a test says what people do and reads what they see."""

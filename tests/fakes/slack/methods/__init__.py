"""The Web API's methods, one module for each family."""

from . import chat, conversations, files, people, views
from .registry import METHODS, Call, Method

__all__ = ["METHODS", "Call", "Method", "chat", "conversations", "files", "people", "views"]

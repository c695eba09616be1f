"""Registers across meetings: ``labels`` (what they are called), ``listing``, ``closing``, ``deciding`` and ``files``."""

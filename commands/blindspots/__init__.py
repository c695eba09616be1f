"""Blindspots, in the order to read: ``wording``, ``showing`` (the living message), ``naming``, ``backing``, ``steps``.

``linking`` says what belongs to one.
"""

"""Figures that look wrong, in the order to read: ``wording``, ``talking`` (to the analyst), ``settling``, ``caveats``."""

"""Data requests, in the order to read: ``wording``, ``respondents`` (who answers, by when), ``raising``, ``showing``.

Then what people do with one: ``listing``, ``following``, ``talking`` (carried to every place) and how it ends:
``answering``, ``offering``, ``turning_down``, ``changing``. ``telling`` says who hears of it, ``settled`` is what all ends
have in common, ``answers`` is where an answer stands, and ``drafting`` begins a new measure.
"""

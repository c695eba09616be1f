"""Actions, in the order to read: ``sentence`` (what was said), ``owners`` and ``due`` (what it means), ``noting``.

Then what people do with one: ``add``, ``answering``, ``changing``, ``giving``, ``listing``, ``showing``.
"""

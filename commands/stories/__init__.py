"""Stories, in the order to read: ``wording``, ``telling``, ``reading`` (moderators), ``beside`` (a figure), ``own``."""

"""How fast Parley is beside the least that its libraries can do: ``python -m tests.bench``, or ``make bench``."""

"""How far numbers that sums tie together can be pinned down. It knows nothing of releases, areas or time.

Read `known` (what is known of the numbers) and `attacker` (how it is asked) first. The attacker uses `reach` (bounds in
whole numbers, without a solver), which uses `rows` and `cases`; `pieces` (parts attacked apart); and `programme` (the solver).
"""

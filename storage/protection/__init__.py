"""Protection of whole tables before anything is released: pure functions, no database.

What to read, in this order:

1. `cube` (every published cell and the sums between them), `coarsen` (would larger areas or longer periods say more?);
2. `rounding` (additive controlled rounding of one period), `carry` (error made up for in the next periods), `months`
   (what only months show), `history` (all periods: new ones, corrections), `ledger` (what the next build has to know)
   and `proof` (is a published table what was declared?);
3. `published` (what anybody may know), then the attack: `joint` (everything published, as systems of numbers) on top of
   `bounds` (how far a system of numbers can be pinned down);
4. `standing` and `others` (from releases and tables of others to what is attacked), `risks` (the judgement of one release)
   with `caveats` (what a steward should know) and `verdict` (what comes of it), and beside it `contributors` (what
   those could learn who know their own cases);
5. `certificate`: what a steward approves.
"""

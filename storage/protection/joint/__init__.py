"""Everything ever published as systems of true numbers, for `bounds` to attack.

`axes` and `space` are the numbers of one source and period and the sums between them; `blocks` gathers what each release
says of them; `together` finds the periods that something ties to each other and `system` puts those side by side;
`attack` is the entry.
"""

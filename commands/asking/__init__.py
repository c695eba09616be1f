"""How a line of words becomes a question: tokens, then what each phrase may mean, then what all of them mean together."""

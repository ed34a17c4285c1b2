"""Whether the addresses of a manifest answer: who is called, who never is, and what an answer means."""

"""Whether the addresses of a manifest answer: who is called, who never is, and what an answer means.

`collect.py` (addresses of manifests) > `check.py` (all of them, at once and politely) > `follow.py` (one address, by
its redirections) > `call.py` (one call). `hosts.py` says which hosts are called at all; `judge.py` makes the findings.
"""

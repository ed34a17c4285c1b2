"""The command line: one module per verb. Each reads its options, calls, hands to a view, returns an exit code."""

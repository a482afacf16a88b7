"""How Linli runs: the pages, the background work, the demo's process tree."""

"""Rules of the knowledge room: what an article must have, when it holds, who may change it, which ones fit a text."""

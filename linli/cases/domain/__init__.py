"""The pure rules of the case. No Django in here: facts in, decisions out."""

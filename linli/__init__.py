"""Linli 邻里: a neighbourhood's requests, from the resident's door to the resident's verdict."""

"""The demo: an invented neighbourhood after the figures of sourcebook row G1, its people, and a year of their requests.

Places carry their real names and codes; whoever lives or works in them here is invented.
"""

"""Webhooks: other systems hear of each deed, signed, in order per case, at least once. Format: standardwebhooks.com."""

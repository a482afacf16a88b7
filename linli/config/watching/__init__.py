"""For whoever watches the service: does it stand, is it ready, how busy and how far behind is it, what went wrong."""

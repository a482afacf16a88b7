"""REST v1: what the pages do on cases, for programs. `api` is what the URL map mounts."""

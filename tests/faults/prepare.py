"""Migrate the installation and build the cast in it."""

import json

from tests.faults import boot  # noqa: F401 - starts Django

if __name__ == "__main__":
    from django.core.management import call_command

    from linli.people.models import Account, Post
    from tests import cast

    call_command("migrate", verbosity=0)
    cast.build()
    Post.objects.filter(public_name="吴敏").delete()
    print(json.dumps({"accounts": Account.objects.count()}))

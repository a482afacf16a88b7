"""Let the same code be pressed by several at the same moment, each in a thread of its own: app, recovery, text message.

python -m tests.faults.once ROUNDS
"""

import json
import sys
import threading
from collections.abc import Callable

from tests.faults import boot

PRESSES = 4

if __name__ == "__main__":
    from datetime import timedelta

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
    from django.db import connection

    from linli.core import clock
    from linli.core.errors import Invalid
    from linli.people.models import Account, OneTimeCode, Post
    from linli.people.services import codes
    from linli.people.services.factors import PERIOD, factors_drop, recovery_use, totp_add, totp_draw, totp_use

    boot.people()
    account = Account.objects.get(pk=Post.objects.current().filter(kind="director")[0].account_id)
    texts: list[str] = []
    codes._senders[:] = [lambda phone, text: texts.append(text)]
    start = clock.now()

    def shown(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // PERIOD))

    def by_text(code: str) -> bool:
        try:
            return bool(codes.code_prove(account.phone, code, session="one"))
        except Invalid:
            return False

    def at_once(moment: object, press: Callable[[], bool]) -> list[str]:
        barrier, given = threading.Barrier(PRESSES), []

        def go() -> None:
            with clock.at(moment):
                barrier.wait()
                try:
                    given.append(str(press()))
                except Exception as error:
                    given.append(f"error: {error!r}")
                finally:
                    connection.close()

        threads = [threading.Thread(target=go) for _ in range(PRESSES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(given)

    found: list[list[str]] = []
    for round_ in range(int(sys.argv[1])):
        moment = start + timedelta(days=round_)
        factors_drop(account)
        OneTimeCode.objects.all().delete()
        secret = totp_draw()
        with clock.at(moment - timedelta(hours=1)):
            kept = totp_add(account, secret, shown(secret))
        with clock.at(moment):
            typed = shown(secret)
            codes.code_send(account.phone, session="one")
        text = "".join(c for c in texts[-1].split("验证码")[1][:8] if c.isdigit())
        found.append(at_once(moment, lambda typed=typed: totp_use(account, typed)))
        found.append(at_once(moment, lambda kept=kept: recovery_use(account, kept[0])))
        found.append(at_once(moment, lambda text=text: by_text(text)))
    print(json.dumps({"found": found}))

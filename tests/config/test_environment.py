"""Where the demo lives and listens, before any setting is read."""

from __future__ import annotations

import socket
from pathlib import Path

from linli.config.running.environment import default_folder, demo_environment, free_port, port_free


def test_the_option_goes_before_the_environment_and_that_before_the_default(tmp_path: Path) -> None:
    home = {"XDG_DATA_HOME": str(tmp_path)}
    for arguments, given, expected in (
        (["--data", "/a"], {"LINLI_DATA": "/b"}, "/a"),
        (["--data=/a"], {}, "/a"),
        ([], {"LINLI_DATA": "/b"}, "/b"),
        ([], {}, str(tmp_path / "linli" / "demo")),
    ):
        environ = {**home, **given}
        demo_environment([*arguments, "--no-serve"], environ)
        assert environ["LINLI_DATA"] == expected
        assert environ["LINLI_DEMO"] == "1"


def test_a_home_that_cannot_be_written_gives_way_to_a_temporary_folder(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert default_folder({"XDG_DATA_HOME": str(in_the_way)}).name.startswith("linli-demo-")


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not port_free(port)
        assert free_port(port) != port


def test_links_name_the_port_that_was_asked_for() -> None:
    environ = {"LINLI_DATA": "/b"}
    demo_environment(["--port", "8123"], environ)
    assert environ["LINLI_BASE_URL"] == "http://127.0.0.1:8123"

"""A filed certificate: the archive still holds what it names, or says what it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import house
from tests.archive.site.world import BLOG, World, make_world


def certify(world: World, out: Path) -> Path:
    given = ["coverage", BLOG, "--archive", str(world.home.root), "--certificate", str(out), "--json"]
    (written,) = json.loads(CliRunner().invoke(house, given).output)
    return Path(written["json"])


def check(world: World, filed: Path) -> Result:
    return CliRunner().invoke(
        house, ["verify", "--archive", str(world.home.root), "--certificate", str(filed), "--json"]
    )


def codes(done: Result) -> list[str]:
    return [one["code"] for one in json.loads(done.output)["findings"]]


def test_archive_that_did_not_change_holds_what_was_certified(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    done = check(world, certify(world, tmp_path))
    assert (done.exit_code, codes(done)) == (0, [])


def test_altered_and_lost_files_and_lost_rows_are_named(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    filed = certify(world, tmp_path)
    path = world.home.warcs / json.loads(filed.read_text("utf-8"))["warcs"][0]["name"]
    path.write_bytes(path.read_bytes() + b"x")
    assert codes(check(world, filed)) == ["warc-altered"]
    path.unlink()
    world.write("update threads set kept = 0")
    done = check(world, filed)
    assert (done.exit_code, codes(done)) == (1, ["warc-lost", "fewer-rows"])


@pytest.mark.parametrize(
    "words", ["", "[]", "{}", "[" * 100_000, '{"certificate": 2}', '{"certificate": 1, "warcs": [1], "coverage": null}']
)
def test_what_is_no_certificate_is_said_to_be_none(tmp_path: Path, words: str) -> None:
    world = make_world(tmp_path / "archive")
    (filed := tmp_path / "other.json").write_text(words, "utf-8")
    done = check(world, filed)
    assert done.exit_code == 1
    assert "is no certificate" in str(done.exception)

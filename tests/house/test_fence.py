"""The start-up check: another package on one of our plain import names is named in a sentence."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from archive.fence import OURS, NameTaken, check_names, describe, is_ours

ROOT = Path(__file__).parents[2]


def test_our_own_packages_pass() -> None:
    check_names()


def test_a_package_found_elsewhere_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(NameTaken, match="Blogkeep's folder 'archive' is hidden by another package"):
        check_names(tmp_path)


def test_a_package_whose_words_were_overwritten_is_not_ours() -> None:
    assert not is_ours("archive", "Something else", find_spec("archive"), ROOT)


def test_every_package_says_the_words_it_is_known_by() -> None:
    for name, words in OURS.items():
        assert is_ours(name, words, find_spec(name), ROOT), name


def test_the_sentence_names_the_way_out() -> None:
    assert describe("spiders", "/elsewhere/spiders/__init__.py") == (
        "Blogkeep's folder 'spiders' is hidden by another package (found at /elsewhere/spiders/__init__.py). "
        "Install Blogkeep in an environment of its own: "
        "python3 -m venv .venv && .venv/bin/pip install blogkeep"
    )


@pytest.mark.parametrize("name", ["archive", "pipelines"])
def test_a_stranger_on_the_path_is_named_at_start(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text('"""Somebody else."""\n')
    path = [str(tmp_path), str(ROOT)]
    code = f"import sys; sys.path[:0] = {path!r}; import spiders.start; spiders.start.main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith(f"Blogkeep's folder '{name}' is hidden by another package")
    assert "Install Blogkeep in an environment of its own" in done.stderr
    assert done.stderr.count("\n") == 1

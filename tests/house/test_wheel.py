"""What the wheel holds: the three packages, templates and static files too, entry points, nothing else."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("archive", "pipelines", "spiders")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    pytest.importorskip("hatchling")
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target]
    subprocess.run(command, cwd=ROOT, check=True)
    (built,) = target.glob("*.whl")
    return built


def names(wheel: Path) -> set[str]:
    """Everything in the wheel."""
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_wheel_holds_every_file_of_the_three_packages(wheel: Path) -> None:
    wanted = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert wanted - names(wheel) == set()


def test_wheel_holds_nothing_beside_them(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_wheel_names_the_command_and_the_plugin(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        (entry,) = [name for name in packed.namelist() if name.endswith("entry_points.txt")]
        points = configparser.ConfigParser()
        points.read_string(packed.read(entry).decode())
    assert {section: dict(points[section]) for section in points.sections()} == {
        "console_scripts": {"blogkeep": "spiders.start:main"},
        "datasette": {"blogkeep": "archive.site"},
    }


def test_unpacked_wheel_runs_far_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    code = "import archive.site, pipelines, spiders.start as start; print(start.__file__); start.main()"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv = ['blogkeep', '--help']; {code}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == str(tmp_path / "site" / "spiders" / "start.py")
    assert "crawl" in done.stdout

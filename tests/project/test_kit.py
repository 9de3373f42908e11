"""The starter: two words bring anybody in, and what is missing is said in one sentence."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def kit(root: Path) -> ModuleType:
    """kit.py as a module of its own."""
    spec = importlib.util.spec_from_file_location("kit", root / "kit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of kit.py without uv in reach."""
    base = Path(sys.base_prefix) / ("python.exe" if os.name == "nt" else "bin/python3")
    program = base if base.exists() else Path(sys.executable)
    environment = {**os.environ, "PATH": os.defpath, **more}
    return subprocess.run(
        [str(program), str(folder / "kit.py"), *words],
        capture_output=True, text=True, env=environment, check=False, timeout=300,
    )  # fmt: skip


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A folder with what kit.py needs and a short lock."""
    for name in ("kit.py", "pyproject.toml"):
        shutil.copy(root / name, tmp_path / name)
    lock = "iniconfig==2.3.1 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    (tmp_path / "requirements.lock").write_text(lock)
    return tmp_path


def test_help_installs_nothing(copy: Path) -> None:
    done = start(copy, "--help")
    assert done.returncode == 0
    assert "kit.py lab" in done.stdout
    assert not (copy / ".venv").exists()


def test_no_network_is_one_sentence(copy: Path) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1", "PIP_FIND_LINKS": "",
    }  # fmt: skip
    done = start(copy, "setup", **nowhere)
    assert done.returncode == 1
    (sentence,) = done.stderr.strip().splitlines()
    assert "could not be downloaded" in sentence
    assert "Traceback" not in done.stdout + done.stderr
    assert not (copy / ".venv" / ".lianke-stamp").exists()


def test_an_old_python_is_one_sentence(kit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit.sys, "version_info", (3, 9, 1))
    with pytest.raises(kit.CannotStartError, match=r"needs Python 3\.11 or newer"):
        kit.main(["lab"])


def test_an_unknown_extra_is_one_sentence(kit: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(
        kit.CannotStartError, match=r"'eth' is no extra; there are: dev, dask, evm\."
    ):
        kit.Environment(tmp_path / ".venv", []).add(["evm", "eth"])


def test_a_missing_venv_module_is_one_sentence(
    kit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = shutil.which("false")
    if fails is None:
        pytest.skip("no program 'false' here to stand in for a Python without venv (coreutils)")
    monkeypatch.setattr(kit.sys, "executable", fails)
    with pytest.raises(kit.CannotStartError, match="apt install python3-venv"):
        kit.Environment(tmp_path / ".venv", []).with_pip()


def test_nothing_is_done_when_nothing_changed(
    kit: ModuleType, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("a==1\n")
    environment = kit.Environment(tmp_path / ".venv", [lock])
    assert not environment.ready()
    environment.python().parent.mkdir(parents=True)
    environment.python().touch()
    environment.stamp.write_text(environment.wanted())
    monkeypatch.setattr(kit.subprocess, "run", lambda *_, **__: pytest.fail("it did something"))
    environment.make()
    lock.write_text("a==2\n")
    assert not environment.ready()


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        ("ERROR: No matching distribution found for x", "online"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something\nERROR: it went wrong\n", "it went wrong"),
    ],
)
def test_a_failure_is_explained(kit: ModuleType, talk: str, words: str) -> None:
    assert words in kit.explain(talk, kit.ROOT / ".venv" / "install.log")


@pytest.mark.parametrize("words", [[], ["tests/unit", "-q"]])
def test_all_tests_run_side_by_side_and_words_go_to_pytest_alone(
    kit: ModuleType, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(kit.Environment, "make", lambda self: None)
    monkeypatch.setattr(kit, "run", commands.append)
    monkeypatch.setattr(kit.os, "chdir", lambda path: None)
    kit.main(["test", *words])
    [[_, *told]] = commands
    assert told == ["-m", "pytest", *(words or kit.ALL_TESTS)]


def test_it_needs_the_standard_library_only(root: Path) -> None:
    import ast

    for node in ast.walk(ast.parse((root / "kit.py").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= set(sys.stdlib_module_names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module in sys.stdlib_module_names

"""environment.yml, requirements.lock and pyproject.toml name the same things."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

OTHER_NAMES = {"matplotlib-base": "matplotlib"}
NOT_OURS = {"python", "pip"}


def locked(root: Path) -> dict[str, str]:
    text = (root / "requirements.lock").read_text("utf-8")
    return dict(re.findall(r"(?m)^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text))


def declared(root: Path) -> set[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {re.match(r"[A-Za-z0-9_.-]+", name)[0] for name in wanted}


def conda_file(root: Path) -> tuple[list[str], list[str]]:
    entries = yaml.safe_load((root / "environment.yml").read_text("utf-8"))["dependencies"]
    conda = [entry for entry in entries if isinstance(entry, str)]
    pip = next(entry["pip"] for entry in entries if isinstance(entry, dict))
    return conda, pip


def test_every_conda_specification_is_valid_and_pinned_as_in_the_lock(root: Path) -> None:
    rattler = pytest.importorskip("rattler", reason="py-rattler checks conda specifications")
    conda, _ = conda_file(root)
    versions = locked(root)
    for entry in conda:
        spec = rattler.MatchSpec(entry)
        name = OTHER_NAMES.get(spec.name.normalized, spec.name.normalized)
        if name not in NOT_OURS:
            assert f"{spec.name.normalized}={versions[name]}" == entry, f"{entry} is not the lock's"


def test_pip_section_is_pinned_as_in_the_lock(root: Path) -> None:
    versions = locked(root)
    _, pip = conda_file(root)
    for entry in pip:
        if not entry.startswith("--editable"):
            name, _, version = entry.partition("==")
            assert version == versions[name]


def test_conda_and_pyproject_name_the_same_packages(root: Path) -> None:
    conda, pip = conda_file(root)
    names = {OTHER_NAMES.get(e.split("=")[0], e.split("=")[0]) for e in conda} - NOT_OURS
    names |= {e.partition("==")[0] for e in pip if not e.startswith("--")}
    assert names == declared(root)


def test_lock_holds_hashes_and_no_addresses(root: Path) -> None:
    text = (root / "requirements.lock").read_text("utf-8")
    assert "://" not in text
    assert "index" not in text
    assert "find-links" not in text
    entries = re.findall(r"(?m)^\S+==", text)
    assert len(entries) > 100
    for entry in re.split(r"(?m)^(?=\S+==)", text)[1:]:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_everything_declared_is_locked(root: Path) -> None:
    versions = {name.lower() for name in locked(root)}
    assert {name.lower() for name in declared(root)} <= versions


def test_the_virtual_machine_is_pinned_and_not_in_the_lock(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    pins = [pin.partition("==") for pin in project["optional-dependencies"]["evm"]]
    assert all(version for _, _, version in pins)
    assert not {name for name, _, _ in pins} & locked(root).keys()


def test_pre_commit_uses_the_locked_versions(root: Path) -> None:
    config = yaml.safe_load((root / ".pre-commit-config.yaml").read_text("utf-8"))
    versions = locked(root)
    pins = [
        pin
        for repository in config["repos"]
        for hook in repository["hooks"]
        for pin in hook["additional_dependencies"]
    ]
    assert pins
    for pin in pins:
        name, _, version = pin.partition("==")
        assert versions[name] == version, f"{pin} is not the lock's"

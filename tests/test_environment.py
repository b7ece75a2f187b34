"""pyproject.toml, requirements.lock and environment.yml say the same, and name no host."""

import re

import pytest

import environment

FILES = ("pyproject.toml", "requirements.lock", "environment.yml")


def read(name):
    return (environment.ROOT / name).read_text("utf-8")


def test_environment_is_what_the_tool_makes():
    assert read("environment.yml") == environment.environment(), "run `make lock`"


def test_every_direct_dependency_is_locked_at_one_version():
    names = re.findall(r"^([\w.-]+)==", read("requirements.lock"), re.MULTILINE)
    assert len(names) == len(set(names)), "the lock forks: one version for all Pythons"
    assert set(environment.direct()) <= set(names)


def test_versions_agree():
    pins = dict(re.findall(r"- ([\w.-]+)==(\S+)", read("environment.yml")))
    assert set(pins) == set(environment.direct())
    assert pins == {name: environment.locked()[name] for name in pins}


def test_every_locked_package_is_hashed():
    entries = re.findall(r"^[\w.-]+==(?:.*\\\n)+.*", read("requirements.lock"), re.MULTILINE)
    assert len(entries) == len(environment.locked())
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("word", ["://", "index-url", "find-links", "trusted-host", "/opt/"])
def test_no_host_is_named(name, word):
    assert word not in read(name)

"""The files by which others run, archive and cite the project agree with it and with each other."""

import json
import os
import re
import tomllib

import yaml
from support import PROJECT


def test_zenodo_and_citation_agree() -> None:
    zenodo = json.loads((PROJECT / ".zenodo.json").read_text(encoding="utf-8"))
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert zenodo["title"] == citation["title"]
    assert zenodo["license"] == citation["license"]
    assert zenodo["keywords"] == citation["keywords"]
    assert [creator["name"] for creator in zenodo["creators"]] == [author["name"] for author in citation["authors"]]


def test_citation_and_package_have_one_version() -> None:
    package = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == package["version"]


def test_binder_installs_the_locked_libraries() -> None:
    binder = PROJECT / ".binder"
    (line,) = (binder / "requirements.txt").read_text(encoding="utf-8").split("\n")[:-1]
    assert (binder / line.removeprefix("--requirement ")).resolve() == PROJECT / "requirements.txt"
    assert os.access(binder / "postBuild", os.X_OK)


def test_all_run_the_python_of_the_lock() -> None:
    assert (PROJECT / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip() == "python-3.11"
    assert "FROM python:3.11-" in (PROJECT / ".devcontainer" / "Dockerfile").read_text(encoding="utf-8")
    assert "--python-version 3.11" in (PROJECT / "Makefile").read_text(encoding="utf-8")


def test_what_the_container_calls_exists() -> None:
    container = json.loads((PROJECT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    target = container["postCreateCommand"].removeprefix("make ")
    assert re.search(
        rf"^(?:{re.escape(target)}|\$\(READY\)):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M
    )


def test_workflows_call_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for workflow in (PROJECT / ".github" / "workflows").glob("*.yml"):
        jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
        runs = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
        called = {name for run in runs for name in re.findall(r"^make ([a-z]+)$", run, re.MULTILINE)}
        assert called <= targets, workflow.name

"""Other institutions' methods give their own published results (tests/vectors.README.md)."""

from pathlib import Path

import pytest
import run_vectors

from planpace.analysis.methods import METHODS

VECTORS = Path(__file__).with_name("vectors.json")
COMMON = {"target": 100.0, "target_year": 2022, "direction": "up"}
ODD = {
    "zero base": [0.0, 5.0],
    "negative base": [-5.0, 5.0],
    "one figure": [5.0],
    "a gap": [5.0, None, 9.0],
    "no change": [5.0, 5.0],
}


def test_every_published_result_is_reproduced(capsys):
    assert run_vectors.main(VECTORS) == 0
    assert "533 passed, 0 failed" in capsys.readouterr().out


def test_an_unknown_method_fails_the_run(tmp_path, capsys):
    path = tmp_path / "odd.json"
    path.write_text('[{"id": "x", "method": "none", "input": {}, "expected": {}, "tolerance": 0}]')
    assert run_vectors.main(path) == 1
    assert "none: 0 passed, 1 failed" in capsys.readouterr().out


@pytest.mark.parametrize("values", ODD.values(), ids=ODD)
@pytest.mark.parametrize("name", METHODS)
def test_odd_series_have_a_status_in_every_method(name, values):
    years = list(range(2019, 2019 + len(values)))
    assert METHODS[name](years, values, **COMMON)["status"]
    bare = COMMON | {"target": None}
    assert METHODS[name](years, values, **bare)["status"]


def test_schedule_is_our_own_position():
    result = METHODS["schedule"]([2019, 2021], [55, 63.22], **COMMON)
    assert result["status"] == "off_track"
    assert result["position"] == pytest.approx(-48.4)


def test_directions_are_up_and_down():
    with pytest.raises(ValueError, match="up or down"):
        METHODS["sdsn"]([2019, 2020], [1, 2], target=3, target_year=2022, direction="increase")


def test_series_without_figures_raise():
    with pytest.raises(ValueError, match="no figure"):
        METHODS["eurostat"]([2019], [None], **COMMON)

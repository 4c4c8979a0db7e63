"""An independent program sees in the article's SVG files what is in their PNG files."""

import io
import re

import numpy
import pytest
import resvg_py
from PIL import Image

from kernel.folders import ROOT

FIGURES = sorted((ROOT / "images").glob("*.svg"))


def pixels(picture):
    return numpy.asarray(picture.convert("RGB"), dtype=int)


@pytest.mark.parametrize("file", FIGURES, ids=lambda file: file.stem)
def test_the_svg_shows_what_the_png_shows(file):
    svg, png = file.read_text(encoding="utf-8"), Image.open(file.with_suffix(".png"))
    width, height = (side // 2 for side in png.size)
    assert f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"' in svg
    rendered = resvg_py.svg_to_bytes(svg_string=svg, width=png.width, height=png.height)
    far = abs(pixels(Image.open(io.BytesIO(bytes(rendered)))) - pixels(png)) > 40
    assert far.mean() < 0.001
    assert (pixels(png) < 255).any(axis=2).mean() > 0.01, "hardly anything is drawn"


def test_there_are_figures_and_they_ask_for_nothing():
    assert len(FIGURES) == 9
    for file in FIGURES:
        links = re.findall(r'(?:href|src)="(.{9})', file.read_text(encoding="utf-8"))
        assert all(link.startswith(("data:", "#")) for link in links), file.name

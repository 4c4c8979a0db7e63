"""How Sphinx makes the reading edition of one language, from what `build.py` lays out."""

import logging
import os
import sys
import tomllib
from pathlib import Path

import jieba

SITE = Path(os.environ["SITE"])
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(SITE))
jieba.setLogLevel(logging.WARNING)  # it finds the words for the Chinese search, and talks about it

language = os.environ["SITE_LANGUAGE"]
CHINESE = language == "zh_CN"
project = "handwritten"
author = "handwritten"
extensions = ["myst_nb", "mathml"]

# The outputs are those that are committed; charts as drawings, not as pixels.
nb_execution_mode = "off"
nb_mime_priority_overrides = [("*", "image/svg+xml", 1)]
nb_merge_streams = True
nb_code_prompt_show = "the check" if not CHINESE else "验证"
nb_code_prompt_hide = nb_code_prompt_show
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "手写数字" if CHINESE else "Handwritten"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = ["chinese.js"] if CHINESE else []
templates_path = ["templates"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#00629b", "color-brand-content": "#00629b"},
    "dark_css_variables": {"color-brand-primary": "#6cb8e6", "color-brand-content": "#6cb8e6"},
}
html_context = {
    "course_pages": tomllib.loads((SITE / "pages.toml").read_text(encoding="utf-8")),
    "words": tomllib.loads((SITE / "words.toml").read_text(encoding="utf-8"))[language],
}
mathjax_path = "mathjax/tex-chtml.js"

# E-book readers want to be told all of this.
version = "1"
epub_copyright = "MIT or Apache-2.0"
epub_basename = "handwritten"
epub_show_urls = "no"
epub_css_files = ["book.css"]
epub_exclude_files = [str(file.relative_to(HERE)) for file in (HERE / "_static" / "mathjax").rglob("*.*")]
exclude_patterns = ["_doctrees"]


def leave_out_late_styles(app, page, template, context, doctree):
    """myst-nb lays its style sheet down when an e-book is packed already."""
    if app.builder.name == "epub":
        context["css_files"] = [css for css in context["css_files"] if "mystnb" not in str(css.filename)]


def setup(app):
    app.connect("html-page-context", leave_out_late_styles)

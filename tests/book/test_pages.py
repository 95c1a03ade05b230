"""The built book in a browser whose network is cut off: every page, every slider, light and dark."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from book_pages import minutes_to_read
from built_book import SOURCE, build, chapters, pages
from playwright.sync_api import expect

from miniff_edu import exercises
from miniff_edu._support.files import chapter_number


@pytest.fixture(scope="module")
def opened(book: Path, browser) -> dict[Path, object]:
    """Return each chapter in a page of its own, opened once; tests leave them usable for the next."""
    found = {}
    for path in chapters(book):
        found[path] = browser.new_page()
        found[path].goto(path.as_uri())
    return found


def copy_of_the_book(tmp_path: Path, cell: str) -> Path:
    """Return a copy of the book that is one page with that one cell, with all its settings."""
    copy = tmp_path / "copy"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("_build", "*.ipynb", "teaching"))
    (copy / "_toc.yml").write_text("format: jb-book\nroot: page\n", encoding="utf-8")
    cells = [nbformat.v4.new_markdown_cell("# Title"), nbformat.v4.new_code_cell(cell)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), copy / "page.ipynb")
    return copy


@pytest.mark.parametrize(("words", "code_lines", "measured"), [(2659, 232, 50), (1485, 262, 45), (1934, 246, 45)])
def test_minutes_are_those_that_readers_needed(words: int, code_lines: int, measured: int) -> None:
    """For chapters 1 to 3 as readers had them."""
    assert abs(minutes_to_read(words, code_lines) - measured) <= 5


def test_build_fails_with_a_cell_that_fails(tmp_path: Path) -> None:
    """That cell, and nothing else: the book itself is built with the same command, and passes."""
    result = build(copy_of_the_book(tmp_path, "1 / 0"), tmp_path)
    assert result.returncode != 0
    assert "ZeroDivisionError" in result.stdout + result.stderr


def test_every_page_without_a_network(book: Path, browser) -> None:
    """No request leaves the folder, none fails, no script raises, nothing is complained about, light and dark."""
    for theme in ("light", "dark"):
        context = browser.new_context(color_scheme=theme)
        page = context.new_page()
        trouble: list[str] = []
        page.on("request", lambda r, t=trouble: None if r.url.startswith(("file:", "data:")) else t.append(r.url))
        page.on("requestfailed", lambda r, t=trouble: t.append(f"failed: {r.url}"))
        page.on("pageerror", lambda error, t=trouble: t.append(f"page error: {error}"))
        page.on("console", lambda m, t=trouble: t.append(m.text) if m.type in ("error", "warning") else None)
        for path in pages(book):
            page.goto(path.as_uri())  # waits for the event `load`: all that the page itself asks for is there
            page.wait_for_function("document.fonts.status === 'loaded'")
            assert trouble == [], f"{path.name}, {theme}"
            assert page.evaluate("document.documentElement.dataset.theme") == theme
            for image in page.locator("img").all():
                alternative = image.get_attribute("alt")
                assert alternative, f"an image of {path.name} has no text alternative"
                assert not re.search(r"[\\/]\w+\.(png|svg)", alternative), "a file path is no text alternative"
        context.close()


def test_formulas_are_drawn_by_the_browser(opened) -> None:
    """All of them, on wide and narrow pages, and the page itself never scrolls sideways for one."""
    for page in opened.values():
        assert page.locator("math").count() == page.locator("span.math, div.math").count() > 0
        assert page.locator("merror, mjx-container, script[src*=mathjax]").count() == 0
        boxes = page.evaluate("[...document.querySelectorAll('math')].map((m) => m.getBoundingClientRect().height)")
        assert min(boxes) > 5


def test_every_slider_moves_by_keyboard(opened) -> None:
    """To its end and back: each position shows its own picture and its own words."""
    for page in opened.values():
        figures = page.locator("figure.explorer")
        assert figures.count() >= 1
        for figure in figures.all():
            for slider in figure.get_by_role("slider").all():
                check_slider(figure, slider)


def check_slider(figure, slider) -> None:
    shown = figure.locator("img:visible")
    last = int(slider.get_attribute("max"))
    seen = []
    slider.focus()
    for position in range(last + 1):
        expect(shown).to_have_count(1)
        seen.append((shown.get_attribute("src"), shown.get_attribute("alt"), slider.get_attribute("aria-valuetext")))
        if position < last:
            slider.press("ArrowRight")
    for of_one_kind in zip(*seen, strict=True):
        assert len(set(of_one_kind)) == last + 1, "two positions show or say the same"
    slider.press("Home")
    assert shown.get_attribute("src") == seen[0][0]
    name = slider.locator("xpath=ancestor::label").inner_text().strip()
    assert name
    assert figure.get_by_role("slider", name=name).count() == 1, "the slider is not called what stands beside it"


def test_every_menu_and_check_box_changes_the_picture(opened) -> None:
    found = 0
    for page in opened.values():
        for figure in page.locator("figure.explorer").all():
            shown = figure.locator("img:visible")
            for menu in figure.locator("select").all():
                texts = []
                for i in range(menu.locator("option").count()):
                    menu.select_option(index=i)
                    texts.append((shown.get_attribute("alt"), shown.get_attribute("src")))
                assert len(set(texts)) == len(texts) > 1
                found += 1
            for box in figure.get_by_role("checkbox").all():
                before = shown.get_attribute("alt"), shown.get_attribute("src")
                box.focus()
                box.press("Space")
                assert shown.get_attribute("src") != before[1]
                assert shown.get_attribute("alt") != before[0]
                found += 1
    assert found >= 2


def test_page_without_scripts_shows_the_first_state(book: Path, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(chapters(book)[0].as_uri())
    assert page.locator("figure.explorer img:visible").count() == page.locator("figure.explorer").count()
    assert page.locator("figure.explorer input:visible").count() == 0, "a dead slider would be a lie"
    context.close()


def test_header_card_tells_the_times(book: Path) -> None:
    for path in chapters(book):
        assert re.search(r"About \d+ minutes to read\. Its cells ran in \d+ seconds", path.read_text(encoding="utf-8"))


def test_chapters_carry_their_number(opened) -> None:
    """In the title and in the sidebar, since exercises and teachers' pages count chapters."""
    for path, page in opened.items():
        number = f"{chapter_number(path)}. "
        assert page.locator("article h1").inner_text().startswith(number)
        assert page.locator("nav .current > a.current").first.inner_text().startswith(number)


def test_introduction_tells_what_the_book_was_built_with(book: Path) -> None:
    text = (book / "intro.html").read_text(encoding="utf-8")
    for name in ("miniff_edu", "Python 3.", "torch 2.", "jupyter-book 1."):
        assert name in text.split("This copy was built with")[1]


def test_search_finds(book: Path, browser) -> None:
    page = browser.new_page()
    page.goto((book / "search.html").as_uri() + "?q=descriptor")
    expect(page.locator("#search-results li").first).to_be_visible()
    page.close()


def test_notebook_can_be_downloaded(opened) -> None:
    for path, page in opened.items():
        links = [link.get_attribute("href") for link in page.locator("a[href$='.ipynb']").all()]
        assert links
        for link in links:
            text = (path.parent / link).resolve().read_text(encoding="utf-8")
            assert "exercises.check(" in text
            assert "exercise-solution" not in text, "what can be downloaded is the students' notebook"
        assert page.get_by_role("link", name="the notebook for students").count() == 1


def test_exercises_unfold(opened) -> None:
    """Stub in sight; hints and solution folded up, opened by keyboard, with the tested output of the right answer."""
    for path, page in opened.items():
        of_chapter = exercises.of_chapter(chapter_number(path))
        solutions, stubs = page.locator(".tag_exercise-solution"), page.locator(".tag_exercise-stub")
        assert solutions.count() == stubs.count() == len(of_chapter)
        hints = page.locator("article details", has_text="Hint 1 of 2")
        assert hints.count() == len(of_chapter)
        for exercise, stub, solution in zip(of_chapter, stubs.all(), solutions.all(), strict=True):
            expect(stub).to_contain_text(f'exercises.check("{exercise.number}"')
            expect(stub).not_to_contain_text("not attempted")
            verdict = solution.get_by_text(f"{exercise.number} correct.")
            expect(verdict).to_be_hidden()
            solution.locator("summary").focus()
            page.keyboard.press("Enter")
            expect(verdict).to_be_visible()
        expect(hints.first.locator("p")).to_be_hidden()
        hints.first.locator("summary").click()
        expect(hints.first.locator("p")).to_be_visible()


def test_times_are_not_in_the_notebooks() -> None:
    """They differ from build to build; the extension puts them into the page only."""
    for chapter in (SOURCE / "chapters").glob("*.ipynb"):
        assert "minutes to read" not in chapter.read_text(encoding="utf-8")

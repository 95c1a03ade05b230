"""The built book in a browser whose network is cut off: every page, every slider, light and dark."""

import html
import io
import re
import shutil
from pathlib import Path

import nbformat
import numpy as np
import pytest
from book_pages import minutes_to_read
from built_book import SOURCE, build, chapters, pages
from PIL import Image
from playwright.sync_api import expect
from visits import Visit

from miniff_edu import exercises
from miniff_edu._support.files import chapter_number
from miniff_edu._support.palette import PAGE
from miniff_edu.classroom.edition import students_edition

READABLE = re.compile(r"(?!book/_static/).*\.(html|md|js|ipynb)")


@pytest.fixture(scope="module")
def opened(book: Path, browser) -> dict[Path, object]:
    """Return each chapter in a page of its own, opened once; tests leave them usable for the next."""
    found = {}
    for path in chapters(book):
        found[path] = browser.new_page()
        found[path].goto(path.as_uri())
    return found


def test_every_page_says_under_which_licences_it_is(book: Path) -> None:
    for page in (page for page in pages(book) if page.name != "index.html"):  # that leads on to the introduction
        footer = page.read_text(encoding="utf-8").partition('class="bd-footer-content"')[2].partition("</footer>")[0]
        assert 'href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>' in footer, page
        assert "code is under the BSD 2-Clause License" in footer, page


def test_the_students_edition_has_no_solutions(book: Path) -> None:
    """Nor what the checks say to a correct answer; the book itself has all of them."""
    secrets = {e.number: (e.solution.strip(), e.insight) for n in exercises.CHAPTERS for e in exercises.of_chapter(n)}
    whole = {
        f"book/{path.relative_to(book).as_posix()}": path.read_bytes() for path in book.rglob("*") if path.is_file()
    }
    students, found = students_edition(book), {}
    for whose, contents in (("book", whole), ("students", students)):
        texts = [
            raw.decode("utf-8") for name, raw in contents.items() if READABLE.search(name) and "_static" not in name
        ]
        text = "\n".join(html.unescape(re.sub(r"<[^>]+>", "", text)) for text in texts)
        found[whose] = {(number, i) for number, two in secrets.items() for i in (0, 1) if two[i] in text}
    assert found == {"book": {(number, i) for number in secrets for i in (0, 1)}, "students": set()}
    assert b"Hint 1 of 2" in students["book/chapters/01-toy-function-fitting.html"]
    assert {name for name in whole if "/." not in name} == students.keys(), "each page stays"


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


def test_every_page_without_a_network(visits: dict[Path, Visit]) -> None:
    """No request leaves the folder, none fails, no script raises, nothing is complained about, light and dark."""
    assert len(visits) > 15
    for path, visit in visits.items():
        assert visit.trouble == [], path.name
        assert visit.themes == {"light": "light", "dark": "dark"}
        for alternative in visit.alternatives:
            assert alternative, f"an image of {path.name} has no text alternative"
            assert not re.search(r"[\\/]\w+\.(png|svg)", alternative), "a file path is no text alternative"


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
        show_answers(page)
        figures = page.locator("figure.explorer")
        assert figures.count() >= 1
        for figure in figures.all():
            for slider in figure.get_by_role("slider").all():
                check_slider(page, figure, slider)


# Of a slider that has the focus: how many pictures are in sight, the first and its words, and the slider's own.
SHOWN = """(figure) => {
  const shown = [...figure.querySelectorAll("img")].filter((i) => i.checkVisibility({ visibilityProperty: true }));
  return [shown.length, shown[0].src, shown[0].alt, document.activeElement.getAttribute("aria-valuetext")];
}"""


def check_slider(page, figure, slider) -> None:
    last = int(slider.get_attribute("max"))
    seen = []
    slider.focus()
    for position in range(last + 1):
        n_shown, *all_shown = figure.evaluate(SHOWN)
        assert n_shown == 1
        seen.append(all_shown)
        if position < last:
            page.keyboard.press("ArrowRight")
    for of_one_kind in zip(*seen, strict=True):
        assert len(set(of_one_kind)) == last + 1, "two positions show or say the same"
    page.keyboard.press("Home")
    assert figure.evaluate(SHOWN)[1] == seen[0][0]
    name = slider.locator("xpath=ancestor::label").inner_text().strip()
    assert name
    assert figure.get_by_role("slider", name=name).count() == 1, "the slider is not called what stands beside it"


def test_every_menu_and_check_box_changes_the_picture(opened) -> None:
    found = 0
    for page in opened.values():
        show_answers(page)
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
    for fold in page.locator("details.predict > summary").all():
        fold.click()
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


# Whether what the check says to the right answer is in sight, for each solution.
VERDICTS = """(numbers) => [...document.querySelectorAll(".tag_exercise-solution")].map((solution, i) =>
  [...solution.querySelectorAll("*")].findLast((e) => e.textContent.includes(`${numbers[i]} correct.`))
    .checkVisibility())"""


def test_exercises_unfold(opened) -> None:
    """Stub in sight; hints and solution folded up, opened by keyboard, with the tested output of the right answer."""
    for path, page in opened.items():
        numbers = [exercise.number for exercise in exercises.of_chapter(chapter_number(path))]
        stubs = page.locator(".tag_exercise-stub")
        assert stubs.count() == len(numbers)
        hints = page.locator("article details", has_text="Hint 1 of 2")
        assert hints.count() == len(numbers)
        for number, stub in zip(numbers, stubs.all_text_contents(), strict=True):
            assert f'exercises.check("{number}"' in stub
            assert "not attempted" not in stub
        assert page.evaluate(VERDICTS, numbers) == [False] * len(numbers)
        solutions = page.locator(".tag_exercise-solution")
        for solution in (solutions.first, solutions.last):  # the others unfold in the same way
            solution.locator("summary").focus()
            page.keyboard.press("Enter")
        assert page.evaluate(VERDICTS, numbers) == [True, *[False] * (len(numbers) - 2), True]
        expect(hints.first.locator("p")).to_be_hidden()
        hints.first.locator("summary").click()
        expect(hints.first.locator("p")).to_be_visible()


LIVE = "article :is([aria-live], output, [role=status], [role=alert], [role=log])"
BOX = re.compile(r"^> \*\*Predict\.\*\*", re.MULTILINE)


def show_answers(page) -> None:
    page.evaluate("document.querySelectorAll('details.predict').forEach((fold) => { fold.open = true; })")


def test_a_step_says_one_sentence_and_nothing_else_speaks(opened) -> None:
    """At most thirty words with a number, what has changed first; the step before said something else."""
    steps = """(figure) => {
      const says = figure.querySelector(".explorer-says");
      const move = (control, set) => { set(); control.dispatchEvent(new Event("input", {bubbles: true})); };
      return [...figure.querySelectorAll("input, select")].map((control) => {
        const texts = [];
        const note = () => texts.push(says.textContent);
        if (control.type === "checkbox") {
          for (const on of [true, false]) { move(control, () => { control.checked = on; }); note(); }
          return [["True", "False"].map((n) => JSON.parse(control.dataset.names).indexOf(n))
                    .map((i) => JSON.parse(control.dataset.words)[i]), texts];
        }
        const names = JSON.parse(control.dataset.names);
        names.forEach((_, i) => { move(control, () => { control.value = i; }); note(); });
        return [JSON.parse(control.dataset.words), texts];
      });
    }"""
    n_said = 0
    for path, page in opened.items():
        figures = page.locator("figure.explorer")
        n_speakers = figures.count() + page.locator("miniff-alive").count()  # those that can be dragged have their own
        assert page.locator(LIVE).count() == n_speakers, "a sentence for each explorer, and nothing else"
        for figure in figures.all():
            assert figure.locator("details.explorer-description").count() == 1
            for words, said in figure.evaluate(steps):
                assert len(set(said)) == len(said) > 1
                for value, text in zip(words, said, strict=True):
                    assert text.startswith(value), path.name
                    assert re.search(r"\d", text.removeprefix(value)), text
                    assert len(text.split()) <= 30, text
                    assert text.endswith(".")
                    assert ". " not in text, "one sentence"
                    n_said += 1
    assert n_said > 60


def test_the_first_figure_says_what_the_text_promises(opened) -> None:
    page = next(iter(opened.values()))
    show_answers(page)
    slider = page.get_by_role("slider", name="n samples")
    slider.press("Home")
    slider.press("ArrowRight")
    says = page.locator("figure.explorer", has=slider).locator(".explorer-says")
    expect(says).to_have_text("8 samples: largest error 0.2535.")


def test_answers_to_predictions_are_folded_in_the_book_only(book: Path, visits: dict[Path, Visit], opened) -> None:
    for path in chapters(book):
        text = (SOURCE / "chapters" / f"{path.stem}.ipynb").read_text(encoding="utf-8")
        cells = [cell.source for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "markdown"]
        n_boxes = sum(len(BOX.findall(source)) for source in cells)
        assert 'class=\\"predict' not in text
        folds = visits[path].predictions
        assert len(folds) == n_boxes > 3
        for number, (summary, has_paragraph, in_sight, before) in enumerate(folds, 1):
            assert summary.startswith(f"Prediction {number}, show what happened: ")
            assert not has_paragraph
            assert not in_sight
            assert before.startswith("Predict."), "the question stands before its answer, in sight"
        page = opened[path]
        page.evaluate("document.querySelectorAll('details.predict').forEach((fold) => { fold.open = false; })")
        for fold in (page.locator("details.predict").first, page.locator("details.predict").last):
            inside = fold.locator("> :not(summary)").first
            expect(inside).to_be_hidden()
            fold.locator("> summary").focus()
            page.keyboard.press("Enter")
            expect(inside).to_be_visible()


def test_letters_can_be_read_on_a_telephone(book: Path, visits: dict[Path, Visit]) -> None:
    """Letters of 10 points, on a screen of 390 pixels: at least 9 pixels high."""
    for path in chapters(book):
        scales = visits[path].scales
        assert len(scales) >= 2
        assert min(scales) * 10 * 100 / 72 >= 9, (path.name, scales)


def test_a_picture_opens_large(opened) -> None:
    page = next(iter(opened.values()))
    show_answers(page)
    dialog = page.locator("dialog.large-picture")
    for frame in (
        page.locator("figure.explorer").first,
        page.locator(".cell_output:has(> * img):not(:has(figure))").first,
    ):
        button = frame.get_by_role("button", name="Enlarge the picture")
        shown = frame.locator("img:visible")
        button.focus()
        page.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        assert dialog.locator("img").get_attribute("src") == shown.get_attribute("src")
        wide, small = (
            each.evaluate("(e) => e.getBoundingClientRect().width") for each in (dialog.locator("img"), shown)
        )
        assert wide >= 1.4 * small
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(button).to_be_focused()
        shown.click()
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Close").click()


def test_dark_pages_turn_the_lightness_of_figures_around(opened) -> None:
    page = next(iter(opened.values()))
    show_answers(page)
    picture = page.locator("figure.explorer img:visible").first
    corners = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
        pixels = np.asarray(Image.open(io.BytesIO(picture.screenshot())).convert("RGB")).astype(int)
        corners[theme] = pixels[8, 8].tolist()
        blue = np.abs(pixels - {"light": [0, 114, 178], "dark": [66, 180, 244]}[theme]).max(axis=2)
        assert (blue < 16).sum() > 50, "the residual is blue in both"
    page.emulate_media(color_scheme="light")
    assert min(corners["light"]) >= 254, "white, as near as the 64 colours of the PNG have it"
    assert max(corners["dark"]) <= 1


def test_single_figures_are_drawn_for_each_scheme(book: Path, browser) -> None:
    """One of both is in sight; on a dark page with the paper of dark pages, and without a filter."""
    page = browser.new_page()
    for path in chapters(book):
        page.goto(path.as_uri())
        show_answers(page)
        pictures = page.locator("article .cell_output img.only-light, article .cell_output img.only-dark")
        both = pictures.count()
        assert both >= 2, path.name
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
            seen = page.locator(f"article .cell_output img.only-{theme}:visible")
            assert pictures.locator("visible=true").count() == seen.count() == both / 2, (path.name, theme)
            assert set(seen.evaluate_all("(all) => all.map((one) => getComputedStyle(one).filter)")) == {"none"}
    corners = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
        picture = page.locator(f"article .cell_output img.only-{theme}:visible").first
        corners[theme] = Image.open(io.BytesIO(picture.screenshot())).convert("RGB").getpixel((8, 8))
    wanted = {"light": (255, 255, 255), "dark": tuple(bytes.fromhex(PAGE["paper"][1][1:]))}
    assert all(max(abs(a - b) for a, b in zip(corners[t], wanted[t], strict=True)) <= 4 for t in wanted), corners
    page.close()


def test_times_are_not_in_the_notebooks() -> None:
    """They differ from build to build; the extension puts them into the page only."""
    for chapter in (SOURCE / "chapters").glob("*.ipynb"):
        assert "minutes to read" not in chapter.read_text(encoding="utf-8")

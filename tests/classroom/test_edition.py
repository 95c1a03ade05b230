"""The students' edition of the book: made-up pages here; those of the book itself are in tests/book."""

from __future__ import annotations

from pathlib import Path

import pytest

from miniff_edu import exercises
from miniff_edu.classroom import cli
from miniff_edu.classroom.edition import students_edition, without

SECRET = '<div class="cell tag_exercise-solution tag_hide-cell"><details><div><p>answer {}<br></div></details></div>'
KEPT = '<div class="cell tag_exercise-stub"><div>é answer = ...</div></div>\u2028\x85'
TEACHING = (
    '<nav class="bd-toc-nav page-toc"><a href="#marks">Marks</a></nav><article class="bd-article">'
    "<section><h1>Teaching</h1><p>misconceptions</p></section></article><footer>by us</footer>"
)


def chapter(n_solutions: int) -> str:
    return "<html>\n" + "\n".join(KEPT + SECRET.format(n) for n in range(n_solutions)) + "\n</html>"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "a book"
    files = {"index.html": "<p>front</p>", ".made_from": "x", "_static/a.css": "p {}"}
    files |= {"chapters/01-toy.html": chapter(len(exercises.of_chapter(1))), "teaching/01-toy.html": TEACHING}
    files |= {"_sources/teaching/01-toy.md": "misconceptions", "_sources/chapters/01-toy.ipynb": "{}"}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def test_solutions_are_out_and_all_else_is_as_it_was(book: Path) -> None:
    files = {name: raw.decode() for name, raw in students_edition(book).items()}
    n = len(exercises.of_chapter(1))
    assert files["book/chapters/01-toy.html"] == "<html>\n" + "\n".join([KEPT] * n) + "\n</html>"
    assert files["book/index.html"] == "<p>front</p>"
    assert files["book/_static/a.css"] == "p {}"
    assert "book/.made_from" not in files
    assert files["book/_sources/chapters/01-toy.ipynb"] == "{}"


def test_pages_for_teachers_keep_their_title_only(book: Path) -> None:
    files = {name: raw.decode() for name, raw in students_edition(book).items()}
    assert files["book/teaching/01-toy.html"] == (
        '<article class="bd-article"><h1>Teaching</h1>\n<p>This page is for teachers; the whole book has it.</p>'
        "</article><footer>by us</footer>"
    )
    assert files["book/_sources/teaching/01-toy.md"] == "This page is for teachers; the whole book has it.\n"


@pytest.mark.parametrize("n", [0, 6, 8])
def test_another_number_of_solutions_is_refused(book: Path, n: int) -> None:
    assert len(exercises.of_chapter(1)) == 7
    (book / "chapters" / "01-toy.html").write_text(chapter(n), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"01-toy\.html has {n} solutions; expected 7, .*Build the book afresh"):
        students_edition(book)


def test_an_element_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="an element without an end"):
        without('<div class="a"><div></div>', lambda tag, classes: "a" in classes)


def test_the_command_takes_a_built_book_along(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert cli.main(["handout", str(out), "--book", str(book)]) == 0
    assert (out / "book" / "index.html").read_text(encoding="utf-8") == "<p>front</p>"
    assert (out / "start.ipynb").exists()
    assert f"The book to read, without solutions: {out / 'book' / 'index.html'}" in capsys.readouterr().out
    (book / "index.html").write_text("<p>new front</p>", encoding="utf-8")
    assert cli.main(["handout", str(out), "--update", "--book", str(book)]) == 0
    assert (out / "book" / "index.html").read_text(encoding="utf-8") == "<p>new front</p>"
    assert "written: book/index.html\n" in capsys.readouterr().out

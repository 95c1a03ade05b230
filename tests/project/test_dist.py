"""The files to take along: pages without scripts, an ePub that is whole, a PDF whose contents tell the truth.

epubcheck itself, and all of the book, are in `python tools/run.py dist`, which .ci/whole runs.
"""

import base64
import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import dist
import nbformat
import pytest
from ase.build import molecule
from PIL import Image
from publish import pdf
from publish.check import check_pdf, code_lines, contents_number, not_embedded, sources, texts_of, title_of
from publish.epub import write_epub
from publish.pages import Book, plain, read_book
from publish.pdf import contents, document, first_pages, print_once, write_pdf
from pypdf import PdfReader

from miniff_edu.atoms import alive

ROOT = Path(__file__).parents[2]
MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
X = "{http://www.w3.org/1999/xhtml}"


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2)).save(buffer, "PNG")
    return buffer.getvalue()


DATA_URI = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"
# As miniff_edu/explore writes them, with what a parser of XML stumbles over.
EXPLORER = f"""<figure class="explorer"><div class="explorer-controls" hidden><p><label>n points <input type="range"
min="0" max="2" value="0" data-names="[&quot;4&quot;, &quot;8&quot;, &quot;16&quot;]"></label>
<span class="explorer-value">4</span></p></div>
<div class="explorer-frames"><img width="3" height="2" decoding="sync" data-message="off by 2" data-text="Long words."
alt="4 points: off by 2." src="{DATA_URI}">
<img hidden data-message="off by 1" data-text="Other words." alt="8 points: off by 1." src="data:image/png;base64,AAAA">
</div><p class="explorer-says">4 points: off by 2.</p>
<details class="explorer-description"><summary>What this picture shows</summary><p>Long words.</p></details>
<script>if (1 < 2 && true) {{ document.write("</p>") }}</script></figure>"""
# What a browser forgives, and what finding 20 named: bare `hidden`, open `<img>`, a script with < and &, raw SVG.
PAGE = f"""<!DOCTYPE html><html><body><nav>navigate</nav><article class="bd-article">
<h1><span class="section-number">1. </span>Title<a class="headerlink" href="#title">#</a></h1>
<section id="first"><p>A &lt; B &amp; C<br>next <!-- a -- b --> <a href="#first">here</a>
<a href="../teaching/two.html#there">there</a> <a href="../_sources/one.ipynb">notebook</a>
<a href="https://example.org/x?a=1&b=2">out</a>
<p class="handout">To work in</p>
{EXPLORER}
<svg viewBox="0 0 1 1"><path d="M0 0"></svg> <math><mi>x</mi></math>
<details class="hide"><summary aria-label="Toggle"><p class="collapsed">Show a solution</p>
<p class="expanded">Hide it</p></summary><p>six <details><summary>Hint</summary>seven</details></details>
<table border="1"><tr><td>cell</table>
</section></article><footer>foot</footer></body></html>"""


@pytest.fixture
def article() -> tuple[ElementTree.Element, dict[str, bytes]]:
    """Return the page above, made plain and read by a parser that forgives nothing, and its pictures."""
    images: dict[str, bytes] = {}
    tag = plain(PAGE, "chapters/one", {"chapters/one", "teaching/two"}, images, Path())
    text = tag.decode(formatter="minimal").replace("<section", f'<section xmlns="{X[1:-1]}"', 1)
    return ElementTree.fromstring(text), images


def words(element: ElementTree.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_a_page_is_well_formed_and_has_no_script_and_no_control(article: tuple) -> None:
    root, _ = article
    tags = {element.tag.removeprefix(X) for element in root.iter()}
    assert not tags & {"script", "input", "select", "option", "output", "label", "details", "summary", "button"}
    assert not [element for element in root.iter() if "hidden" in element.attrib]
    assert "A < B & C" in words(root)
    for gone in ("navigate", "foot", "#", "To work in", "a -- b", "What this picture shows"):
        assert gone not in words(root)
    assert words(root.find(f".//{X}h1")) == "1. Title"
    assert "border" not in root.find(f".//{X}table").attrib


def test_formulas_and_drawings_keep_their_names(article: tuple) -> None:
    root, _ = article
    assert root.find(".//{http://www.w3.org/2000/svg}svg").attrib == {"viewBox": "0 0 1 1"}
    assert root.find(".//{http://www.w3.org/1998/Math/MathML}math/{*}mi").text == "x"


def test_a_slider_becomes_the_picture_that_it_shows_and_words(article: tuple) -> None:
    root, images = article
    (shown,) = root.iter(f"{X}img")
    assert shown.attrib["alt"] == "Long words."
    assert set(shown.attrib) == {"width", "height", "alt", "src"}
    assert images == {shown.attrib["src"].removeprefix("images/"): picture()}
    caption = root.find(f".//{X}figcaption")
    assert words(caption) == (
        "4 points: off by 2. In the web edition this picture has a slider for n points (4 to 16). It says: "
        "4 points: off by 2. 8 points: off by 1."
    )
    assert len(caption.findall(f".//{X}li")) == 2
    assert words(root).count("Long words.") == 0, "it is the text alternative, and said once"


def test_menus_and_switches_are_named_too() -> None:
    page = f"""<article><figure class="explorer"><div class="explorer-controls" hidden>
<p><label>which <select data-names="[&quot;best&quot;, &quot;worst&quot;]"><option>best</select></label></p>
<p><label>swapped <input type="checkbox"></label></p></div><img alt="Best." src="{DATA_URI}"></figure></article>"""
    caption = plain(page, "one", set(), {}, Path()).find("figcaption")
    wanted = "Best. In the web edition this picture has a menu for which (best, worst) and a switch for swapped."
    assert caption.get_text() == wanted


def test_atoms_to_drag_are_a_picture_with_their_words() -> None:
    """As miniff_edu/atoms/page writes them: what needs a script is gone, and the words are below."""
    shown = alive(None, molecule("H2O"))
    page = f"<article>{shown.html(shown.still())}</article>"
    images: dict[str, bytes] = {}
    root = ElementTree.fromstring(plain(page, "one", set(), images, Path()).decode())
    assert words(root) == "H2O, 3 atoms (O 1, H 2, H 3). In the web edition these atoms can be moved."
    assert [element.tag for element in root.iter()] == ["section", "figure", "img", "figcaption"]
    assert list(images.values()) == [shown.still().png]


def test_folds_are_open_and_keep_their_labels(article: tuple) -> None:
    root, _ = article
    outer, inner = root.findall(f".//{X}div[@class='fold']")
    assert words(outer) == "A solution six Hint seven"
    assert words(inner) == "Hint seven"
    assert [words(title) for title in root.findall(f".//{X}p[@class='fold-title']")] == ["A solution", "Hint"]


def test_what_stands_behind_a_prediction_is_plain_text() -> None:
    page = '<article><details class="predict"><summary>Show what happened</summary><p>It fell.</p></details></article>'
    assert plain(page, "one", set(), {}, Path()).decode() == (
        '<section class="page" id="one"><div class="predict"><p>It fell.</p></div></section>'
    )


def test_identifiers_and_links_are_those_of_one_book(article: tuple) -> None:
    root, _ = article
    assert [e.attrib["id"] for e in root.iter() if "id" in e.attrib] == ["chapters-one", "chapters-one--first"]
    assert {words(link): link.attrib["href"] for link in root.iter(f"{X}a")} == {
        "here": "#chapters-one--first",
        "there": "#teaching-two--there",
        "out": "https://example.org/x?a=1&b=2",
    }
    assert "notebook" in words(root), "the words of a link to nowhere stay"


def test_a_theme_without_an_article_is_named() -> None:
    with pytest.raises(ValueError, match="one: the built page has no <article>"):
        plain("<p>text</p>", "one", set(), {}, Path())


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Book]:
    """Return the sources of a book of three pages, and that book; its second page is four sheets of paper long."""
    source, built = tmp_path / "book", tmp_path / "html"
    (source / "chapters").mkdir(parents=True)
    (built / "chapters").mkdir(parents=True)
    (source / "_config.yml").write_text("title: A & B\nauthor: Somebody\n", encoding="utf-8")
    (source / "_toc.yml").write_text(
        "format: jb-book\nroot: intro\nparts:\n  - caption: Part\n    numbered: 1\n    chapters:\n"
        "      - file: chapters/one\n      - file: last\n",
        encoding="utf-8",
    )
    (source / "intro.md").write_text("# First words\n", encoding="utf-8")
    (source / "last.md").write_text("Text.\n\n# Last words\n", encoding="utf-8")
    cells = [
        nbformat.v4.new_markdown_cell("# A fit"),
        nbformat.v4.new_code_cell("for i in range(3):\n\n    print(i < 2)"),
        nbformat.v4.new_code_cell("secret = 1", metadata={"tags": ["remove-input"]}),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), source / "chapters" / "one.ipynb")
    page = '<html><body><article class="bd-article">{}</article></body></html>'
    sheet = '<p style="break-before: page">More.</p>'
    code = "<pre>for i in range(3):\n\n    print(i &lt; 2)\n</pre>"
    (built / "intro.html").write_text(page.format('<h1>First words</h1><p><a href="last.html">the end</a></p>'))
    one = f'<h1>1. A fit</h1>{code}{sheet * 3}<img alt="black" src="{DATA_URI}"><math><mi>x</mi></math>'
    (built / "chapters" / "one.html").write_text(page.format(one))
    (built / "last.html").write_text(page.format("<h1>Last words</h1>"))
    return source, read_book(source, built)


def test_a_book_has_its_pages_in_order(small: tuple[Path, Book]) -> None:
    _, book = small
    assert (book.title, book.author) == ("A & B", "Somebody")
    assert [(page.slug, page.part, page.title) for page in book.pages] == [
        ("intro", "", "First words"),
        ("chapters-one", "Part", "1. A fit"),
        ("last", "", "Last words"),
    ]


def test_a_page_that_was_not_built_is_named(small: tuple[Path, Book], tmp_path: Path) -> None:
    (tmp_path / "html" / "last.html").unlink()
    with pytest.raises(FileNotFoundError, match=r"last\.html is missing.*run\.py book"):
        read_book(small[0], tmp_path / "html")


def test_an_epub_lists_what_it_holds(small: tuple[Path, Book], tmp_path: Path) -> None:
    path = tmp_path / "small.epub"
    write_epub(small[1], path, MADE)
    # Readers look at these bytes, at this place.
    assert path.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        package = ElementTree.fromstring(archive.read("book/package.opf"))
        texts = {name: ElementTree.fromstring(archive.read(name)) for name in names if name.endswith(".xhtml")}
    space = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
    items = {item.attrib["href"]: item.attrib for item in package.iterfind(".//o:item", space)}
    assert {f"book/{name}" for name in items} == set(names) - {"mimetype", "META-INF/container.xml", "book/package.opf"}
    said = {tag: package.find(f".//dc:{tag}", space).text for tag in ("title", "creator", "language", "rights")}
    rights = (
        "Text, figures and exercises: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). Code: BSD-2-Clause."
    )
    assert said == {"title": "A & B", "creator": "Somebody", "language": "en", "rights": rights}
    assert package.find(".//o:meta[@property='dcterms:modified']", space).text == "2026-01-02T03:04:05Z"
    order = {item["id"]: href for href, item in items.items()}
    assert [order[i.attrib["idref"]] for i in package.iterfind(".//o:itemref", space)] == [
        "title.xhtml",
        "nav.xhtml",
        "intro.xhtml",
        "chapters-one.xhtml",
        "last.xhtml",
    ]
    assert [href for href, item in items.items() if item.get("properties") == "mathml"] == ["chapters-one.xhtml"]
    nav = texts["book/nav.xhtml"]
    assert [(words(a), a.attrib["href"]) for a in nav.iter(f"{X}a")] == [
        ("First words", "intro.xhtml"),
        ("1. A fit", "chapters-one.xhtml"),
        ("Last words", "last.xhtml"),
    ]
    assert [words(part) for part in nav.iter(f"{X}span")] == ["Part"]
    (link,) = texts["book/intro.xhtml"].iter(f"{X}a")
    assert link.attrib["href"] == "last.xhtml#last"


def test_the_same_pages_give_the_same_epub(small: tuple[Path, Book], tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_epub(small[1], tmp_path / name, MADE)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_printed_book_says_where_its_chapters_begin(small: tuple[Path, Book], tmp_path: Path, browser) -> None:
    """Title, contents, one sheet, four sheets, one sheet; what is said of it is read from what was printed."""
    source, book = small
    path = tmp_path / "small.pdf"
    write_pdf(book, path, browser)
    reader = PdfReader(path)
    texts = [" ".join(text.split()) for text in texts_of(path)]
    assert len(texts) == 8
    assert texts[1] == "2 Contents First words 3 Part 1. A fit 4 Last words 8"
    assert [number for number, text in enumerate(texts, 1) if "Last words" in text] == [2, 8]
    assert [text.split()[0] for text in texts[1:]] == ["2", "3", "4", "5", "6", "7", "8"], "numbers at the foot"
    assert (reader.metadata.title, reader.metadata.author) == ("A & B", "Somebody")
    assert check_pdf(path, source) == []


def test_a_wrong_number_in_the_contents_is_noticed(small: tuple[Path, Book], tmp_path: Path, browser) -> None:
    source, book = small
    for name, content in book.images.items():
        (tmp_path / "images").mkdir(exist_ok=True)
        (tmp_path / "images" / name).write_bytes(content)
    numbers = {"intro": 3, "chapters-one": 4, "last": 7}
    printed = print_once(document(book, numbers), tmp_path, browser)
    assert first_pages(printed, book) == {**numbers, "last": 8}
    assert check_pdf(printed, source) == [
        "the contents say that 'Last words' begins on page 7, and it does not",
        "the outline has no entry for 'Last words' on page 7",
    ]


def test_a_chapter_that_is_not_where_it_was_counted_is_named(
    small: tuple[Path, Book], tmp_path: Path, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a rule of the style sheet holds for what stands beside another chapter only."""
    monkeypatch.setattr(pdf, "PAPER", f"{pdf.PAPER}.page + .page {{ break-before: auto; }}")
    with pytest.raises(RuntimeError, match=r"one by one .*\{.chapters-one.: \(4, 3\), .last.: "):
        write_pdf(small[1], tmp_path / "small.pdf", browser)
    assert not (tmp_path / "small.pdf").exists()


def test_a_line_of_code_that_is_not_printed_is_noticed(small: tuple[Path, Book], tmp_path: Path, browser) -> None:
    source, book = small
    write_pdf(book, tmp_path / "small.pdf", browser)
    path = source / "chapters" / "one.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source += "\nprint('more')"
    nbformat.write(notebook, path)
    assert check_pdf(tmp_path / "small.pdf", source) == ["one.ipynb: the PDF lacks the line print('more')"]


def test_a_font_that_is_not_embedded_is_named(tmp_path: Path) -> None:
    """Helvetica, which every reader is to have."""
    path = tmp_path / "plain.pdf"
    resources = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]{resources}>>",
    ]
    text = "%PDF-1.4\n" + "".join(f"{i} 0 obj{body}endobj\n" for i, body in enumerate(bodies, 1))
    path.write_text(f"{text}trailer<</Size 4/Root 1 0 R>>\nstartxref\n0\n%%EOF\n", encoding="ascii")
    assert not_embedded(PdfReader(path)) == {"/Helvetica"}


def test_what_is_looked_for_stands_in_the_sources(small: tuple[Path, Book]) -> None:
    source, _ = small
    listed = sources(source)
    assert [path.name for path in listed] == ["intro.md", "one.ipynb", "last.md"]
    assert [title_of(path) for path in listed] == ["First words", "A fit", "Last words"]
    assert code_lines(listed[1]) == ["foriinrange(3):", "print(i<2)"]


def test_every_page_of_this_book_is_looked_for() -> None:
    listed = sources(ROOT / "book")
    assert {path.name for path in listed} >= {path.name for path in (ROOT / "book" / "chapters").glob("*.ipynb")}
    assert {path.name for path in listed} >= {path.name for path in (ROOT / "book" / "teaching").glob("*.md")}
    assert all(title_of(path) for path in listed)


def test_contents_name_a_number_only_where_it_is_known(small: tuple[Path, Book]) -> None:
    text = contents(small[1], {"intro": 3, "chapters-one": 0, "last": 12})
    assert text.count("<b></b>") == 1
    assert "<b>12</b>" in text
    assert contents_number("A fit", ["Contents\n1. A fit\n4\nLast words 12"]) == 4
    assert contents_number("Last words", ["Contents\n1. A fit\n4\nLast words 12"]) == 12
    assert contents_number("First words", ["First words are said"]) == 0


@pytest.mark.parametrize(("made_from", "n_builds"), [("these", 0), ("others", 1), (None, 1)])
def test_the_book_runs_once(
    made_from: str | None, n_builds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[list[str]] = []
    monkeypatch.setattr(dist, "stamp", lambda root: "these")
    monkeypatch.setattr(dist.run, "PAGE", tmp_path / "index.html")
    monkeypatch.setattr(subprocess, "run", lambda command, **options: built.append(command))
    if made_from:
        (tmp_path / ".made_from").write_text(made_from)
    assert dist.built_pages() == tmp_path
    assert [command[0] for command in built] == [sys.executable] * n_builds

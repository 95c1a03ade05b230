"""The first page, and what the head of each page tells other programs."""

import re
from html import unescape
from pathlib import Path

from book_front import description
from built_book import chapters, pages
from docutils.core import publish_doctree
from playwright.sync_api import expect

MAX_FRONT_BYTES = 400_000


def tags(page: Path) -> dict[str, str]:
    """Return the contents of the head's meta tags, by name or property."""
    head = page.read_text(encoding="utf-8").partition("</head>")[0]
    found = {}
    for tag in re.findall(r"<meta [^>]*>", head):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if name := given.get("property") or given.get("name"):
            assert name not in found or name == "viewport", f"{page.name} says {name} twice"
            found[name] = unescape(given.get("content", ""))
    return found


def test_first_page_has_a_slider_that_moves(book: Path, browser) -> None:
    page = browser.new_page()
    page.goto((book / "intro.html").as_uri())
    figure = page.locator("figure.explorer")
    shown = figure.locator("img:visible")
    before = shown.get_attribute("alt")
    figure.get_by_role("slider").press("ArrowRight")
    assert shown.get_attribute("alt") != before
    expect(shown).to_have_count(1)
    page.close()
    assert (book / "intro.html").stat().st_size <= MAX_FRONT_BYTES


def test_first_page_has_three_doors(book: Path, browser) -> None:
    page = browser.new_page()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((book / "intro.html").as_uri())
        doors = page.locator(".doors .door")
        assert [door.locator("strong").first.inner_text() for door in doors.all()] == [
            "I want to learn.",
            "I teach.",
            "I build.",
        ]
        for door in doors.all():
            target = door.get_by_role("link").first.get_attribute("href")
            assert target.startswith("#") or (book / target).is_file()
        lefts = {round(door.bounding_box()["x"]) for door in doors.all()}
        assert len(lefts) == (3 if width == 1280 else 1), "beside each other, or below each other"
    page.close()


def test_minutes_of_the_contents_are_those_of_the_chapters(book: Path) -> None:
    contents = (book / "intro.html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr.*?href="chapters/([^"]*)".*?<p>(\d*)</p></td>\s*</tr>', contents, re.DOTALL)
    assert [name for name, _ in rows] == [path.name for path in chapters(book)]
    for name, minutes in rows:
        card = (book / "chapters" / name).read_text(encoding="utf-8")
        assert f"About {minutes} minutes to read." in card


def test_each_page_tells_what_it_is(book: Path) -> None:
    descriptions = []
    for page in pages(book):
        if page.name in ("search.html", "genindex.html", "index.html"):
            continue
        found = tags(page)
        assert found["og:description"] == found["description"]
        assert 30 < len(found["description"]) <= 202, page.name
        assert found["og:title"], page.name
        assert "<" not in found["og:title"]
        assert found["og:type"] == ("website" if page.name == "intro.html" else "article")
        assert (page.parent / found["og:image"]).resolve().is_file(), "a picture of our own, beside the pages"
        descriptions.append(found["description"])
    assert len(set(descriptions)) == len(descriptions) > 10
    assert tags(book / "intro.html")["og:title"] == "From one toy function to a force field"
    assert tags(book / "intro.html")["description"].startswith("You can watch atoms move on a laptop.")


def test_title_of_the_first_page_is_said_once(book: Path) -> None:
    title = re.findall(r"<title>(.*?)</title>", (book / "intro.html").read_text(encoding="utf-8"), re.DOTALL)
    assert [" ".join(text.split()) for text in title] == ["From one toy function to a force field"]


def test_each_page_has_the_small_icon(book: Path) -> None:
    for page in pages(book):
        if page.name != "index.html":
            (link,) = re.findall(r'<link [^>]*rel="(?:shortcut )?icon"[^>]*>', page.read_text(encoding="utf-8"))
            icon = (page.parent / re.findall(r'href="([^"?]*)', link)[0]).resolve()
            assert icon.name == "favicon.svg"
            assert icon.stat().st_size < 1000


def test_description_is_the_first_paragraph_outside_of_boxes() -> None:
    doctree = publish_doctree(
        "Title\n=====\n\n  In a quote.\n\n- In a list.\n\nThe *first* one,\nin two lines.\n\nAnother.\n"
    )
    assert description(doctree) == "The first one, in two lines."


def test_long_description_ends_after_a_word() -> None:
    doctree = publish_doctree("word " * 39 + "and, more words\n")
    assert description(doctree) == "word " * 39 + "and …"

"""References by author and year. In: DOI links of the chapters, and the list of sphinxcontrib-bibtex. Out: links to it.

Chapters name a paper as people do, "Behler and Parrinello 2007", with a link that works in JupyterLab too. In the book
that link leads to the list, which needs no network; the list begins each entry with the same words, and has the DOI.
"""

from __future__ import annotations

from urllib.parse import unquote

from docutils import nodes
from pybtex.database import Entry
from sphinx.application import Sphinx

PAGE = "references"
DOI = "https://doi.org/"


def author_and_year(entry: Entry) -> str:
    """Return the name that the text has for a paper."""
    people = entry.persons["author"]
    first, *more = (" ".join(map(str, p.rich_prelast_names + p.rich_last_names)) for p in people)
    who = first if not more else f"{first} and {more[0] if len(more) == 1 else 'others'}"
    return f"{who} {entry.fields['year']}"


def link_references(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Name the entries of the list; elsewhere, let links to a paper of the list lead there."""
    if app.builder.format != "html":
        return
    domain = app.env.get_domain("cite")
    entries = domain.bibdata.data.entries  # type: ignore[attr-defined]
    identifiers = {citation.key: citation.citation_id for citation in domain.citations}  # type: ignore[attr-defined]
    if docname == PAGE:
        names = {identifiers[key]: author_and_year(entries[key]) for key in identifiers}
        for item in doctree.findall(nodes.list_item):
            if name := names.get(next(iter(item["ids"]), "")):
                paragraph = next(item.findall(nodes.paragraph))
                paragraph.insert(0, [nodes.strong(text=name), nodes.Text(". ")])
        return
    keys = {entry.fields["doi"].lower(): key for key, entry in entries.items() if key in identifiers}
    for link in doctree.findall(nodes.reference):
        address = unquote(link.get("refuri", ""))
        if address.startswith(DOI) and (key := keys.get(address.removeprefix(DOI).lower())):
            link["refuri"] = f"{app.builder.get_relative_uri(docname, PAGE)}#{identifiers[key]}"
            link["internal"] = True


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above to Sphinx."""
    app.connect("doctree-resolved", link_references)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

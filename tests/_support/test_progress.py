"""Bars of progress: seen while work goes on, and gone afterwards, in a kernel as in a terminal."""

import nbformat
import pytest
from nbclient import NotebookClient

from miniff_edu._support import progress

# A kernel of its own: tqdm reads TQDM_DISABLE, which these tests set, when it is imported.
PREPARE = """
import os, time
os.environ.pop("TQDM_DISABLE", None)
from miniff_edu._support.progress import progress
"""
WORK = """
print("before")
for _ in progress(range(4), desc="fit", unit="step"):
    time.sleep({pause})
print("after")
"""


class Listening(NotebookClient):
    """Notes what is sent to be displayed, and what it is replaced by."""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("display_data", "update_display_data"):
            self.shown.setdefault(cell_index, []).append(msg["content"]["data"])
        return super().process_message(msg, cell, cell_index)


@pytest.fixture(scope="module")
def worked() -> dict[str, tuple[list[dict], list[dict]]]:
    """Return what short and slow work leave in a notebook, and what was displayed on the way."""
    sources = [PREPARE, WORK.format(pause=0), WORK.format(pause=0.6)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    client = Listening(notebook, timeout=60)
    client.shown = {}
    client.execute()
    return {name: (notebook.cells[i].outputs, client.shown.get(i, [])) for i, name in ((1, "short"), (2, "slow"))}


def test_a_notebook_shows_a_bar_and_keeps_nothing_of_it(worked: dict) -> None:
    outputs, shown = worked["slow"]
    assert any("fit:" in data.get("text/plain", "") for data in shown)
    assert shown[-1] == {}
    assert "".join(o.text for o in outputs if o.output_type == "stream") == "before\nafter\n"
    assert {o.name for o in outputs if o.output_type == "stream"} == {"stdout"}, "no strip of stderr"
    assert [dict(o.data) for o in outputs if o.output_type == "display_data"] == [{}]


def test_short_work_shows_nothing(worked: dict) -> None:
    outputs, shown = worked["short"]
    assert shown == []
    assert [o.text for o in outputs] == ["before\nafter\n"]


@pytest.mark.parametrize("text", ["\r", "\r      ", "", "\r   \r"])
def test_a_blank_line_makes_no_output(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict] = []
    output = progress._Output()
    monkeypatch.setattr(output, "_show", sent.append)
    output.write(text)
    assert sent == []
    output.is_shown = True
    output.write(text)
    assert sent == [{}]


def test_the_last_line_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict] = []
    output = progress._Output()
    monkeypatch.setattr(output, "_show", sent.append)
    for text in ("\rfit: 50%   ", "\rfit: 10%\rfit: 60%", "fit: 70%\r"):
        output.write(text)
    assert [data["text/plain"] for data in sent] == ["fit: 50%", "fit: 60%", "fit: 70%"]

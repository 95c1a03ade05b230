"""Bars of progress: seen while work goes on, and gone afterwards, in a kernel as in a terminal."""

import nbformat
import pytest
from nbclient import NotebookClient

from miniff_edu._support import progress

# A kernel of its own: tqdm reads TQDM_DISABLE, which these tests set, when it is imported.
SLOW = """
import os, time
os.environ.pop("TQDM_DISABLE", None)
from miniff_edu._support.progress import progress

print("before")
for _ in progress(range(4), desc="fit", unit="step"):
    time.sleep({pause})
print("after")
"""


class Listening(NotebookClient):
    """Notes what is sent to be displayed, and what it is replaced by."""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("display_data", "update_display_data"):
            self.shown.append(msg["content"]["data"])
        return super().process_message(msg, cell, cell_index)


def run(pause: float) -> tuple[list[dict], list[dict]]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SLOW.format(pause=pause))])
    client = Listening(notebook, timeout=60)
    client.shown = []
    client.execute()
    return notebook.cells[0].outputs, client.shown


def test_a_notebook_shows_a_bar_and_keeps_nothing_of_it() -> None:
    outputs, shown = run(pause=0.6)
    assert any("fit:" in data.get("text/plain", "") for data in shown)
    assert shown[-1] == {}
    assert "".join(o.text for o in outputs if o.output_type == "stream") == "before\nafter\n"
    assert {o.name for o in outputs if o.output_type == "stream"} == {"stdout"}, "no strip of stderr"
    assert [dict(o.data) for o in outputs if o.output_type == "display_data"] == [{}]


def test_short_work_shows_nothing() -> None:
    outputs, shown = run(pause=0)
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

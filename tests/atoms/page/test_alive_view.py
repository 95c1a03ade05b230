"""What a reader does in a page: drag, keys, buttons; either order of cells; no script; access; no foreign request."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from access import AXE, STANDARDS, asked
from ase import Atoms
from ase.build import bulk
from playwright.sync_api import expect

from miniff_edu.atoms import G2, G5, AtomicNetwork, NeuralPotential, SymmetryFunctions, alive
from miniff_edu.atoms.page.view import AliveAtoms

PAGE = """<!doctype html><html lang="en" {theme}><head><meta charset="utf-8"><title>Atoms</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>Atoms</h1>{cells}</main></body></html>"""

# Where the atoms of a view are.
PLACES = "(i) => [...document.querySelectorAll('miniff-alive')[i].view.x]"
SPOT = """(i) => {
  const { right, down } = document.querySelector("miniff-alive").view.scene.spots[i];
  return [right, down];
}"""


@pytest.fixture(scope="module")
def views(water) -> list[AliveAtoms]:
    """Return one of each kind: a potential, symmetry functions, a trajectory with its cell."""
    potential, start = water
    functions = [G2(eta=1, shift=s, neighbour="Si") for s in (1, 2, 3)]
    functions += [G5(eta=0.1, zeta=2, lam=lam, neighbours=("Si", "Si")) for lam in (1, -1)]
    trimer = Atoms("Si3", [[0, 0, 0], [2.3, 0, 0], [0.5, 2.2, 0]])
    crystal, rng = bulk("Si", cubic=True), np.random.default_rng(0)
    frames = [crystal.copy() for _ in range(5)]
    for frame in frames:
        frame.positions += 0.1 * rng.normal(size=frame.positions.shape)
    sf = SymmetryFunctions({"Si": functions}, 5.0)
    return [alive(potential, start), alive(sf, trimer), alive(None, trajectory=frames)]


@pytest.fixture(scope="module")
def cells(views) -> list[tuple[str, str]]:
    """Return the HTML of each, with and without the script."""
    pictures = [view.still() for view in views]
    return [
        (view.html(picture, True), view.html(picture, False)) for view, picture in zip(views, pictures, strict=True)
    ]


@pytest.fixture
def visit(browser, tmp_path: Path):
    """Return a function that opens a page with some cells; afterwards no script may have failed, or reached out."""
    troubles, contexts = [], []

    def open_page(parts: list[str], theme: str = "light", **options):
        path = tmp_path / "page.html"
        path.write_text(PAGE.format(theme=f'data-theme="{theme}"', cells="".join(parts)), encoding="utf-8")
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda r: None if r.url.startswith((path.as_uri(), "blob:", "data:")) else troubles.append(r.url),
        )
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def page(visit, cells):
    """Return a page with all three."""
    page = visit([cells[0][0], cells[1][1], cells[2][1]], viewport={"width": 900, "height": 900})
    page.locator(".alive").nth(2).wait_for()
    return page


def places(page, i: int = 0) -> np.ndarray:
    return np.reshape(page.evaluate(PLACES, i), (-1, 3))


@pytest.mark.parametrize("carrier", [0, 1, 2])
def test_cells_live_whichever_carries_the_script(visit, cells, carrier: int) -> None:
    page = visit([pair[0 if i == carrier else 1] for i, pair in enumerate(cells)])
    expect(page.locator(".alive")).to_have_count(3)
    expect(page.locator("miniff-alive img")).to_have_count(0)
    page.evaluate("(html) => { document.querySelector('main').insertAdjacentHTML('beforeend', html); }", cells[1][1])
    expect(page.locator(".alive")).to_have_count(4)
    assert page.locator("style#miniff-alive-style").count() == 1


def test_without_a_script_there_is_a_picture_with_words(visit, cells) -> None:
    page = visit([cells[0][0]], java_script_enabled=False)
    assert page.locator("miniff-alive img").bounding_box()["width"] > 300
    assert "H2O, 3 atoms (O 1, H 2, H 3); energy" in page.locator("miniff-alive img").get_attribute("alt")
    expect(page.locator(".atoms-words")).to_contain_text("In the web edition these atoms can be moved.")


def test_keys_move_an_atom_and_a_sentence_says_what_changed(page, water) -> None:
    potential, start = water
    page.locator(".alive-stage").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    handle = page.locator("[role=button]:focus")
    expect(handle).to_have_attribute("aria-label", re.compile("^H, atom 2, at .* Å$"))
    expect(page.locator(".alive-heading").first).to_have_text("Fingerprint of H, atom 2")
    bars = page.locator(".alive-bars").first.get_attribute("aria-label")
    for key, row in (("ArrowRight", 0), ("ArrowUp", 1), ("PageUp", 2)):
        before = places(page)
        page.keyboard.press(key)
        moved = places(page) - before
        rotation = np.reshape(page.evaluate("document.querySelector('miniff-alive').view.turned"), (3, 3))
        assert rotation @ moved[1] == pytest.approx(0.05 * np.eye(3)[row], abs=1e-12)
        assert not moved[[0, 2]].any()
    assert page.locator(".alive-bars").first.get_attribute("aria-label") != bars
    start.positions = places(page)
    expected = potential.predict(start)
    said = page.get_by_role("status").first.inner_text().replace("\u2212", "-")
    found = re.match(r"H, atom 2, moved out: energy ([-\d.]+) eV, largest force ([\d.]+) eV/Å on ", said)
    assert float(found[1]) == pytest.approx(expected.energy, abs=6e-4)
    assert float(found[2]) == pytest.approx(np.linalg.norm(expected.forces, axis=1).max(), abs=6e-3)
    assert page.locator(".alive-arrow").count() > 0


def test_arrows_that_point_at_each_other_pass(visit) -> None:
    """Two atoms pull and push along one line, on which their arrows would lie on each other."""
    sf = SymmetryFunctions({"O": [G2(eta=4, shift=1.5, neighbour="O")]}, 4.0)
    network = torch.nn.Sequential(torch.nn.Linear(1, 1, dtype=torch.float64))
    torch.nn.init.ones_(network[0].weight)
    steep = AtomicNetwork(network, mean=[0], spread=[0.1], low=[0], high=[1])
    potential = NeuralPotential(sf, [{"O": steep}])
    ways = []
    for distance in (1.2, 1.8):  # below a hill of the energy, and beyond it
        view = alive(potential, Atoms("O2", [[0, 0, 0], [distance, 0, 0]]))
        page = visit([view.html(view.still(), True)])
        expect(page.locator(".alive-arrow")).to_have_count(2)
        ends = page.locator(".alive-arrow").evaluate_all(
            "(lines) => lines.map((line) => ['x1', 'y1', 'x2', 'y2'].map((name) => Number(line.getAttribute(name))))"
        )
        (x1, y1, x2, y2), (u1, v1, u2, v2) = ends
        way, other = np.array([x2 - x1, y2 - y1]), np.array([u2 - u1, v2 - v1])
        ways.append(way @ [u1 - x1, v1 - y1] > 0)
        assert way @ other < 0
        apart = abs(np.cross([*way, 0], [u1 - x1, v1 - y1, 0])[2]) / np.linalg.norm(way)
        assert apart == pytest.approx(10, abs=1), "pixels"
    assert ways == [True, False], "towards each other, and away"


def test_a_hand_drags_an_atom_or_turns_the_view(page) -> None:
    stage = page.locator(".alive-stage").first
    box = stage.bounding_box()
    spot = page.evaluate(SPOT, 2)
    before, turned = places(page), page.evaluate("[...document.querySelector('miniff-alive').view.turned]")
    page.mouse.move(box["x"] + spot[0], box["y"] + spot[1])
    page.mouse.down()
    page.mouse.move(box["x"] + spot[0] + 30, box["y"] + spot[1] - 20, steps=3)
    page.mouse.up()
    moved = places(page) - before
    assert np.linalg.norm(moved[2]) > 0.2
    assert not moved[:2].any()
    expect(page.get_by_role("status").first).to_have_text(re.compile("^H, atom 3, dragged: energy "))
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 8, steps=3)
    page.mouse.up()
    assert places(page) == pytest.approx(before + moved)
    assert page.evaluate("[...document.querySelector('miniff-alive').view.turned]") != turned


def test_a_finger_drags_an_atom(visit, cells) -> None:
    page = visit([cells[0][0]], viewport={"width": 390, "height": 800}, has_touch=True)
    box = page.locator(".alive-stage").bounding_box()
    spot = page.evaluate(SPOT, 1)
    before, client = places(page), page.context.new_cdp_session(page)
    x, y = box["x"] + spot[0], box["y"] + spot[1]
    for kind, step in (("touchStart", 0), ("touchMove", 15), ("touchMove", 40), ("touchEnd", 0)):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y + step}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.get_by_role("status")).to_have_text(re.compile("^H, atom 2, dragged: energy "))
    assert np.linalg.norm(places(page) - before, axis=1).round(1).tolist()[0] == 0
    assert page.evaluate("scrollY") == 0


def test_two_atoms_of_an_element_are_the_same(page, water) -> None:
    before = places(page)
    page.locator(".alive-stage").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Swap").first.click()
    expect(page.get_by_role("status").first).to_have_text(
        "H, atom 2 and H, atom 3 have changed places: nothing has changed."
    )
    assert places(page)[[1, 2]].tolist() == before[[2, 1]].tolist()
    page.get_by_label("with").first.select_option("O, atom 1")
    page.get_by_role("button", name="Swap").first.click()
    expect(page.get_by_role("status").first).to_have_text(re.compile("the energy has changed by [−\\d.]+ eV"))


def test_far_away_it_says_that_it_knows_nothing(page) -> None:
    expect(page.locator(".alive-word").first).to_have_text("Inside of what it has learned.")
    page.locator("[role=button]").nth(1).focus()
    for _ in range(30):
        page.keyboard.press("ArrowUp")
    expect(page.locator(".alive-word").first).to_have_text(
        re.compile(r"^Outside of what it has learned: [HO], atom \d, by \d+ % of the range\.$")
    )
    assert page.locator(".alive-out").count() > 0


def test_it_runs_relaxes_and_is_reset(page, water) -> None:
    potential, start = water
    first = places(page)
    page.wait_for_timeout(100)
    assert places(page).tolist() == first.tolist(), "nothing moves before somebody asks"
    button = page.get_by_role("button", name="Run").first
    button.click()
    page.wait_for_function("document.querySelector('miniff-alive').view.steps > 12")
    page.get_by_role("button", name="Pause").first.click()
    said = page.get_by_role("status").first.inner_text()
    found = re.search(r"^Paused after \d+ steps: .*temperature (\d+) K, total energy drifted by ([−\d.]+) meV", said)
    assert 0 < int(found[1]) < 900
    assert abs(float(found[2].replace("−", "-"))) < 20
    assert np.abs(places(page) - first).max() > 1e-3
    page.get_by_role("button", name="Relax").first.click()
    expect(page.get_by_role("status").first).to_have_text(re.compile(r"^At rest after \d+ steps"), timeout=30_000)
    start.positions = places(page)
    assert np.linalg.norm(potential.predict(start).forces, axis=1).max() < 0.011
    page.get_by_role("button", name="Reset").first.click()
    assert places(page).tolist() == first.tolist()
    expect(page.get_by_role("status").first).to_have_text(re.compile("^As it was in the beginning: energy"))


def test_a_trajectory_plays_and_shows_its_frames(page, views) -> None:
    slider = page.get_by_label("Frame")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status").nth(2)).to_have_text("Frame 2 of 5.")
    frames = np.frombuffer(base64.b64decode(views[2].data["frames"]), "<f4").reshape(5, -1, 3)
    assert places(page, 2) == pytest.approx(frames[1])
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("status").nth(2)).to_have_text("Played to the end: 5 frames.")
    assert places(page, 2) == pytest.approx(frames[4])
    assert page.locator(".alive-edge").count() == 12


DRAGS = """(n) => {
  Element.prototype.setPointerCapture = () => {};  // which knows real pointers only
  let seed = 1;
  const random = () => (seed = (16807 * seed) % 2147483647) / 2147483647;
  const stages = [...document.querySelectorAll(".alive-stage")];
  for (let i = 0; i < n; i++) {
    const stage = stages[i % 20 === 0 ? 2 : i % 2];
    const box = stage.getBoundingClientRect();
    const view = stage.closest("miniff-alive").view;
    const spot = view.scene.spots[Math.floor(random() * view.n)];
    const at = i % 5 ? [box.left + spot.right, box.top + spot.down] : [box.left + 5, box.top + 5];
    const fire = (kind, [clientX, clientY]) =>
      stage.dispatchEvent(new PointerEvent(kind, { clientX, clientY, bubbles: true, cancelable: true }));
    fire("pointerdown", at);
    fire("pointermove", at.map((c) => c + 800 * (random() - 0.5)));
    fire("pointerup", at);
  }
  return stages.map((stage) => [...stage.closest("miniff-alive").view.x].every(Number.isFinite));
}"""


@pytest.mark.parametrize("n", [150, pytest.param(1000, marks=pytest.mark.thorough)])
def test_many_drags_do_no_harm(page, n: int) -> None:
    assert page.evaluate(DRAGS, n) == [True] * 3
    assert "NaN" not in page.locator("main").inner_text()
    assert "NaN" not in page.locator(".alive-stage").first.inner_html()


# Each width and each scheme once; colours hardly depend on the width, nor places on the scheme.
OTHERS = [pytest.param(*pair, marks=pytest.mark.thorough) for pair in ((1280, "dark"), (390, "light"))]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), *OTHERS])
def test_access(visit, cells, scheme: str, width: int) -> None:
    axe = asked(AXE).read_text(encoding="utf-8")
    page = visit([cells[0][0], cells[1][1], cells[2][1]], scheme, viewport={"width": width, "height": 900})
    page.locator(".alive").nth(2).wait_for()
    page.locator("[role=button]").nth(1).focus()
    for _ in range(30):
        page.keyboard.press("ArrowUp")  # where it warns
    page.evaluate(axe)
    found = page.evaluate(
        "async (tags) => (await axe.run(document, { runOnly: { type: 'tag', values: tags } })).violations.map((v) => "
        "[v.id, v.nodes.map((n) => n.target.join() + n.failureSummary)])",
        STANDARDS,
    )
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    moving = "(e) => getComputedStyle(e).animationName !== 'none' || parseFloat(getComputedStyle(e).transitionDuration)"
    assert not page.evaluate(f"[...document.querySelectorAll('.alive *')].some({moving})")


def test_the_focus_is_seen_at_every_stop(page) -> None:
    """An outline, and nothing that lies above and would take what is pressed."""
    stops = page.locator(".alive-stage, .alive-handle, .alive button, .alive input, .alive select")
    page.keyboard.press("Tab")  # from now on the browser shows where the focus is
    assert stops.count() > 15
    for stop in stops.all():
        stop.focus()
        assert stop.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"
        assert stop.evaluate(
            "(e) => { e.scrollIntoView(); const c = e.getBoundingClientRect();"
            "const above = document.elementFromPoint(c.left + c.width / 2, c.top + c.height / 2);"
            "return above.contains(e) || e.contains(above); }"
        )

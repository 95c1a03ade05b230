// What hands do: keys and pointers. In: a view, which has a stage with its atoms. Out: it is moved, turned, and says so.

import { make } from "./svg.js";

const SPEEDS = { key: 0.05, turn: 0.15 }; // Å, and radians, for each press of a key
const ARROWS = { ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, 1, 0], ArrowDown: [0, -1, 0] };
const MOVES = { ...ARROWS, PageUp: [0, 0, 1], PageDown: [0, 0, -1] };
const WORDS = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "out",
  PageDown: "in",
};

// What the keyboard reaches of an atom: arrows move it, Page Up and Page Down move it out of the plane and in.
export function handle(view, i) {
  const circle = make(view.stage, "circle", { class: "alive-handle", role: "button", tabindex: 0 });
  circle.addEventListener("focus", () => view.choose(i));
  circle.addEventListener("click", () => view.choose(i)); // as a screen reader presses it
  circle.addEventListener("keydown", (event) => {
    if (!MOVES[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    view.push(
      i,
      MOVES[event.key].map((c) => c * SPEEDS.key),
    );
    view.say(`${view.names[i]}, moved ${WORDS[event.key]}: ${view.summary()}`);
    view.moved(view.x);
  });
  return circle;
}

// Arrows turn the whole; so does a pointer beside the atoms. On an atom it drags.
export function listen(view) {
  const { stage } = view;
  stage.addEventListener("keydown", (event) => {
    const by = ARROWS[event.key];
    if (!by || event.target !== stage) return;
    event.preventDefault();
    view.turn(by[0] * SPEEDS.turn, by[1] * SPEEDS.turn);
    view.say(`Turned ${WORDS[event.key]}.`);
  });
  // A finger on an atom drags it; beside the atoms, up and down scroll the page as ever.
  const at = ({ clientX, clientY }) => {
    const box = stage.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  };
  stage.addEventListener("touchstart", (event) => view.hit(at(event.touches[0])) >= 0 && event.preventDefault());
  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const atom = view.hit(at(event));
    view.held = { atom, last: at(event), dragged: false };
    stage.setPointerCapture(event.pointerId);
    if (atom >= 0) {
      event.preventDefault();
      view.handles[atom].focus({ preventScroll: true });
      view.choose(atom);
    }
  });
  stage.addEventListener("pointermove", (event) => {
    if (!view.held) return;
    const { atom, last } = view.held;
    const inside = at(event).map((c, a) => Math.min(Math.max(c, 12), (a ? view.data.height : view.wide) - 12));
    const [right, down] = [inside[0] - last[0], inside[1] - last[1]];
    Object.assign(view.held, { last: inside, dragged: true });
    if (atom < 0) return view.turn(right / 120, -down / 120);
    view.push(
      atom,
      [right, -down, 0].map((c) => c / view.scene.scale / view.scene.spots[atom].near),
    );
  });
  const drop = () => {
    if (view.held?.dragged && view.held.atom >= 0) {
      view.say(`${view.names[view.held.atom]}, dragged: ${view.summary()}`);
      view.moved(view.x);
    }
    view.held = null;
  };
  for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, drop);
}

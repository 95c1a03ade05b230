// Atoms to drag. In: the JSON of view.py. Out: what is seen and said. Nothing is loaded from anywhere.
// Inside of a page the modules that this one imports stand before it, in the same script: see script.py.

import { Bars } from "./bars.js";
import { handle, listen } from "./hands.js";
import { compile, decode, downhill, predict, verlet } from "./potential.js";
import { Scene } from "./scene.js";
import { make, number } from "./svg.js";

const OUTSIDE = 1e-9; // shares of the range that was learned from: less is rounding, here and in sentences.py
let made = 0;

export class Alive {
  constructor(place, data, moved = () => {}) {
    Object.assign(this, { data, moved, n: data.symbols.length, id: `alive-${made++}`, frame: 0, chosen: 0 });
    this.machine = data.model && compile(data.model);
    this.kinds = data.model && data.symbols.map((symbol) => data.model.elements.indexOf(symbol));
    this.hasEnergy = Boolean(data.model?.members.length);
    this.frames = data.frames && decode(data.frames, Float32Array);
    this.scene = new Scene(data, data.cells && decode(data.cells), this.id);
    this.names = data.symbols.map((symbol, i) => `${symbol}, atom ${i + 1}`);
    this.build(place);
    this.measure();
    this.reset();
    this.watch = new ResizeObserver(() => {
      this.measure();
      this.draw();
    });
    this.watch.observe(this.stage);
  }

  // Widths are asked for once: each question makes the browser lay out the page anew.
  measure() {
    this.wide = this.stage.clientWidth || 480;
    this.barsWide = this.bars?.svg.clientWidth || 240;
  }

  end() {
    this.watch.disconnect();
    this.mode = null;
  }

  build(place) {
    const { data } = this;
    place.style.cssText = "display: block; container-type: inline-size";
    this.box = make(place, "div", { class: data.model ? "alive alive-both" : "alive" });
    const stage = make(this.box, "svg", { class: "alive-stage", role: "application", tabindex: 0 });
    this.stage = stage;
    stage.style.height = `${data.height}px`;
    stage.setAttribute(
      "aria-label",
      `${data.title}: arrow keys turn it${data.model ? "; Tab goes to its atoms" : ""}.`,
    );
    make(stage, "g").innerHTML = this.scene.shades();
    this.drawn = make(stage, "g", { "aria-hidden": "true" });
    // What the keyboard reaches lies above what is drawn, in the order of the atoms.
    this.handles = data.model ? this.names.map((_, i) => handle(this, i)) : [];
    const side = make(this.box, "div", { class: "alive-side" });
    if (data.model) {
      this.heading = make(side, "p", { class: "alive-heading" });
      const svg = make(side, "svg", { class: "alive-bars", role: "img" });
      this.bars = new Bars(svg, this.hasEnergy ? OUTSIDE : undefined);
      make(side, "p", { class: "alive-legend" }, this.bars.legend);
    }
    this.readout = make(side, "p", { class: "alive-readout" });
    this.word = make(side, "p", { class: "alive-word" });
    this.buttons = make(this.box, "p", { class: "alive-buttons" });
    this.buildButtons();
    this.status = make(this.box, "p", { class: "alive-status", role: "status" });
    make(this.box, "p", { class: "alive-help" }, data.help);
    listen(this);
  }

  button(words, act) {
    const button = make(this.buttons, "button", { type: "button" }, words);
    button.addEventListener("click", act);
    return button;
  }

  buildButtons() {
    if (this.hasEnergy) {
      this.runner = this.button("Run", () => (this.mode === "run" ? this.pause() : this.run("run")));
      this.relaxer = this.button("Relax", () => (this.mode === "relax" ? this.pause() : this.run("relax")));
    }
    if (this.frames) {
      this.player = this.button("Play", () => (this.mode === "play" ? this.pause() : this.run("play")));
      const label = make(this.buttons, "label", {}, "Frame ");
      const last = this.frames.length / (3 * this.n) - 1;
      this.slider = make(label, "input", { type: "range", min: 0, max: last, value: 0, autocomplete: "off" });
      this.slider.addEventListener("input", () => {
        this.pause("");
        this.show(Number(this.slider.value));
        this.say(`Frame ${this.frame + 1} of ${last + 1}${this.data.model ? `: ${this.summary()}` : "."}`);
      });
    }
    if (this.data.model && this.n > 1) {
      this.button("Swap", () => this.swap());
      const label = make(this.buttons, "label", {}, "with ");
      this.other = make(label, "select", { autocomplete: "off" });
    }
    this.button("Reset", () => {
      this.reset();
      this.say(`As it was in the beginning${this.data.model ? `: ${this.summary()}` : "."}`);
      this.moved(this.x);
    });
  }

  // The atom at a place on the stage, or -1: of those that can be moved.
  hit(spot) {
    return this.data.model ? this.scene.hit(spot) : -1;
  }

  choose(i) {
    if (i === this.chosen) return;
    this.chosen = i;
    if (this.other) {
      const others = this.names.flatMap((name, j) => (j === i ? [] : [`<option value="${j}">${name}</option>`]));
      this.other.innerHTML = others.join("");
      const same = this.data.symbols.findIndex((symbol, j) => j !== i && symbol === this.data.symbols[i]);
      if (same >= 0) this.other.value = same;
    }
    this.draw();
  }

  // Move an atom by a vector of the screen: right, up, out.
  push(i, by) {
    const { turned, x, found } = this;
    for (let a = 0; a < 3; a++) x[3 * i + a] += turned[a] * by[0] + turned[3 + a] * by[1] + turned[6 + a] * by[2];
    this.look();
    if (this.total) this.total += this.found.energy - found.energy; // what the hand has done is no drift
  }

  turn(right, up) {
    const [c, s, d, t] = [Math.cos(right), Math.sin(right), Math.cos(up), Math.sin(up)];
    const m = this.turned;
    for (let a = 0; a < 3; a++) {
      const [x, y, z] = [m[a], m[3 + a], m[6 + a]];
      [m[a], m[6 + a]] = [c * x + s * z, c * z - s * x];
      [m[3 + a], m[6 + a]] = [d * y + t * m[6 + a], d * m[6 + a] - t * y];
    }
    this.draw();
  }

  swap() {
    const [i, j] = [this.chosen, Number(this.other.value)];
    const before = this.found;
    for (let a = 0; a < 3; a++) [this.x[3 * i + a], this.x[3 * j + a]] = [this.x[3 * j + a], this.x[3 * i + a]];
    this.look();
    const by = this.hasEnergy ? this.found.energy - before.energy : 0;
    const change = Math.abs(by) < 5e-10 ? "nothing has changed" : `the energy has changed by ${number(by, 3)} eV`;
    this.say(
      `${this.names[i]} and ${this.names[j]} have changed places: ${this.hasEnergy ? change : "look at the bars"}.`,
    );
    this.moved(this.x);
  }

  reset() {
    this.pause("");
    Object.assign(this, {
      x: decode(this.data.positions),
      v: decode(this.data.velocities),
      turned: [...this.data.turned],
    });
    Object.assign(this, { steps: 0, frame: 0, total: null });
    if (this.slider) this.slider.value = 0;
    this.chosen = -1;
    if (this.machine) this.ask(this.x);
    this.choose(0);
  }

  // Somebody else has moved the atoms.
  place(x) {
    if (x.length !== this.x.length || x.every((c, i) => c === this.x[i])) return;
    this.x = Float64Array.from(x);
    this.look();
  }

  show(frame) {
    this.frame = frame;
    this.x = Float64Array.from(this.frames.subarray(3 * this.n * frame, 3 * this.n * (frame + 1)));
    this.slider.value = frame;
    this.slider.setAttribute("aria-valuetext", `${frame + 1} of ${Number(this.slider.max) + 1}`);
    this.look();
  }

  run(mode) {
    this.pause("");
    const button = { run: this.runner, relax: this.relaxer, play: this.player }[mode];
    if (mode === "play" && this.frame === Number(this.slider.max)) this.show(0);
    Object.assign(this, { mode, button, words: button.textContent, due: 0, last: performance.now(), steps: 0 });
    this.state = { v: this.x.map(() => 0), dt: 0.1, a: 0.1, n: 0 };
    this.total = mode === "run" ? this.found.energy + this.kinetic() : null;
    button.textContent = "Pause";
    this.say({ run: "Running.", relax: "Relaxing.", play: "Playing." }[mode]);
    const tick = (now) => {
      if (this.mode !== mode || this.button !== button) return;
      this.due += Math.min((now - this.last) / 1000, 0.1) * (mode === "run" ? this.data.steps_per_second : 40);
      this.last = now;
      for (; this.due >= 1 && this.mode && performance.now() - now < 20; this.due--) this.step();
      this.due = Math.min(this.due, 1); // where the machine is slow, time is
      this.draw();
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  pause(words = `Paused after ${this.steps} steps: ${this.summary()}`) {
    if (!this.mode) return;
    this.button.textContent = this.words;
    this.mode = null;
    this.look();
    if (words) this.say(words);
    if (this.hasEnergy) this.moved(this.x);
  }

  step() {
    this.steps++;
    if (this.mode === "play") {
      this.show(this.frame + 1);
      if (this.frame === Number(this.slider.max)) this.pause(`Played to the end: ${this.frame + 1} frames.`);
      return;
    }
    const forcesAt = (x) => this.ask(x).forces;
    if (this.mode === "run") verlet(forcesAt, this.found.forces, this.x, this.v, this.data.masses, this.data.dt);
    else {
      downhill(this.found.forces, this.x, this.state);
      forcesAt(this.x);
      const [size] = this.largest();
      if (size < 0.01) this.pause(`At rest after ${this.steps} steps: ${this.summary()}`);
      else if (this.steps >= 2000) this.pause(`Not at rest after ${this.steps} steps: ${this.summary()}`);
    }
    if (this.x.some((c, i) => !(Math.abs(c - this.data.centre[i % 3]) < 4 * this.data.extent))) {
      this.pause(`Stopped after ${this.steps} steps: the atoms have flown apart. Reset brings them back.`);
    }
  }

  ask(x) {
    this.found = predict(this.machine, this.kinds, x);
    return this.found;
  }

  look() {
    if (this.machine) this.ask(this.x);
    this.draw();
  }

  kinetic() {
    return this.v.reduce((sum, v, c) => sum + 0.5 * this.data.masses[Math.floor(c / 3)] * v * v, 0);
  }

  largest() {
    const sizes = this.names.map((_, i) => Math.hypot(...this.found.forces.subarray(3 * i, 3 * i + 3)));
    const size = Math.max(...sizes);
    return [size, sizes.indexOf(size)];
  }

  // One sentence, for everybody: what has changed, with its numbers.
  summary() {
    if (!this.data.model) return "";
    if (!this.hasEnergy) return `the bars are those of ${this.names[this.chosen]}.`;
    const [size, i] = this.largest();
    const energy = `energy ${number(this.found.energy, 3)} eV, largest force ${number(size, 2)} eV/Å on ${this.names[i]}`;
    return `${[energy, ...this.heat()].join(", ")}. ${this.learned()}`;
  }

  heat() {
    if (!this.total) return [];
    const drift = 1000 * (this.found.energy + this.kinetic() - this.total);
    const kelvin = this.kinetic() / (1.5 * this.n * this.data.kB);
    return [`temperature ${number(kelvin, 0)} K`, `total energy drifted by ${number(drift, 2)} meV`];
  }

  learned() {
    const most = Math.max(...this.found.outside);
    if (!(most > OUTSIDE)) return "Inside of what it has learned.";
    const share = `${number(100 * most, most < 0.1 ? 1 : 0)} % of the range`;
    return `Outside of what it has learned: ${this.names[this.found.outside.indexOf(most)]}, by ${share}.`;
  }

  say(text) {
    this.status.textContent = text;
  }

  draw() {
    if (!this.found && this.machine) return;
    const { stage, scene, x } = this;
    stage.setAttribute("viewBox", `0 0 ${this.wide} ${this.data.height}`);
    const spots = scene.place(x, this.turned, this.wide, this.held);
    this.drawn.innerHTML = scene.drawn(x, this.hasEnergy && this.found.forces, this.frame);
    this.handles.forEach((handle, i) => {
      const { right, down, r } = spots[i];
      const at = [0, 1, 2].map((a) => number(x[3 * i + a], 2)).join(", ");
      const now = { cx: right.toFixed(1), cy: down.toFixed(1), r: r.toFixed(1), "aria-pressed": i === this.chosen };
      for (const [key, value] of Object.entries(now)) handle.setAttribute(key, value);
      handle.setAttribute("aria-label", `${this.names[i]}, at ${at} Å`);
    });
    if (this.bars) this.drawBars();
    this.drawReadout();
  }

  drawBars() {
    const { chosen, found } = this;
    const functions = this.data.model.functions[this.data.symbols[chosen]];
    const network = this.machine.members[0]?.[this.kinds[chosen]];
    const largest = Math.max(0, ...found.values.flatMap((row) => [...row]));
    this.bars.draw(found.values[chosen], functions, network, largest, this.barsWide);
    this.heading.textContent = `Fingerprint of ${this.names[chosen]}`;
  }

  drawReadout() {
    const { data, found } = this;
    const terms = this.frames ? [`Frame ${this.frame + 1} of ${Number(this.slider.max) + 1}`] : [];
    if (this.hasEnergy) {
      const spread = data.model.members.length > 1 ? ` \u00b1 ${found.spread.toFixed(3)}` : "";
      terms.push(`Energy ${number(found.energy, 3)}${spread} eV`, `Largest force ${number(this.largest()[0], 2)} eV/Å`);
      terms.push(...this.heat().map((text) => text[0].toUpperCase() + text.slice(1)));
      this.word.textContent = this.learned();
      this.word.classList.toggle(
        "alive-warning",
        found.outside.some((by) => by > OUTSIDE),
      );
    }
    this.readout.replaceChildren(...terms.flatMap((text) => [text, document.createElement("br")]));
  }
}

// ---- Two ways into a page: an element that its HTML holds, and a widget of a live notebook.

export function adorn(style) {
  const id = "miniff-alive-style";
  if (!document.getElementById(id)) make(document.head, "style", { id }, style);
}

if (!customElements.get("miniff-alive")) {
  customElements.define(
    "miniff-alive",
    class extends HTMLElement {
      connectedCallback() {
        if (this.view) return;
        const data = JSON.parse(this.querySelector("script").textContent);
        this.replaceChildren();
        this.view = new Alive(this, data);
      }
    },
  );
}

export default {
  render({ model, el }) {
    const view = new Alive(el, model.get("data"), (x) => {
      model.set("positions", [...x]);
      model.save_changes();
    });
    const follow = () => view.place(model.get("positions"));
    model.on("change:positions", follow);
    return () => {
      model.off("change:positions", follow);
      view.end();
    };
  },
};

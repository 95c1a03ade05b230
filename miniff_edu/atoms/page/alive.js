// Atoms to drag. In: the JSON of view.py. Out: what is seen and said. Nothing is loaded from anywhere.
// Inside of a page the module of the potential stands before this one, in the same script: see script.py.

import { compile, decode, downhill, predict, verlet } from "./potential.js";

const SVG = "http://www.w3.org/2000/svg";
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
const OUTSIDE = 1e-9; // shares of the range that was learned from: less is rounding, here and in sentences.py
const ASIDE = 5; // pixels from the middle of an atom to its arrow
let made = 0;

function make(parent, name, attributes = {}, text = "") {
  const isDrawn = ["svg", "g", "circle"].includes(name);
  const element = isDrawn ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return parent.appendChild(element);
}

// Energies of some thousandths matter, and a minus is no hyphen.
const number = (value, digits) => value.toFixed(digits).replace("-", "\u2212");

export class Alive {
  constructor(place, data, moved = () => {}) {
    Object.assign(this, { data, moved, n: data.symbols.length, id: `alive-${made++}`, frame: 0, chosen: 0 });
    this.machine = data.model && compile(data.model);
    this.kinds = data.model && data.symbols.map((symbol) => data.model.elements.indexOf(symbol));
    this.hasEnergy = Boolean(data.model?.members.length);
    this.frames = data.frames && decode(data.frames, Float32Array);
    this.cells = data.cells && decode(data.cells);
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
    this.barsWide = this.bars?.clientWidth || 240;
  }

  end() {
    this.watch.disconnect();
    this.mode = null;
  }

  build(place) {
    const { data, id } = this;
    place.style.cssText = "display: block; container-type: inline-size";
    this.box = make(place, "div", { class: data.model ? "alive alive-both" : "alive" });
    const stage = make(this.box, "svg", { class: "alive-stage", role: "application", tabindex: 0 });
    this.stage = stage;
    stage.style.height = `${data.height}px`;
    stage.setAttribute(
      "aria-label",
      `${data.title}: arrow keys turn it${data.model ? "; Tab goes to its atoms" : ""}.`,
    );
    const shade = ([element, [fill]]) =>
      `<radialGradient id="${id}-${element}" cx="0.35" cy="0.3" r="0.8"><stop offset="0" style="stop-color:color-mix(in srgb, ${fill}, white 45%)"/>` +
      `<stop offset="0.55" style="stop-color:${fill}"/><stop offset="1" style="stop-color:color-mix(in srgb, ${fill}, black 30%)"/></radialGradient>`;
    make(stage, "g").innerHTML = `<defs>${Object.entries(data.colours).map(shade).join("")}</defs>`;
    this.drawn = make(stage, "g", { "aria-hidden": "true" });
    // What the keyboard reaches lies above what is drawn, in the order of the atoms.
    this.handles = data.model ? this.names.map((_, i) => this.handle(i)) : [];
    const side = make(this.box, "div", { class: "alive-side" });
    if (data.model) {
      this.heading = make(side, "p", { class: "alive-heading" });
      this.bars = make(side, "svg", { class: "alive-bars", role: "img" });
      this.legend = make(side, "p", { class: "alive-legend" }, this.barWords());
    }
    this.readout = make(side, "p", { class: "alive-readout" });
    this.word = make(side, "p", { class: "alive-word" });
    this.buttons = make(this.box, "p", { class: "alive-buttons" });
    this.buildButtons();
    this.status = make(this.box, "p", { class: "alive-status", role: "status" });
    make(this.box, "p", { class: "alive-help" }, data.help);
    this.listen();
  }

  handle(i) {
    const handle = make(this.stage, "circle", { class: "alive-handle", role: "button", tabindex: 0 });
    handle.addEventListener("focus", () => this.choose(i));
    handle.addEventListener("click", () => this.choose(i)); // as a screen reader presses it
    handle.addEventListener("keydown", (event) => {
      if (!MOVES[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      this.push(
        i,
        MOVES[event.key].map((c) => c * SPEEDS.key),
      );
      this.say(`${this.names[i]}, moved ${WORDS[event.key]}: ${this.summary()}`);
      this.moved(this.x);
    });
    return handle;
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

  listen() {
    const { stage } = this;
    stage.addEventListener("keydown", (event) => {
      const by = ARROWS[event.key];
      if (!by || event.target !== stage) return;
      event.preventDefault();
      this.turn(by[0] * SPEEDS.turn, by[1] * SPEEDS.turn);
      this.say(`Turned ${WORDS[event.key]}.`);
    });
    // A finger on an atom drags it; beside the atoms, up and down scroll the page as ever.
    const at = ({ clientX, clientY }) => {
      const box = stage.getBoundingClientRect();
      return [clientX - box.left, clientY - box.top];
    };
    stage.addEventListener("touchstart", (event) => this.hit(at(event.touches[0])) >= 0 && event.preventDefault());
    stage.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const atom = this.hit(at(event));
      this.held = { atom, last: at(event), dragged: false };
      stage.setPointerCapture(event.pointerId);
      if (atom >= 0) {
        event.preventDefault();
        this.handles[atom].focus({ preventScroll: true });
        this.choose(atom);
      }
    });
    stage.addEventListener("pointermove", (event) => {
      if (!this.held) return;
      const { atom, last } = this.held;
      const inside = at(event).map((c, a) => Math.min(Math.max(c, 12), (a ? this.data.height : this.wide) - 12));
      const [right, down] = [inside[0] - last[0], inside[1] - last[1]];
      Object.assign(this.held, { last: inside, dragged: true });
      if (atom < 0) return this.turn(right / 120, -down / 120);
      this.push(
        atom,
        [right, -down, 0].map((c) => c / this.scale / this.spots[atom].near),
      );
    });
    const drop = () => {
      if (this.held?.dragged && this.held.atom >= 0) {
        this.say(`${this.names[this.held.atom]}, dragged: ${this.summary()}`);
        this.moved(this.x);
      }
      this.held = null;
    };
    for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, drop);
  }

  // The atom nearest to the eye at a place on the stage, or -1.
  hit([right, down]) {
    const under = this.spots
      .map((spot, i) => ({ i, z: spot.z, away: Math.hypot(spot.right - right, spot.down - down) - spot.r }))
      .filter(({ away }) => away < 4);
    return this.handles.length && under.length ? under.reduce((a, b) => (a.z > b.z ? a : b)).i : -1;
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
    Object.assign(this, { steps: 0, frame: 0, zoom: 1, total: null });
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

  // Where everything is on the stage, from the back to the front.
  draw() {
    if (!this.found && this.machine) return;
    const { stage, data, turned, n } = this;
    const [wide, high] = [this.wide, data.height];
    stage.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    const seen = (p) => {
      const d = [0, 1, 2].map((a) => p[a] - data.centre[a]);
      const [right, up, z] = [0, 3, 6].map(
        (row) => turned[row] * d[0] + turned[row + 1] * d[1] + turned[row + 2] * d[2],
      );
      return { right, up, z, near: 1 / (1 - z / (7 * data.extent)) };
    };
    const spots = Array.from({ length: n }, (_, i) => seen(this.x.subarray(3 * i, 3 * i + 3)));
    const reach = Math.max(...spots.map(({ right, up }) => Math.max(Math.abs(right) / wide, Math.abs(up) / high)));
    const whole = Math.min(wide, high) / (2.15 * data.extent);
    this.zoom = this.held ? this.zoom : Math.min(1, 0.44 / (reach * whole || 1));
    this.scale = whole * this.zoom;
    const put = (spot) => {
      spot.down = high / 2 - spot.up * spot.near * this.scale;
      spot.right = wide / 2 + spot.right * spot.near * this.scale;
      return spot;
    };
    const least = data.model ? 13 : 3;
    spots.forEach((spot, i) => {
      put(spot).r = Math.max(least, data.radii[data.symbols[i]] * this.scale * spot.near);
    });
    this.spots = spots;
    const point = (p) => put(seen(p));
    const parts = [...this.atomParts(), ...this.bondParts(point), ...this.edgeParts(point), ...this.arrowParts(point)];
    this.drawn.innerHTML = parts
      .sort((a, b) => a.z - b.z)
      .map((part) => part.svg)
      .join("");
    this.handles.forEach((handle, i) => {
      const { right, down, r } = spots[i];
      const at = [0, 1, 2].map((a) => number(this.x[3 * i + a], 2)).join(", ");
      const now = { cx: right.toFixed(1), cy: down.toFixed(1), r: r.toFixed(1), "aria-pressed": i === this.chosen };
      for (const [key, value] of Object.entries(now)) handle.setAttribute(key, value);
      handle.setAttribute("aria-label", `${this.names[i]}, at ${at} Å`);
    });
    if (data.model) this.drawBars();
    this.drawReadout();
  }

  atomParts() {
    const { data, id, spots } = this;
    const deep = Math.max(...spots.map(({ z }) => Math.abs(z)), 1);
    return spots.map(({ right, down, r, z }, i) => {
      const symbol = data.symbols[i];
      const size = Math.min(Math.max(0.95 * r, 13), 24);
      const index = data.model ? `<tspan dy="0.3em" style="font-size:0.65em">${i + 1}</tspan>` : "";
      const letters =
        r < 6
          ? ""
          : `<text x="${right.toFixed(1)}" y="${(down + 0.33 * size).toFixed(1)}" style="fill:${data.colours[symbol][1]};font-size:${size.toFixed(1)}px">${symbol}${index}</text>`;
      const circle = (more) => `<circle cx="${right.toFixed(1)}" cy="${down.toFixed(1)}" r="${r.toFixed(1)}" ${more}/>`;
      const faint = (0.9 + (0.1 * z) / deep).toFixed(2);
      const svg = `${circle('class="alive-under"')}${circle(`class="alive-atom" style="fill:url(#${id}-${symbol});fill-opacity:${faint}"`)}${letters}`;
      return { z, svg };
    });
  }

  // Two atoms are bonded here up to a distance of BONDED (in shape.py) beyond the sum of their covalent radii.
  bondParts(point) {
    const { data, n, x } = this;
    const at = (i) => x.subarray(3 * i, 3 * i + 3);
    const parts = [];
    for (let j = 1; j < n; j++) {
      for (let i = 0; i < j; i++) {
        const [a, b] = [at(i), at(j)];
        const r = Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
        const [p, q] = [data.covalent[data.symbols[i]], data.covalent[data.symbols[j]]];
        if (!(r < p + q + data.bonded) || r < 1e-3) continue;
        const along = (from, to, share) => point(from.map((c, k) => c + share * (to[k] - c)));
        const [first, last] = [
          along(a, b, Math.min(0.45, (0.9 * data.radii[data.symbols[i]]) / r)),
          along(b, a, Math.min(0.45, (0.9 * data.radii[data.symbols[j]]) / r)),
        ];
        const width = Math.max(1.5, 0.09 * this.scale * first.near);
        parts.push({
          z: (first.z + last.z) / 2,
          svg: line(first, last, "alive-bond", `stroke-width:${width.toFixed(1)}`),
        });
      }
    }
    return parts;
  }

  edgeParts(point) {
    if (!this.cells) return [];
    const start = this.cells.length > 9 ? 9 * this.frame : 0;
    const [u, v, w] = [0, 3, 6].map((row) => this.cells.subarray(start + row, start + row + 3));
    const corner = (a, b, c) => point([0, 1, 2].map((k) => a * u[k] + b * v[k] + c * w[k]));
    const ends = [0, 1].flatMap((a) =>
      [0, 1].flatMap((b) => [
        [0, a, b, 1, a, b],
        [a, 0, b, a, 1, b],
        [a, b, 0, a, b, 1],
      ]),
    );
    return ends.map((e) => {
      const [first, last] = [corner(...e.slice(0, 3)), corner(...e.slice(3))];
      return { z: Math.min(first.z, last.z), svg: line(first, last, "alive-edge") };
    });
  }

  // Forces: 1 Å for 5 eV/Å, at most 1.6 Å, from the surface of the atom. Each a little to the right of its way: two
  // that point at each other pass.
  arrowParts(point) {
    if (!this.hasEnergy) return [];
    return this.spots.flatMap((spot, i) => {
      const force = this.found.forces.subarray(3 * i, 3 * i + 3);
      const size = Math.hypot(...force) || 1;
      const radius = spot.r / this.scale / spot.near;
      const along = (far) => point([0, 1, 2].map((a) => this.x[3 * i + a] + (far / size) * force[a]));
      const [start, end] = [along(radius), along(radius + Math.min(0.2 * size, 1.6))];
      const [right, down] = [end.right - start.right, end.down - start.down];
      const length = Math.hypot(right, down);
      if (!(length > 2)) return [];
      const [u, v, head] = [right / length, down / length, Math.min(10, length)];
      for (const each of [start, end]) {
        each.right -= ASIDE * v;
        each.down += ASIDE * u;
      }
      const tip = { right: end.right - head * u, down: end.down - head * v };
      const corner = (side) => [tip.right - side * head * v, tip.down + side * head * u];
      const corners = [[end.right, end.down], corner(0.5), corner(-0.5)];
      const points = corners.map((each) => each.map((c) => c.toFixed(1)).join()).join(" ");
      const svg = `${line(start, tip, "alive-arrow")}<polygon class="alive-head" points="${points}"/>`;
      return { z: (start.z + end.z) / 2, svg };
    });
  }

  barWords() {
    return this.hasEnergy
      ? "Each bar: from the smallest (lower line) to the largest value (upper line) that it has learned from."
      : "Each bar: the value of a symmetry function.";
  }

  // The symmetry functions of the chosen atom, as shares of the range that was learned from, or as they are.
  drawBars() {
    const { data, bars, chosen } = this;
    const values = this.found.values[chosen];
    const functions = data.model.functions[data.symbols[chosen]];
    const network = this.machine.members[0]?.[this.kinds[chosen]];
    this.most = Math.max(this.most ?? 0, 1e-9, ...this.found.values.flatMap((row) => [...row]));
    const share = (value, f) => {
      if (!network || !Number.isFinite(network.high[f] - network.low[f])) return value / this.most;
      const width = network.high[f] - network.low[f];
      return (value - network.low[f]) / (width > 0 ? width : 1);
    };
    const wide = this.barsWide;
    const step = wide / Math.max(values.length, 1);
    const down = (s) => 95 - 75 * Math.min(Math.max(s, -0.2), 1.2);
    const marks = Array.from(values, (value, f) => {
      const s = share(value, f);
      const [top, foot] = [down(Math.max(s, 0)), down(Math.min(s, 0))];
      const { kind, others, eta, shift, zeta, lam } = functions[f];
      const more = zeta === undefined ? "" : `, zeta ${zeta}, lambda ${lam}`;
      const title = `${kind} ${others.join(" ")}, eta ${Number(eta.toPrecision(3))}, shift ${Number(shift.toPrecision(3))}${more}: ${value.toPrecision(3)}`;
      const isOut = this.hasEnergy && (s > 1 + OUTSIDE || s < -OUTSIDE);
      return `<rect class="alive-bar${isOut ? " alive-out" : ""}" x="${((f + 0.1) * step).toFixed(1)}" y="${top.toFixed(1)}" width="${Math.max(0.8 * step, 1).toFixed(1)}" height="${Math.max(foot - top, 1).toFixed(1)}"><title>${title}</title></rect>`;
    });
    const lines = (this.hasEnergy ? [0, 1] : [0]).map((s) =>
      line({ right: 0, down: down(s) }, { right: wide, down: down(s) }, "alive-limit"),
    );
    bars.setAttribute("viewBox", `0 0 ${wide} 130`);
    bars.innerHTML = [...marks, ...lines, ...this.barNames(functions, step)].join("");
    bars.setAttribute("aria-label", `Bars: ${Array.from(values, (value) => number(value, 3)).join(", ")}`);
    this.heading.textContent = `Fingerprint of ${this.names[chosen]}`;
  }

  // What neighbouring bars have in common stands below them, where there is room.
  barNames(functions, step) {
    const names = functions.map(({ kind, others }) => `${kind} ${others.join("\u2013")}`);
    return names.flatMap((name, f) => {
      if (name === names[f - 1]) return [];
      const next = names.findIndex((other, g) => g > f && other !== name);
      const width = ((next < 0 ? names.length : next) - f) * step;
      const text = `<text x="${(f * step + width / 2).toFixed(1)}" y="126">${name}</text>`;
      return [
        line({ right: f * step, down: 113 }, { right: f * step + width - 1, down: 113 }, "alive-limit"),
        ...(width > 6.5 * name.length ? [text] : []),
      ];
    });
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

function line(from, to, name, style = "") {
  const [x1, y1, x2, y2] = [from.right, from.down, to.right, to.down].map((c) => c.toFixed(1));
  return `<line class="${name}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" style="${style}"/>`;
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

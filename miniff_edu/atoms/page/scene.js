// Atoms, bonds, cell and forces on a stage. In: positions, forces, a rotation. Out: what is drawn, and where atoms are.

import { line } from "./svg.js";

const ASIDE = 5; // pixels from the middle of an atom to its arrow
const at = (x, i) => x.subarray(3 * i, 3 * i + 3);

export class Scene {
  constructor(data, cells, id) {
    Object.assign(this, { data, cells, id, zoom: 1 });
  }

  // Shades of the elements, for the atoms to refer to.
  shades() {
    const shade = ([element, [fill]]) =>
      `<radialGradient id="${this.id}-${element}" cx="0.35" cy="0.3" r="0.8"><stop offset="0" style="stop-color:color-mix(in srgb, ${fill}, white 45%)"/>` +
      `<stop offset="0.55" style="stop-color:${fill}"/><stop offset="1" style="stop-color:color-mix(in srgb, ${fill}, black 30%)"/></radialGradient>`;
    return `<defs>${Object.entries(this.data.colours).map(shade).join("")}</defs>`;
  }

  // Look at atoms at x on a stage so wide, turned so. While one is held, nothing else changes its size.
  place(x, turned, wide, isHeld) {
    const { data } = this;
    const high = data.height;
    const seen = (p) => {
      const d = [0, 1, 2].map((a) => p[a] - data.centre[a]);
      const [right, up, z] = [0, 3, 6].map(
        (row) => turned[row] * d[0] + turned[row + 1] * d[1] + turned[row + 2] * d[2],
      );
      return { right, up, z, near: 1 / (1 - z / (7 * data.extent)) };
    };
    this.spots = data.symbols.map((_, i) => seen(at(x, i)));
    const reach = Math.max(...this.spots.map(({ right, up }) => Math.max(Math.abs(right) / wide, Math.abs(up) / high)));
    const whole = Math.min(wide, high) / (2.15 * data.extent);
    this.zoom = isHeld ? this.zoom : Math.min(1, 0.44 / (reach * whole || 1));
    this.scale = whole * this.zoom;
    const put = (spot) => {
      spot.down = high / 2 - spot.up * spot.near * this.scale;
      spot.right = wide / 2 + spot.right * spot.near * this.scale;
      return spot;
    };
    const least = data.model ? 13 : 3;
    this.spots.forEach((spot, i) => {
      put(spot).r = Math.max(least, data.radii[data.symbols[i]] * this.scale * spot.near);
    });
    this.point = (p) => put(seen(p));
    return this.spots;
  }

  // All of it as SVG, from the back to the front.
  drawn(x, forces, frame) {
    const parts = [...this.atoms(), ...this.bonds(x), ...this.edges(frame), ...(forces ? this.arrows(x, forces) : [])];
    return parts
      .sort((a, b) => a.z - b.z)
      .map((part) => part.svg)
      .join("");
  }

  // The atom nearest to the eye at a place on the stage, or -1.
  hit([right, down]) {
    const under = this.spots
      .map((spot, i) => ({ i, z: spot.z, away: Math.hypot(spot.right - right, spot.down - down) - spot.r }))
      .filter(({ away }) => away < 4);
    return under.length ? under.reduce((a, b) => (a.z > b.z ? a : b)).i : -1;
  }

  atoms() {
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
  bonds(x) {
    const { data } = this;
    const parts = [];
    for (let j = 1; j < data.symbols.length; j++) {
      for (let i = 0; i < j; i++) {
        const [a, b] = [at(x, i), at(x, j)];
        const r = Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
        const [p, q] = [data.covalent[data.symbols[i]], data.covalent[data.symbols[j]]];
        if (!(r < p + q + data.bonded) || r < 1e-3) continue;
        // From a little below the surface of one to that of the other.
        const end = (from, to, atom) => {
          const share = Math.min(0.45, (0.9 * data.radii[data.symbols[atom]]) / r);
          return this.point(from.map((c, k) => c + share * (to[k] - c)));
        };
        const [first, last] = [end(a, b, i), end(b, a, j)];
        const width = Math.max(1.5, 0.09 * this.scale * first.near).toFixed(1);
        parts.push({ z: (first.z + last.z) / 2, svg: line(first, last, "alive-bond", `stroke-width:${width}`) });
      }
    }
    return parts;
  }

  edges(frame) {
    if (!this.cells) return [];
    const start = this.cells.length > 9 ? 9 * frame : 0;
    const [u, v, w] = [0, 3, 6].map((row) => this.cells.subarray(start + row, start + row + 3));
    const corner = (a, b, c) => this.point([0, 1, 2].map((k) => a * u[k] + b * v[k] + c * w[k]));
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
  arrows(x, forces) {
    return this.spots.flatMap((spot, i) => {
      const force = at(forces, i);
      const size = Math.hypot(...force) || 1;
      const radius = spot.r / this.scale / spot.near;
      const along = (far) => this.point([0, 1, 2].map((a) => x[3 * i + a] + (far / size) * force[a]));
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
}

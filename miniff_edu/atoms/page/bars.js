// The fingerprint of an atom as bars. In: values of its symmetry functions, and the range learned from. Out: SVG, words.

import { line, number } from "./svg.js";

const down = (share) => 95 - 75 * Math.min(Math.max(share, -0.2), 1.2);

export class Bars {
  // `outside` is the share of a range from which on a value is outside of it, or undefined where nothing was learned.
  constructor(svg, outside) {
    Object.assign(this, { svg, outside, most: 1e-9 });
    this.legend =
      outside === undefined
        ? "Each bar: the value of a symmetry function."
        : "Each bar: from the smallest (lower line) to the largest value (upper line) that it has learned from.";
  }

  // Values as shares of the range that a network has learned from; without one, of the largest value so far.
  draw(values, functions, network, largest, wide) {
    this.most = Math.max(this.most, largest);
    const shares = Array.from(values, (value, f) => {
      const width = network ? network.high[f] - network.low[f] : Infinity;
      return Number.isFinite(width) ? (value - network.low[f]) / (width > 0 ? width : 1) : value / this.most;
    });
    const step = wide / Math.max(values.length, 1);
    const marks = shares.map((share, f) => {
      const [top, foot] = [down(Math.max(share, 0)), down(Math.min(share, 0))];
      const isOut = share > 1 + this.outside || share < -this.outside;
      return `<rect class="alive-bar${isOut ? " alive-out" : ""}" x="${((f + 0.1) * step).toFixed(1)}" y="${top.toFixed(1)}" width="${Math.max(0.8 * step, 1).toFixed(1)}" height="${Math.max(foot - top, 1).toFixed(1)}"><title>${title(functions[f], values[f])}</title></rect>`;
    });
    const limits = this.outside === undefined ? [0] : [0, 1];
    const lines = limits.map((s) => line({ right: 0, down: down(s) }, { right: wide, down: down(s) }, "alive-limit"));
    this.svg.setAttribute("viewBox", `0 0 ${wide} 130`);
    this.svg.innerHTML = [...marks, ...lines, ...names(functions, step)].join("");
    this.svg.setAttribute("aria-label", `Bars: ${Array.from(values, (value) => number(value, 3)).join(", ")}`);
  }
}

function title({ kind, others, eta, shift, zeta, lam }, value) {
  const more = zeta === undefined ? "" : `, zeta ${zeta}, lambda ${lam}`;
  const radial = `eta ${Number(eta.toPrecision(3))}, shift ${Number(shift.toPrecision(3))}`;
  return `${kind} ${others.join(" ")}, ${radial}${more}: ${value.toPrecision(3)}`;
}

// What neighbouring bars have in common stands below them, where there is room.
function names(functions, step) {
  const all = functions.map(({ kind, others }) => `${kind} ${others.join("\u2013")}`);
  return all.flatMap((name, f) => {
    if (name === all[f - 1]) return [];
    const next = all.findIndex((other, g) => g > f && other !== name);
    const width = ((next < 0 ? all.length : next) - f) * step;
    const text = `<text x="${(f * step + width / 2).toFixed(1)}" y="126">${name}</text>`;
    return [
      line({ right: f * step, down: 113 }, { right: f * step + width - 1, down: 113 }, "alive-limit"),
      ...(width > 6.5 * name.length ? [text] : []),
    ];
  });
}

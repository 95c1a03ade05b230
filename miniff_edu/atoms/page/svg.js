// What the other modules write with: elements, lines, numbers.

const SVG = "http://www.w3.org/2000/svg";

export function make(parent, name, attributes = {}, text = "") {
  const isDrawn = ["svg", "g", "circle"].includes(name);
  const element = isDrawn ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return parent.appendChild(element);
}

export function line(from, to, name, style = "") {
  const [x1, y1, x2, y2] = [from.right, from.down, to.right, to.down].map((c) => c.toFixed(1));
  return `<line class="${name}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" style="${style}"/>`;
}

// Energies of some thousandths matter, and a minus is no hyphen.
export const number = (value, digits) => value.toFixed(digits).replace("-", "\u2212");

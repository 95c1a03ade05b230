// A potential in a page. In: the JSON of model_json.py, positions. Out: energies, forces, steps of dynamics.
// Units: eV, Å, amu, and ASE's unit of time.

// Cutoff functions at x = r / r_c, from 0 to 1: value and slope. The same as in cutoffs.py.
const tanh3 = (x, t = Math.tanh(1 - x)) => [t ** 3, -3 * t * t * (1 - t * t)];
const polynomial = (steepness, ...c) => {
  const rest = (y) => c.reduceRight((sum, a) => sum * y + a, 0);
  return (x) => [(1 - x) ** c.length * rest(1 - x), -steepness * (x * (1 - x)) ** (c.length - 1)];
};
const CUTOFFS = {
  cosine: (x) => [(1 + Math.cos(Math.PI * x)) / 2, x < 1 ? (-Math.PI / 2) * Math.sin(Math.PI * x) : 0],
  tanh3: (x) => tanh3(x),
  tanh3_normalised: (x) => tanh3(x).map((y) => y / Math.tanh(1) ** 3),
  smooth: (x) => {
    const rest = 1 / Math.max(1 - x * x, 1e-3);
    const value = rest < 1e3 ? Math.exp(1 - rest) : 0;
    return [value, -2 * value * rest * rest * x];
  },
  poly1: polynomial(6, 3, -2),
  poly2: polynomial(30, 10, -15, 6),
  poly3: polynomial(140, 35, -84, 70, -20),
  poly4: polynomial(630, 126, -420, 540, -315, 70),
};

// Activations: value and slope. The same as in atomic_network.py.
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const normal = (x) => {
  let [term, sum] = [x, x]; // Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...): all terms have one sign
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) sum += term *= (x * x) / k;
  return Math.abs(x) > 9 ? Number(x > 0) : 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
};
const ACTIVATIONS = {
  Tanh: (x, y = Math.tanh(x)) => [y, 1 - y * y],
  Sigmoid: (x, y = sigmoid(x)) => [y, y * (1 - y)],
  Softplus: (x) => [x > 20 ? x : Math.log1p(Math.exp(x)), sigmoid(x)],
  SiLU: (x, s = sigmoid(x)) => [x * s, s * (1 + x * (1 - s))],
  GELU: (x, p = normal(x)) => [x * p, p + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)],
  ReLU: (x) => [Math.max(x, 0), Number(x > 0)],
  Identity: (x) => [x, 1],
  Gaussian: (x, y = Math.exp((-x * x) / 2)) => [y, -x * y],
  Cosine: (x) => [Math.cos(x), -Math.sin(x)],
  ReversedSigmoid: (x, y = sigmoid(-x)) => [y, y * (y - 1)],
  Exponential: (x, y = Math.exp(-x)) => [y, -y],
  Square: (x) => [x * x, 2 * x],
};

// What functions share is worked out once: radial factors exp(-eta (r - s)^2) f_c(r), and angular ones. A list of
// functions is a few arrays, side by side: which column a function has, which radial factor, which angular one.
class Listed {
  constructor() {
    Object.assign(this, { column: [], radial: [], angle: [], narrow: [] });
  }
  push(column, radial, angle, narrow) {
    this.column.push(column);
    this.radial.push(radial);
    this.angle.push(angle);
    this.narrow.push(narrow);
  }
}

export function compile(model) {
  const [radials, angles] = [[], []];
  const place = (list, entry) => {
    const same = (known) => Object.keys(entry).every((key) => known[key] === entry[key]);
    return list.some(same) ? list.findIndex(same) : list.push(entry) - 1;
  };
  const lists = () => model.elements.map(() => new Listed());
  const tables = model.elements.map((element) => {
    const [radial, angular] = [lists(), model.elements.map(lists)];
    model.functions[element].forEach(({ kind, others, eta, shift, cutoff, zeta, lam }, column) => {
      const shared = place(radials, { eta, shift, cutoff });
      const [a, b] = others.map((other) => model.elements.indexOf(other));
      if (kind === "G2") {
        radial[a]?.push(column, shared);
        return;
      }
      const angle = place(angles, { zeta, lam });
      angular[a]?.[b]?.push(column, shared, angle, kind === "G4");
      if (a !== b) angular[b]?.[a]?.push(column, shared, angle, kind === "G4");
    });
    return { size: model.functions[element].length, radial, angular };
  });
  const array = (packed) => packed && decode(packed);
  const members = (model.members ?? []).map((member) =>
    model.elements.map((element) => {
      const { scale, offset, layers, ...packed } = member[element];
      const [mean, spread, low, high] = ["mean", "spread", "low", "high"].map((name) => array(packed[name]));
      const unpack = (layer) => ({ ...layer, weight: array(layer.weight), bias: array(layer.bias) });
      return { mean, spread, low, high, scale, offset, layers: layers?.map(unpack) };
    }),
  );
  return { ...model, radials, angles, tables, members };
}

// All pairs nearer than the cutoff: unit vectors u, lengths r, and radial factors with their slopes, a row for each
// pair. `near` lists the neighbours of each atom; u points from the first atom to the second, so there is a sign.
function neighbours({ radials, cutoff, inner, cutoff_function }, x) {
  const [n, m] = [x.length / 3, radials.length];
  const most = (n * (n - 1)) / 2;
  const near = Array.from({ length: n }, () => []);
  const pairs = { n, m, near, between: new Int32Array(n * n).fill(-1), u: [], r: [], byLength: new Float64Array(most) };
  const [value, slope] = [new Float64Array(most * m), new Float64Array(most * m)];
  for (let j = 1; j < n; j++) {
    for (let i = 0; i < j; i++) {
      const d = [0, 1, 2].map((a) => x[3 * j + a] - x[3 * i + a]);
      const r = Math.max(Math.sqrt(d[0] ** 2 + d[1] ** 2 + d[2] ** 2), 1e-9); // one on top of the other: no direction
      if (r >= cutoff) continue;
      const pair = pairs.r.push(r) - 1;
      pairs.u.push(d.map((c) => c / r));
      radials.forEach(({ eta, shift, cutoff: end }, k) => {
        const inside = Math.min(Math.max((r / end - inner) / (1 - inner), 0), 1);
        const [fc, steep] = CUTOFFS[cutoff_function](inside);
        const gauss = Math.exp(-eta * (r - shift) ** 2);
        const dfc = inside > 0 ? steep / (end * (1 - inner)) : 0;
        value[pair * m + k] = gauss * fc;
        slope[pair * m + k] = gauss * (dfc - 2 * eta * (r - shift) * fc);
      });
      pairs.between[i * n + j] = pairs.between[j * n + i] = pair;
      near[i].push({ atom: j, pair, sign: 1 });
      near[j].push({ atom: i, pair, sign: -1 });
    }
  }
  return { ...pairs, value, slope };
}

// Whole powers by squaring, the others by the browser.
function power(x, n) {
  if (!Number.isInteger(n) || n > 64) return x ** n;
  let [result, square] = [1, x];
  for (let left = n; left > 0; left >>= 1, square *= square) if (left & 1) result *= square;
  return result;
}

// Every angle j-i-k that some function looks at: its cosine, and 2^(1-zeta) (1 + lam cos)^zeta with the slope.
function findAngles({ tables, angles }, kinds, { near, between, u, n }) {
  const room = (angles.length * n * (n - 1) * (n - 2)) / 2;
  const [found, value, slope] = [[], new Float64Array(room), new Float64Array(room)];
  for (let i = 0; i < n; i++) {
    for (let b = 1; b < near[i].length; b++) {
      for (let a = 0; a < b; a++) {
        const [one, other] = [near[i][a], near[i][b]];
        const functions = tables[kinds[i]].angular[kinds[one.atom]][kinds[other.atom]];
        if (!functions.column.length) continue;
        const [v, w] = [u[one.pair], u[other.pair]];
        const cos = one.sign * other.sign * (v[0] * w[0] + v[1] * w[1] + v[2] * w[2]);
        const third = between[one.atom * n + other.atom];
        const start = angles.length * found.length;
        for (let k = 0; k < angles.length; k++) {
          const { zeta, lam } = angles[k];
          const open = 1 + lam * cos;
          if (open <= 0) continue;
          value[start + k] = 2 * power(open / 2, zeta);
          slope[start + k] = (zeta * lam * value[start + k]) / open;
        }
        found.push({ i, one, other, cos, functions, third, start });
      }
    }
  }
  return { found, value, slope };
}

// The symmetry functions of all atoms.
function describe({ tables }, kinds, { near, value, m }, angles) {
  const values = kinds.map((kind) => new Float64Array(tables[kind].size));
  kinds.forEach((kind, i) => {
    for (const { atom, pair } of near[i]) {
      const { column, radial } = tables[kind].radial[kinds[atom]];
      for (let f = 0; f < column.length; f++) values[i][column[f]] += value[pair * m + radial[f]];
    }
  });
  for (const { i, one, other, functions, third, start } of angles.found) {
    const { column, radial, angle, narrow } = functions;
    const [row, p, q, t] = [values[i], one.pair * m, other.pair * m, third * m];
    for (let f = 0; f < column.length; f++) {
      if (narrow[f] && third < 0) continue;
      const k = radial[f];
      const product = angles.value[start + angle[f]] * value[p + k] * value[q + k];
      row[column[f]] += narrow[f] ? product * value[t + k] : product;
    }
  }
  return values;
}

// The derivative of an energy by all positions, from its derivatives by the symmetry functions of each atom.
function pullBack({ tables }, kinds, { near, n, m, u, r, byLength, value, slope }, angles, weights) {
  const byVector = new Float64Array(3 * byLength.length);
  const add = (pair, vector, factor) => {
    for (let a = 0; a < 3; a++) byVector[3 * pair + a] += factor * vector[a];
  };
  // d cos / d (x_j - x_i) = (u_k - cos u_j) / r_ij
  const open = (one, other, cos, byCos) => {
    add(one.pair, u[one.pair], (-byCos * cos) / r[one.pair]);
    add(one.pair, u[other.pair], (byCos * one.sign * other.sign) / r[one.pair]);
  };
  kinds.forEach((kind, i) => {
    for (const { atom, pair } of near[i]) {
      const { column, radial } = tables[kind].radial[kinds[atom]];
      for (let f = 0; f < column.length; f++) byLength[pair] += weights[i][column[f]] * slope[pair * m + radial[f]];
    }
  });
  for (const { i, one, other, cos, functions, third, start } of angles.found) {
    const { column, radial, angle, narrow } = functions;
    const [row, p, q, t] = [weights[i], one.pair * m, other.pair * m, third * m];
    let [byOne, byOther, byThird, byCos] = [0, 0, 0, 0];
    for (let f = 0; f < column.length; f++) {
      if (narrow[f] && third < 0) continue;
      const [k, at] = [radial[f], start + angle[f]];
      const weight = narrow[f] ? row[column[f]] * value[t + k] : row[column[f]];
      const product = weight * angles.value[at];
      byOne += product * slope[p + k] * value[q + k];
      byOther += product * value[p + k] * slope[q + k];
      byCos += weight * angles.slope[at] * value[p + k] * value[q + k];
      if (narrow[f]) byThird += row[column[f]] * angles.value[at] * value[p + k] * value[q + k] * slope[t + k];
    }
    byLength[one.pair] += byOne;
    byLength[other.pair] += byOther;
    if (third >= 0) byLength[third] += byThird;
    open(one, other, cos, byCos);
    open(other, one, cos, byCos);
  }
  const gradient = new Float64Array(3 * n);
  near.forEach((list, i) => {
    for (const { atom, pair, sign } of list) {
      if (sign < 0) continue;
      add(pair, u[pair], byLength[pair]);
      for (let a = 0; a < 3; a++) {
        gradient[3 * atom + a] += byVector[3 * pair + a];
        gradient[3 * i + a] -= byVector[3 * pair + a];
      }
    }
  });
  return gradient;
}

// The energy of one atom from its symmetry functions; its derivatives, times `share`, are added to `slopes`.
function atomicEnergy({ layers, mean, spread, scale, offset }, values, slopes, share) {
  if (!layers) return offset;
  let x = values.map((value, f) => (value - mean[f]) / spread[f]);
  const steps = [];
  for (const { activation, weight, bias, rows } of layers) {
    if (activation) {
      const pairs = Array.from(x, (value) => ACTIVATIONS[activation](value));
      x = pairs.map(([y]) => y);
      steps.push((back) => back.map((b, i) => b * pairs[i][1]));
      continue;
    }
    const [columns, from] = [x.length, x];
    x = new Float64Array(rows);
    for (let r = 0; r < rows; r++) {
      let sum = bias ? bias[r] : 0;
      for (let c = 0; c < columns; c++) sum += weight[r * columns + c] * from[c];
      x[r] = sum;
    }
    steps.push((back) => {
      const result = new Float64Array(columns);
      for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) result[c] += back[r] * weight[r * columns + c];
      return result;
    });
  }
  const back = steps.reduceRight((slope, step) => step(slope), [scale]);
  back.forEach((slope, f) => {
    slopes[f] += (share * slope) / spread[f];
  });
  return x[0] * scale + offset;
}

// How far an atom is outside of what a network has learned from, in units of that range; 0 inside.
function beyond({ low, high }, values) {
  return values.reduce((most, value, f) => {
    const width = high[f] - low[f];
    const outside = Math.max(low[f] - value, value - high[f]) / (width > 0 && width < Infinity ? width : 1);
    return Math.max(most, outside);
  }, 0);
}

// What a model says of atoms at x = [x0, y0, z0, x1, ...]: of a committee the mean, and its spread.
export function predict(machine, kinds, x) {
  const pairs = neighbours(machine, x);
  const angles = findAngles(machine, kinds, pairs);
  const values = describe(machine, kinds, pairs, angles);
  const { members } = machine;
  if (!members.length) return { values };
  const weights = values.map((row) => new Float64Array(row.length));
  const share = 1 / members.length;
  const energies = members.map((member) =>
    kinds.reduce((sum, kind, i) => sum + atomicEnergy(member[kind], values[i], weights[i], share), 0),
  );
  const energy = energies.reduce((sum, each) => sum + each, 0) * share;
  const spread = Math.sqrt(energies.reduce((sum, each) => sum + (each - energy) ** 2, 0) * share);
  const outside = values.map((row, i) => Math.max(...members.map((member) => beyond(member[kinds[i]], row))));
  const forces = pullBack(machine, kinds, pairs, angles, weights).map((slope) => -slope);
  return { values, energy, forces, outside, spread };
}

// One step of velocity Verlet: x and v move, and the forces at the new place are returned.
export function verlet(forcesAt, forces, x, v, masses, dt) {
  const kick = (by) =>
    by.forEach((force, c) => {
      v[c] += (0.5 * dt * force) / masses[Math.floor(c / 3)];
    });
  kick(forces);
  v.forEach((speed, c) => {
    x[c] += dt * speed;
  });
  const next = forcesAt(x);
  kick(next);
  return next;
}

// One step of FIRE downhill (Bitzek and others 2006, doi:10.1103/PhysRevLett.97.170201): uphill it stops and begins anew.
export function downhill(forces, x, state) {
  const dot = (a, b) => a.reduce((sum, value, c) => sum + value * b[c], 0);
  const mix = Math.sqrt(dot(state.v, state.v) / (dot(forces, forces) || 1));
  if (dot(forces, state.v) > 0) {
    state.v = state.v.map((v, c) => (1 - state.a) * v + state.a * mix * forces[c]);
    if (++state.n > 5) [state.dt, state.a] = [Math.min(1.1 * state.dt, 1), 0.99 * state.a];
  } else {
    Object.assign(state, { n: 0, a: 0.1, dt: state.dt / 2, v: state.v.map(() => 0) });
  }
  state.v = state.v.map((v, c) => v + state.dt * forces[c]);
  const shrink = Math.min(1, 0.2 / (state.dt * Math.sqrt(dot(state.v, state.v)) || 1));
  state.v.forEach((v, c) => {
    x[c] += shrink * state.dt * v;
  });
}

export function decode(packed, Kind = Float64Array) {
  return new Kind(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)).buffer);
}

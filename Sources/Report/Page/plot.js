// Scatter plots as SVG. All marks of one verdict are one path, so that thousands cost little and print as vectors; what lies under the
// pointer is found in the data, not in the drawing.

const glyphs = {
  "local-minimum": (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0z`,
  "global-minimum": (x, y, r) => star(x, y, r * 1.35),
  "saddle": (x, y, r) => `M${x},${y - 1.25 * r}l${1.2 * r},${2.1 * r}h${-2.4 * r}z`,
  "end-of-saddle-line": (x, y, r) => `M${x},${y - 1.3 * r}l${1.3 * r},${1.3 * r}l${-1.3 * r},${1.3 * r}l${-1.3 * r},${-1.3 * r}z`,
  "saddle-at-infinity": (x, y, r) => `M${x},${y - 1.25 * r}l${1.2 * r},${2.1 * r}h${-2.4 * r}z`,
  "minimum-at-infinity": (x, y, r) => `M${x},${y + 1.25 * r}l${1.2 * r},${-2.1 * r}h${-2.4 * r}z`,
  "not-critical": (x, y, r) => `M${x - r},${y - r}l${2 * r},${2 * r}m0,${-2 * r}l${-2 * r},${2 * r}`,
  "no-local-minimum": (x, y, r) => `M${x - r},${y - 0.7 * r}h${2 * r}m${-2 * r},${1.4 * r}h${2 * r}`,
  "undecided": (x, y, r) => `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
};
function star(x, y, r) {
  let path = "";
  for (let k = 0; k < 10; k++) {
    const angle = Math.PI * (k / 5 - 0.5), size = k % 2 ? 0.42 * r : r;
    path += `${k ? "L" : "M"}${(x + size * Math.cos(angle)).toFixed(1)},${(y + size * Math.sin(angle)).toFixed(1)}`;
  }
  return path + "z";
}
const diamond = (x, y, r) => `M${x},${y - 1.3 * r}l${1.3 * r},${1.3 * r}l${-1.3 * r},${1.3 * r}l${-1.3 * r},${-1.3 * r}z`;

// Scales map data to [0, 1] and back. The symmetric logarithm is linear on [-c, c] and logarithmic outside.
const scales = {
  linear: () => ({ to: x => x, from: t => t }),
  symlog: c => ({
    to: x => Math.sign(x) * (Math.abs(x) <= c ? Math.abs(x) / c : 1 + Math.log10(Math.abs(x) / c)),
    from: t => Math.sign(t) * (Math.abs(t) <= 1 ? Math.abs(t) * c : c * Math.pow(10, Math.abs(t) - 1)),
  }),
};

// The end of the linear part: a power of ten below almost all values, so that few marks crowd at zero.
function linearPart(values, floor = 1e-18) {
  const sizes = values.map(Math.abs).filter(x => x > 0 && isFinite(x)).sort((a, b) => a - b);
  if (!sizes.length) return 1;
  const small = sizes[Math.floor(sizes.length * 0.02)], large = sizes[sizes.length - 1];
  return Math.max(Math.pow(10, Math.floor(Math.log10(small))), large * floor);
}

function ticks(axis, low, high) {
  if (axis.ticks) return axis.ticks.filter(t => t.at >= low && t.at <= high);
  if (axis.kind === "symlog") {
    const c = axis.c, first = Math.ceil(low - 1e-9), last = Math.floor(high + 1e-9), result = [];
    if (last - first >= 1) {
      const step = Math.max(1, Math.ceil((last - first) / 8));
      for (let k = first; k <= last; k++) {
        if (k % step !== 0) continue;
        if (k === 0) result.push({ at: 0, text: "0" });
        else result.push({ at: k, power: Math.round(Math.log10(c)) + Math.abs(k) - 1, minus: k < 0 });
      }
      return result;
    }
  }
  const from = axis.scale.from(low), to = axis.scale.from(high), span = to - from;
  if (!(span > 0)) return [];
  const raw = span / 5, magnitude = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map(f => f * magnitude).find(s => s >= raw), result = [];
  for (let k = Math.ceil(from / step); k * step <= to && result.length < 12; k++) {
    const value = k * step;
    result.push({ at: axis.scale.to(value), text: Number(value.toPrecision(Math.abs(from) / step > 1e4 ? 9 : 6)).toString() });
  }
  return result;
}

function tickText(tick, attributes) {
  const node = svgElement("text", attributes);
  if (tick.text !== undefined) node.append(tick.text);
  else {
    node.append(tick.minus ? "−10" : "10");
    node.append(svgElement("tspan", { dy: -4, "font-size": 9 }, String(tick.power).replace("-", "−")));
  }
  return node;
}

const plots = [];
matchMedia("screen and (max-width: 40rem)").addEventListener("change", () => plots.forEach(plot => { plot.fit(); plot.draw(); }));
const tip = element("div", { id: "tip", hidden: "" });
document.body.append(tip);
function showTip(event, text) {
  tip.textContent = text;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 6)) + "px";
  tip.style.top = (event.clientY + box.height + 24 > innerHeight ? event.clientY - box.height - 10 : event.clientY + 14) + "px";
}

// options: title, caption, x and y ({label, kind, domain?, ticks?}), points(): [{x, y, x0?, x1?, y0?, y1?, row, shape?, open?, verdict}],
// under(context): drawn below the marks, key: legend entries, describe(point).
class Plot {
  constructor(options) {
    this.options = options;
    this.fit();
    this.box = { left: 62, right: 22, top: 10, bottom: 44 };
    this.svg = svgElement("svg", { class: "plot", role: "img", "aria-label": options.title });
    this.zoomButton = element("button", { type: "button", title: "Zoom to the selection", onclick: () => this.zoomToSelection() }, "Zoom");
    this.resetButton = element("button", { type: "button", title: "Show everything", onclick: () => this.reset() }, "Reset");
    const saveButton = element("button", { type: "button", title: "Save the picture as it is shown", onclick: () => this.save() }, "SVG");
    this.figure = element("figure", {},
      element("header", {}, element("h3", {}, options.title), element("div", { class: "tools" }, this.zoomButton, this.resetButton, saveButton)),
      this.svg, options.key ? element("div", { class: "key" }, options.key.map(([node, text]) => element("span", {}, node, text))) : null,
      element("figcaption", {}, options.caption));
    this.listen();
    plots.push(this);
  }

  // On a narrow screen the drawing is made smaller, so that its letters are not.
  fit() {
    const isNarrow = matchMedia("screen and (max-width: 40rem)").matches, height = this.options.height || 400;
    this.width = isNarrow ? 400 : 620;
    this.height = isNarrow ? Math.round(height * 0.8) : height;
  }

  refresh() {
    this.points = this.options.points();
    for (const side of ["x", "y"]) {
      const axis = this.options[side], values = [];
      for (const p of this.points) {
        for (const v of [p[side], p[side + "0"], p[side + "1"]]) if (v !== undefined && v !== null && isFinite(v)) values.push(v);
      }
      if (axis.kind === "symlog") axis.c = axis.c || linearPart(values, axis.floor);
      axis.scale = scales[axis.kind || "linear"](axis.c);
      let low = Infinity, high = -Infinity;
      for (const v of axis.domain ? axis.domain() : values) { const t = axis.scale.to(v); low = Math.min(low, t); high = Math.max(high, t); }
      if (!(low <= high)) { low = 0; high = 1; }
      const margin = (high - low || 1) * 0.05;
      const wasFull = !axis.window || axis.window === axis.full;
      axis.full = axis.domain ? [low, high] : [low - margin, high + margin];
      if (wasFull) axis.window = axis.full;
    }
    this.draw();
  }

  at(side, value) {
    const [low, high] = this.options[side].window, t = (this.options[side].scale.to(value) - low) / (high - low);
    return side === "x" ? this.box.left + t * (this.width - this.box.left - this.box.right)
      : this.height - this.box.bottom - t * (this.height - this.box.top - this.box.bottom);
  }

  draw() {
    const { svg, box, width, height, options } = this, right = width - box.right, bottom = height - box.bottom;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const clip = "clip" + plots.indexOf(this);
    svg.append(svgElement("defs", {}, svgElement("clipPath", { id: clip }, svgElement("rect", { x: box.left, y: box.top, width: right - box.left, height: bottom - box.top }))));
    for (const side of ["x", "y"]) {
      const axis = options[side], [low, high] = axis.window;
      for (const tick of ticks(axis, low, high)) {
        const t = (tick.at - low) / (high - low), isZero = tick.at === 0 && axis.kind === "symlog";
        if (side === "x") {
          const x = box.left + t * (right - box.left);
          svg.append(svgElement("line", { class: isZero ? "zero" : "grid", x1: x, x2: x, y1: box.top, y2: bottom }), tickText(tick, { class: "tick", x, y: bottom + 16, "text-anchor": "middle" }));
        } else {
          const y = bottom - t * (bottom - box.top);
          svg.append(svgElement("line", { class: isZero ? "zero" : "grid", x1: box.left, x2: right, y1: y, y2: y }), tickText(tick, { class: "tick", x: box.left - 6, y: y + 4, "text-anchor": "end" }));
        }
      }
    }
    svg.append(svgElement("text", { x: (box.left + right) / 2, y: height - 8, "text-anchor": "middle" }, options.x.label));
    svg.append(svgElement("text", { transform: `translate(14 ${(box.top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, options.y.label));
    this.layer = svgElement("g", { "clip-path": `url(#${clip})` });
    svg.append(this.layer, svgElement("rect", { class: "frame", x: box.left, y: box.top, width: right - box.left, height: bottom - box.top }));
    if (options.under) options.under(this);
    this.drawMarks();
    this.brush = svgElement("rect", { class: "brush", visibility: "hidden" });
    this.halo = svgElement("circle", { class: "halo", r: 8, visibility: "hidden" });
    this.layer.append(this.brush, this.halo);
    this.showChosen();
    this.zoomButton.disabled = !this.points.some(p => p.row && state.selection && isSelected(p.row));
    this.resetButton.disabled = options.x.window === options.x.full && options.y.window === options.y.full;
  }

  drawMarks() {
    const paths = new Map(), size = this.points.length > 1500 ? 2.6 : this.points.length > 300 ? 3.2 : 4.2, f = v => Math.round(v * 10) / 10;
    const clampX = v => Math.max(-20, Math.min(this.width + 20, v)), clampY = v => Math.max(-20, Math.min(this.height + 20, v));
    for (const p of this.points) {
      if (p.row && !isShown(p.row)) continue;
      const x = f(this.at("x", p.x)), y = f(this.at("y", p.y));
      p.px = x; p.py = y;
      const faded = p.row && !isSelected(p.row), key = `${p.verdict} ${p.open ? 1 : 0} ${faded ? 1 : 0}`;
      if (!paths.has(key)) paths.set(key, { marks: [], bars: [], point: p, faded });
      const entry = paths.get(key);
      entry.marks.push((p.shape || glyphs[p.verdict])(x, y, p.size || size));
      for (const [side, lo, hi] of [["x", p.x0, p.x1], ["y", p.y0, p.y1]]) {
        if (lo === undefined || p.isColumn) continue;
        const [low, high] = this.options[side].full;
        const from = lo === null ? this.options[side].scale.from(low) : lo, to = hi === null ? this.options[side].scale.from(high) : hi;
        const a = f(side === "x" ? clampX(this.at("x", from)) : clampY(this.at("y", from))), b = f(side === "x" ? clampX(this.at("x", to)) : clampY(this.at("y", to)));
        if (Math.abs(b - a) < 2) continue;
        entry.bars.push(side === "x" ? `M${a},${y - 3}v6m0,-3H${b}m0,-3v6` : `M${x - 3},${a}h6m-3,0V${b}m-3,0h6`);
      }
    }
    const ordered = [...paths.values()].sort((a, b) => b.faded - a.faded || b.marks.length - a.marks.length);
    for (const { marks, bars, point, faded } of ordered) {
      const group = svgElement("g", { class: (point.verdict === "reference" ? "reference" : "v-" + point.verdict) + (faded ? " faded" : "") });
      if (bars.length) group.append(svgElement("path", { class: "bar", d: bars.join("") }));
      group.append(svgElement("path", { class: "mark" + (point.open ? " open" : ""), d: marks.join("") }));
      this.layer.append(group);
    }
  }

  // The picture as a file of its own: what the style sheet of the page says of it stands at its elements.
  save() { save(this.standalone(), "image/svg+xml", this.options.title.toLowerCase().replace(/[^a-z0-9]+/g, "-") + ".svg"); }

  standalone() {
    const copy = this.svg.cloneNode(true), copies = [copy, ...copy.querySelectorAll("*")], own = [this.svg, ...this.svg.querySelectorAll("*")];
    const properties = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family", "visibility"];
    copies.forEach((node, i) => {
      const style = getComputedStyle(own[i]);
      for (const property of properties) node.setAttribute(property, style.getPropertyValue(property));
      node.removeAttribute("class");
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", this.width);
    copy.setAttribute("height", this.height);
    return new XMLSerializer().serializeToString(copy) + "\n";
  }

  nearest(x, y, reach) {
    let best = null, distance = reach * reach;
    for (const p of this.points) {
      if (p.px === undefined || (p.row && !isShown(p.row))) continue;
      const d = (p.px - x) ** 2 + (p.py - y) ** 2;
      if (d < distance) { distance = d; best = p; }
    }
    return best;
  }

  place(event) {
    const box = this.svg.getBoundingClientRect();
    return [(event.clientX - box.left) * this.width / box.width, (event.clientY - box.top) * this.height / box.height];
  }

  listen() {
    let start = null, moved = false;
    this.svg.addEventListener("pointerdown", event => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      start = this.place(event); moved = false;
      this.svg.setPointerCapture(event.pointerId);
    });
    this.svg.addEventListener("pointermove", event => {
      const [x, y] = this.place(event);
      if (start) {
        if (!moved && Math.hypot(x - start[0], y - start[1]) < 4) return;
        moved = true; tip.hidden = true;
        for (const [key, value] of Object.entries({ x: Math.min(x, start[0]), y: Math.min(y, start[1]), width: Math.abs(x - start[0]), height: Math.abs(y - start[1]), visibility: "visible" })) this.brush.setAttribute(key, value);
        return;
      }
      const p = this.nearest(x, y, 14);
      if (p) showTip(event, this.options.describe ? this.options.describe(p) : describe(p.row)); else tip.hidden = true;
    });
    this.svg.addEventListener("pointerup", event => {
      if (!start) return;
      const [x, y] = this.place(event), [x0, y0] = start;
      start = null;
      if (moved) this.select(Math.min(x, x0), Math.min(y, y0), Math.max(x, x0), Math.max(y, y0));
    });
    this.svg.addEventListener("pointercancel", () => { start = null; this.brush.setAttribute("visibility", "hidden"); });
    this.svg.addEventListener("pointerleave", () => { tip.hidden = true; });
    this.svg.addEventListener("click", event => {
      if (moved) { moved = false; return; }
      const p = this.nearest(...this.place(event), 14);
      if (p && p.row) openRow(p.row);
    });
    this.svg.addEventListener("dblclick", () => { state.selection = null; changed("selection"); });
    this.svg.addEventListener("wheel", event => {
      // a plain wheel scrolls the page
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const [x, y] = this.place(event), factor = Math.exp(event.deltaY * 0.003);
      const tx = (x - this.box.left) / (this.width - this.box.left - this.box.right), ty = (this.height - this.box.bottom - y) / (this.height - this.box.top - this.box.bottom);
      for (const [side, t] of [["x", tx], ["y", ty]]) {
        const [low, high] = this.options[side].window, centre = low + t * (high - low);
        this.options[side].window = [centre - (centre - low) * factor, centre + (high - centre) * factor];
      }
      this.draw();
    }, { passive: false });
  }

  select(x0, y0, x1, y1) {
    const found = new Set();
    for (const p of this.points) if (p.row && isShown(p.row) && p.px >= x0 && p.px <= x1 && p.py >= y0 && p.py <= y1) found.add(p.row.key);
    state.selection = found.size ? found : null;
    changed("selection");
  }

  zoomToSelection() {
    const chosen = this.points.filter(p => p.row && isSelected(p.row));
    if (!chosen.length) return;
    for (const side of ["x", "y"]) {
      const axis = this.options[side];
      if (axis.fixed) continue;
      const values = chosen.flatMap(p => [p[side], p[side + "0"], p[side + "1"]]).filter(v => v !== undefined && v !== null).map(axis.scale.to);
      const low = Math.min(...values), high = Math.max(...values), margin = (high - low || Math.max(1e-6, Math.abs(low) * 1e-6)) * 0.08;
      axis.window = [low - margin, high + margin];
    }
    this.draw();
  }

  reset() {
    for (const side of ["x", "y"]) this.options[side].window = this.options[side].full;
    this.draw();
  }

  showChosen() {
    const p = state.chosen && this.points.find(p => p.row === state.chosen && p.px !== undefined);
    this.halo.setAttribute("visibility", p ? "visible" : "hidden");
    if (p) { this.halo.setAttribute("cx", p.px); this.halo.setAttribute("cy", p.py); }
  }
}

function describe(row) {
  const parts = [`Candidate ${row.name}: ${verdictTitles[row.verdictName]}${row.globality && row.verdictName === "local-minimum" ? ", " + row.globality : ""}`];
  if (row.lossLo !== null) parts.push("loss " + enclosure(row.lossLo, row.lossHi));
  if (row.lamLo !== null || row.lamHi !== null) parts.push("smallest eigenvalue " + enclosure(row.lamLo, row.lamHi));
  if (row.claimLam !== null) parts.push("float64 said " + decimal(row.claimLam) + (row.claim ? " (" + row.claim.replace("-", " ") + ")" : ""));
  if (row.structure) parts.push(row.structure);
  return parts.join("\n");
}

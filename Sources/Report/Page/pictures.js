// Which pictures there are.

const middle = (lo, hi) => lo === null ? hi : hi === null ? lo : lo <= 0 && hi >= 0 ? 0 : (lo + hi) / 2;
const hasLoss = row => row.lossLo !== null || row.lossHi !== null;
const hasEigenvalue = row => row.lamLo !== null || row.lamHi !== null;
function glyphNode(path, classes, open) {
  const svg = svgElement("svg", { class: "glyph " + classes, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
  svg.append(svgElement("path", { class: "mark" + (open ? " open" : ""), d: path }));
  return svg;
}

const pictures = [];

function eigenvalueAgainstLoss() {
  return new Plot({
    title: "Smallest eigenvalue against loss",
    caption: "One mark for each candidate, with bars as wide as the proved enclosures where these are wider than the mark. Both axes are symmetric logarithms, linear around the dashed zero.",
    x: { label: "loss", kind: "symlog" }, y: { label: "smallest Hessian eigenvalue", kind: "symlog" },
    points: () => rows.filter(row => hasLoss(row) && hasEigenvalue(row)).map(row => ({
      row, verdict: row.verdictName, x: middle(row.lossLo, row.lossHi), y: middle(row.lamLo, row.lamHi),
      x0: row.lossLo, x1: row.lossHi, y0: row.lamLo, y1: row.lamHi,
    })),
  });
}

function eigenvalueHistogram() {
  const values = row => hasEigenvalue(row) ? middle(row.lamLo, row.lamHi) : null;
  const axis = { label: "smallest Hessian eigenvalue", kind: "symlog" };
  axis.c = linearPart(rows.flatMap(row => [row.claimLam, values(row)]).filter(v => v !== null));
  const scale = scales.symlog(axis.c);
  // bins are half a decade wide; one of them is centred at zero
  const bin = v => Math.round(scale.to(v) * 2), edges = b => [scale.from((b - 0.5) / 2), scale.from((b + 0.5) / 2)];
  let columns, claims, tallest;
  const count = () => {
    columns = new Map(); claims = new Map(); tallest = 1;
    for (const row of rows.filter(isShown)) {
      const v = values(row);
      if (v !== null) { const b = bin(v); columns.set(b, [...(columns.get(b) || []), row]); tallest = Math.max(tallest, columns.get(b).length); }
      if (row.claimLam !== null) { const b = bin(row.claimLam); claims.set(b, (claims.get(b) || 0) + 1); tallest = Math.max(tallest, claims.get(b)); }
    }
  };
  const order = [...data.verdicts].reverse();
  return new Plot({
    title: "Smallest eigenvalue: float64 and proof",
    caption: "Filled: the middle of what is proved, coloured by verdict; the column at zero holds eigenvalues that are exactly 0, those whose enclosure contains 0, and those too small for this axis. Outline: what float64 said at the candidates.",
    x: axis, y: { label: "candidates", fixed: true, domain: () => [0, tallest * 1.05] },
    points: () => {
      count();
      const result = [];
      for (const [b, members] of columns) {
        members.sort((p, q) => order.indexOf(q.verdictName) - order.indexOf(p.verdictName));
        members.forEach((row, i) => result.push({ row, verdict: row.verdictName, x: scale.from(b / 2), y: i + 0.5, x0: edges(b)[0], x1: edges(b)[1], shape: () => "", isColumn: true }));
      }
      for (const b of claims.keys()) result.push({ verdict: "reference", x: edges(b)[0], y: 0, shape: () => "" }, { verdict: "reference", x: edges(b)[1], y: 0, shape: () => "" });
      return result;
    },
    describe: p => p.row ? describe(p.row) : "",
    bins: true,
    under: plot => {
      for (const [b, members] of columns) {
        const [low, high] = edges(b), left = plot.at("x", low) + 1, width = Math.max(1, plot.at("x", high) - left - 1);
        const runs = [];
        for (const row of members) {
          const last = runs[runs.length - 1], selected = isSelected(row);
          if (last && last.verdict === row.verdictName && last.selected === selected) last.count++;
          else runs.push({ verdict: row.verdictName, selected, count: 1 });
        }
        let from = 0;
        for (const run of runs) {
          const top = plot.at("y", from + run.count), bottom = plot.at("y", from);
          plot.layer.append(svgElement("g", { class: "v-" + run.verdict + (run.selected ? "" : " faded") }, svgElement("rect", { class: "column", x: left, y: top, width, height: Math.max(0, bottom - top) })));
          from += run.count;
        }
      }
      const group = svgElement("g", { class: "claimed" });
      for (const [b, n] of claims) {
        const [low, high] = edges(b), left = plot.at("x", low), top = plot.at("y", n);
        group.append(svgElement("rect", { class: "column", x: left, y: top, width: Math.max(1, plot.at("x", high) - left), height: plot.at("y", 0) - top }));
      }
      plot.layer.append(group);
    },
  });
}

function lossByWidth() {
  const widths = [...new Set(data.runs.map(run => run.width).filter(w => w !== undefined))].sort((a, b) => a - b);
  if (widths.length < 2) return null;
  const place = new Map(widths.map((w, i) => [w, i]));
  // a fixed scatter around the width, so that marks do not hide each other
  const jitter = key => (((key * 0.618034) % 1) - 0.5) * 0.6;
  return new Plot({
    title: "Loss at convergence by width", height: 540,
    caption: "The loss of the certified point, of the limit at infinity, or at the candidate itself when neither is certified. Left and right within a width means nothing.",
    x: { label: "width of the student", fixed: true, domain: () => [-0.5, widths.length - 0.5], ticks: widths.map((w, i) => ({ at: i, text: String(w) })) },
    y: { label: "loss", kind: "symlog" },
    points: () => rows.filter(hasLoss).map(row => ({
      row, verdict: row.verdictName, x: place.get(row.runData.width) + jitter(row.key), y: middle(row.lossLo, row.lossHi), y0: row.lossLo, y1: row.lossHi,
    })),
  });
}

const neuronShapes = {
  s: glyphs["local-minimum"], d: glyphs["undecided"], z: glyphs["not-critical"], i: glyphs["minimum-at-infinity"], t: diamond, m: diamond,
};
const neuronWords = { s: "neuron", d: "duplicate", z: "zero output", i: "diverging pair", t: "equals a teacher's neuron", m: "mirrored teacher's neuron" };

function neuronsInWeightPlane() {
  const planar = rows.filter(row => row.runData.dimension >= 2);
  const teachers = data.runs.find(run => run.teacher && run.teacher[0].length >= 2);
  const points = [], xs = [];
  if (teachers) {
    for (const w of teachers.teacher) {
      points.push({ verdict: "reference", x: w[0], y: w[1], shape: star, size: 8, text: "teacher's neuron" });
      points.push({ verdict: "reference", open: true, x: -w[0], y: -w[1], shape: star, size: 8, text: "teacher's neuron, mirrored" });
    }
  }
  for (const row of planar) {
    const d = row.runData.dimension, m = row.runData.width;
    // after the m d input weights each neuron has its outputs, if there are any
    const k = row.theta.length / m - d;
    for (let j = 0; j < m; j++) {
      const outputs = row.theta.slice(m * d + j * k, m * d + (j + 1) * k);
      const kind = row.kinds[j] || "s", x = row.theta[j * d], y = row.theta[j * d + 1];
      if (x === null || y === null) continue;
      points.push({ row, neuron: j, outputs, kind, verdict: row.verdictName, x, y, shape: neuronShapes[kind], open: kind === "m" || kind === "z" });
      xs.push(Math.abs(x), Math.abs(y));
    }
  }
  if (!planar.length) return null;
  xs.sort((a, b) => a - b);
  const extent = Math.max(1, 1.1 * xs[Math.floor(xs.length * 0.98)]);
  const outside = points.filter(p => Math.abs(p.x) > extent || Math.abs(p.y) > extent).length;
  const present = new Set(points.filter(p => p.row).map(p => p.kind));
  const key = [[glyphNode(star(0, 0, 8), "reference"), "teacher"], [glyphNode(star(0, 0, 8), "reference", true), "mirrored teacher"]];
  for (const kind of "stmdzi") if (present.has(kind)) key.push([glyphNode(neuronShapes[kind](0, 0, 5), "", kind === "m" || kind === "z"), neuronWords[kind]]);
  return new Plot({
    title: "Neurons in the weight plane", height: 540, key: teachers ? key : key.slice(2),
    caption: `Input weights of the candidates${planar.some(row => row.runData.dimension > 2) ? ", first two coordinates" : ""}; the shape tells what the exact structure of the certified point makes of a neuron.`
      + (outside ? ` ${outside} neurons lie outside the frame; Ctrl and the wheel zoom out.` : ""),
    x: { label: "first weight", domain: () => [-extent, extent] }, y: { label: "second weight", domain: () => [-extent, extent] },
    points: () => points,
    describe: p => p.row ? `Neuron ${p.neuron} (${neuronWords[p.kind]})${p.outputs.length ? ", output " + p.outputs.map(decimal).join(", ") : ""}\n` + describe(p.row) : p.text,
  });
}

function eigenvalueLadder() {
  const withLadder = rows.filter(row => row.x.ladder);
  if (!withLadder.length) return null;
  const initial = withLadder.find(row => row.verdictName === "local-minimum" && row.x.ladderAt === "p") || withLadder[0];
  // large reports hold the ladder of one point of each group
  const current = () => {
    const chosen = state.chosen;
    if (!chosen || chosen.x.ladder) return chosen || initial;
    return (chosen.group !== null && withLadder.find(row => row.group === chosen.group)) || initial;
  };
  const plot = new Plot({
    title: "Eigenvalue ladder of one point", caption: "",
    x: { label: "eigenvalue of the Hessian", kind: "symlog" }, y: { label: "rank", fixed: true, domain: () => [0.3, current().x.ladder.length / 2 + 0.7] },
    points: () => {
      const row = current(), ladder = row.x.ladder, result = [];
      for (let k = 0; k < ladder.length / 2; k++) {
        result.push({ verdict: row.verdictName, x: middle(ladder[2 * k], ladder[2 * k + 1]), x0: ladder[2 * k], x1: ladder[2 * k + 1], y: k + 1 });
      }
      return result;
    },
    describe: p => `eigenvalue ${p.y}: ${enclosure(p.x0, p.x1)}`,
  });
  plot.update = () => {
    const row = current();
    plot.options.x.c = undefined; plot.options.x.window = undefined; plot.options.y.window = undefined;
    plot.figure.querySelector("figcaption").textContent = `Candidate ${row.name}, ${verdictTitles[row.verdictName].toLowerCase()}: all ${row.x.ladder.length / 2} eigenvalues, each with the bar of its enclosure, at ${row.x.ladderAt === "p" ? "the certified point" : "the candidate itself"}. ${state.chosen && state.chosen !== row ? `The page holds no ladder of candidate ${state.chosen.name}.` : "Choose another candidate in a picture or in the table."}`;
    plot.refresh();
  };
  return plot;
}

function lemmaRadius() {
  const found = rows.filter(row => row.x.argument && row.x.argument.lemmas && row.x.argument.lemmas.r !== undefined && row.distance !== null);
  if (!found.length) return null;
  return new Plot({
    title: "Radius of Lemma 1 against distance",
    caption: "Lemma 1 finds a minimum within r of the refined point; across, what the distance of the candidate itself from the certified minimum is at most. Dashed: both equal. Far below the line the candidate had not converged as far as the refined point.",
    x: { label: "distance of the candidate from the certified point (upper bound)", kind: "symlog", floor: 0 }, y: { label: "r of Lemma 1", kind: "symlog", floor: 0 },
    points: () => found.map(row => ({ row, verdict: row.verdictName, x: row.distance, y: row.x.argument.lemmas.r })),
    under: plot => {
      const [low, high] = plot.options.x.window, path = [];
      for (let i = 0; i <= 60; i++) { const v = plot.options.x.scale.from(low + (high - low) * i / 60); path.push(`${i ? "L" : "M"}${plot.at("x", v).toFixed(1)},${plot.at("y", v).toFixed(1)}`); }
      plot.layer.append(svgElement("path", { class: "bar reference", "stroke-dasharray": "5 4", d: path.join("") }));
    },
  });
}

function perturbations() {
  const points = data.runs.flatMap(run => (run.perturbation || []).map(([candidate, epsilon, start, end, verdict]) => ({
    verdict, x: epsilon, y: end, start, text: `${run.label}, candidate ${candidate}: ε = ${decimal(epsilon)}, loss ${decimal(start)} before, ${decimal(end)} after; ${verdictTitles[verdict].toLowerCase()}`,
  })));
  if (!points.length) return null;
  const median = values => { values.sort((a, b) => a - b); return values[Math.floor(values.length / 2)]; };
  const line = [...new Set(points.map(p => p.x))].sort((a, b) => a - b).map(x => [x, median(points.filter(p => p.x === x).map(p => p.y))]);
  return new Plot({
    title: "Loss after a perturbation of size ε",
    caption: "Float64 losses after a step of length ε and optimizing again, with the verdict at the end. Dashed: the median. Float64 alone: where the loss moves, a candidate may have left its basin.",
    x: { label: "ε", kind: "symlog" }, y: { label: "loss", kind: "symlog" },
    points: () => points, describe: p => p.text,
    under: plot => plot.layer.append(svgElement("path", { class: "bar reference", "stroke-dasharray": "5 4", d: line.map(([x, y], i) => `${i ? "L" : "M"}${plot.at("x", x).toFixed(1)},${plot.at("y", y).toFixed(1)}`).join("") })),
  });
}

function drawPictures() {
  const place = document.getElementById("plots");
  for (const make of [eigenvalueAgainstLoss, eigenvalueHistogram, neuronsInWeightPlane, lossByWidth, eigenvalueLadder, lemmaRadius, perturbations]) {
    const plot = make();
    if (!plot) continue;
    place.append(plot.figure);
    if (plot.update) plot.update(); else plot.refresh();
  }
  state.listeners.push(what => {
    for (const plot of plots) {
      if (plot.update) { if (what === "chosen") plot.update(); } else if (what === "chosen") plot.showChosen();
      else if (plot.options.bins) plot.refresh();
      else plot.draw();
    }
  });
}

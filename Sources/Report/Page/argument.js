// The argument behind one verdict, in words, with its numbers put into the formulas.

function paragraph(...content) { return element("p", {}, ...content); }
function heading(text) { return element("h4", {}, text); }
function matrixTable(header, lines) {
  return element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, header.map(text => element("th", { class: "n" }, text)))),
    element("tbody", {}, lines.map(line => element("tr", {}, line.map(cell => element("td", { class: "n" }, cell)))))));
}
const list = (numbers, word) => (numbers.length === 1 ? word + " " : word + "s ") + numbers.join(", ");

function statement(row) {
  const at = row.distance !== null ? [" within ", inline(row.distance), " of the candidate"] : [];
  const family = row.family > 0 ? [` It lies on a family of critical points of dimension ${row.family}.`] : row.isolated ? [row.uniqueness === null ? " It is isolated." : [" No other critical point lies within ", inline(row.uniqueness), " of it."]].flat() : row.isolated === null && row.family !== null ? [" Whether it is isolated is not stated."] : [];
  const index = row.indexLo === row.indexHi ? `${row.indexLo}` : `${row.indexLo} to ${row.indexHi}`;
  switch (row.verdictName) {
    case "local-minimum":
      return paragraph(row.isolated ? "A strict local minimum " : "A local minimum ", inline(pStar()), " lies", ...at, ".", ...family,
        { "non-global": " It is not global.", open: " Whether it is global is open.", global: " It is global." }[row.globality] || "");
    case "global-minimum": return paragraph("A global minimum ", inline(pStar()), " lies", ...at, ".", ...family);
    case "saddle": return paragraph("A saddle ", inline(pStar()), ` of Morse index ${index} lies`, ...at, ".", ...family, row.globality === "non-global" ? " It is no minimum at all." : "");
    case "end-of-saddle-line": return paragraph("A critical point ", inline(pStar()), " lies", ...at, `. In every neighbourhood of it lie local minima and strict saddles of the same loss, the saddles of Morse index ${row.saddleIndex} at least: the family of critical points has minima for outputs of one sign and saddles for the other, and an output here is 0.`, ...family, " The point itself is no local minimum, and neither it nor the minima are global.");
    case "minimum-at-infinity": return paragraph("Along a channel of diverging outputs the loss falls to the limit below, which it does not attain. The tube of the channel holds no critical point.", row.tubeDistance === null ? "" : [" The candidate is within ", inline(row.tubeDistance), " of the limit in the coordinates of the tube."].flat());
    case "saddle-at-infinity": return paragraph("Along a channel of diverging outputs the loss tends to that of the limit below, which is no minimum at infinity: however near to the limit, there are smaller losses and larger ones. The tube of the channel holds no critical point.", row.tubeDistance === null ? "" : [" The candidate is within ", inline(row.tubeDistance), " of the limit in the coordinates of the tube."].flat());
    case "not-critical": return paragraph("No critical point lies in the ball of radius ", inline(row.x.argument && row.x.argument.rho !== undefined ? row.x.argument.rho : 0), " around the candidate.",
      row.x.escape ? ` In float64 it is seen to escape to infinity, which is not proved: ${row.x.escape}.` : "");
    case "no-local-minimum": return paragraph("The ball around the candidate whose radius stands below holds no local minimum: along one direction the curvature is negative at every point of it. Whether it holds critical points is open.");
    default: return paragraph(element("b", {}, "Nothing is proved. "), row.x.reason ? `The search reports: ${row.x.reason}` : "");
  }
}

function factsList(row) {
  const facts = [];
  const add = (name, value) => facts.push(element("dt", {}, name), element("dd", {}, value));
  const at = ["undecided", "not-critical", "no-local-minimum"].includes(row.verdictName) ? " at the candidate" : row.verdictName.endsWith("-at-infinity") ? " of the limit" : "";
  if (row.lossLo !== null || row.lossHi !== null) add("loss" + at, interval(row.lossLo, row.lossHi));
  if (row.lamLo !== null || row.lamHi !== null) add("smallest eigenvalue" + at, interval(row.lamLo, row.lamHi));
  if (row.lamMaxLo !== null || row.lamMaxHi !== null) add("largest eigenvalue", interval(row.lamMaxLo, row.lamMaxHi));
  if (row.indexLo !== null) add("Morse index", row.indexLo === row.indexHi ? String(row.indexLo) : `${row.indexLo} to ${row.indexHi}`);
  if (row.nullity !== null) add("nullity", String(row.nullity));
  if (row.learning !== null) add("learning coefficient", row.learning);
  if (row.level !== null) add("level", String(row.level));
  if (row.structure) add("structure", row.structure);
  if (row.claimLam !== null) add("float64 said", `smallest eigenvalue ${decimal(row.claimLam)}` + (row.claim ? `: ${row.claim.replace("-", " ")}` : ""));
  if (row.atLo !== null || row.atHi !== null) add("proved at the candidate", interval(row.atLo, row.atHi));
  add("the search says", `${row.bits} bits, ${decimal(row.x.seconds)} s`);
  return element("dl", {}, facts);
}

// Newton-Kantorovich with its numbers.
function isolatedView(a, what) {
  return [
    heading(what || "Why there is exactly one critical point"),
    paragraph("At the exact centre ", inline("p"), " of the certificate, on the ball ", inline("B", group("p", ",", "ρ")), " with its exact ", inline("ρ", "≥", a.rho), ":"),
    display("|", sub("λ", "k"), "|", "≥", "μ", "≥", a.mu, ",", K2(), "≤", a.K2, ",", gradientNorm("p"), "≤", "ε", "≤", a.epsilon),
    display("λ′", "=", "μ", "−", K2(), "ρ", "≥", a.gap),
    a.small === undefined ? display("ε", "<", "λ′", "ρ") : display("ε", "≤", mathDecimal(a.small), "<", mathDecimal(a.product), "≤", "λ′", "ρ"),
    paragraph("Hence exactly one critical point in the ball, at distance"),
    display("|", pStar(), "−", "p", "|", "≤", frac("ε", "λ′"), "≤", a.existence),
  ];
}

function lemmaViews(l) {
  const view = [
    heading("Lemma 1, as published"),
    display("λ", "≥", l.lambda, ",", "B", "≤", l.B, ",", "ε", "≤", l.epsilon),
    display("9", sup("λ", "2"), "−", "25", "B", "ε", "≥", l.discriminant),
  ];
  if (l.r === undefined) {
    view.push(paragraph("It does not apply: the discriminant is not proved non-negative, or the radius exceeds the ball on which B holds. The verdict rests on the theorem above."));
    return view;
  }
  view.push(display("r", "=", frac(["3", "λ", "−", root(["9", sup("λ", "2"), "−", "25", "B", "ε"])], ["2", "B"]), "≤", l.r),
    paragraph("A local minimum lies within ", inline("r"), " of ", inline("p"), ", inside the ball of radius ", inline(l.trial), " on which ", inline("B"), " holds."));
  if (l.margin !== undefined && l.reference !== undefined) {
    view.push(heading("Lemma 2, as published"),
      display("L", group("p"), "≥", l.loss, ",", K0(), "≤", l.K0, ",", sub("L", "ref"), "≤", l.reference),
      display("L", group("p"), "−", K0(), "r", "−", sub("L", "ref"), "≥", l.margin),
      paragraph(l.margin > 0 ? "Positive: the minimum is not global." : "Not positive: nothing follows about globality."));
  }
  return view;
}

// What the check entered: a theorem, its hypotheses with what was proved of each, and what follows.
function theoremView(t) {
  const header = ["hypothesis", "proved", "stated", "slack"];
  return [heading(t.theorem || "About the candidate"), t.rows.length ? matrixTable(header, t.rows) : null,
    ...t.conclusions.map(words => paragraph(words))];
}

function pointView(a, title) {
  if (!a.point) return [];
  const long = element("details", {}, element("summary", {}, "coordinates"), element("p", { class: "mono hash" }, a.point.map(decimal).join(", ")));
  return [heading(title || "The point"), paragraph("Each coordinate of ", inline(pStar()), " lies within ", inline(a.margin), " of the decimal given. The centre in the certificate is exact."), long];
}

function argumentView(a, row) {
  if (!a) return [];
  switch (a.kind) {
    case "isolated": return [...isolatedView(a), ...(a.lemmas ? lemmaViews(a.lemmas) : []), ...pointView(a)];
    case "global": {
      const d = a.weights.length ? a.weights[0].length : 0, k = a.outputs.length ? a.outputs[0].length : 1;
      return [
        heading("Why it is a global minimum"),
        paragraph("The rational student below and the teacher have the same normal form, so they are the same function and ", inline("L", group(pStar()), "=", "0"), " exactly. The loss is a mean of squares and never negative."),
        matrixTable(["neuron", ...Array.from({ length: d }, (_, c) => `w${c + 1}`), ...(k === 1 ? ["a"] : Array.from({ length: k }, (_, q) => `a${q + 1}`))],
          a.weights.map((w, j) => [String(j), ...w, ...a.outputs[j]])),
        a.uniqueness !== undefined ? paragraph("It is the only critical point within ", inline(a.uniqueness), ".") : null,
      ];
    }
    case "reduction": return [
      heading("Exact structure"),
      paragraph("Neurons of one group have equal input weights and act as one neuron of a narrow network; the outputs of a group share its output in the proportions given."),
      matrixTable(["neurons", "shares, about"], a.groups.map(g => [g.neurons.join(", "), g.shares.map(decimal).join(", ")])),
      a.zero.length ? paragraph(list(a.zero, "Neuron") + (a.zero.length === 1 ? " has" : " have") + " output 0 and an exact zero of the function that makes such a neuron critical.") : null,
      ...(a.narrow ? [...isolatedView(a.narrow, "The critical point of the narrow network"), ...pointView(a.narrow, "The point of the narrow network")] : []),
      paragraph(a.isMinimum ? "The Hessian is positive across the family on a ball, and the loss is constant along it: a local minimum on a family of such." : a.isEnd ? "The narrow network is at a minimum. An output is 0: moved along the family to the one side the Hessian is positive across it, so there are local minima; to the other side it has negative eigenvalues." : "The lifted Hessian has a negative eigenvalue: a strict saddle."),
    ];
    case "channel": return [
      heading("The channel"),
      paragraph(a.pairs.map(([i, j, flipped]) => `Neurons ${i} and ${j} merge${flipped ? " after a flip of " + j : ""} while their outputs diverge`).concat((a.triples || []).map(t => `Neurons ${t.join(", ")} merge while their outputs diverge`)).join("; ") + (a.atZero !== undefined ? `; neuron ${a.atZero} goes to 0 and absorbs the constant` : "") + "."),
      paragraph("With ", inline("ε", ">", "0"), " the half distance of a pair, or the size of a triple at every shape of it, the slope of the loss by every ", inline("ε"), " has one sign on the whole tube, at a minimum at infinity a positive one, at a saddle at infinity for one of them a negative one:"),
      display(frac("1", "ε"), frac(["∂", "G"], ["∂", "ε"]), "≠", "0", ...a.tubes.filter(t => t > 0).flatMap(t => [",", "0", "<", "ε", "≤", t])),
      ...isolatedView(a.limit, "The limit network is at an isolated minimum"), ...pointView(a.limit, "The limit point"),
    ];
    case "exclusion": return [
      heading("Why there is no critical point"),
      paragraph("Along one direction ", inline("v"), " the slope stays positive on the whole ball around the candidate ", inline("q"), ":"),
      display("v", "·", "∇", "L", group("q"), ">", "|", "H", "v", "|", "ρ", "+", "|", "v", "|", frac([K2(), sup("ρ", "2")], "2"), ",", "ρ", "≥", a.rho, ",", K2(), "≤", a.K2),
      ...(a.nearest ? nearestView(a.nearest, row) : [paragraph("No critical point was certified beside it.")]),
    ];
    default: return a.proof ? a.proof.flatMap(theoremView)
      : [heading("Exact structure"), paragraph("Argument of kind ", a.kind, "; its numbers stand in the certificate.")];
  }
}

function nearestView(near, row) {
  const parts = [heading("The nearest critical point that was certified"),
    paragraph(`${verdictTitles[near.verdict] || near.verdict}${near.globality ? ", " + near.globality : ""}`, ...(near.distance !== undefined ? [", within ", inline(near.distance), " of the candidate"] : near.tubeDistance !== undefined ? [", within ", inline(near.tubeDistance), " of the candidate in the coordinates of the tube"] : []), near.structure ? "; " + near.structure : "", ".")];
  if (near.loss) parts.push(paragraph("Loss ", enclosure(near.loss[0], near.loss[1]), near.lam ? ", smallest eigenvalue " + enclosure(near.lam[0], near.lam[1]) : "", near.indexLo !== undefined ? `, Morse index ${near.indexLo === near.indexHi ? near.indexLo : near.indexLo + " to " + near.indexHi}` : "", "."));
  return [...parts, ...argumentView(near.argument, row)];
}

function detailView(row) {
  const path = row.runData.path, commands = [`certify explain ${path} --candidate ${row.id}`];
  if (row.verdictName !== "undecided") commands.push(`certify prove ${path} --candidate ${row.id}`);
  const rungs = (row.x.rungs || []).map(([bits, why]) => element("li", {}, `${bits} bits: ${why}`));
  return element("div", {},
    statement(row),
    element("div", { class: "columns" },
      element("div", {}, heading("What is known"), factsList(row), row.x.reference ? paragraph("Reference: ", row.x.reference, ".") : null,
        rungs.length ? [heading("What the search says failed first"), element("ul", {}, rungs)] : null,
        heading("Check it, prove it in Coq"), element("pre", {}, commands.join("\n")),
        element("p", { class: "note" }, "SHA-256 of the certificate: ", element("span", { class: "mono hash" }, row.seal))),
      element("div", {}, argumentView(row.x.argument, row))));
}

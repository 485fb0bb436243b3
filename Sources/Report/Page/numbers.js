"use strict";
// The data of the page, and numbers as people read them.

const data = JSON.parse(document.getElementById("data").textContent);
const rows = data.rows.map((values, key) => {
  const row = { key };
  data.columns.forEach((name, i) => { row[name] = values[i]; });
  row.verdictName = data.verdicts[row.verdict];
  row.runData = data.runs[row.run];
  row.name = (data.runs.length > 1 ? row.runData.label + "/" : "") + row.id;
  return row;
});

const verdictTitles = {
  "local-minimum": "Local minimum", "global-minimum": "Global minimum", "saddle": "Saddle", "end-of-saddle-line": "End of a saddle line",
  "minimum-at-infinity": "Minimum at infinity", "saddle-at-infinity": "Saddle at infinity", "not-critical": "Not critical", "no-local-minimum": "No local minimum", "undecided": "Undecided",
};

// A bound came as a decimal of few digits; the shortest decimal that reads back is that same decimal. An upper bound that is missing is ∞.
function decimal(x) {
  if (x === null || x === undefined) return "∞";
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return x.toExponential();
  return String(x);
}

// "[lo, hi]"; a lower bound that is missing is −∞.
function interval(lo, hi) { return `[${lo === null ? "−∞" : decimal(lo)}, ${decimal(hi)}]`; }

// "8.504[31, 32]e-5": what the two ends have in common, then how each goes on. Always an enclosure.
function enclosure(lo, hi) {
  if (lo === null && hi === null) return "unknown";
  if (lo === hi) return decimal(lo);
  const plain = interval(lo, hi);
  if (lo === null || hi === null || lo === 0 || hi === 0 || (lo < 0) !== (hi < 0)) return plain;
  const parts = x => { const [mantissa, exponent] = Math.abs(x).toExponential().split("e"); return { digits: mantissa.replace(".", ""), exponent }; };
  const a = parts(lo), b = parts(hi);
  if (a.exponent !== b.exponent) return plain;
  const length = Math.max(a.digits.length, b.digits.length);
  const p = a.digits.padEnd(length, "0"), q = b.digits.padEnd(length, "0");
  let same = 0;
  while (same < length && p[same] === q[same]) same++;
  if (same < 2) return plain;
  const head = p[0] + "." + p.slice(1, same), exponent = Number(a.exponent) === 0 ? "" : "e" + Number(a.exponent);
  return `${lo < 0 ? "−" : ""}${head}[${p.slice(same)}, ${q.slice(same)}]${exponent}`;
}

function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const key in attributes || {}) {
    if (key === "class") node.className = attributes[key];
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), attributes[key]);
    else node.setAttribute(key, attributes[key]);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

function svgElement(name, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes || {}) node.setAttribute(key, attributes[key]);
  node.append(...children);
  return node;
}

// Hands a text to the reader as a file.
function save(text, type, name) {
  const address = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// What is shown: verdicts that are switched on, a search, and a selection made in a picture or in the table of distinct points.
const state = { hidden: new Set(), search: "", selection: null, chosen: null, listeners: [] };
function changed(what) { state.listeners.forEach(listener => listener(what)); }
const isShown = row => !state.hidden.has(row.verdictName);
const isSelected = row => isShown(row) && (!state.selection || state.selection.has(row.key));

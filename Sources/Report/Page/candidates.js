// The table of candidates: sorted, filtered, and filled as it is scrolled to.

const columns = [
  { title: "#", sort: row => row.run * 1e9 + row.id, cell: row => row.name, class: "n" },
  { title: "verdict", sort: row => row.verdict, cell: row => [glyphNode(glyphs[row.verdictName](0, 0, 5), "v-" + row.verdictName, false), " " + verdictTitles[row.verdictName]], class: "verdict" },
  { title: "globality", sort: row => row.globality || "", cell: row => row.verdictName === "saddle" || row.verdictName === "end-of-saddle-line" ? "" : row.globality || "", class: "wide" },
  { title: "index", sort: row => row.indexLo, cell: row => row.indexLo === null ? "" : row.indexLo === row.indexHi ? String(row.indexLo) : `${row.indexLo}–${row.indexHi}`, class: "n wide" },
  { title: "loss", sort: row => middle(row.lossLo, row.lossHi), cell: row => hasLoss(row) ? enclosure(short(row.lossLo, false, 5), short(row.lossHi, true, 5)) : "", class: "n" },
  { title: "smallest eigenvalue", sort: row => middle(row.lamLo, row.lamHi), cell: row => hasEigenvalue(row) ? enclosure(short(row.lamLo, false, 4), short(row.lamHi, true, 4)) : "", class: "n" },
  { title: "distance", sort: row => row.distance, cell: row => row.distance !== null ? "≤ " + decimal(short(row.distance, true, 3)) : row.tubeDistance !== null ? "tube ≤ " + decimal(short(row.tubeDistance, true, 3)) : "", class: "n wide" },
  { title: "bits", sort: row => row.bits, cell: row => String(row.bits), class: "n wide" },
  { title: "float64 sign", sort: row => row.claim || "", cell: row => row.claim ? row.claim.replace("-", " ") : "", class: "wide" },
];

// A decimal of fewer digits that is still a bound.
function short(x, up, digits) {
  if (x === null || x === 0) return x;
  const [mantissa, exponent] = Math.abs(x).toExponential().split("e"), text = mantissa.replace(".", "");
  if (text.length <= digits) return x;
  const away = up === (x > 0);
  const kept = Number(text.slice(0, digits)) + (away ? 1 : 0);
  return (x < 0 ? -1 : 1) * Number(`${kept}e${Number(exponent) - digits + 1}`);
}

const body = document.querySelector("#rows tbody"), head = document.querySelector("#rows thead");
const order = { column: 0, descending: false };
let visible = [], rendered = 0;
const portion = 60, opened = new Map();

function searchText(row) {
  row.searchText = row.searchText || [row.name, verdictTitles[row.verdictName], row.verdictName, row.globality, row.structure, row.claim, row.x.reason, row.x.escape, row.seal, row.runData.file].join(" ").toLowerCase();
  return row.searchText;
}

function compute() {
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const key = columns[order.column].sort, sign = order.descending ? -1 : 1;
  const isMissing = v => v === null || v === undefined || v === "";
  visible = rows.filter(row => isSelected(row) && words.every(word => searchText(row).includes(word)))
    .map(row => [key(row), row])
    .sort(([a, p], [b, q]) => isMissing(a) || isMissing(b) ? isMissing(a) - isMissing(b) || p.key - q.key : a < b ? -sign : a > b ? sign : p.key - q.key)
    .map(([, row]) => row);
}

function rowNode(row) {
  const node = element("tr", { class: "row", tabindex: "0", id: "row-" + row.key, "aria-expanded": String(opened.has(row.key)) }, columns.map(column => element("td", { class: column.class }, column.cell(row))));
  const toggle = () => { if (opened.has(row.key)) close(row); else open(row, node); };
  node.addEventListener("click", toggle);
  node.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); } });
  return node;
}

function open(row, node) {
  const detail = element("tr", { class: "detail" }, element("td", { colspan: columns.length }, detailView(row)));
  opened.set(row.key, detail);
  node.after(detail);
  node.setAttribute("aria-expanded", "true");
  choose(row);
}

function close(row) {
  const detail = opened.get(row.key);
  if (detail) detail.remove();
  opened.delete(row.key);
  const node = document.getElementById("row-" + row.key);
  if (node) node.setAttribute("aria-expanded", "false");
  if (state.chosen === row) { state.chosen = null; changed("chosen"); }
}

function choose(row) {
  document.querySelectorAll("#rows tr.chosen").forEach(node => node.classList.remove("chosen"));
  const node = document.getElementById("row-" + row.key);
  if (node) node.classList.add("chosen");
  state.chosen = row;
  changed("chosen");
}

// Opens the argument of a candidate wherever it is; called by the pictures.
function openRow(row) {
  if (!visible.includes(row)) { state.search = ""; document.getElementById("search").value = ""; state.selection = null; changed("selection"); }
  fill(visible.indexOf(row) + 1);
  const node = document.getElementById("row-" + row.key);
  if (!node) return;
  if (!opened.has(row.key)) open(row, node); else choose(row);
  node.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function fill(count) {
  const end = Math.min(visible.length, Math.max(count, rendered)), fragment = document.createDocumentFragment();
  for (; rendered < end; rendered++) {
    const row = visible[rendered];
    fragment.append(rowNode(row));
    if (opened.has(row.key)) fragment.append(opened.get(row.key));
  }
  body.append(fragment);
  const more = document.getElementById("more");
  more.replaceChildren();
  if (rendered < visible.length) more.append(element("button", { type: "button", onclick: () => fill(rendered + portion) }, `Show more (${visible.length - rendered})`));
}

function show() {
  compute();
  body.replaceChildren();
  rendered = 0;
  fill(portion);
  const text = visible.length === rows.length ? `${rows.length} candidates` : `${visible.length} of ${rows.length} candidates`;
  const place = document.getElementById("shown");
  place.replaceChildren(text);
  if (state.selection) place.append(" ", element("button", { type: "button", onclick: () => { state.selection = null; changed("selection"); } }, "Clear the selection"));
  document.querySelectorAll("#groups tr.chosen").forEach(node => { if (!state.selection) node.classList.remove("chosen"); });
}

function drawHead() {
  head.replaceChildren(element("tr", {}, columns.map((column, i) => element("th", {
    class: column.class, scope: "col", "aria-sort": i === order.column ? (order.descending ? "descending" : "ascending") : "none",
  }, element("button", { type: "button", onclick: () => {
    if (order.column === i) order.descending = !order.descending; else { order.column = i; order.descending = false; }
    drawHead(); show(); writeAddress();
  } }, column.title), element("span", { class: "paper" }, column.title)))));
}

function drawToolbar() {
  const bar = document.getElementById("toolbar");
  for (const verdict of data.verdicts) {
    const count = rows.filter(row => row.verdictName === verdict).length;
    if (!count) continue;
    const box = element("input", { type: "checkbox", "data-verdict": verdict, ...(state.hidden.has(verdict) ? {} : { checked: "" }), onchange: () => {
      if (box.checked) state.hidden.delete(verdict); else state.hidden.add(verdict);
      changed("filter");
    } });
    bar.append(element("label", {}, box, glyphNode(glyphs[verdict](0, 0, 5), "v-" + verdict), `${verdictTitles[verdict]} ${count}`));
  }
}

function listenToGroups() {
  const lines = document.querySelectorAll("#groups tbody tr");
  for (const line of lines) {
    const number = Number(line.dataset.group);
    const toggle = () => {
      const isOn = line.classList.contains("chosen");
      lines.forEach(other => other.classList.remove("chosen"));
      state.selection = isOn ? null : new Set(rows.filter(row => row.group === number).map(row => row.key));
      if (!isOn) line.classList.add("chosen");
      changed("selection");
    };
    line.addEventListener("click", toggle);
    line.addEventListener("keydown", event => { if (event.key === "Enter") toggle(); });
  }
}

for (const svg of document.querySelectorAll("svg.glyph[data-verdict]")) {
  svg.classList.add("v-" + svg.dataset.verdict);
  svg.append(svgElement("path", { class: "mark", d: glyphs[svg.dataset.verdict](0, 0, 5.5) }));
}
// The address holds the candidate that is open, the order, the search and the verdicts that are switched off: "#c3&sort=loss&down&hide=saddle&q=text".
const addressOf = row => "c" + row.name;

function writeAddress() {
  const parts = [];
  if (state.chosen) parts.push(addressOf(state.chosen));
  if (order.column !== 0 || order.descending) parts.push("sort=" + encodeURIComponent(columns[order.column].title), ...(order.descending ? ["down"] : []));
  if (state.hidden.size) parts.push("hide=" + [...state.hidden].join(","));
  if (state.search) parts.push("q=" + encodeURIComponent(state.search));
  const address = parts.length ? "#" + parts.join("&") : location.pathname + location.search;
  try { history.replaceState(null, "", address); } catch { /* some viewers of local files allow none */ }
}

function readAddress() {
  let wanted = null;
  for (const part of location.hash.slice(1).split("&")) {
    const [name, value] = part.split("=");
    let text;
    try { text = decodeURIComponent(value === undefined ? name : value); } catch { continue; }
    if (value === undefined && name === "down") order.descending = true;
    else if (value === undefined) wanted = rows.find(row => addressOf(row) === text) || wanted;
    else if (name === "sort") order.column = Math.max(0, columns.findIndex(column => column.title === text));
    else if (name === "hide") text.split(",").filter(verdict => data.verdicts.includes(verdict)).forEach(verdict => state.hidden.add(verdict));
    else if (name === "q") state.search = text;
  }
  return wanted;
}

// Tables to take away: the lines that are shown, with both ends of every enclosure.
const exported = [
  ["candidate", row => row.name], ["verdict", row => row.verdictName], ["globality", row => row.globality], ["index_lower", row => row.indexLo], ["index_upper", row => row.indexHi],
  ["loss_lower", row => row.lossLo], ["loss_upper", row => row.lossHi], ["lambda_min_lower", row => row.lamLo], ["lambda_min_upper", row => row.lamHi],
  ["distance", row => row.distance], ["tube_distance", row => row.tubeDistance], ["bits", row => row.bits], ["float64_claim", row => row.claim], ["certificate_sha256", row => row.seal],
];

function tableAsCSV() {
  const field = value => value === null || value === undefined ? "" : /[",\n]/.test(String(value)) ? '"' + String(value).replaceAll('"', '""') + '"' : String(value);
  return [exported.map(([name]) => name), ...visible.map(row => exported.map(([, value]) => value(row)))].map(line => line.map(field).join(",")).join("\n") + "\n";
}

function tableAsLaTeX() {
  const escape = text => text.replaceAll("≤ ", "\u0001").replaceAll("−", "-").replaceAll("–", "--").replace(/[&%$#_{}]/g, "\\$&").replaceAll("\u0001", "$\\le$ ");
  const text = cell => escape([].concat(cell).map(part => typeof part === "string" ? part : "").join("").trim());
  const lines = visible.map(row => columns.map(column => text(column.cell(row))).join(" & ") + " \\\\");
  return ["% a[b, c]e-5 is the interval from abe-5 to ace-5; booktabs", `\\begin{tabular}{${columns.map(column => column.class.includes("n") && !column.class.includes("v") ? "r" : "l").join("")}}`, "\\toprule",
    columns.map(column => escape(column.title)).join(" & ") + " \\\\", "\\midrule", ...lines, "\\bottomrule", "\\end{tabular}", ""].join("\n");
}

document.getElementById("take").append(
  element("button", { type: "button", onclick: () => save(tableAsCSV(), "text/csv", "candidates.csv") }, "CSV"), " ",
  element("button", { type: "button", onclick: () => save(tableAsLaTeX(), "text/x-tex", "candidates.tex") }, "LaTeX"));

const wanted = readAddress();
document.getElementById("search").value = state.search;
drawToolbar();
drawHead();
drawPictures();
listenToGroups();
show();
state.listeners.push(what => { if (what !== "chosen") show(); writeAddress(); });
document.getElementById("search").addEventListener("input", event => { state.search = event.target.value; show(); writeAddress(); });
if (wanted) openRow(wanted);
addEventListener("hashchange", () => { const row = readAddress(); if (row) openRow(row); });
if ("IntersectionObserver" in window) {
  new IntersectionObserver(entries => { if (entries.some(entry => entry.isIntersecting) && rendered < visible.length) fill(rendered + portion); }, { rootMargin: "600px" })
    .observe(document.getElementById("more"));
}
// on paper: every candidate that is shown, up to a length somebody may still read
addEventListener("beforeprint", () => fill(500));

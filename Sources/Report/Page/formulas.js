// MathML from nested lists: strings and numbers are tokens, arrays are rows, and frac, root, sub, sup build the rest.

const mathNamespace = "http://www.w3.org/1998/Math/MathML";
function mathElement(name, ...children) {
  const node = document.createElementNS(mathNamespace, name);
  node.append(...children);
  return node;
}
function token(item) {
  if (item instanceof Node) return item;
  if (Array.isArray(item)) return mathElement("mrow", ...item.map(token));
  if (typeof item === "number" || item === null || item === undefined) return mathNumber(item);
  if (/^[\p{L}′]+$/u.test(item)) return mathElement("mi", item);
  if (/^[0-9.]+$/.test(item)) return mathElement("mn", item);
  return mathElement("mo", item);
}
// 3.4e-6 as 3.4 · 10^-6
function mathNumber(x) { return mathDecimal(decimal(x)); }
function mathDecimal(text) {
  const [mantissa, exponent] = text.split("e");
  const minus = mantissa.startsWith("-");
  const digits = mathElement("mn", minus ? mantissa.slice(1) : mantissa);
  const power = exponent === undefined ? [] : [mathElement("mo", "·"), sup(mathElement("mn", "10"), mathElement("mn", exponent.replace("+", "").replace("-", "−")))];
  return mathElement("mrow", ...(minus ? [mathElement("mo", "−")] : []), digits, ...power);
}
const frac = (a, b) => mathElement("mfrac", token(a), token(b));
const root = a => mathElement("msqrt", token(a));
const sub = (a, b) => mathElement("msub", token(a), token(b));
const sup = (a, b) => mathElement("msup", token(a), token(b));
const group = (...items) => token(["(", ...items, ")"]);
function inline(...items) { return mathElement("math", token(items)); }
function display(...items) {
  const math = mathElement("math", token(items));
  math.setAttribute("display", "block");
  return element("div", { class: "formula" }, math);
}
const gradientNorm = at => token(["|", "∇", "L", group(at), "|"]);
const K0 = () => sub("K", "0"), K1 = () => sub("K", "1"), K2 = () => sub("K", "2"), pStar = () => sup("p", "*");

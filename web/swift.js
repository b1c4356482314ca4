// Swift with its words coloured.

const WORDS = new Set(
  ("actor any as associatedtype await break case catch class continue default defer deinit do else enum extension false fileprivate for "
    + "func guard if import in init inout internal is let mutating nil nonisolated operator override package private protocol public "
    + "repeat rethrows return self Self some static struct subscript super switch throw throws true try typealias var where while").split(" "));
const TOKENS = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b|[@#]?\b[A-Za-z_]\w*\b/g;

/** Code as text and coloured spans. */
export function highlighted(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const kind = token.startsWith("/") ? "comment" : token.startsWith('"') ? "string" : /^\d/.test(token) ? "digits"
      : WORDS.has(token) || /^[@#]/.test(token) ? "word" : /^[A-Z]/.test(token) ? "type" : null;
    if (!kind) continue;
    nodes.push(text.slice(end, index));
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = token;
    nodes.push(span);
    end = index + token.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

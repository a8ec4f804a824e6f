// `native.d.ts`, out of the definitions that napi's macros write while the addon is compiled: a JSON object a line.

const HEAD = '// Written by scripts/build.mjs from the definitions of the addon. Do not edit.\n';

const indented = (text) => text.replace(/^ *(?=\S)/gm, '  ');

export function declarations(definitions) {
  const items = new Map();
  const members = new Map();
  for (const line of definitions.split('\n').filter(Boolean)) {
    const item = JSON.parse(line);
    (item.kind === 'impl' ? members : items).set(item.name, item);
  }
  const declared = [...items.values()].map(({ kind, name, js_doc: doc, def }) => {
    if (kind === 'fn') return `${doc}export ${def}\n`;
    const body = kind === 'struct' ? (members.get(name)?.def ?? '') : def;
    return `${doc}export ${kind === 'struct' ? 'declare class' : 'interface'} ${name} {\n${indented(body)}\n}\n`;
  });
  return HEAD + declared.sort().join('\n').replace(/^export function/gm, 'export declare function');
}

// node minify.js FOLDER: makes the scripts and style sheets in FOLDER smaller, in place. Names that other files see stay.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { transformSync } from "esbuild";

const folder = process.argv[2];
const kinds = { ".js": "js", ".css": "css" };
for (const name of readdirSync(folder, { recursive: true })) {
  const loader = kinds[extname(name)];
  if (loader) {
    const path = join(folder, name);
    writeFileSync(path, transformSync(readFileSync(path, "utf8"), { loader, minify: true, legalComments: "inline" }).code);
  }
}

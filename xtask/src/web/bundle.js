// node bundle.js ENTRY OUT: one minified module of what ENTRY imports.

import { buildSync } from "esbuild";

const [entry, outfile] = process.argv.slice(2);
buildSync({ entryPoints: [entry], outfile, bundle: true, minify: true, format: "esm", legalComments: "eof" });

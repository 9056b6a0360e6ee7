// Standard input: a GIFT file. Standard output: what gift-pegjs understands of it, as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const parser = createRequire(import.meta.url)("gift-pegjs/lib/gift-parser.js");
process.stdout.write(JSON.stringify(parser.parse(readFileSync(0, "utf-8"))));

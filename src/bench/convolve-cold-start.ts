import { enableCompileCache } from "node:module";

// As the command line does; must come before anything of ours is loaded.
enableCompileCache();

const [folder = "", picture = "", threads = "1"] = process.argv.slice(2);
const { predictOnce } = await import("./predict-once.ts");
const scores = await predictOnce(folder, picture, Number(threads));
process.stdout.write(`${JSON.stringify([...scores])}\n`);
process.exit(0);

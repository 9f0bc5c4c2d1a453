import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Every measurement, one after the other, each in a process of its own: `npm run bench`, or `npm run bench -- clothing-10`. */
const BENCHES = ["clothing-10", "lenet-5-mnist"];

const chosen = process.argv.slice(2).filter((name) => BENCHES.includes(name));
for (const name of chosen.length > 0 ? chosen : BENCHES) {
  console.log(`# ${name}`);
  const script = join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, [script], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}

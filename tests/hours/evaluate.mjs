// Reads lines {"hours": "...", "at": [milliseconds, ...]} and answers each with a line of states:
// 1 open, 0 closed, 2 unknown. Times are read in the zone of the environment (TZ).
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const OpeningHours = createRequire(`${process.cwd()}/`)("opening_hours");

function answer(line) {
  const { hours, at } = JSON.parse(line);
  try {
    const read = new OpeningHours(hours, null);
    const state = (time) => {
      const found = read.getIterator(time);
      return found.getState() ? 1 : found.getUnknown() ? 2 : 0;
    };
    return { states: at.map((each) => state(new Date(each))).join("") };
  } catch (error) {
    return { trouble: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(line))}\n`);
}

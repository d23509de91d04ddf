import { arrivalsOf } from "./arrivals.ts";
import { countWorld } from "./counted-world.ts";
import { judge } from "./judge.ts";
import { scenes } from "./scenes.ts";
import { worldOf } from "./world-maker.ts";

/** `node count-sequences.ts FROM COUNT`: counts generated registers, all scenes in turn, and prints what was found as JSON. */
const [from = 1, count = 1000] = process.argv.slice(2).map(Number);
const found = { sequences: 0, intervals: 0, open: 0, wrong: 0, wrongQuality: 0, examples: [] as string[] };
for (let n = 0; n < count; n++) {
  const [scene, kinds, arrivals] = scenes[n % scenes.length] as (typeof scenes)[number];
  const seed = from + Math.floor(n / scenes.length);
  const world = worldOf(seed, kinds);
  found.sequences++;
  let mistake: string | undefined;
  try {
    const counted = countWorld(world, arrivalsOf(world, arrivals), { restarts: 0.05 });
    const { wrong, quality, open } = judge(world, counted);
    found.intervals += counted.intervals.length;
    found.open += open;
    if (wrong) found.wrong++;
    else if (quality) found.wrongQuality++;
    mistake = wrong ?? quality;
  } catch (error) {
    found.wrong++;
    mistake = String(error);
  }
  if (mistake && found.examples.length < 20) found.examples.push(`seed ${seed}, ${scene}: ${mistake}`);
}
process.stdout.write(JSON.stringify(found));

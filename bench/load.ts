import { toldByMonth, spikesFound } from "./load/spikes";
import type { Options } from "./run";

export async function run({ seed = 1 }: Options): Promise<object> {
  return { s: toldByMonth("spike", [], seed), a: toldByMonth("anomaly", [{rule:"anomaly"}], seed), found: [0.25, 0.5, 1].map((share) => spikesFound(share, seed))};
}

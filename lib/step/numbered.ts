import type { StepOutput } from "./step";

/** What is kept in the journal. */
export const durable = (outputs: readonly StepOutput[]): StepOutput[] => outputs.filter(({ transient }) => !transient);

/** The durable ones with their numbers in the journal, where there is one. */
export function numbered(outputs: readonly StepOutput[], seqs: readonly number[]): StepOutput[] {
  let next = 0;
  return outputs.map((output) => {
    const seq = output.transient ? undefined : seqs[next++];
    return seq === undefined ? output : { ...output, seq };
  });
}

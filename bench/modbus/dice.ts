import { chance } from "../../lib/simulate/chance";

/** Repeatable throws: the same seed gives the same ones. */
export class Dice {
  readonly #seed: number;
  #thrown = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** 0 to below `n`. */
  below(n: number): number {
    return Math.floor(chance(this.#seed, this.#thrown++) * n);
  }

  /** Another byte than this one. */
  otherThan(byte: number): number {
    return (byte + 1 + this.below(255)) & 0xff;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

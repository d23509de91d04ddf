/**
 * A register that counts energy: it shows whole digits, returns to 0 at its end, and a unit of it may stand for
 * several. Values in millionths of its unit.
 */
export class RegisterModel {
  /** Energy that one unit of it stands for. */
  factor = 1;
  readonly digit: number;
  readonly turn: number;
  #value: number;
  #stuckAt: number | undefined;

  constructor(digit: number, turn: number, begin: number) {
    this.digit = digit;
    this.turn = turn;
    this.#value = begin;
  }

  get shown(): number {
    return this.#stuckAt ?? Math.floor(this.#value / this.digit) * this.digit;
  }

  count(energy: number): void {
    this.#value = (this.#value + energy / this.factor) % this.turn;
  }

  /** Set to another value, as by a reset or an exchange. */
  set(value: number): void {
    this.#value = value;
  }

  /** Its display goes on counting inside, and shows it when it is released. */
  stick(): void {
    this.#stuckAt = this.shown;
  }

  release(): void {
    this.#stuckAt = undefined;
  }
}

/** The last right reading; `since`: when its value was first shown. */
export interface LastShown {
  readonly at: number;
  readonly shown: number;
  readonly since: number;
  readonly energy: number;
  /** What a unit of it stood for. */
  readonly factor: number;
}

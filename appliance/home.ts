import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { EnergyError } from "../lib/contract/error";

/** The package's own folder: a checkout, or where npm has put it. */
export const packageFolder = join(__dirname, "../..");

/** `$ENERGY_HOME`; without it `.energy` in a checkout and `~/.energy-gateway` when installed. */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  if (env.ENERGY_HOME) return resolve(env.ENERGY_HOME);
  const isCheckout = existsSync(join(packageFolder, "appliance", "setup.mjs"));
  return isCheckout ? join(packageFolder, ".energy") : join(homedir(), ".energy-gateway");
}

/** Creates the data folder for its user alone; throws HOME_UNUSABLE. */
export function openHome(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new EnergyError("HOME_UNUSABLE", { folder, detail: (cause as Error).message }, { cause });
  }
}

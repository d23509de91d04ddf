import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EnergyError } from "../lib/contract/error";
import { packageFolder } from "./home";

const resolver = createRequire(join(packageFolder, "package.json"));

/** The folder of a package that the appliance needs beside this one; throws DEPENDENCY_MISSING. */
export function hostPackage(name: "node-red" | "@flowfuse/node-red-dashboard"): string {
  try {
    return dirname(resolver.resolve(`${name}/package.json`));
  } catch (cause) {
    throw new EnergyError("DEPENDENCY_MISSING", { feature: "The gateway", package: name }, { cause });
  }
}

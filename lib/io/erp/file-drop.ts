import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Shipment } from "../../erp/shipment";
import { type PushTarget, reasonOf, unreachable } from "./push-target";

/**
 * Puts each document into a folder as a whole: whoever watches the folder sees the complete file under its name or none,
 * also after a power cut.
 */
export class FileDrop implements PushTarget {
  readonly name: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.name = folder;
  }

  async send({ filename, body }: Shipment): Promise<string> {
    const file = join(this.#folder, filename);
    const temporary = join(this.#folder, `.${filename}.${randomUUID()}.part`);
    try {
      await mkdir(this.#folder, { recursive: true });
      await written(temporary, body);
      await rename(temporary, file);
      await settled(this.#folder);
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw unreachable(this.name, reasonOf(thrown));
    }
    return file;
  }
}

async function written(file: string, body: Uint8Array): Promise<void> {
  const handle = await open(file, "w", 0o640);
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name is durable only when the folder is; some file systems cannot sync one, and then nothing can be done. */
async function settled(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EINVAL" && error.code !== "EPERM") throw error;
    });
  } finally {
    await handle.close();
  }
}

import { parentPort, workerData } from "node:worker_threads";
import { openForReading } from "./journal-file";
import { JournalReader } from "./journal-reader";
import type { Reply, Request, WorkerSetup } from "./protocol";
import { isDamage, storeError } from "./sqlite";
import { WriterService } from "./writer-service";

/** Entry of both threads: answers requests one after the other by the service's method of that name. */
const port = parentPort;
if (!port) throw new Error("runs as a worker thread only");

const setup = workerData as WorkerSetup;
let service: Record<string, (...args: readonly unknown[]) => unknown> | undefined;

function openService(): NonNullable<typeof service> {
  const opened = setup.role === "writer" ? new WriterService(setup) : new JournalReader(openForReading(setup.file));
  return opened as unknown as NonNullable<typeof service>;
}

port.on("message", ({ id, name, args }: Request) => {
  let reply: Reply;
  let damaged = false;
  try {
    service ??= openService();
    reply = { id, value: service[name]?.(...args) };
  } catch (thrown) {
    const { code, params } = storeError(thrown);
    reply = { id, error: { code, params } };
    damaged = isDamage(thrown);
  }
  port.postMessage(reply);
  // The client starts a new thread, which looks through the file before it uses it.
  if (damaged) process.exit(1);
});

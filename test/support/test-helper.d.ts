declare module "node-red-node-test-helper" {
  import type { Node } from "node-red";

  interface TestHelper {
    init(runtimePath: string, settings?: object): void;
    startServer(done: () => void): void;
    stopServer(done: () => void): void;
    load(nodes: unknown, flow: readonly object[], credentials?: object): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): Node;
    settings(settings: object): object;
    request(): {
      get(path: string): Promise<{ status: number; body: unknown }>;
      delete(path: string): Promise<{ status: number; body: unknown }>;
      post(path: string): { send(body: object): Promise<{ status: number; body: unknown }> };
    };
    log(): { args: readonly (readonly { type?: string; msg?: unknown; level: number }[])[] };
  }
  const helper: TestHelper;
  export default helper;
}

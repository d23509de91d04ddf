import type { TargetConfig } from "../../erp/target-config";
import { FileDrop } from "./file-drop";
import { HttpPush } from "./http-push";
import type { PushTarget } from "./push-target";
import { SftpPush } from "./sftp-push";

/** Nothing is connected before the first document. */
export function openTarget(config: TargetConfig): PushTarget {
  switch (config.kind) {
    case "http":
      return new HttpPush(config);
    case "file":
      return new FileDrop(config.folder);
    case "sftp":
      return new SftpPush(config);
  }
}

import { apiGate, frontGate } from "../lib/red/auth/api-gate";
import { dashboardGate } from "../lib/red/auth/dashboard-gate";
import { editorAuth } from "../lib/red/auth/editor-auth";
import { socketMiddleware } from "../lib/red/auth/socket-gate";
import { addressFrom } from "./address";
import { adminName, type Gateway } from "./gateway";
import { packageFolder } from "./home";
import { hostPackage } from "./host";

/** Node-RED's settings for the gateway: everything closed but `/health`, nothing that calls home. */
export function gatewaySettings(gateway: Gateway): object {
  const { access, gatekeeper, home } = gateway;
  const { host, port } = addressFrom(process.env);
  return {
    uiHost: host,
    uiPort: port,
    userDir: home,
    flowFile: "flows.json",
    flowFilePretty: true,
    credentialSecret: access.credentialSecret,
    // As modules, so that types, texts, icons and examples appear once, wherever they are installed.
    nodesDir: [packageFolder, hostPackage("@flowfuse/node-red-dashboard")],

    adminAuth: editorAuth(gatekeeper),
    httpAdminMiddleware: frontGate(gatekeeper),
    httpNodeMiddleware: apiGate(gatekeeper),
    dashboard: { middleware: dashboardGate(gatekeeper), ioMiddleware: socketMiddleware(gatekeeper) },
    apiMaxLength: "5mb",

    telemetry: { enabled: false, updateNotification: false },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: true, allowUpload: false },
      modules: { allowInstall: false },
    },
    functionExternalModules: false,
    functionGlobalContext: {},
    exportGlobalContextKeys: false,
    contextStorage: { default: "memory", memory: { module: "memory" }, file: { module: "localfilesystem" } },
    runtimeState: { enabled: false, ui: false },
    editorTheme: {
      page: { title: "Energy Gateway" },
      header: { title: "Energy Gateway", url: "/dashboard" },
      palette: { categories: ["energy", "subflows", "common", "function", "network"] },
      projects: { enabled: false },
      multiplayer: { enabled: false },
      tours: false,
    },
  };
}

/** For a plain `node-red --settings settings.js`, which has no welcome that shows them. */
export function printGenerated(gateway: Gateway): void {
  const { password, apiKey } = gateway.takeGenerated();
  if (password) console.log(`Energy Gateway: user ${adminName}, password ${password} (shown only now)`);
  if (apiKey) console.log(`Energy Gateway: API key ${apiKey} (shown only now)`);
}

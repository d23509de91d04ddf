import { editorPermissions } from "../../auth/roles";
import type { Gatekeeper } from "../../io/auth/gatekeeper";

interface EditorUser {
  readonly username: string;
  readonly permissions: string;
}

/** Seconds a login to the editor lasts. */
const sessionExpiryTime = 24 * 3600;

/** For `adminAuth`: the editor and its HTTP interface, for administrators only. */
export function editorAuth(gatekeeper: Gatekeeper) {
  const editorUser = (name: string): EditorUser | null => {
    const user = gatekeeper.user(name);
    const permissions = user && editorPermissions(user.role);
    return permissions ? { username: name, permissions } : null;
  };
  return {
    type: "credentials",
    sessionExpiryTime,
    users: async (name: string) => editorUser(name),
    // Node-RED does not say where the attempt comes from; all of the editor's count together.
    authenticate: async (name: string, password: string) => {
      const { outcome } = await gatekeeper.login(name, password, "editor");
      return outcome === "welcome" ? editorUser(name) : null;
    },
  };
}

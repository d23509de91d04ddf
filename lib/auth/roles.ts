/** Who may do what, from least to most. Each role can do all that the ones before it can. */
export const roles = ["viewer", "operator", "manager", "admin"] as const;
export type Role = (typeof roles)[number];

/** Node-RED's permissions in the flow editor: it is the administrator's, other roles do not get in. */
export function editorPermissions(role: Role): "*" | undefined {
  return role === "admin" ? "*" : undefined;
}

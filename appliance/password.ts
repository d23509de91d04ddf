import { join } from "node:path";
import { writeAccess } from "../lib/io/auth/access-file";
import { generatePassword } from "../lib/io/auth/password";
import { adminName, openGateway, withAdminPassword } from "./gateway";

/** Sets a new password for the administrator and prints it, once. Who can read the data folder may do that. */
export async function passwordCommand(): Promise<number> {
  const { home, access } = openGateway();
  const password = generatePassword();
  writeAccess(join(home, "access.json"), withAdminPassword(access, password));
  console.log(`User ${adminName}, new password: ${password}`);
  console.log("It counts from the gateway's next start; every session in the dashboard ends then.");
  return 0;
}

import type { NotifyCredentials, NotifyDef } from "./notify-config";

type Environment = Readonly<Record<string, string | undefined>>;

/** Which variable of the environment stands for which setting. */
const settings = {
  smtpHost: "ENERGY_SMTP_HOST",
  smtpPort: "ENERGY_SMTP_PORT",
  smtpSecurity: "ENERGY_SMTP_SECURITY",
  sender: "ENERGY_SMTP_FROM",
  sms: "ENERGY_SMS",
  smsProvider: "ENERGY_SMS_PROVIDER",
  smsSender: "ENERGY_SMS_FROM",
  modemPath: "ENERGY_MODEM",
  heartbeatMinutes: "ENERGY_HEARTBEAT_MINUTES",
  link: "ENERGY_DASHBOARD_URL",
} as const satisfies Partial<Record<keyof NotifyDef, string>>;

const secrets = {
  smtpUser: "ENERGY_SMTP_USER",
  smtpPassword: "ENERGY_SMTP_PASSWORD",
  webhookSecret: "ENERGY_WEBHOOK_SECRET",
  smsAccount: "ENERGY_SMS_ACCOUNT",
  smsToken: "ENERGY_SMS_TOKEN",
  modemPin: "ENERGY_MODEM_PIN",
  heartbeatUrl: "ENERGY_HEARTBEAT_URL",
} as const satisfies Record<keyof NotifyCredentials, string>;

/** The settings of a node that takes them from the environment; what is not set there stays as the dialog has it. */
export function fromEnvironment(
  def: NotifyDef,
  own: NotifyCredentials,
  env: Environment,
): { readonly def: NotifyDef; readonly credentials: NotifyCredentials } {
  return { def: { ...def, ...setIn(env, settings) }, credentials: { ...own, ...setIn(env, secrets) } };
}

function setIn(env: Environment, names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([setting, name]) => (env[name] ? [[setting, env[name]]] : [])),
  );
}

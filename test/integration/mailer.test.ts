import assert from "node:assert/strict";
import { createServer } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { Mailer } from "../../dist/lib/io/mail/mailer.js";
import { parseSmtpSettings } from "../../dist/lib/io/mail/smtp-settings.js";
import { freePort } from "../support/ports.ts";

interface Delivered {
  readonly recipients: readonly string[];
  readonly text: string;
}

/** A mail server that keeps what it is given; `options` make it refuse. */
async function mailServer(options: SMTPServerOptions = {}) {
  const delivered: Delivered[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        delivered.push({ recipients, text: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port, delivered, close };
}

const settings = (port: number, more: object = {}) =>
  parseSmtpSettings({ host: "127.0.0.1", port, security: "none", from: "energy@example.com", ...more });

const mail = { to: ["office@example.com"], subject: "Bericht März", text: "Grüße" };

describe("mail", () => {
  it("arrives with its texts in both forms and its files, with the id it was given", async () => {
    const { port, delivered, close } = await mailServer();
    try {
      const content = Buffer.from("%PDF-1.7 not really");
      const receipt = await new Mailer(settings(port)).send({
        ...mail,
        html: "<p>Gr&uuml;&szlig;e</p>",
        id: "report-works-2026-10-v1",
        attachments: [{ filename: "works-2026-10-v1.pdf", mediaType: "application/pdf", content }],
      });
      assert.deepEqual([receipt.accepted, receipt.refused], [["office@example.com"], []]);
      const [{ recipients, text } = { recipients: [], text: "" }] = delivered;
      assert.deepEqual(recipients, ["office@example.com"]);
      assert.match(text, /^Message-ID: <report-works-2026-10-v1@example\.com>/m);
      assert.match(text, /^Subject: =\?UTF-8\?/m);
      assert.match(text, /^From: energy@example\.com/m);
      assert.match(text, /multipart\/alternative/);
      assert.match(text, /filename=works-2026-10-v1\.pdf/);
      assert.ok(text.includes(content.toString("base64")));
    } finally {
      await close();
    }
  });

  for (const [name, wrong] of [
    ["a line break in the subject", { subject: "Report\r\nBcc: thief@example.com" }],
    ["a line break in a recipient", { to: ["office@example.com\r\nBcc: thief@example.com"] }],
    ["two addresses in one", { to: ["office@example.com,thief@example.com"] }],
    [
      "a line break in a file's name",
      { attachments: [{ filename: "a\r\nX: y", mediaType: "text/plain", content: Buffer.alloc(1) }] },
    ],
    ["an id that ends the header", { id: "a>\r\nBcc: thief@example.com" }],
    ["nobody to send it to", { to: [] }],
  ] as const) {
    it(`is refused before a connection is made: ${name}`, async () => {
      const { port, delivered, close } = await mailServer();
      try {
        await assert.rejects(new Mailer(settings(port)).send({ ...mail, ...wrong } as never), {
          code: "MESSAGE_INVALID",
        });
        assert.equal(delivered.length, 0);
      } finally {
        await close();
      }
    });
  }

  it("may be tried again where the server says so, and arrives then", async () => {
    let refusals = 1;
    const { port, delivered, close } = await mailServer({
      onRcptTo(_address, _session, done) {
        done(refusals-- > 0 ? Object.assign(new Error("greylisted"), { responseCode: 451 }) : null);
      },
    });
    try {
      const mailer = new Mailer(settings(port));
      await assert.rejects(mailer.send(mail), { code: "MAIL_FAILED" });
      await mailer.send(mail);
      assert.equal(delivered.length, 1);
    } finally {
      await close();
    }
  });

  it("is refused for good by a wrong password, which no error repeats", async () => {
    const { port, close } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      disabledCommands: ["STARTTLS"],
      onAuth(_auth, _session, done) {
        done(Object.assign(new Error("bad credentials"), { responseCode: 535 }));
      },
    });
    try {
      const mailer = new Mailer(settings(port, { user: "energy", password: "s3cret-word" }));
      await assert.rejects(mailer.send(mail), (error: Error & { code?: string }) => {
        assert.equal(error.code, "MAIL_REFUSED");
        assert.ok(!JSON.stringify({ ...error, message: error.message }).includes("s3cret-word"));
        return true;
      });
    } finally {
      await close();
    }
  });

  it("names who was not accepted beside those who were", async () => {
    const { port, close } = await mailServer({
      onRcptTo({ address }, _session, done) {
        done(address.startsWith("gone") ? Object.assign(new Error("unknown"), { responseCode: 550 }) : null);
      },
    });
    try {
      const receipt = await new Mailer(settings(port)).send({
        ...mail,
        to: ["office@example.com", "gone@example.com"],
      });
      assert.deepEqual([receipt.accepted, receipt.refused], [["office@example.com"], ["gone@example.com"]]);
    } finally {
      await close();
    }
  });

  it("can be tried again where nobody listens, or somebody who is no mail server", async () => {
    await assert.rejects(new Mailer(settings(await freePort())).send(mail), { code: "MAIL_FAILED" });
    const port = await freePort();
    const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    try {
      await assert.rejects(new Mailer(settings(port)).send(mail), { code: "MAIL_FAILED" });
    } finally {
      server.close();
    }
  });

  it("does not go to a server that does not offer the security that is asked for", async () => {
    const { port, delivered, close } = await mailServer();
    try {
      await assert.rejects(new Mailer(settings(port, { security: "starttls" })).send(mail), { code: "MAIL_REFUSED" });
      assert.equal(delivered.length, 0);
    } finally {
      await close();
    }
  });

  for (const wrong of [
    { host: "mail server" },
    { port: 0 },
    { from: "Energy <energy@example.com>" },
    { from: "energy@example.com\r\nBcc: x@y" },
    { host: "mail.example.com", user: "u", password: "p" },
  ]) {
    it(`is not set up with ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => settings(25, wrong), { code: "CONFIG_INVALID" });
    });
  }
});

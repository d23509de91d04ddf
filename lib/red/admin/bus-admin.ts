import type { NodeAPI } from "node-red";
import { busAddress, parseBus } from "../../acquire/bus-config";
import { busLoad } from "../../acquire/bus-load";
import { inlinePoint, type MeterPoint, sitePoints } from "../../acquire/meter-point";
import { scanRange } from "../../acquire/scan";
import { EnergyError } from "../../contract/error";
import { cancelScan, type Scan, scanOf, startScan } from "../../io/bus-scan";
import { leaseBus } from "../../io/modbus/bus-pool";
import { serialPorts } from "../../io/modbus/serial-stream";
import { ownProfile, profileFor, profileIds } from "../../io/profiles";
import type { SiteNode } from "../handles";
import { refusal } from "./replies";

/** Most tests of a connection that run at a time: the button is for people. */
const maxTests = 4;
const mostMeters = 1000;

/** What the dialogs ask about buses: whether one can be reached, what its meters need, who is on it. */
export function serveBusAdmin(RED: NodeAPI): void {
  const reader = RED.auth.needsPermission("flows.read");
  const writer = RED.auth.needsPermission("flows.write");
  const root = "/energy-gateway/meter-bus";

  let tests = 0;
  RED.httpAdmin.post(`${root}/test`, writer, async (req, res) => {
    if (tests >= maxTests) {
      res.sendStatus(429);
      return;
    }
    tests += 1;
    try {
      const bus = parseBus(req.body ?? {});
      const lease = leaseBus(bus);
      const begun = performance.now();
      try {
        await lease.bus.probe(Math.min(bus.timeoutMs, 10_000));
      } finally {
        lease.release();
      }
      res.json({ ok: true, bus: busAddress(bus), ms: Math.ceil(performance.now() - begun) });
    } catch (thrown) {
      res.json(refusal(RED, thrown));
    } finally {
      tests -= 1;
    }
  });

  RED.httpAdmin.get(`${root}/serial-ports`, reader, async (_req, res) => {
    res.json(await serialPorts());
  });

  RED.httpAdmin.post(`${root}/load`, reader, (req, res) => {
    try {
      res.json({ ok: true, ...loadOf(inlinePoints(req.body ?? {})) });
    } catch (thrown) {
      res.json(refusal(RED, thrown));
    }
  });

  /** Of the deployed site model: the same for each of its buses. */
  RED.httpAdmin.get(`${root}/load/:site`, reader, (req, res) => {
    const { model } = (RED.nodes.getNode(String(req.params.site)) as SiteNode | null) ?? {};
    const points = model ? sitePoints(model) : [];
    res.json(
      (model?.buses ?? []).map((bus) => {
        try {
          return { ok: true, bus: bus.name, ...loadOf(points.filter((point) => point.bus === bus)) };
        } catch (thrown) {
          return { bus: bus.name, ...refusal(RED, thrown) };
        }
      }),
    );
  });

  RED.httpAdmin.post(`${root}/scan`, writer, (req, res) => {
    try {
      const { from, to, ...bus } = req.body ?? {};
      const profiles = profileIds().flatMap((id) => {
        try {
          return profileFor(id, "");
        } catch {
          // A broken profile of an integrator's own is named where it is chosen.
          return [];
        }
      });
      res.json(scanView(RED, startScan(parseBus(bus), scanRange(from, to), profiles)));
    } catch (thrown) {
      res.json(refusal(RED, thrown));
    }
  });

  RED.httpAdmin.get(`${root}/scan/:id`, writer, (req, res) => {
    const scan = scanOf(String(req.params.id));
    if (scan) res.json(scanView(RED, scan));
    else res.sendStatus(404);
  });

  RED.httpAdmin.delete(`${root}/scan/:id`, writer, (req, res) => {
    cancelScan(String(req.params.id));
    res.sendStatus(204);
  });
}

function scanView(RED: NodeAPI, { id, state, progress, error }: Scan): object {
  const found = progress.found.map((meter) => ({
    ...meter,
    candidates: meter.candidates.map((candidate) => ({ ...candidate, ...modelOf(candidate.profile) })),
  }));
  return { ok: true, id, state, ...progress, found, ...(error && refusal(RED, error)) };
}

function modelOf(id: string): { vendor: string; models: readonly string[] } {
  const { vendor, models } = profileFor(id, "");
  return { vendor, models };
}

interface LoadQuestion {
  readonly bus?: Readonly<Record<string, unknown>>;
  readonly meters?: readonly Readonly<Record<string, unknown>>[];
}

/** The meters of a dialog that is not deployed yet. */
function inlinePoints({ bus, meters }: LoadQuestion): MeterPoint[] {
  if (!bus || !Array.isArray(meters) || meters.length > mostMeters) {
    throw new EnergyError("CONFIG_INVALID", { place: "meters", detail: `must be a list of at most ${mostMeters}` });
  }
  const link = parseBus(bus);
  return meters.map(({ ownProfile: text, ...meter }, n) => {
    const point = inlinePoint({ site: "site", unitId: 1, ...meter, meter: `m${n}` }, link);
    return typeof text === "string" && meter.profile === "own" ? { ...point, ownProfile: ownProfile(text) } : point;
  });
}

function loadOf(points: readonly MeterPoint[]): object {
  const meters = points.map((point) => ({
    point,
    profile: point.ownProfile ?? profileFor(point.profile, point.meter),
  }));
  const baud = points[0]?.bus.line?.baud;
  return { ...busLoad(meters), ...(baud !== undefined && { baud }) };
}

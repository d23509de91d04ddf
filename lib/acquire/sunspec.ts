/** Registers at an address, or undefined where the device has none there. */
export type TryRead = (address: number, count: number) => Promise<DataView | undefined>;

/** What a device has of SunSpec's information models. */
export interface SunSpecMap {
  /** Address of the ID register of the model that was looked for. */
  readonly at?: number;
  /** The models found on the way; none where the device has no SunSpec map. */
  readonly models: readonly number[];
}

/** Where a map may begin (SunSpec Device Information Model Specification, "Modbus address location"). */
const bases = [40_000, 50_000, 0] as const;
/** "SunS" */
const marker = 0x53_75_6e_53;
const endOfModels = 0xff_ff;
/** A device has a handful; this only bounds a chain that never ends. */
const mostModels = 24;

/** Looks for a model: after the marker "SunS" the models follow each other, each with its id and its length. */
export async function findModel(model: number, read: TryRead): Promise<SunSpecMap> {
  for (const base of bases) {
    const head = await read(base, 4);
    if (head?.getUint32(0) === marker) return walk(model, base + 2, head, read);
  }
  return { models: [] };
}

/** From the first model, whose id and length stand behind the marker in `head`. */
async function walk(model: number, first: number, head: DataView, read: TryRead): Promise<SunSpecMap> {
  const models: number[] = [];
  let at = first;
  let [id, length] = [head.getUint16(4), head.getUint16(6)];
  while (id !== endOfModels && models.length < mostModels) {
    models.push(id);
    if (id === model) return { at, models };
    at += 2 + length;
    const next = at + 2 <= 65_536 ? await read(at, 2) : undefined;
    if (!next) break;
    [id, length] = [next.getUint16(0), next.getUint16(2)];
  }
  return { models };
}

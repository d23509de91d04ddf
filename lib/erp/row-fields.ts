/** What an export's rows are made from. */
export const exportSources = ["consumption", "postings", "readings"] as const;
export type ExportSource = (typeof exportSources)[number];

export interface RowField {
  readonly kind: "text" | "number" | "time";
  /** An amount that a reversal takes back. */
  readonly amount?: true;
}

const text: RowField = { kind: "text" };
const number: RowField = { kind: "number" };
const time: RowField = { kind: "time" };
const amount: RowField = { kind: "number", amount: true };

const meterFields = {
  site: text,
  siteName: text,
  meter: text,
  meterName: text,
  machine: text,
  machineName: text,
  department: text,
  departmentName: text,
  costCentre: text,
  costCentreName: text,
  quantity: text,
  obis: text,
  unit: text,
} as const;

/** The fields that the rows of each source have, in the order in which an export without a mapping has them. */
export const rowFields: Readonly<Record<ExportSource, Readonly<Record<string, RowField>>>> = {
  consumption: { ...meterFields, from: time, to: time, amount, quality: text, version: number },
  postings: {
    site: text,
    siteName: text,
    supply: text,
    supplyName: text,
    costCentre: text,
    costCentreName: text,
    component: text,
    from: time,
    to: time,
    version: number,
    quantity: amount,
    unit: text,
    amount,
    currency: text,
  },
  readings: { ...meterFields, at: time, value: number },
};

/** What a document says of itself, for the fields and lines of an export. */
export const documentFields: Readonly<Record<string, RowField>> = {
  id: text,
  version: number,
  profile: text,
  site: text,
  currency: text,
  from: time,
  to: time,
  /** The last moment of the period: dates of bookings lie in it. */
  last: time,
  issued: time,
  /** The version that this document takes back; empty otherwise. */
  reverses: number,
  provisional: text,
  rows: number,
};

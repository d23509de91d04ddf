import type { RawExport } from "./profile-schema";
import datevPostings from "./profiles/datev-postings.json";
import genericCsv from "./profiles/generic-csv.json";
import genericJson from "./profiles/generic-json.json";
import genericXml from "./profiles/generic-xml.json";
import meterReadings from "./profiles/meter-readings.json";
import sapCostCentres from "./profiles/sap-cost-centres.json";

/** The profiles that come with the product, as people write them; a test checks each by the schema. */
export const readyProfiles = [
  genericCsv,
  genericJson,
  genericXml,
  datevPostings,
  sapCostCentres,
  meterReadings,
] as readonly RawExport[];

export const readyProfileIds: readonly string[] = readyProfiles.map(({ id }) => id);

export const readyProfile = (id: string): RawExport | undefined => readyProfiles.find((profile) => profile.id === id);

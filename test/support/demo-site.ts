import { demoPlant } from "../../dist/lib/site/demo-plant.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import type { SiteModel } from "../../dist/lib/site/site-model.js";

/** The demo plant's site model, its bus on this port. */
export const demoSite = (port = 15_020): SiteModel => parseSite(demoPlant(port)).site;

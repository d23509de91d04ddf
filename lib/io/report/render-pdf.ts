import type { TDocumentDefinitions } from "pdfmake/interfaces";
import { EnergyError } from "../../contract/error";

type PdfMake = typeof import("pdfmake");

/**
 * A document as PDF, with the fonts that come with pdfmake; it may fetch nothing. Takes seconds of CPU: call it in worker threads
 * only. Rejects with DEPENDENCY_MISSING.
 */
export async function renderPdf(definition: TDocumentDefinitions): Promise<Uint8Array> {
  const pdfmake = loadPdfMake();
  return pdfmake.createPdf(definition).getBuffer();
}

function loadPdfMake(): PdfMake {
  try {
    const pdfmake = require("pdfmake") as PdfMake;
    pdfmake.setFonts(require("pdfmake/fonts/Roboto"));
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy((path) => /[\\/]pdfmake[\\/]fonts[\\/]/.test(path));
    return pdfmake;
  } catch (cause) {
    throw new EnergyError("DEPENDENCY_MISSING", { feature: "The report as PDF", package: "pdfmake" }, { cause });
  }
}

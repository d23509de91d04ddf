import { EnergyError } from "../../contract/error";
import type { Sheet, SheetCell, SheetValue } from "../../report/sheets/sheet";

// An ES module as far as its types go; what is loaded is its CommonJS form.
type WriteExcelFile = typeof import("write-excel-file/node", { with: { "resolution-mode": "import" }});
type ExcelCell = import("write-excel-file/node", { with: { "resolution-mode": "import" }}).Cell;
type ExcelLook = Partial<import("write-excel-file/node", { with: { "resolution-mode": "import" }}).CellObject>;

const looks: Readonly<Record<NonNullable<SheetValue["look"]>, ExcelLook>> = {
  title: { fontWeight: "bold", fontSize: 14 },
  head: { fontWeight: "bold", backgroundColor: "#f3f5f7", bottomBorderStyle: "thin" },
  sum: { fontWeight: "bold", topBorderStyle: "thin" },
  muted: { textColor: "#6b7280" },
};

/** Sheets as an Excel file. Rejects with DEPENDENCY_MISSING. */
export async function renderXlsx(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const { default: writeExcelFile } = load();
  const written = sheets.map(({ name, widths, frozen, rows }) => ({
    sheet: name,
    columns: widths.map((width) => ({ width })),
    ...(frozen > 0 && { stickyRowsCount: frozen }),
    data: rows.map((row) => row.map(excelCell)),
  }));
  return writeExcelFile(written).toBuffer();
}

function excelCell(cell: SheetCell): ExcelCell {
  if (cell === null) return null;
  const { value, look, format } = cell;
  const style = { ...(look && looks[look]), ...(format !== undefined && { format }) };
  if (typeof value === "object") return { ...style, type: "Formula", value: value.formula };
  return typeof value === "number" ? { ...style, type: Number, value } : { ...style, type: String, value };
}

function load(): WriteExcelFile {
  try {
    return require("write-excel-file/node") as WriteExcelFile;
  } catch (cause) {
    throw new EnergyError(
      "DEPENDENCY_MISSING",
      { feature: "The report as XLSX", package: "write-excel-file" },
      { cause },
    );
  }
}

// A CSV file made from what a page shows, for where the server has none: with a byte order mark, as spreadsheets want
// it, and with nothing that a spreadsheet would take for a formula.

function field(value: string | number): string {
  const text = String(value);
  const isFormula = typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^[-+]?[\d.:]+$/.test(text);
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}

export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}

/** Money for a spreadsheet: 106533 → "1065.33". */
export function plainYuan(fen: number): string {
  const size = Math.abs(fen);
  return `${fen < 0 ? "-" : ""}${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
}

export function keepFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// Tables of figures. Roles are written out because narrow windows lay a table out as blocks of labelled lines, which
// would take its meaning away in some browsers.
import type { ReactNode } from "react";

export interface Column<R> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: R) => ReactNode;
  /** Figures stand right-aligned under each other. */
  readonly figures?: boolean;
}

interface TableProps<R> {
  caption: ReactNode;
  captionHidden?: boolean;
  /** The first one heads its row. */
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  /** The last line, by column key; the first column says what it is. */
  foot?: Readonly<Record<string, ReactNode>>;
  /** Instead of a table without rows. */
  empty?: string;
}

function Cells<R>({ columns, value }: { columns: readonly Column<R>[]; value: (column: Column<R>) => ReactNode }) {
  const [first, ...others] = columns;
  return (
    <>
      <th scope="row" role="rowheader">{first && value(first)}</th>
      {others.map((column) => (
        <td role="cell" key={column.key} className={column.figures ? "figures" : undefined}>
          <span className="label" aria-hidden="true">{column.head}</span>
          <span>{value(column)}</span>
        </td>
      ))}
    </>
  );
}

export function DataTable<R>({ caption, captionHidden, columns, rows, rowKey, foot, empty }: TableProps<R>) {
  if (rows.length === 0 && empty) return <p>{empty}</p>;
  return (
    <table className="money-table" role="table">
      <caption><span className={captionHidden ? "y-visually-hidden" : undefined}>{caption}</span></caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.key} scope="col" role="columnheader" className={column.figures ? "figures" : undefined}>{column.head}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr role="row" key={rowKey(row)}><Cells columns={columns} value={(column) => column.cell(row)} /></tr>
        ))}
      </tbody>
      {foot && (
        <tfoot role="rowgroup">
          <tr role="row"><Cells columns={columns} value={(column) => foot[column.key]} /></tr>
        </tfoot>
      )}
    </table>
  );
}

/** Named values, each in its box. */
export function Facts({ of }: { of: readonly (readonly [string, ReactNode, string?])[] }) {
  return (
    <dl className="money-facts">
      {of.map(([name, value, note]) => (
        <div key={name}><dt>{name}</dt><dd>{value}</dd>{note && <dd className="note">{note}</dd>}</div>
      ))}
    </dl>
  );
}

/** Reads CSV (RFC 4180; commas or semicolons) with a known header into rows that know their line. */
import { CsvError, parse } from 'csv-parse/sync';
import type { BadRows, Fault } from './bad-rows.ts';

/** A larger file is split: a row costs time in which no alert is taken in. */
export const MAX_ROWS = 50_000;

export interface Row<Column extends string> {
  /** Line of the file on which it ends, from 1. */
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** All of `columns` and no other must stand in the header, in any order. Faults go to `bad`. */
export function readTable<Column extends string>(
  text: string,
  columns: readonly Column[],
  bad: BadRows,
): Row<Column>[] {
  const [header, ...body] = parseAll(text, bad);
  if (header === undefined) {
    if (bad.count === 0) bad.add({ line: 1, column: '', value: '' }, EMPTY(columns));
    return [];
  }
  const names = header.record.map((name) => name.trim());
  if (!isHeader(names, columns, header.info.lines, bad)) return [];
  if (body.length > MAX_ROWS) bad.add({ line: 1, column: '', value: '' }, TOO_MANY);
  return body.flatMap(({ info: { lines: line }, record }) => {
    if (record.length !== names.length) {
      bad.add({ line, column: '', value: record.join(',') }, wrongCount(names.length, record.length));
      return [];
    }
    const unprintable = record.findIndex((cell) => CONTROL.test(cell));
    if (unprintable >= 0) {
      bad.add({ line, column: names[unprintable] ?? '', value: record[unprintable] }, UNPRINTABLE);
      return [];
    }
    const cells = Object.fromEntries(names.map((name, index) => [name, (record[index] ?? '').trim()]));
    return [{ line, cells: cells as Record<Column, string> }];
  });
}

/** Tabs and line ends may stand in a quoted note. */
const CONTROL = /(?![\t\n\r])\p{Cc}/u;

function parseAll(text: string, bad: BadRows): Parsed[] {
  let lastLine = 0;
  try {
    return parse(text, {
      ...{ delimiter: delimiterOf(text), info: true, relax_column_count: true, relax_quotes: true },
      ...{ skip_empty_lines: true, skip_records_with_empty_values: true, to: MAX_ROWS + 2 },
      on_record: (record: string[], { lines }: { readonly lines: number }) => {
        lastLine = lines;
        return record;
      },
    }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    bad.add({ line: lastLine + 1, column: '', value: '' }, BROKEN);
    return [];
  }
}

/** Excel of some regions writes semicolons. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  return header.includes(';') && !header.includes(',') ? ';' : ',';
}

function isHeader(names: readonly string[], columns: readonly string[], line: number, bad: BadRows): boolean {
  const before = bad.count;
  for (const column of columns) {
    const times = names.filter((name) => name === column).length;
    if (times === 0) bad.add({ line, column, value: '' }, missing(columns));
    if (times > 1) bad.add({ line, column, value: column }, TWICE);
  }
  for (const name of names) {
    if (!columns.includes(name)) bad.add({ line, column: name.slice(0, 60), value: name }, unknown(columns));
  }
  return bad.count === before;
}

const EMPTY = (columns: readonly string[]): Fault => ({
  reason: { zh: '文件是空的', en: 'the file is empty' },
  fix: { zh: `第一行写：${columns.join(',')}`, en: `write as first line: ${columns.join(',')}` },
});
const TOO_MANY: Fault = {
  reason: { zh: `超过 ${MAX_ROWS} 行`, en: `it has more than ${MAX_ROWS} rows` },
  fix: { zh: '拆成几个文件', en: 'split it into several files' },
};
const UNPRINTABLE: Fault = {
  reason: { zh: '含有不可见的控制字符', en: 'it holds a control character' },
  fix: { zh: '重新输入这一格', en: 'type this cell anew' },
};
const BROKEN: Fault = {
  reason: {
    zh: '引号没有成对，从这一行起无法读取',
    en: 'a quote is not closed: nothing can be read from here on',
  },
  fix: { zh: '补上引号，或删去多余的引号', en: 'close the quote, or remove it' },
};
const TWICE: Fault = {
  reason: { zh: '这一列出现了两次', en: 'this column stands twice' },
  fix: { zh: '删去多余的一列', en: 'remove one of them' },
};
const missing = (columns: readonly string[]): Fault => ({
  reason: { zh: '缺少这一列', en: 'this column is missing' },
  fix: { zh: `表头应为：${columns.join(',')}`, en: `the header is: ${columns.join(',')}` },
});
const unknown = (columns: readonly string[]): Fault => ({
  reason: { zh: '没有这样的列', en: 'there is no such column' },
  fix: { zh: `表头应为：${columns.join(',')}`, en: `the header is: ${columns.join(',')}` },
});
const wrongCount = (wanted: number, found: number): Fault => ({
  reason: { zh: `应有 ${wanted} 列，实有 ${found} 列`, en: `${wanted} columns are due, ${found} are there` },
  fix: {
    zh: '含逗号的内容要用引号括起来；空的格子也要留逗号',
    en: 'put what holds a comma into quotes; keep the commas of empty cells',
  },
});

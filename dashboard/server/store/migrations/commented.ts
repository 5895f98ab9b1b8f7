/**
 * Statements that tell the database what a table and its columns mean.
 * @param table null: its meaning stands already.
 */
export function commented(
  table: string,
  meaning: string | null,
  columns: Readonly<Record<string, string>>,
): string[] {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return [
    ...(meaning === null ? [] : [`COMMENT ON TABLE ${table} IS ${quote(meaning)}`]),
    ...Object.entries(columns).map(
      ([column, text]) => `COMMENT ON COLUMN ${table}.${column} IS ${quote(text)}`,
    ),
  ];
}

/** Migration 0017: what the overview of a division is counted by. */
export const OVERVIEW = [
  `CREATE INDEX alerts_by_commit ON alerts (committed_at) INCLUDE (township, gateway_id, status, merged_into)`,
  `CREATE INDEX alerts_by_closing ON alerts (closed_at) WHERE closed_at IS NOT NULL`,
] as const;

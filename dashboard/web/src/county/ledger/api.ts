/** What the ledger asks the console. */
import type { LedgerPage } from '../../../../../edge-config/contracts/rest.ts';
import { call, refusalOf } from '../../shared/api.ts';

export const PAGE_ROWS = 100;

export function readLedgerPage(search: string, cursor?: string): Promise<LedgerPage> {
  const query = new URLSearchParams(search);
  query.set('limit', String(PAGE_ROWS));
  if (cursor !== undefined) query.set('cursor', cursor);
  return call<LedgerPage>('GET', `/api/ledger?${query}`);
}

export interface FileOrder {
  readonly path: string;
  /** When the answer gives none. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** Fetches a file, telling how much has come, and hands it to the browser to keep. @throws ApiError */
export async function takeFile({ name, onBytes, path, signal }: FileOrder): Promise<void> {
  const answer = await fetch(path, { signal });
  if (!answer.ok || answer.body === null) throw await refusalOf(answer);
  const parts: BlobPart[] = [];
  let bytes = 0;
  const reader = answer.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    bytes += part.value.length;
    onBytes(bytes);
  }
  const disposition = answer.headers.get('content-disposition') ?? '';
  const url = URL.createObjectURL(new Blob(parts));
  const link = document.createElement('a');
  link.href = url;
  link.download = /filename="([^"]+)"/.exec(disposition)?.[1] ?? name;
  link.click();
  URL.revokeObjectURL(url);
}

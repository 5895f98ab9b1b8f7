/** Bytes of a file as text: UTF-8, or GB18030, which Excel writes in China where nobody chose "CSV UTF-8". */
import type { BadRows } from './bad-rows.ts';

const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** @returns undefined when it is neither; said in `bad`. */
export function decodeFile(bytes: Uint8Array, bad: BadRows): string | undefined {
  const isMarked = UTF8_MARK.every((byte, index) => bytes[index] === byte);
  // What is marked as UTF-8 and is not is damaged: read as GB18030 it would be nonsense that looks like text.
  const encodings = isMarked ? ['utf-8'] : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {}
  }
  bad.add(
    { line: 1, column: '', value: '' },
    {
      reason: { zh: '不是文本文件，或编码已损坏', en: 'it is no text, or its encoding is damaged' },
      fix: {
        zh: '在 Excel 里另存为“CSV UTF-8（逗号分隔）”',
        en: 'save it in Excel as "CSV UTF-8 (comma delimited)"',
      },
    },
  );
  return undefined;
}

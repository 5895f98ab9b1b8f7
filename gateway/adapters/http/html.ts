/** HTML in which every value is escaped unless it is HTML already, so that none can be forgotten. */

class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type { Html };

type Value = Html | string | number | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of ours that must stand as it is, e.g. a style. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** Attributes must stand in quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const written = values.map((value) => {
    if (value instanceof Html) return value.text;
    if (typeof value === 'object') return value.map(({ text }) => text).join('');
    return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  });
  return new Html(String.raw({ raw: parts }, ...written));
}

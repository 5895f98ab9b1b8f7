/** Where live views go: the console as this gateway reaches it. */
import { z } from 'zod';
import { hasProtocol } from './config-secret.ts';

export const liveConsoleConfigSchema = z
  .strictObject({
    url: z
      .string()
      .refine(isConsoleUrl, {
        message: 'not the address of a console',
        params: { fix: 'write http://host[:port] or https://host[:port]' },
      })
      .meta({ title: 'Console address', description: 'http:// or https://, as this gateway reaches it.' }),
    caFile: z.string().min(1).optional().meta({
      description:
        'PEM of an authority of your own, for https://; its path starts at the folder of this file.',
    }),
    maxViews: z.int().min(1).max(64).default(8).meta({
      title: 'Live views',
      description: 'Cameras that are shown at the same time, each way of showing one counted.',
    }),
  })
  .nullable()
  .default(null)
  .meta({ title: 'Console', description: 'For live views; null: there are none. Alerts go by the broker.' });
export type LiveConsoleConfig = NonNullable<z.infer<typeof liveConsoleConfigSchema>>;

function isConsoleUrl(text: string): boolean {
  if (!hasProtocol(text, ['http:', 'https:'])) return false;
  const { pathname, username, password } = new URL(text);
  return pathname === '/' && username === '' && password === '';
}

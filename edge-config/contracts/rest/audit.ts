/** Who did what, and who looked at what. */
import { z } from 'zod';
import { instantSchema } from '../primitives.ts';
import { AUDITING } from './roles.ts';
import { nextCursorSchema, pageQuery, type RouteContract } from './route.ts';

export const auditEntrySchema = z.strictObject({
  id: z.int().min(1),
  at: instantSchema,
  actor: z.string().meta({
    description:
      'Kind and name: a role and a user name, "guardian" and an id, "console", or "nobody" who was not signed in.',
  }),
  what: z.string(),
  subject: z.string().meta({ description: 'Id of what was looked at or changed.' }),
  detail: z.string().nullable().meta({ description: 'Never a password or token.' }),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const AUDIT_ROUTES = {
  listAudit: {
    method: 'GET',
    path: '/api/audit',
    summary: 'What was done by people of the own division, newest first.',
    access: AUDITING,
    query: z.strictObject({
      ...pageQuery,
      actor: z.string().max(100).optional().meta({ description: 'Part of the actor.' }),
      what: z.string().max(100).optional().meta({ description: 'The whole of it.' }),
      subject: z.string().max(100).optional().meta({ description: 'Part of the subject.' }),
      from: instantSchema.optional(),
      to: instantSchema.optional().meta({ description: 'Not included.' }),
    }),
    response: z.strictObject({ entries: z.array(auditEntrySchema), nextCursor: nextCursorSchema }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;

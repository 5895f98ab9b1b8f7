/** Files that an administrator imports. */
import type { IMPORT_ROUTES, ImportReport, UserView } from '../../../../edge-config/contracts/rest.ts';
import { importDivisions } from '../../import/divisions.ts';
import { importGuardianPhones } from '../../import/guardian-phones.ts';
import { importHouseholds } from '../../import/households.ts';
import type { Import } from '../../import/importing.ts';
import { importResponders } from '../../import/responders.ts';
import { importShapes } from '../../import/shapes.ts';
import { audit, type HandlerContext, instantOf } from '../context.ts';
import type { HandlersOf } from '../router.ts';

interface ImportCall {
  readonly body: Buffer;
  readonly query: { readonly dryRun: 'true' | 'false' };
  readonly user: UserView;
}

export function importHandlers(context: HandlerContext): HandlersOf<typeof IMPORT_ROUTES> {
  const { database, divisions } = context;

  async function run(
    what: string,
    { body, query, user }: ImportCall,
    carryOut: (request: Import) => Promise<ImportReport>,
  ): Promise<ImportReport> {
    const isDryRun = query.dryRun === 'true';
    const report = await carryOut({
      ...{ database, isDryRun, bytes: body, bound: user.division, by: user.username },
      at: instantOf(context),
    });
    if (isDryRun) return report;
    const { changed, created, unchanged } = report;
    await audit(context, user, {
      ...{ what: `import ${what}`, subject: what },
      detail: `${created} created, ${changed} changed, ${unchanged} unchanged`,
    });
    return report;
  }

  return {
    importDivisions: async (call) => {
      const report = await run('divisions', call, importDivisions);
      if (!report.isDryRun) await divisions.load(database);
      return report;
    },
    importShapes: (call) => run('shapes', call, importShapes),
    importHouseholds: (call) => run('households', call, importHouseholds),
    importGuardianPhones: (call) => run('guardian phones', call, importGuardianPhones),
    importResponders: (call) => run('responders', call, importResponders),
  };
}

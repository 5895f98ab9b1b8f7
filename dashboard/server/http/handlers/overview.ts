/** How a division stands: what the wall screen shows. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { OVERVIEW_ROUTES, UserView } from '../../../../edge-config/contracts/rest.ts';
import { Overviews } from '../../overview.ts';
import { type HandlerContext, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function overviewHandlers(context: HandlerContext): HandlersOf<typeof OVERVIEW_ROUTES> {
  const { config, database } = context;
  const overviews = new Overviews({ ...context, timeZone: config.timeZone });

  /** @throws ShouwangError NOT_FOUND when the console serves all counties and no city was imported. */
  async function homeOf(user: UserView): Promise<string> {
    if (user.division !== '') return user.division;
    if (config.county !== '+') return config.county;
    const city = await database
      .selectFrom('divisions')
      .select('code')
      .where('level', '=', 'city')
      .orderBy('code')
      .limit(1)
      .executeTakeFirst();
    if (city === undefined) throw new ShouwangError('NOT_FOUND', 'no city is known: name a division');
    return city.code;
  }

  return {
    overview: async ({ query, user }) => {
      const division = query.division ?? (await homeOf(user));
      requireWithin(user, division, `division ${division}`);
      return overviews.of(division);
    },
  };
}

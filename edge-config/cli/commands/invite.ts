import type { CommandModule } from 'yargs';
import { type Role, roleSchema } from '../../contracts/rest/roles.ts';
import { text } from '../texts.ts';

/** `shouwang dashboard invite`. */
export const inviteCommand: CommandModule = {
  command: 'invite',
  describe: text('invite'),
  builder: (yargs) =>
    yargs
      .option('username', { type: 'string', describe: text('inviteUsername') })
      .option('display-name', { type: 'string', describe: text('inviteDisplayName') })
      .option('role', { choices: roleSchema.options, describe: text('inviteRole') })
      .option('division', { type: 'string', describe: text('inviteDivision') }),
  handler: async (words) => {
    const { invite } = await import('../run/invite.ts');
    const word = (name: string): string | undefined =>
      words[name] === undefined ? undefined : String(words[name]);
    await invite(String(words['config']), {
      username: word('username'),
      displayName: word('display-name'),
      role: word('role') as Role | undefined,
      division: word('division'),
    });
  },
};

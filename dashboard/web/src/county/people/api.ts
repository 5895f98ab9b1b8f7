import type {
  LinkHolder,
  Person,
  Role,
  SessionView,
  SignInLink,
  UserView,
} from '../../../../../edge-config/contracts/rest.ts';
import { call } from '../../shared/api.ts';
import type { Page } from '../../shared/use-paged.ts';

export interface PeopleFilter {
  readonly find: string;
  readonly role: Role | undefined;
  readonly state: 'active' | 'disabled' | 'all';
}

export type PersonChange = Pick<Person, 'displayName' | 'role' | 'division'>;

type Ok = { ok: true };
type Divisions = { divisions: { code: string; names: string[] }[] };

const person = (username: string): string => `/api/people/${encodeURIComponent(username)}`;
const link = (token: string): string => `/api/links/${encodeURIComponent(token)}`;

export const peopleApi = {
  list: async ({ find, role, state }: PeopleFilter, cursor: string | undefined): Promise<Page<Person>> => {
    const query = new URLSearchParams({ state });
    if (find !== '') query.set('find', find);
    if (role !== undefined) query.set('role', role);
    if (cursor !== undefined) query.set('cursor', cursor);
    type Answer = { people: Person[]; nextCursor: string | null };
    const { nextCursor, people } = await call<Answer>('GET', `/api/people?${query}`);
    return { items: people, nextCursor };
  },
  create: (username: string, change: PersonChange) =>
    call<{ person: Person; link: SignInLink }>('POST', '/api/people', { username, ...change }),
  change: (username: string, change: PersonChange) => call<Person>('PUT', person(username), change),
  disable: (username: string) => call<Person>('POST', `${person(username)}/disable`),
  enable: (username: string) => call<Person>('POST', `${person(username)}/enable`),
  makeLink: (username: string) => call<SignInLink>('POST', `${person(username)}/link`),
  divisions: async (find: string) =>
    (await call<Divisions>('GET', `/api/people/divisions?${new URLSearchParams({ find })}`)).divisions,
  readLink: (token: string) => call<LinkHolder>('GET', link(token)),
  redeemLink: (token: string, password: string) => call<UserView>('POST', link(token), { password }),
  changeOwnPassword: (oldPassword: string, password: string) =>
    call<Ok>('POST', '/api/own/password', { oldPassword, password }),
};

/** Sessions of a person, or the own ones. */
export interface SessionsApi {
  readonly list: () => Promise<{ sessions: SessionView[] }>;
  readonly end: (sessionId: string) => Promise<Ok>;
  readonly endAll: () => Promise<Ok>;
}

function sessionsAt(path: string): SessionsApi {
  return {
    list: () => call('GET', path),
    end: (sessionId) => call('DELETE', `${path}/${sessionId}`),
    endAll: () => call('DELETE', path),
  };
}

export const ownSessions: SessionsApi = sessionsAt('/api/own/sessions');
export const sessionsOf = (username: string): SessionsApi => sessionsAt(`${person(username)}/sessions`);

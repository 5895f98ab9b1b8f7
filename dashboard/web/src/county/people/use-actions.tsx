/** What an administrator does to one account, each with its question where it cuts somebody off. */
import { App } from 'antd';
import type { Person, SignInLink } from '../../../../../edge-config/contracts/rest.ts';
import { faultOf } from '../../shared/faults.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { peopleApi, type SessionsApi, sessionsOf } from './api.ts';

/** What stands over the table. */
export type Shown =
  | { readonly kind: 'form'; readonly person: Person | null }
  | { readonly kind: 'link'; readonly person: Person; readonly link: SignInLink }
  | { readonly kind: 'sessions'; readonly person: Person; readonly sessions: SessionsApi };

export interface PersonActions {
  readonly edit: (person: Person) => void;
  readonly makeLink: (person: Person) => void;
  readonly disable: (person: Person) => void;
  readonly enable: (person: Person) => void;
  readonly showSessions: (person: Person) => void;
}

interface ActionsOptions {
  readonly learn: (person: Person) => void;
  readonly show: (shown: Shown) => void;
}

export function useActions({ learn, show }: ActionsOptions): PersonActions {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const { meaning, remedy } = faultOf(error, currentLanguage());
      modal.error({ title: meaning, content: remedy });
    }
  };
  const makeLink = (person: Person): Promise<void> =>
    attempt(async () => {
      const link = await peopleApi.makeLink(person.username);
      learn({ ...person, linkExpiresAt: link.expiresAt });
      show({ kind: 'link', person, link });
    });
  return {
    edit: (person) => show({ kind: 'form', person }),
    makeLink: (person) => {
      if (!person.hasPassword && person.linkExpiresAt === null) {
        void makeLink(person);
        return;
      }
      modal.confirm({
        title: t('people.linkAsk', { name: person.displayName }),
        content: t(person.hasPassword ? 'people.linkAskPassword' : 'people.linkAskPending'),
        okText: t('people.makeLink'),
        cancelText: t('cancel'),
        onOk: () => makeLink(person),
      });
    },
    disable: (person) => {
      modal.confirm({
        title: t('people.disableAsk', { name: person.displayName }),
        content: t('people.disableAskHint', { count: person.openSessions }),
        okText: t('people.disable'),
        okButtonProps: { danger: true },
        cancelText: t('cancel'),
        onOk: () =>
          attempt(async () => {
            learn(await peopleApi.disable(person.username));
            void message.success(t('people.disabledDone', { name: person.displayName }));
          }),
      });
    },
    enable: (person) =>
      void attempt(async () => {
        learn(await peopleApi.enable(person.username));
        void message.success(t('people.enabledDone', { name: person.displayName }));
      }),
    showSessions: (person) => show({ kind: 'sessions', person, sessions: sessionsOf(person.username) }),
  };
}
